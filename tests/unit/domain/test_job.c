/* tests/unit/domain/test_job.c - the life of a job: every state by every transition, repetitions,
 * older claims, late facts, and what a call costs. */
#include "support/expect.h"

#include "base/strbuf.h"
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

static struct job fresh(struct fixture *f)
{
    struct job job = { .id = { { "job-x-0123456789" } }, .state = JOB_SCHEDULED };

    for (size_t i = 0; i < ARRAY_LEN(f->phones); i++)
        f->phones[i] = (struct job_phone){ { STR("+573001234567") }, PHONE_VALID };
    job.phones.items = f->phones;
    job.phones.n = ARRAY_LEN(f->phones);
    return job;
}

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.job = fresh(&f);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

/* -- one function a transition, with sensible arguments -- */

typedef enum err step_fn(struct fixture *f, struct job *job);

static enum err do_claim(struct fixture *f, struct job *job)
{
    return job_claim(job, call, far, far, &f->arena, &f->error);
}
static enum err do_hold(struct fixture *f, struct job *job)
{
    return job_hold(job, job->fence, AMOUNT(1200000, UNIT_USD), &per_minute, MINUTES(10),
                    &f->error);
}
static enum err do_defer(struct fixture *f, struct job *job)
{
    return job_defer(job, job->fence, far, STR("policy.outside_hours"), &f->error);
}
static enum err do_wait(struct fixture *f, struct job *job)
{
    return job_wait_for_funds(job, job->fence, &f->error);
}
static enum err do_wake(struct fixture *f, struct job *job)
{
    return job_wake(job, now, &f->error);
}
static enum err do_block(struct fixture *f, struct job *job)
{
    return job_block(job, STR("person.suppressed"), now, &f->error);
}
static enum err do_cancel(struct fixture *f, struct job *job)
{
    return job_cancel(job, now, &f->error);
}
static enum err do_begin(struct fixture *f, struct job *job)
{
    const struct dial_intent intent = { .phone = job->attempt.phone, .rules = STR("co/3") };

    return job_begin_dialing(job, job->fence, &intent, now, &f->error);
}
static enum err do_placed(struct fixture *f, struct job *job)
{
    return job_placed(job, job->attempt.tag, STR("call_1"), now, &f->error);
}
static enum err do_not_sent(struct fixture *f, struct job *job)
{
    return job_not_sent(job, job->attempt.tag, now, STR("provider.slower"), &f->error);
}
static enum err do_refused(struct fixture *f, struct job *job)
{
    return job_refused(job, job->attempt.tag, STR("provider.refused"), OUTCOME_FAILED, now,
                       &f->error);
}
static enum err do_started(struct fixture *f, struct job *job)
{
    return job_started(job, job->attempt.tag, STR("call_1"), now, STR("k:started"), &f->arena,
                       &f->error);
}
static enum err end_with(struct fixture *f, struct job *job, const char *reason, int64_t talk_ms)
{
    const struct end_facts facts = { .provider_call = STR("call_1"),
                                     .reason = str_from_c(reason),
                                     .call_status = STR("ended"),
                                     .talk_ms = { talk_ms },
                                     .key = STR("k:ended") };

    return job_ended(job, job->attempt.tag, &facts, now, &f->arena, &f->error);
}
static enum err do_ended(struct fixture *f, struct job *job)
{
    return end_with(f, job, "user_hangup", 61000);
}
static enum err analyze(struct fixture *f, struct job *job, enum outcome outcome, const char *key)
{
    const struct analysis analysis = { .outcome = outcome, .key = str_from_c(key) };

    return job_analyzed(job, job->attempt.tag, &analysis, now, &f->arena, &f->error);
}
static enum err do_analyzed(struct fixture *f, struct job *job)
{
    return analyze(f, job, OUTCOME_PROMISE, "k:analyzed");
}
static enum err do_settled(struct fixture *f, struct job *job)
{
    return job_settled(job, job->attempt.tag, AMOUNT(0, UNIT_USD), &rules, now, &f->error);
}
static enum err do_undetermined(struct fixture *f, struct job *job)
{
    return job_undetermined(job, job->attempt.tag, now, &f->error);
}
static enum err do_redial(struct fixture *f, struct job *job)
{
    return job_redial(job, now, &f->error);
}
/* What the provider has of the attempt behind the one that the record knows to be sent. */
static enum err do_recover(struct fixture *f, struct job *job)
{
    const struct forgotten_attempt forgotten = {
        .tag = attempt_tag(&f->arena, job->id, 2),
        .provider_call = STR("call_1"),
        .max_talk = MINUTES(10),
        .placed_at = now,
    };

