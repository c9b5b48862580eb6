/* database/sqlite/record_save.h - objects, their key of creation and their events, saved in one
 * step; for the record store, and for the steps of imports that save a batch with what it changes.
 */
#ifndef SQLITE_RECORD_SAVE_H
#define SQLITE_RECORD_SAVE_H

#include "database/sqlite/engine.h"
#include "database/sqlite/table.h"

struct save {
    struct scope *scope;
    const struct table *table;
    void *const *objects;
    char *rows; /* the objects as they shall be stored, version and account filled in */
    size_t n;
    struct event_list *events;
};

/* On the caller's thread: what can be refused without asking the writer. n is at least 1. */
enum err save_prepare(struct sqlite_store *store, struct scope *scope, const struct record *record,
                      void *const *objects, size_t n, struct event_list *events,
                      struct save *ret) MUST_USE;
/* On the writer's. */
enum err save_write(struct tx *tx, const struct save *save) MUST_USE;
/* When it is durable: the objects become what is stored, the events are told. */
void save_done(const struct save *save);

/* The plan of a record with id, account and version. ERR_INTERNAL "store.unknown_record" {record}
 */
enum err save_table(struct sqlite_store *store, const struct record *record,
                    const struct table **ret, struct error *error) MUST_USE;
/* "<singular>.not_found" {id} */
enum err save_not_found(const struct table *table, struct scope *scope, struct id128 id);
struct id128 *id_at(const struct table *t, const void *object);
struct id128 *account_at(const struct table *t, const void *object);

#endif
