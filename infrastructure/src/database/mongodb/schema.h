/* database/mongodb/schema.h - named indexes, made by versioned migrations. */
#ifndef MONGODB_SCHEMA_H
#define MONGODB_SCHEMA_H

#include "database/mongodb/store.h"

/* Brings the database up to date; refuses a newer program's, another master key's, and one whose
 * indexes have gone (mongodb.index_missing), unless `repair`: then they are made again. */
enum err indexes_apply(struct session *s, bool repair) MUST_USE;
/* Reads alone: a newer program's, or indexes that are missing. One that is older, or not there yet,
 * is brought up to date when the store opens. */
enum err schema_check(struct session *s) MUST_USE;
/* Something has been kept there, by whatever key. Reads alone. */
enum err schema_is_made(struct session *s, bool *ret) MUST_USE;
/* The collections whose documents have a list of what is to be done. */
const char *const *schema_outboxes(struct session *s, size_t *n);
/* All collections but the schema's own. */
enum err schema_clear(struct session *s) MUST_USE;
/* The first collection that has a document; NULL: all are empty. */
enum err schema_first_filled(struct session *s, const char **ret) MUST_USE;
/* ERR_PRECONDITION "move.unfinished" */
enum err schema_refuse_unfinished(struct session *s) MUST_USE;

#endif
