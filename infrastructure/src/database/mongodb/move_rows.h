/* database/mongodb/move_rows.h - how a row of another engine (store_move.h) lies here. */
#ifndef MONGODB_MOVE_ROWS_H
#define MONGODB_MOVE_ROWS_H

#include "database/mongodb/documents.h"
#include "domain/repositories/store_move.h"

/* `item` is asked for created keys alone, which lie with their records; else it may be NULL. */
const char *moved_collection(struct session *s, const struct record *kind, const void *item);
/* The _id. */
void moved_put_key(struct session *s, bson_t *doc, const struct record *kind, const void *item);
/* All of the document; not of what is a field of another one: batches that are seen, created keys.
 */
enum err moved_put(struct session *s, bson_t *doc, const struct record *kind,
                   const void *item) MUST_USE;
/* Lines of the audit log without their hash. */
enum err moved_read(struct session *s, const struct record *kind, struct str document,
                    void **ret) MUST_USE;

#endif
