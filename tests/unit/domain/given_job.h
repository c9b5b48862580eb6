/* tests/unit/domain/given_job.h - a job in any state, walked there by the transitions themselves.
 */
#ifndef UNIT_DOMAIN_GIVEN_JOB_H
#define UNIT_DOMAIN_GIVEN_JOB_H

#include "support/expect.h"

#include "domain/models/job.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct job job;
    struct job_phone phones[3];
};

static const struct retry_rules rules = { .max_attempts = 3, .attempts_per_day = 1 };
static const struct tariff per_minute = { { 120000, UNIT_USD }, { 60000 }, { 60000 } };
static const struct call_id call = { { "call-0123456789" } };
static const struct instant now = { 1000000 };
static const struct instant far = { 90000000 };

static inline struct job fresh(struct fixture *f)
{
    struct job job = { .id = { { "job-x-0123456789" } }, .state = JOB_SCHEDULED };

    for (size_t i = 0; i < ARRAY_LEN(f->phones); i++)
        f->phones[i] = (struct job_phone){ { STR("+573001234567") }, PHONE_VALID };
    job.phones.items = f->phones;
    job.phones.n = ARRAY_LEN(f->phones);
    return job;
}

static inline int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.job = fresh(&f);
    *state = &f;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

/* -- one function a transition, with sensible arguments -- */

typedef enum err step_fn(struct fixture *f, struct job *job);

static inline enum err do_claim(struct fixture *f, struct job *job)
{
    return job_claim(job, call, far, far, &f->arena, &f->error);
}
static inline enum err do_hold(struct fixture *f, struct job *job)
{
    return job_hold(job, job->fence, AMOUNT(1200000, UNIT_USD), &per_minute, MINUTES(10),
                    &f->error);
}
static inline enum err do_defer(struct fixture *f, struct job *job)
{
    return job_defer(job, job->fence, far, STR("policy.outside_hours"), &f->error);
}
static inline enum err do_wait(struct fixture *f, struct job *job)
{
    return job_wait_for_funds(job, job->fence, &f->error);
}
static inline enum err do_wake(struct fixture *f, struct job *job)
{
    return job_wake(job, now, &f->error);
}
static inline enum err do_block(struct fixture *f, struct job *job)
{
    return job_block(job, STR("person.suppressed"), now, &f->error);
}
static inline enum err do_cancel(struct fixture *f, struct job *job)
{
    return job_cancel(job, now, &f->error);
}
static inline enum err do_begin(struct fixture *f, struct job *job)
{
    const struct dial_intent intent = { .phone = job->attempt.phone, .rules = STR("co/3") };

    return job_begin_dialing(job, job->fence, &intent, now, &f->error);
}
static inline enum err do_placed(struct fixture *f, struct job *job)
{
    return job_placed(job, job->attempt.tag, STR("call_1"), now, &f->error);
}
static inline enum err do_not_sent(struct fixture *f, struct job *job)
{
    return job_not_sent(job, job->attempt.tag, now, STR("provider.slower"), &f->error);
}
static inline enum err do_refused(struct fixture *f, struct job *job)
{
    return job_refused(job, job->attempt.tag, STR("provider.refused"), OUTCOME_FAILED, now,
                       &f->error);
}
static inline enum err do_started(struct fixture *f, struct job *job)
{
    return job_started(job, job->attempt.tag, STR("call_1"), now, STR("k:started"), &f->arena,
                       &f->error);
}
static inline enum err end_with(struct fixture *f, struct job *job, const char *reason,
                                int64_t talk_ms)
{
    const struct end_facts facts = { .provider_call = STR("call_1"),
                                     .reason = str_from_c(reason),
                                     .call_status = STR("ended"),
                                     .talk_ms = { talk_ms },
                                     .key = STR("k:ended") };

    return job_ended(job, job->attempt.tag, &facts, now, &f->arena, &f->error);
}
static inline enum err do_ended(struct fixture *f, struct job *job)
{
    return end_with(f, job, "user_hangup", 61000);
}
static inline enum err analyze(struct fixture *f, struct job *job, enum outcome outcome,
                               const char *key)
{
    const struct analysis analysis = { .outcome = outcome, .key = str_from_c(key) };

    return job_analyzed(job, job->attempt.tag, &analysis, now, &f->arena, &f->error);
}
static inline enum err do_analyzed(struct fixture *f, struct job *job)
{
    return analyze(f, job, OUTCOME_PROMISE, "k:analyzed");
}
static inline enum err do_settled(struct fixture *f, struct job *job)
{
    return job_settled(job, job->attempt.tag, AMOUNT(0, UNIT_USD), &rules, now, &f->error);
}
static inline enum err do_undetermined(struct fixture *f, struct job *job)
{
    return job_undetermined(job, job->attempt.tag, now, &f->error);
}
static inline enum err do_redial(struct fixture *f, struct job *job)
{
    return job_redial(job, now, &f->error);
}
/* What the provider has of the attempt behind the one that the record knows to be sent. */
static inline enum err do_recover(struct fixture *f, struct job *job)
{
    const struct forgotten_attempt forgotten = {
        .tag = attempt_tag(&f->arena, job->id, 2),
        .provider_call = STR("call_1"),
        .max_talk = MINUTES(10),
        .placed_at = now,
    };

    return job_recover(job, job->fence, &forgotten, &f->error);
}
static inline enum err do_end_busy(struct fixture *f, struct job *job)
{
    return end_with(f, job, "dial_busy", 0);
}
static inline enum err do_end_spam(struct fixture *f, struct job *job)
{
    return end_with(f, job, "marked_as_spam", 0);
}

#define WALK(f, job, ...)                                                                          \
    do {                                                                                           \
        step_fn *const steps_[] = { __VA_ARGS__ };                                                 \
        for (size_t i_ = 0; i_ < ARRAY_LEN(steps_); i_++)                                          \
            expect_ok(steps_[i_]((f), (job)));                                                     \
    } while (0)

static inline struct job given_job(struct fixture *f, enum job_state state)
{
    struct job job = fresh(f);

    switch (state) {
    case JOB_SCHEDULED:
        break;
    case JOB_WAITING_FUNDS:
        WALK(f, &job, do_claim, do_wait);
        break;
    case JOB_CLAIMED:
        WALK(f, &job, do_claim);
        break;
    case JOB_HELD:
        WALK(f, &job, do_claim, do_hold);
        break;
    case JOB_DIALING:
        WALK(f, &job, do_claim, do_hold, do_begin);
        break;
    case JOB_PLACED:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed);
        break;
    case JOB_LIVE:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_started);
        break;
    case JOB_ENDED:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_ended);
        break;
    case JOB_RETRY_WAIT:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_end_busy, do_settled);
        break;
    case JOB_DONE:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_ended, do_settled);
        break;
    case JOB_FAILED:
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_end_spam, do_settled);
        break;
    case JOB_UNDETERMINED:
        WALK(f, &job, do_claim, do_hold, do_begin, do_undetermined);
        break;
    case JOB_BLOCKED:
        WALK(f, &job, do_claim, do_block);
        break;
    case JOB_CANCELLED:
        WALK(f, &job, do_claim, do_hold, do_cancel);
        break;
    }
    assert_int_equal(job.state, state);
    job.lease_until = now;
    return job;
}

#define JOB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