    return job_recover(job, job->fence, &forgotten, &f->error);
}
static enum err do_end_busy(struct fixture *f, struct job *job)
{
    return end_with(f, job, "dial_busy", 0);
}
static enum err do_end_spam(struct fixture *f, struct job *job)
{
    return end_with(f, job, "marked_as_spam", 0);
}

#define WALK(f, job, ...)                                                                          \
    do {                                                                                           \
        step_fn *const steps_[] = { __VA_ARGS__ };                                                 \
        for (size_t i_ = 0; i_ < ARRAY_LEN(steps_); i_++)                                          \
            expect_ok(steps_[i_]((f), (job)));                                                     \
    } while (0)

static struct job given_job(struct fixture *f, enum job_state state)
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

/* -- the whole table -- */

/* A letter a state, in the enum's order; '.': refused, and nothing has changed. */
static const char letters[] = "?SWCHDPLERNFUBX";

static const struct {
    const char *name, *leads_to;
    step_fn *step;
} transitions[] = {
    /*              SWCHDPLERNFUBX  */
    { "claim", /**/ "C.CC....C.....", do_claim },
    { "hold", /* */ "..HH..........", do_hold },
    { "defer", /**/ "S.SS..........", do_defer },
    { "wait", /* */ ".WW...........", do_wait },
    { "wake", /* */ ".S............", do_wake },
    { "block", /**/ "BBBB....B...B.", do_block },
    { "cancel", /**/ "XXXX....X....X", do_cancel },
    { "begin", /**/ "...DD.........", do_begin },
    { "placed", /**/ "....PPLERNFP..", do_placed },
    { "unsent", /**/ "....S.........", do_not_sent },
    { "refused", /**/ "....E..ERNF...", do_refused },
    { "started", /**/ "....LLLERNFL..", do_started },
    { "ended", /**/ "....EEEERNFE..", do_ended },
    { "analyzed", /**/ ".....PLERNF...", do_analyzed },
    { "settled", /**/ ".......NRNF...", do_settled },
    { "undet.", /**/ "....U......U..", do_undetermined },
    { "redial", /**/ "...........S..", do_redial },
    { "recover", /**/ "..P...........", do_recover },
};

static void job__goes_from_every_state_only_where_the_table_says(void **state)
{
    struct fixture *f = *state;

    for (size_t t = 0; t < ARRAY_LEN(transitions); t++)
        for (int from = JOB_SCHEDULED; from < JOB_STATE_COUNT; from++) {
            struct job job = given_job(f, (enum job_state)from);
            struct job *before = record_copy(&job_record, &job, &f->arena);
            char expected = transitions[t].leads_to[from - 1];

            enum err err = transitions[t].step(f, &job);

            if (expected == '.' && (err == ERR_OK || !record_equal(&job_record, before, &job)))
                fail_msg("%s from %c was not refused cleanly", transitions[t].name, letters[from]);
            if (expected != '.' && (err != ERR_OK || letters[job.state] != expected))
                fail_msg("%s from %c: %s, %c", transitions[t].name, letters[from], err_name(err),
                         letters[job.state]);
            assert_true(job_is_sound(&job));
        }
}

static void job__answers_a_repetition_and_changes_nothing(void **state)
{
    struct fixture *f = *state;

    for (size_t t = 0; t < ARRAY_LEN(transitions); t++)
        for (int from = JOB_SCHEDULED; from < JOB_STATE_COUNT; from++) {
            if (transitions[t].step == do_claim || transitions[t].step == do_wake ||
                transitions[t].step == do_redial)
                continue; /* a second claim is another claim; the others are sweeps */
            struct job job = given_job(f, (enum job_state)from);
            if (transitions[t].step(f, &job) != ERR_OK)
                continue;
            struct job *once = record_copy(&job_record, &job, &f->arena);

            enum err err = transitions[t].step(f, &job);

            if (err != ERR_OK || !record_equal(&job_record, once, &job))
                fail_msg("%s from %c twice: %s", transitions[t].name, letters[from], err_name(err));
        }
}

