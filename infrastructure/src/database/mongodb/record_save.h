/* database/mongodb/record_save.h - one object of the record store, with the events it raised. */
#ifndef MONGODB_RECORD_SAVE_H
#define MONGODB_RECORD_SAVE_H

#include "database/mongodb/outbox.h"

/* ERR_INTERNAL "store.unknown_record" */
enum err save_plan(struct session *s, const struct record *record,
                   const struct record_plan **ret) MUST_USE;
enum err record_not_found(struct session *s, const struct record_plan *plan,
                          struct id128 id) MUST_USE;

/* One write: the object is new (version 0), or the document has its version. `extra` (may be NULL):
 * fields beside the record's. On success *object is as it was stored; events is empty. */
enum err record_save(struct session *s, const struct record_plan *plan, void *object,
                     struct event_list *events, const bson_t *extra) MUST_USE;

#endif
