/* database/mongodb/object.h - objects as documents and back, by their table of fields (plan.h tells
 * how they lie). */
#ifndef MONGODB_OBJECT_H
#define MONGODB_OBJECT_H

#include "database/mongodb/documents.h"

/* All fields that have a place of their own. */
void object_put(struct session *s, bson_t *doc, const struct record_plan *plan, const void *object);
/* `sealed`, when the record has sensitive fields. */
enum err object_put_sealed(struct session *s, bson_t *doc, const struct record_plan *plan,
                           const void *object) MUST_USE;
/* Any record inside another document, nothing sealed. */
void record_put(bson_t *doc, const struct record *record, const void *object);

/* A new object in the arena; its sensitive fields are left zero. */
void *object_read(struct session *s, const struct record_plan *plan, struct str document);
/* Fills the sensitive fields. ERR_INTERNAL "store.unsealable" {table}. */
enum err object_unseal(struct session *s, const struct record_plan *plan, void *object,
                       struct str document) MUST_USE;
/* Both. */
enum err object_read_whole(struct session *s, const struct record_plan *plan, struct str document,
                           void **ret) MUST_USE;
void record_read(struct arena *arena, const struct record *record, void *object,
                 struct str document);

/* The _id of an object of the plan. */
struct str object_key(struct session *s, const struct record_plan *plan, const void *object);

#endif
