/* database/mongodb/job_begins.h - those that wait to begin, gathered: while a few of an account are
 * on their way, others of it come, and go together next. So permits are asked for by few
 * writes, and a call costs fewer round trips the more there are. */
#ifndef MONGODB_JOB_BEGINS_H
#define MONGODB_JOB_BEGINS_H

#include "database/mongodb/job_docs.h"

void begins_init(struct mongodb_store *store);
void begins_release(struct mongodb_store *store);
void begins_submit(struct mongodb_store *store, struct scope *scope, struct intent_step *steps,
                   size_t n, struct step_waiter waiter);

#endif
