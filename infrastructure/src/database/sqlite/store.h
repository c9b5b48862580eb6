/* database/sqlite/store.h - the inside of the store, for the files of the engine; adapters see
 * engine.h. */
#ifndef SQLITE_STORE_H
#define SQLITE_STORE_H

#include <pthread.h>

#include "base/arena.h"
#include "database/sqlite/connection.h"
#include "database/sqlite/engine.h"
#include "database/sqlite/import_flight.h"
#include "codec/data_keys.h"
#include "database/sqlite/keys.h"
#include "database/sqlite/table.h"

struct sqlite_store {
    /* set at open, never changed after */
    struct sqlite_config config;
    unsigned char master_key[SQLITE_MASTER_KEY];
    unsigned char index_key[32]; /* of the hashes in columns that are sealed and indexed */
    char *path;
    int lock; /* descriptor that holds the lock file */
    struct instant wall_at_open, boot_at_open;
    struct arena arena; /* tables and their statements */
    struct table *tables;
    size_t n_tables;

    struct pool pool;
    struct known *known;
    struct data_keys keys;
    struct flights flights;

    /* under `mutex`: the requests that wait, in order of arrival */
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    struct write_request *first, *last;
    int64_t waiting, wanted; /* how many they are; how many the writer would like to take */
    bool closing;

    /* the writer thread's alone */
    pthread_t writer;
    bool writing; /* the thread was started */
    struct connection *conn;
    struct deltas *deltas;
    int64_t next_seq; /* of the event log */
};

/* NULL: not kept in this store. */
struct table *store_table(const struct sqlite_store *store, const struct record *record);

/* writer.c */
enum err writer_start(struct sqlite_store *store, struct error *error) MUST_USE;
/* After all that waits is done. */
void writer_stop(struct sqlite_store *store);
/* One transaction on the calling thread, before the writer is started. */
enum err writer_run(struct sqlite_store *store, store_work *work, void *context,
                    struct error *error) MUST_USE;

/* schema.c: brings the file's schema up to date, through the writer's connection. */
enum err schema_apply(struct sqlite_store *store, struct error *error) MUST_USE;

#endif
