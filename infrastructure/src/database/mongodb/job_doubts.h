/* database/mongodb/job_doubts.h - claims that may have been written though nobody could tell who
 * asked for them. Each bears a mark of its own; the process keeps them in mind, and its next claim
 * of that campaign looks whether the mark is there: then the job is claimed, and goes on at once.
 * One that is not there may still be on its way, so it is kept until its lease would be over. A
 * claim is given out once: who takes it from here is the only one that has it. */
#ifndef MONGODB_JOB_DOUBTS_H
#define MONGODB_JOB_DOUBTS_H

#include "database/mongodb/job_docs.h"

struct claim_doubt_list {
    struct claim_doubt *items;
    size_t n, capacity;
};

/* A new mark, in the arena. */
struct str claim_mark(struct session *s);
/* The claim that was decided on `j`. */
void doubt_add(struct session *s, struct claim_doubt_list *list, const struct job_doc *j);
/* Kept until somebody asks; beyond CLAIM_DOUBTS they are left to the ends of their leases. */
void doubts_keep(struct mongodb_store *store, const struct claim_doubt_list *list);
/* Adds those that are claimed to `ret`, at most `most` in it, and to `taken`: to be kept again if
 * they cannot be given out. */
enum err doubts_resolve(struct session *s, const struct claim_request *request,
                        struct claim_doubt_list *taken, struct job_list *ret) MUST_USE;

#endif