static void job__refuses_an_older_claim(void **state)
{
    struct fixture *f = *state;
    const struct dial_intent intent = { 0 };
    struct job claimed = given_job(f, JOB_CLAIMED), held = given_job(f, JOB_HELD);

    expect_error(job_hold(&claimed, claimed.fence - 1, AMOUNT(1, UNIT_USD), &per_minute, MINUTES(1),
                          &f->error),
                 &f->error, ERR_CONFLICT, "job.fenced");
    expect_error(job_defer(&held, held.fence - 1, now, STR(""), &f->error), &f->error, ERR_CONFLICT,
                 "job.fenced");
    expect_error(job_wait_for_funds(&claimed, claimed.fence - 1, &f->error), &f->error,
                 ERR_CONFLICT, "job.fenced");
    expect_error(job_begin_dialing(&held, held.fence - 1, &intent, now, &f->error), &f->error,
                 ERR_CONFLICT, "job.fenced");
}

static void recover__takes_up_the_attempt_that_was_made_and_holds_nothing(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_HELD);

    job.lease_until = now;
    expect_ok(do_claim(f, &job));
    assert_true(job.attempt.hold_open);
    expect_ok(do_recover(f, &job));

    assert_int_equal(job.attempt.n, 2);
    assert_int_equal(job.attempts, 1);
    assert_false(job.attempt.hold_open);
    expect_str(job.attempt.provider_call, "call_1");
    WALK(f, &job, do_end_busy, do_settled);
    assert_int_equal(job.state, JOB_RETRY_WAIT);
}

static void recover__refuses_what_is_no_attempt_of_this_job(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_CLAIMED);
    struct forgotten_attempt other = { .tag = attempt_tag(&f->arena, (struct job_id){ 0 }, 1),
                                       .provider_call = STR("call_2") };

    expect_error(job_recover(&job, job.fence, &other, &f->error), &f->error, ERR_CONFLICT,
                 "job.other_attempt");
    other.tag = attempt_tag(&f->arena, job.id, 0);
    expect_error(job_recover(&job, job.fence, &other, &f->error), &f->error, ERR_CONFLICT,
                 "job.other_attempt");
    expect_error(job_recover(&job, job.fence - 1, &other, &f->error), &f->error, ERR_CONFLICT,
                 "job.fenced");
}

static void job__refuses_the_tag_of_another_attempt(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_DIALING);

    expect_error(job_placed(&job, STR("job_x-7"), STR("call_1"), now, &f->error), &f->error,
                 ERR_CONFLICT, "job.other_attempt");
    expect_error(job_placed(&job, STR(""), STR("call_1"), now, &f->error), &f->error, ERR_CONFLICT,
                 "job.other_attempt");
}

static void job__refuses_a_second_call_of_one_attempt(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_PLACED);

    expect_error(job_placed(&job, job.attempt.tag, STR("call_2"), now, &f->error), &f->error,
                 ERR_CONFLICT, "job.other_call");
    expect_error(
        job_started(&job, job.attempt.tag, STR("call_2"), now, STR("k"), &f->arena, &f->error),
        &f->error, ERR_CONFLICT, "job.other_call");
    expect_error(job_placed(&job, job.attempt.tag, STR(""), now, &f->error), &f->error, ERR_INVALID,
                 "job.no_call_id");
    expect_str(job.attempt.provider_call, "call_1");
}

/* -- claims -- */

static void job_claim__waits_for_the_due_time_and_for_the_lease(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;
    job.not_before = now;
    const struct instant early = { now.unix_ms - 1 };

    expect_error(job_claim(&job, call, now, early, &f->arena, &f->error), &f->error,
                 ERR_PRECONDITION, "job.not_due");
    expect_ok(job_claim(&job, call, now, now, &f->arena, &f->error));
    assert_int_equal(job.lease_until.unix_ms, now.unix_ms + LEASE_MS);
    const struct instant before_end = { job.lease_until.unix_ms - 1 };
    expect_error(job_claim(&job, call, before_end, far, &f->arena, &f->error), &f->error,
                 ERR_PRECONDITION, "job.leased");
    expect_ok(job_claim(&job, call, job.lease_until, far, &f->arena, &f->error));
    assert_int_equal(job.fence, 2);
}

static void job_claim__of_a_held_job_keeps_its_tag_and_its_hold(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_HELD);
    struct str tag = job.attempt.tag;

    WALK(f, &job, do_claim);
    expect_ok(job_hold(&job, job.fence, AMOUNT(5, UNIT_USD), &per_minute, MINUTES(1), &f->error));

    assert_true(str_eq(job.attempt.tag, tag));
    assert_int_equal(job.attempt.n, 1);
    assert_int_equal(job.attempt.hold.units, 1200000); /* what is held, not what was asked again */
}

