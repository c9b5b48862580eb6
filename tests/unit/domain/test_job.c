/* tests/unit/domain/test_job.c - the life of a job: every state by every transition, repetitions,
 * older claims, and what it takes up again. */
#include "given_job.h"

#include "base/strbuf.h"

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
    { "undet.", /**/ "....UUU....U..", do_undetermined },
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

    for (int i = 2; i < 5; i++)
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
        JOB_TEST(job__of_a_row_has_one_id_and_no_other_row_has_it),
        JOB_TEST(job__goes_from_every_state_only_where_the_table_says),
        JOB_TEST(job__answers_a_repetition_and_changes_nothing),
        JOB_TEST(job__refuses_an_older_claim),
        JOB_TEST(recover__takes_up_the_attempt_that_was_made_and_holds_nothing),
        JOB_TEST(recover__refuses_what_is_no_attempt_of_this_job),
        JOB_TEST(job__refuses_the_tag_of_another_attempt),
        JOB_TEST(job__refuses_a_second_call_of_one_attempt),
        JOB_TEST(job_claim__waits_for_the_due_time_and_for_the_lease),
        JOB_TEST(job_claim__of_a_held_job_keeps_its_tag_and_its_hold),
        JOB_TEST(job_claim__never_uses_a_spent_tag_again),
        JOB_TEST(job_claim__gives_up_at_the_fifth_without_progress),
        JOB_TEST(job_claim__forgets_fruitless_claims_after_progress),
        JOB_TEST(job_claim__takes_the_next_phone_that_is_not_dead),
        JOB_TEST(job_claim__dials_the_same_phone_after_an_unsent_attempt),
        JOB_TEST(job_claim__gives_a_call_id_of_its_own_time_until_money_is_held),
        JOB_TEST(attempt_tag__is_read_back_and_nothing_else_is),
        JOB_TEST(deferrals__keep_the_newest_and_count_those_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
