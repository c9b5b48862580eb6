/* tests/unit/domain/test_job_call.c - what is told of a job's call: its end, its analysis, late and
 * impossible facts, and what it costs. */
#include "given_job.h"

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

/* Who has said something is not called again, whichever of the two facts comes first and however
 * the call then broke off. */
static void person_who_said_something__is_not_called_again(void **state)
{
    struct fixture *f = *state;
    struct job before = given_job(f, JOB_LIVE), after = given_job(f, JOB_LIVE);

    expect_ok(analyze(f, &before, OUTCOME_PROMISE, "k:a"));
    expect_ok(end_with(f, &before, "inactivity", 30000));
    WALK(f, &before, do_settled);
    expect_ok(end_with(f, &after, "inactivity", 30000));
    expect_ok(analyze(f, &after, OUTCOME_PROMISE, "k:a"));
    WALK(f, &after, do_settled);

    assert_int_equal(before.attempt.retry, RETRY_NEVER);
    assert_int_equal(before.state, JOB_DONE);
    assert_int_equal(after.attempt.retry, RETRY_NEVER);
    assert_int_equal(after.state, JOB_DONE);
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

/* Also of a call that never connected. */
static void job_analyzed__brings_the_cost_that_the_end_did_not_tell(void **state)
{
    struct fixture *f = *state;
    struct job job = given_job(f, JOB_PLACED);
    struct analysis told = { .cost_micros = SOME_I64(-1), .key = STR("k:1") };
    expect_ok(end_with(f, &job, "dial_busy", 0));
    job.attempt.cost_micros = (struct opt_i64){ .has = false };

    expect_ok(job_analyzed(&job, job.attempt.tag, &told, now, &f->arena, &f->error));
    assert_false(job.attempt.cost_micros.has);
    told = (struct analysis){ .cost_micros = SOME_I64(1500), .key = STR("k:2") };
    expect_ok(job_analyzed(&job, job.attempt.tag, &told, now, &f->arena, &f->error));
    assert_int_equal(job.attempt.cost_micros.v, 1500);
    told = (struct analysis){ .cost_micros = SOME_I64(1600), .key = STR("k:3") };
    expect_ok(job_analyzed(&job, job.attempt.tag, &told, now, &f->arena, &f->error));

    assert_int_equal(job.attempt.cost_micros.v, 1500);
    assert_int_equal(job.attempt.outcome, OUTCOME_BUSY);
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

/* Figures and lines of the ledger go by it: what cannot be true is not added up. */
static void attempt_talk__is_never_below_nothing_nor_beyond_the_cap(void **state)
{
    struct attempt a = { .max_talk_ms = { 600000 } };

    (void)state;
    assert_int_equal(attempt_talk(&a).ms, 0);
    a.talk_ms = SOME_DURATION(((struct duration){ -1 }));
    assert_int_equal(attempt_talk(&a).ms, 0);
    a.talk_ms.v.ms = 605000;
    assert_int_equal(attempt_talk(&a).ms, 605000);
    a.talk_ms.v.ms = 605001;
    assert_int_equal(attempt_talk(&a).ms, 605000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOB_TEST(job_settled__fails_a_job_whose_last_phone_is_dead),
        JOB_TEST(job_settled__stops_at_the_campaigns_last_attempt),
        JOB_TEST(job_ended__keeps_what_an_early_analysis_said),
        JOB_TEST(job_analyzed__turns_a_waiting_retry_into_done_when_somebody_talked),
        JOB_TEST(person_who_said_something__is_not_called_again),
        JOB_TEST(job_analyzed__cannot_make_a_talk_of_a_call_that_never_connected),
        JOB_TEST(job_analyzed__is_corrected_by_a_newer_one_but_not_by_the_same_again),
        JOB_TEST(job_analyzed__brings_the_cost_that_the_end_did_not_tell),
        JOB_TEST(job_analyzed__hears_a_voicemail_before_the_retry_is_planned),
        JOB_TEST(job_ended__remembers_the_last_sixteen_facts),
        JOB_TEST(job_ended__believes_no_stamp_before_the_intent_or_after_now),
        JOB_TEST(job_ended__believes_no_cost_beyond_reason),
        JOB_TEST(job_ended__adopts_a_late_call_and_charges_nothing),
        JOB_TEST(job_placed__adopts_nothing_once_a_newer_attempt_exists),
        JOB_TEST(job_charge__goes_by_the_holds_tariff_and_never_beyond_the_hold),
        cmocka_unit_test(attempt_talk__is_never_below_nothing_nor_beyond_the_cap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
