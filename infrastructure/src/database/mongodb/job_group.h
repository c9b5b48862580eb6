/* database/mongodb/job_group.h - a step on several jobs of one account, in one go: the jobs are
 * read together, decided one after the other, and written together, each on condition of its
 * version. If the step moves money, the wallet is read before them and written once with all their
 * movements, before the jobs; then its turn is over. */
#ifndef MONGODB_JOB_GROUP_H
#define MONGODB_JOB_GROUP_H

#include "database/mongodb/job_docs.h"

/* An item of the step, on its way. */
struct group_item {
    struct step *given; /* the caller's */
    struct step *copy;  /* what the step works on and answers; fresh for each try */
    struct job_doc j;
    int tries;       /* before this one */
    bool again;      /* somebody was faster: it is to be tried again */
    struct str held; /* of the tag whose hold was taken though the job could not be told */
};

/* No two of them are of the same job. */
enum err group_run(struct session *s, enum step_no no, struct group_item **items,
                   size_t n) MUST_USE;

#endif
