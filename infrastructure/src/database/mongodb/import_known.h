/* database/mongodb/import_known.h - what an account knows of numbers. */
#ifndef MONGODB_IMPORT_KNOWN_H
#define MONGODB_IMPORT_KNOWN_H

#include "database/mongodb/documents.h"
#include "domain/repositories/import_store.h"

enum err numbers_known(void *self, struct scope *scope, struct campaign_id campaign,
                       const struct phone_hash_id *hashes, size_t n,
                       struct phone_known *ret) MUST_USE;
/* {id: {$in: [...]}}: the jobs of seen batches that have the number. */
enum err seen_jobs_of(struct session *s, struct phone_hash_id hash, bson_t *filter) MUST_USE;

#endif
