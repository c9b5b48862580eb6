/* database/mongodb/counts.h - jobs by state, counted from an index that holds nothing else: exact,
 * and a second or so for some millions. */
#ifndef MONGODB_COUNTS_H
#define MONGODB_COUNTS_H

#include "database/mongodb/documents.h"
#include "domain/repositories/job_steps.h"

/* {batch: {$in: [...]}} */
void put_batches(struct session *s, bson_t *filter, const struct documents *batches);
/* {stage: dialing or on}: calls that may be on */
void put_active(bson_t *filter);
enum err count_states(struct session *s, const bson_t *match, struct state_counts *ret) MUST_USE;

#endif
