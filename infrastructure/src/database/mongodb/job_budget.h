/* database/mongodb/job_budget.h - how many calls a campaign may still begin, whoever begins them.
 * The gate's document keeps how many are spent for good, and which may still turn out not to be
 * (`begun`: a job, and the how manyeth call of it). A call is in the list, by the conditional write
 * that takes its permit, before its intent is stored: so two hosts cannot both begin the last one.
 * What became of those in the list is asked of their jobs, when there seems to be no room. */
#ifndef MONGODB_JOB_BUDGET_H
#define MONGODB_JOB_BUDGET_H

#include "database/mongodb/job_docs.h"

struct begun_call {
    struct str job; /* its key */
    int64_t nth;
};
struct budget {
    bool has;
    bool asked; /* what became of the begun: as new as it gets */
    int64_t spent;
    struct begun_call *begun;
    size_t n;
};

/* Of the gate's document, with room for `more` calls. `step`: the first of those that ask. */
struct budget budget_read(struct session *s, const struct intent_step *step, struct str gate,
                          size_t more);
/* Has the gate a count to go on from? */
bool budget_is_counted(struct str gate);
/* Puts this call into it, if there is room within `most`. *left: for this call and others. */
enum err budget_take(struct job_doc *j, int64_t most, struct budget *budget,
                     int64_t *left) MUST_USE;
/* Takes the count out of the gate: what begins without a budget is in no count. */
void budget_forget(bson_t *update);
/* Into the fields of the gate that are written on condition of its version. */
void budget_put(const struct budget *budget, bson_t *fields);

#endif