static void job_claim__never_uses_a_spent_tag_again(void **state)
{
    struct fixture *f = *state;
    struct job released = given_job(f, JOB_HELD), unsent = given_job(f, JOB_DIALING),
               claimed = given_job(f, JOB_CLAIMED), again = given_job(f, JOB_RETRY_WAIT);

    WALK(f, &released, do_defer, do_claim);
    WALK(f, &unsent, do_not_sent, do_claim);
    WALK(f, &claimed, do_defer, do_claim);
    WALK(f, &again, do_claim);

    assert_int_equal(released.attempt.n, 2);
    assert_int_equal(unsent.attempt.n, 2);
    assert_int_equal(claimed.attempt.n, 1); /* nothing happened under it */
    assert_int_equal(again.attempt.n, 2);
    assert_false(again.attempt.intent_at.has || again.attempt.settled_at.has);
    assert_int_equal(again.attempt.applied.n, 0);
}

static void job_claim__gives_up_at_the_fifth_without_progress(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_HELD);

    for (int i = 2; i < JOB_CLAIMS_MOST; i++)
        expect_ok(job_claim(&job, call, job.lease_until, far, &f->arena, &f->error));
    expect_error(job_claim(&job, call, job.lease_until, far, &f->arena, &f->error), &f->error,
                 ERR_EXHAUSTED, "job.poison");

    assert_int_equal(job.state, JOB_FAILED);
    assert_true(job.attempt.hold_open); /* for the store to give back */
    expect_str(job.wait_reason, "job.poison");
}

static void job_claim__forgets_fruitless_claims_after_progress(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;

    for (int i = 0; i < 3 * JOB_CLAIMS_MOST; i++)
        WALK(f, &job, do_claim, do_defer);

    assert_int_equal(job.claims, 0);
}

static void job_claim__takes_the_next_phone_that_is_not_dead(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;

    WALK(f, &job, do_claim, do_hold, do_begin, do_placed);
    expect_ok(end_with(f, &job, "invalid_destination", 0));
    WALK(f, &job, do_settled, do_claim);
    assert_int_equal(job.attempt.phone, 1);
    WALK(f, &job, do_hold, do_begin, do_placed, do_end_busy, do_settled, do_claim);
    assert_int_equal(job.attempt.phone, 2);
    job.phones.n = 2; /* wraps, past the dead first one */
    job.attempt.phone = 1;
    WALK(f, &job, do_hold, do_begin, do_placed, do_end_busy);
    job.attempts = 1;
    WALK(f, &job, do_settled, do_claim);
    assert_int_equal(job.attempt.phone, 1);
}

static void job_claim__dials_the_same_phone_after_an_unsent_attempt(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_DIALING);

    WALK(f, &job, do_not_sent, do_claim);

    assert_int_equal(job.attempt.phone, 0);
    assert_int_equal(job.attempts, 0);
}

/* -- the end -- */

static void job_settled__fails_a_job_whose_last_phone_is_dead(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;
    job.phones.n = 1;

    WALK(f, &job, do_claim, do_hold, do_begin, do_placed);
    expect_ok(end_with(f, &job, "invalid_destination", 0));
    WALK(f, &job, do_settled);

    assert_int_equal(job.state, JOB_FAILED);
    assert_int_equal(job.outcome, OUTCOME_INVALID_NUMBER);
}

static void job_settled__stops_at_the_campaigns_last_attempt(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;

    for (int i = 1; i <= 3; i++) {
        WALK(f, &job, do_claim, do_hold, do_begin, do_placed, do_end_busy, do_settled);
        assert_int_equal(job.state, i < 3 ? JOB_RETRY_WAIT : JOB_DONE);
        if (i < 3)
            assert_int_equal(job.not_before.unix_ms, now.unix_ms + 15 * MS_PER_MINUTE);
    }
    assert_int_equal(job.attempts, 3);
    assert_int_equal(job.outcome, OUTCOME_BUSY);
}

static void job_ended__keeps_what_an_early_analysis_said(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_LIVE);

    WALK(f, &job, do_analyzed, do_ended);
    assert_int_equal(job.attempt.outcome, OUTCOME_PROMISE);
    WALK(f, &job, do_settled);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.outcome, OUTCOME_PROMISE);
}

