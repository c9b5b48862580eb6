/* tests/integration/call_worker/passing_jobs.h - a store of jobs with a test before it: the test
 * takes over the steps that it is about, the others pass. `self` begins with the port behind:
 *
 *     struct mine { struct job_steps inner; ... } mine = { .inner = ports.jobs };
 *     struct job_steps_ops ops = passing_jobs();
 *     ops.defer = mine_defer;
 *     ports.jobs = (struct job_steps){ &ops, &mine }; */
#ifndef INTEGRATION_CALL_WORKER_PASSING_JOBS_H
#define INTEGRATION_CALL_WORKER_PASSING_JOBS_H

#include "domain/repositories/job_steps.h"

#define PASS(slot, params, ...)                                                                    \
    static inline enum err passing_##slot params                                                   \
    {                                                                                              \
        const struct job_steps *inner = self;                                                      \
                                                                                                   \
        return inner->ops->slot(inner->self, __VA_ARGS__);                                         \
    }
PASS(claim,
     (void *self, struct scope *scope, const struct claim_request *request, struct job_list *ret),
     scope, request, ret)
PASS(hold, (void *self, struct scope *scope, struct hold_step *steps, size_t n), scope, steps, n)
PASS(defer, (void *self, struct scope *scope, struct defer_step *steps, size_t n), scope, steps, n)
PASS(still_allowed, (void *self, struct scope *scope, struct step *steps, size_t n), scope, steps,
     n)
PASS(placed, (void *self, struct scope *scope, struct placed_step *steps, size_t n), scope, steps,
     n)
PASS(reconcile_due,
     (void *self, struct scope *scope, struct instant now, int64_t most, struct job_list *ret),
     scope, now, most, ret)
PASS(overdue,
     (void *self, struct scope *scope, struct instant now, int64_t most, struct job_list *ret),
     scope, now, most, ret)
PASS(active,
     (void *self, struct scope *scope, const struct job *after, int64_t most, struct job_list *ret),
     scope, after, most, ret)
PASS(counts,
     (void *self, struct scope *scope, struct account_id account, struct campaign_id campaign,
      struct state_counts *ret),
     scope, account, campaign, ret)
PASS(counts_in_course,
     (void *self, struct scope *scope, struct account_id account, struct campaign_id campaign,
      struct state_counts *ret),
     scope, account, campaign, ret)
#undef PASS

static inline void passing_begin(void *self, struct scope *scope, struct intent_step *steps,
                                 size_t n, struct step_waiter waiter)
{
    VIA(*(const struct job_steps *)self, begin_dialing_async, scope, steps, n, waiter);
}

static inline void passing_look(void *self, struct scope *scope, struct step *steps, size_t n,
                                struct step_waiter waiter)
{
    VIA(*(const struct job_steps *)self, still_allowed_async, scope, steps, n, waiter);
}

/* The steps that a call worker takes while it places calls; others are none. */
static inline struct job_steps_ops passing_jobs(void)
{
    return (struct job_steps_ops){ .claim = passing_claim,
                                   .hold = passing_hold,
                                   .defer = passing_defer,
                                   .begin_dialing_async = passing_begin,
                                   .still_allowed_async = passing_look,
                                   .still_allowed = passing_still_allowed,
                                   .placed = passing_placed,
                                   .reconcile_due = passing_reconcile_due,
                                   .overdue = passing_overdue,
                                   .active = passing_active,
                                   .counts = passing_counts,
                                   .counts_in_course = passing_counts_in_course };
}

#endif
