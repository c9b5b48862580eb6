/* domain/src/models/job_rules.h - what the files of the job share. */
#ifndef DOMAIN_SRC_JOB_RULES_H
#define DOMAIN_SRC_JOB_RULES_H

#include <assert.h>

#include "domain/models/job.h"

/* The end of every transition: ERR_OK, and the job is sound. */
static inline MUST_USE enum err done(const struct job *job)
{
    assert(job_is_sound(job));
    (void)job;
    return ERR_OK;
}

static inline MUST_USE enum err wrong_state(const struct job *job, struct error *error)
{
    return FAIL_WITH(error, ERR_PRECONDITION, "job.wrong_state",
                     P_STR("state", job_state_name(job->state)));
}

static inline MUST_USE enum err own_fence(const struct job *job, int64_t fence, struct error *error)
{
    return job->fence == fence ? ERR_OK : FAIL(error, ERR_CONFLICT, "job.fenced");
}

static inline MUST_USE enum err own_tag(const struct job *job, struct str tag, struct error *error)
{
    return str_eq(job->attempt.tag, tag) && tag.n > 0
               ? ERR_OK
               : FAIL(error, ERR_CONFLICT, "job.other_attempt");
}

static inline void job_finish(struct job *job, enum job_state state, struct instant now)
{
    job->state = state;
    job->finished_at = SOME_INSTANT(now);
}

#endif