static void job_analyzed__turns_a_waiting_retry_into_done_when_somebody_talked(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_PLACED);
    expect_ok(end_with(f, &job, "inactivity", 30000));
    WALK(f, &job, do_settled);
    assert_int_equal(job.state, JOB_RETRY_WAIT);

    expect_ok(analyze(f, &job, OUTCOME_PROMISE, "k:a"));

    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.outcome, OUTCOME_PROMISE);
    assert_true(job.finished_at.has);
}

static void job_analyzed__cannot_make_a_talk_of_a_call_that_never_connected(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_RETRY_WAIT);

    expect_ok(analyze(f, &job, OUTCOME_PROMISE, "k:a"));

    assert_int_equal(job.state, JOB_RETRY_WAIT);
    assert_int_equal(job.attempt.outcome, OUTCOME_BUSY);
}

static void job_analyzed__is_corrected_by_a_newer_one_but_not_by_the_same_again(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_DONE);

    expect_ok(analyze(f, &job, OUTCOME_PROMISE, "k:1"));
    expect_ok(analyze(f, &job, OUTCOME_REFUSED, "k:2"));
    expect_ok(analyze(f, &job, OUTCOME_PROMISE, "k:1"));

    assert_int_equal(job.outcome, OUTCOME_REFUSED);
}

static void job_analyzed__hears_a_voicemail_before_the_retry_is_planned(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_ENDED);
    const struct analysis machine = { .in_voicemail = true, .key = STR("k:v") };

    expect_ok(job_analyzed(&job, job.attempt.tag, &machine, now, &f->arena, &f->error));
    WALK(f, &job, do_settled);

    assert_int_equal(job.state, JOB_RETRY_WAIT);
    assert_int_equal(job.outcome, OUTCOME_VOICEMAIL);
}

static void job_ended__remembers_the_last_sixteen_facts(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_DONE);

    for (int i = 0; i < 40; i++) {
        char key[3] = { 'k', (char)('0' + i), '\0' };
        expect_ok(analyze(f, &job, OUTCOME_PAID, str_c(&f->arena, str_from_c(key))));
    }

    assert_int_equal(job.attempt.applied.n, JOB_APPLIED);
}

/* An attempt that waited for weeks is a call of the day on which it is made. */
static void job_claim__gives_a_call_id_of_its_own_time_until_money_is_held(void **state)
{
    struct fixture *f = *state;
    struct job job = f->job;
    const struct call_id first = { { "first-9012345678" } }, second = { { "second-012345678" } },
                         third = { { "third-9012345678" } };

    expect_ok(job_claim(&job, first, far, far, &f->arena, &f->error));
    WALK(f, &job, do_defer);
    expect_ok(job_claim(&job, second, far, far, &f->arena, &f->error));
    assert_true(ID_EQ(job.attempt.call, second));
    assert_int_equal(job.attempt.n, 1);
    WALK(f, &job, do_hold);
    job.lease_until = now;
    expect_ok(job_claim(&job, third, far, far, &f->arena, &f->error));
    assert_true(ID_EQ(job.attempt.call, second)); /* the line of the hold names it */
}

/* -- what cannot be -- */

static struct job ended_at(struct fixture *f, int64_t unix_ms)
{
    struct job job = given_job(f, JOB_PLACED);
    const struct end_facts facts = { .provider_call = STR("call_1"),
                                     .reason = STR("dial_no_answer"),
                                     .call_status = STR("ended"),
                                     .ended_at = SOME_INSTANT(((struct instant){ unix_ms })),
                                     .key = STR("k:ended") };

    expect_ok(job_ended(&job, job.attempt.tag, &facts, far, &f->arena, &f->error));
    WALK(f, &job, do_settled);
    return job;
}

static void job_ended__believes_no_stamp_before_the_intent_or_after_now(void **state)
{
    struct fixture *f = *state;
    struct job early = ended_at(f, 1), late = ended_at(f, INT64_C(253402300799999)),
               right = ended_at(f, far.unix_ms - 1000);

    assert_int_equal(early.state, JOB_RETRY_WAIT); /* and not at once */
    assert_int_equal(early.not_before.unix_ms, far.unix_ms + 2 * MS_PER_HOUR);
    assert_int_equal(late.not_before.unix_ms, far.unix_ms + 2 * MS_PER_HOUR); /* and some day */
    assert_int_equal(right.not_before.unix_ms, far.unix_ms - 1000 + 2 * MS_PER_HOUR);
}

