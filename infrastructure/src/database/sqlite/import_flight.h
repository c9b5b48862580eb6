/* database/sqlite/import_flight.h - one step of an import is on its way to the disk while the
 * importer prepares the next: a flight for each batch that is being staged. */
#ifndef SQLITE_IMPORT_FLIGHT_H
#define SQLITE_IMPORT_FLIGHT_H

#include <pthread.h>

#include "database/sqlite/engine.h"

struct flight;

/* Under its mutex; part of the store. */
struct flights {
    pthread_mutex_t mutex;
    pthread_cond_t landed;
    struct flight *first;
};

/* The batch's flight, and an arena, empty, to prepare a step in; the step before may be on its way.
 */
struct flight *flight_board(struct sqlite_store *store, struct account_id account,
                            struct batch_id batch, struct arena **arena);
/* Waits until the step before has landed; when it failed, tells so and sends nothing. Then sends
 * `work` to the writer; its context lives in the arena. One thread a batch. */
enum err flight_depart(struct flight *flight, struct scope *scope, store_work *work,
                       void *context) MUST_USE;
/* Waits, tells how the last one landed, and forgets the batch. */
enum err flight_end(struct sqlite_store *store, struct scope *scope,
                    struct batch_id batch) MUST_USE;
/* When the writer has stopped. */
void flights_release(struct flights *flights);

#endif
