/* compose/store.h - which engine keeps the records, the jobs and the money. */
#ifndef COMPOSE_STORE_H
#define COMPOSE_STORE_H

#include "application/ports.h"
#include "apps/compose.h"

struct store {
    struct sqlite_store *sqlite;   /* engine: embedded */
    struct mongodb_store *mongodb; /* engine: distributed */
};

/* Fills every port of the store; clock, random, hasher and log are filled. `repair`: indexes that
 * have gone are made again first; else they stop the start. */
enum err store_open(struct store *store, const struct settings *settings,
                    const unsigned char *master_key, bool repair, struct ports *ports,
                    struct error *error) MUST_USE;
void store_close(struct store *store);
/* Has the store of the settings kept something already? Changes nothing. */
enum err store_is_made(const struct settings *settings, struct clock clock, bool *ret,
                       struct error *error) MUST_USE;
/* Before anything else: a move's two sides are named. ERR_PRECONDITION "mongodb.no_uri",
 * ERR_NOT_FOUND "move.no_source" {path} */
enum err store_move_check(const struct settings *settings, struct error *error) MUST_USE;
/* From the embedded one to the distributed one; ports as for store_open(). */
enum err store_move(const struct settings *settings, const unsigned char *master_key,
                    const struct ports *ports, move_report *report, void *to,
                    struct error *error) MUST_USE;
/* Asks the server of engine: distributed, for the doctor; makes and changes nothing. */
void store_check(const struct settings *settings, struct clock clock, engine_report *report,
                 void *to);

#endif