static void job_ended__believes_no_cost_beyond_reason(void **state)
{
    struct fixture *f = *state;
    static const int64_t costs[] = { INT64_MAX, COST_MICROS_MOST + 1, -1, COST_MICROS_MOST };

    for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
        struct job job = given_job(f, JOB_PLACED);
        const struct end_facts facts = { .provider_call = STR("call_1"),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .talk_ms = { 60000 },
                                         .cost_micros = SOME_I64(costs[i]) };

        expect_ok(job_ended(&job, job.attempt.tag, &facts, now, &f->arena, &f->error));
        assert_int_equal(job.attempt.cost_micros.has, costs[i] == COST_MICROS_MOST);
    }
}

/* -- calls that turn up late -- */

static void job_ended__adopts_a_late_call_and_charges_nothing(void **state)
{
    struct fixture *f = *state;
    struct job lost = given_job(f, JOB_UNDETERMINED), unsent = given_job(f, JOB_DIALING),
               again = given_job(f, JOB_UNDETERMINED), gone = given_job(f, JOB_DIALING);
    WALK(f, &unsent, do_not_sent);
    WALK(f, &again, do_redial);
    WALK(f, &gone, do_not_sent, do_cancel);
    struct job *const late[] = { &lost, &unsent, &again, &gone };

    for (size_t i = 0; i < ARRAY_LEN(late); i++) {
        struct amount charge;
        bool absurd;
        WALK(f, late[i], do_ended);
        expect_ok(job_charge(late[i], &charge, &absurd, &f->error));

        assert_int_equal(charge.units, 0);
        assert_int_equal(late[i]->attempts, 1);
        WALK(f, late[i], do_settled);
        assert_int_equal(late[i]->state, JOB_DONE);
    }
}

static void job_placed__adopts_nothing_once_a_newer_attempt_exists(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_UNDETERMINED);
    struct str old = job.attempt.tag;

    WALK(f, &job, do_redial, do_claim);

    expect_error(job_placed(&job, old, STR("call_1"), now, &f->error), &f->error, ERR_CONFLICT,
                 "job.other_attempt");
}

/* -- money -- */

static int64_t charge_for(struct fixture *f, const char *reason, int64_t talk_ms, bool *absurd)
{
    struct job job = given_job(f, JOB_PLACED);
    struct amount charge;

    expect_ok(end_with(f, &job, reason, talk_ms));
    expect_ok(job_charge(&job, &charge, absurd, &f->error));
    assert_int_equal(charge.unit, UNIT_USD);
    return charge.units;
}

static void job_charge__goes_by_the_holds_tariff_and_never_beyond_the_hold(void **state)
{
    struct fixture *f = *state;
    bool absurd;

    assert_int_equal(charge_for(f, "user_hangup", 0, &absurd), 0);
    assert_int_equal(charge_for(f, "user_hangup", 61000, &absurd), 240000);
    assert_int_equal(charge_for(f, "max_duration_reached", 600000, &absurd), 1200000);
    assert_false(absurd);
    assert_int_equal(charge_for(f, "user_hangup", 605000, &absurd), 1200000);
    assert_false(absurd);
    assert_int_equal(charge_for(f, "user_hangup", 605001, &absurd), 1200000);
    assert_true(absurd);
    assert_int_equal(charge_for(f, "user_hangup", -1, &absurd), 0);
    assert_true(absurd);
    assert_int_equal(charge_for(f, "error_asr", 60000, &absurd), 0);
    assert_int_equal(charge_for(f, "dial_busy", 60000, &absurd), 0);
}

/* -- tags -- */

static void attempt_tag__is_read_back_and_nothing_else_is(void **state)
{
    struct fixture *f = *state;
    struct str tag = attempt_tag(&f->arena, f->job.id, 12);
    struct job_id id;
    int64_t n;

    assert_true(attempt_tag_parse(tag, &id, &n));
    assert_true(ID_EQ(id, f->job.id));
    assert_int_equal(n, 12);
    const struct str bad[] = { STR(""),
                               STR("-1"),
                               STR("job_x-1"),
                               str_slice(tag, 0, tag.n - 3),
                               str_slice(tag, 0, tag.n - 2),
                               str_slice(tag, 1, tag.n) };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(attempt_tag_parse(bad[i], &id, &n));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void deferrals__keep_the_newest_and_count_those_in_a_row(void **state)
{
    struct fixture *f = *state;
    struct job job = { .id = { { { 1 } } } };
    struct instant at = { 1000 };

    job_note_deferral(&job, at, instant_add(at, MINUTES(0)), STR("gate.full"), &f->arena);
    assert_int_equal(job.deferrals.n, 0); /* the pace: not worth telling */
    for (int i = 0; i < JOB_DEFERRALS + 3; i++) {
        struct str reason = str_format(&f->arena, "policy.reason_%d", i);

        job_note_deferral(&job, at, instant_add(at, MINUTES(10)), reason, &f->arena);
        job_note_deferral(&job, at, instant_add(at, MINUTES(20)), reason, &f->arena);
    }

    assert_int_equal(job.deferrals.n, JOB_DEFERRALS);
    expect_str(job.deferrals.items[0].reason, "policy.reason_3");
    expect_str(job.deferrals.items[JOB_DEFERRALS - 1].reason, "policy.reason_14");
    assert_int_equal(job.deferrals.items[0].times, 2);
    assert_int_equal(job.deferrals.items[0].until.unix_ms, 1000 + 20 * 60000);
}

static void job__of_a_row_has_one_id_and_no_other_row_has_it(void **state)
{
    const struct batch_id batch = { { "batch-0123456789" } }, other = { { "batch-x123456789" } };
    (void)state;

    assert_true(ID_EQ(job_id_of_row(batch, 2), job_id_of_row(batch, 2)));
    assert_false(ID_EQ(job_id_of_row(batch, 2), job_id_of_row(batch, 1 << 24)));
    assert_false(ID_EQ(job_id_of_row(batch, 2), job_id_of_row(other, 2)));
    assert_true(id128_cmp(job_id_of_row(batch, 255).v, job_id_of_row(batch, 256).v) < 0);
    assert_int_equal(id128_ms(job_id_of_row(batch, 2).v), id128_ms(batch.v));
    for (int64_t row = 0; row < 70000; row++)
        assert_false(id128_eq(job_id_of_row(batch, row).v, batch.v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(job__of_a_row_has_one_id_and_no_other_row_has_it),
        TEST(job__goes_from_every_state_only_where_the_table_says),
        TEST(job__answers_a_repetition_and_changes_nothing),
        TEST(job__refuses_an_older_claim),
        TEST(recover__takes_up_the_attempt_that_was_made_and_holds_nothing),
        TEST(recover__refuses_what_is_no_attempt_of_this_job),
        TEST(job__refuses_the_tag_of_another_attempt),
        TEST(job__refuses_a_second_call_of_one_attempt),
        TEST(job_claim__waits_for_the_due_time_and_for_the_lease),
        TEST(job_claim__of_a_held_job_keeps_its_tag_and_its_hold),
        TEST(job_claim__never_uses_a_spent_tag_again),
        TEST(job_claim__gives_up_at_the_fifth_without_progress),
        TEST(job_claim__forgets_fruitless_claims_after_progress),
        TEST(job_claim__takes_the_next_phone_that_is_not_dead),
        TEST(job_claim__dials_the_same_phone_after_an_unsent_attempt),
        TEST(job_settled__fails_a_job_whose_last_phone_is_dead),
        TEST(job_settled__stops_at_the_campaigns_last_attempt),
        TEST(job_ended__keeps_what_an_early_analysis_said),
        TEST(job_analyzed__turns_a_waiting_retry_into_done_when_somebody_talked),
        TEST(job_analyzed__cannot_make_a_talk_of_a_call_that_never_connected),
        TEST(job_analyzed__is_corrected_by_a_newer_one_but_not_by_the_same_again),
        TEST(job_analyzed__hears_a_voicemail_before_the_retry_is_planned),
        TEST(job_ended__remembers_the_last_sixteen_facts),
        TEST(job_claim__gives_a_call_id_of_its_own_time_until_money_is_held),
        TEST(job_ended__believes_no_stamp_before_the_intent_or_after_now),
        TEST(job_ended__believes_no_cost_beyond_reason),
        TEST(job_ended__adopts_a_late_call_and_charges_nothing),
        TEST(job_placed__adopts_nothing_once_a_newer_attempt_exists),
        TEST(job_charge__goes_by_the_holds_tariff_and_never_beyond_the_hold),
        TEST(attempt_tag__is_read_back_and_nothing_else_is),
        TEST(deferrals__keep_the_newest_and_count_those_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
