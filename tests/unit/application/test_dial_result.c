/* tests/unit/application/test_dial_result.c - what became of a POST, told to job, person, wallet
 * and connection. */
#include "support/given_dialing.h"

#include "application/commands/dial_result.h"

static struct dial_advice conclude(struct dialing_fixture *f, const struct dial_ticket *ticket,
                                   enum dial_permission permission, const char *slug,
                                   struct placing_result placing)
{
    const struct dial_result result = { ticket, permission, slug, placing };
    struct dial_advice advice;

    dial_conclude(&f->ports, given_scope(f), &result, 1, &advice);
    expect_ok(advice.err);
    return advice;
}

static const struct job *job_of(struct dialing_fixture *f, const struct dial_ticket *ticket)
{
    return kept_job(f, ticket->at.job);
}

static void expect_nobody_called(struct dialing_fixture *f, const struct dial_ticket *ticket)
{
    assert_int_equal(job_of(f, ticket)->state, JOB_SCHEDULED);
    assert_int_equal(job_of(f, ticket)->attempts, 0);
    assert_int_equal(kept_wallet(f).held, 0);
    assert_int_equal(kept_wallet(f).spent, 0);
    assert_int_equal(kept_person(f, ticket->at.job)->touches.n, 0);
    assert_int_equal(kept_person(f, ticket->at.job)->guard_tag.n, 0);
}

static void accepted__is_placed(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;
    struct dial_advice advice;

    t = given_funded_dialed(f);
    advice = conclude(f, &t, DIAL_GRANTED, NULL,
                      (struct placing_result){ PLACING_ACCEPTED, .provider_call = STR("call_1") });

    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
    expect_str(job_of(f, &t)->attempt.provider_call, "call_1");
    assert_false(advice.stop_call || advice.failed);
}

static void accepted__is_hung_up_when_the_campaign_was_paused_meanwhile(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    expect_ok(VIA(f->ports.jobs, set_gate, given_scope(f), f->account.id, f->campaign.id,
                  GATE_CLOSED, 10));

    assert_true(
        conclude(f, &t, DIAL_GRANTED, NULL,
                 (struct placing_result){ PLACING_ACCEPTED, .provider_call = STR("call_1") })
            .stop_call);
    assert_int_equal(job_of(f, &t)->state, JOB_PLACED);
}

/* The attempt was given up meanwhile, or a store of before forgot it: nobody owns that call. */
static void accepted__of_no_attempt_of_ours_is_hung_up_and_told(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    t.at.tag = attempt_tag(&f->arena, t.at.job, 9);

    assert_true(
        conclude(f, &t, DIAL_GRANTED, NULL,
                 (struct placing_result){ PLACING_ACCEPTED, .provider_call = STR("call_1") })
            .stop_call);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    assert_int_equal(alarms(f, "call.not_ours"), 1);
}

static void not_sent__leaves_nothing_behind(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;
    struct dial_advice advice;

    t = given_funded_dialed(f);
    advice = conclude(
        f, &t, DIAL_GRANTED, NULL,
        (struct placing_result){ PLACING_NOT_SENT, .reason = STR("provider.connection_lost") });

    expect_nobody_called(f, &t);
    assert_true(advice.failed);
    expect_str(job_of(f, &t)->wait_reason, "provider.connection_lost");
    assert_int_equal(instant_minus(job_of(f, &t)->not_before, f->clock.wall).ms, DIAL_AGAIN_MS);
}

static void not_sent__before_any_permit_leaves_nothing_behind(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    given_job(f);
    t = prepared(f).items[0].ticket;
    conclude(f, &t, DIAL_NOT_ASKED, NULL,
             (struct placing_result){ PLACING_NOT_SENT, .reason = STR("provider.unreached") });

    expect_nobody_called(f, &t);
}

static void not_permitted__says_what_is_full(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    given_job(f);
    t = prepared(f).items[0].ticket;
    conclude(f, &t, DIAL_REFUSED, "account.full",
             (struct placing_result){ PLACING_NOT_SENT, .reason = STR("provider.not_permitted") });

    expect_nobody_called(f, &t);
    expect_str(job_of(f, &t)->wait_reason, "account.full");
}

static enum err die(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    (void)self, (void)saves, (void)n;
    return FAIL(&scope->error, ERR_UNAVAILABLE, "store.unavailable");
}

/* The worker dies when the job has been told and the person has not. */
static void not_permitted__does_not_count_as_an_attempt_when_the_person_is_not_told(void **state)
{
    struct dialing_fixture *f = *state;
    const struct placing_result nothing = { PLACING_NOT_SENT,
                                            .reason = STR("provider.not_permitted") };
    struct dial_result result = { .permission = DIAL_REFUSED,
                                  .slug = "campaign.full",
                                  .placing = nothing };
    struct person_repository_ops dying = *f->ports.persons.ops;
    struct ports cut = f->ports;
    struct dial_advice advice;
    struct dial_ticket t;

    given_funds(f, GIVEN_MONEY);
    given_job(f);
    t = prepared(f).items[0].ticket;
    result.ticket = &t;
    dying.save = die;
    cut.persons.ops = &dying;
    dial_conclude(&cut, given_scope(f), &result, 1, &advice);
    assert_int_equal(advice.err, ERR_UNAVAILABLE);
    assert_int_equal(job_of(f, &t)->state, JOB_SCHEDULED);
    assert_int_equal(kept_person(f, t.at.job)->touches.n, 1);

    fixed_clock_move(&f->clock, (struct duration){ DIAL_FULL_MS });
    assert_int_equal(prepared(f).n, 1); /* today, and with its next tag */
    assert_int_equal(job_of(f, &t)->attempt.n, 2);
}

static void in_doubt__is_taken_back_whichever_way_it_went(void **state)
{
    struct dialing_fixture *f = *state;
    const struct placing_result nothing = { PLACING_NOT_SENT,
                                            .reason = STR("provider.not_permitted") };
    struct dial_ticket stored, lost;

    stored = given_funded_dialed(f);
    conclude(f, &stored, DIAL_IN_DOUBT, NULL, nothing);
    expect_nobody_called(f, &stored);

    given_job(f);
    lost = prepared(f).items[0].ticket;
    conclude(f, &lost, DIAL_IN_DOUBT, NULL, nothing);
    expect_nobody_called(f, &lost);
}

static void conclude__is_content_to_be_told_twice(void **state)
{
    struct dialing_fixture *f = *state;
    const struct placing_result nothing = { PLACING_NOT_SENT, .reason = STR("provider.fault") };
    struct dial_ticket t;

    t = given_funded_dialed(f);
    conclude(f, &t, DIAL_GRANTED, NULL, nothing);
    conclude(f, &t, DIAL_GRANTED, NULL, nothing);
    expect_nobody_called(f, &t);
}

static void slower__waits_as_long_as_the_provider_says(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;
    struct dial_advice advice;

    t = given_funded_dialed(f);
    advice = conclude(f, &t, DIAL_GRANTED, NULL,
                      (struct placing_result){ PLACING_SLOWER, .retry_after = SECONDS(7),
                                               .reason = STR("provider.limited") });

    expect_nobody_called(f, &t);
    assert_true(advice.slow_by.has);
    assert_int_equal(advice.slow_by.v.ms, 7000);
    assert_int_equal(instant_minus(job_of(f, &t)->not_before, f->clock.wall).ms, 7000);
}

static void stop__stops_the_connection_and_alarms_once(void **state)
{
    struct dialing_fixture *f = *state;
    const struct placing_result refused = { PLACING_STOP, .http_status = 401,
                                            .reason = STR("provider.key_refused") };
    struct dial_ticket t;

    t = given_funded_dialed(f);
    assert_true(conclude(f, &t, DIAL_GRANTED, NULL, refused).stop_connection);
    conclude(f, &t, DIAL_GRANTED, NULL, refused);

    expect_nobody_called(f, &t);
    assert_true(kept_connection(f)->stopped);
    expect_str(kept_connection(f)->stopped_reason, "provider.key_refused");
    assert_int_equal(alarms(f, "provider.key_refused"), 1);
}

static void refused__ends_the_attempt_for_good_and_costs_nothing(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    conclude(f, &t, DIAL_GRANTED, NULL,
             (struct placing_result){ PLACING_REFUSED, .http_status = 422,
                                      .reason = STR("provider.refused") });

    assert_int_equal(job_of(f, &t)->state, JOB_ENDED);
    assert_int_equal(job_of(f, &t)->attempt.outcome, OUTCOME_FAILED);
    assert_int_equal(kept_person(f, t.at.job)->guard_tag.n, 0);
}

static void unknown__stays_for_reconciling_alone(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_ticket t;
    struct dial_advice advice;

    t = given_funded_dialed(f);
    advice =
        conclude(f, &t, DIAL_GRANTED, NULL,
                 (struct placing_result){ PLACING_UNKNOWN, .reason = STR("provider.timeout") });

    assert_true(advice.failed);
    assert_int_equal(job_of(f, &t)->state, JOB_DIALING);
    assert_true(job_of(f, &t)->attempt.reconcile_at.has);
    assert_int_equal(kept_wallet(f).held, 600000);
    assert_true(str_eq(kept_person(f, t.at.job)->guard_tag, t.at.tag));
}

static void conclude__tells_again_when_the_store_is_away(void **state)
{
    struct dialing_fixture *f = *state;
    struct dial_result result = { .permission = DIAL_GRANTED,
                                  .placing = { PLACING_STOP, .reason = STR("provider.fault") } };
    struct dial_advice advice;
    struct dial_ticket t;

    t = given_funded_dialed(f);
    result.ticket = &t;
    f->store->fail_next = ERR_UNAVAILABLE;
    dial_conclude(&f->ports, given_scope(f), &result, 1, &advice);
    assert_int_equal(advice.err, ERR_UNAVAILABLE);
    dial_conclude(&f->ports, given_scope(f), &result, 1, &advice);
    expect_ok(advice.err);
    expect_nobody_called(f, &t);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, given_dialing, end_dialing)
    const struct CMUnitTest tests[] = {
        TEST(accepted__is_placed),
        TEST(accepted__is_hung_up_when_the_campaign_was_paused_meanwhile),
        TEST(accepted__of_no_attempt_of_ours_is_hung_up_and_told),
        TEST(not_sent__leaves_nothing_behind),
        TEST(not_sent__before_any_permit_leaves_nothing_behind),
        TEST(not_permitted__says_what_is_full),
        TEST(not_permitted__does_not_count_as_an_attempt_when_the_person_is_not_told),
        TEST(in_doubt__is_taken_back_whichever_way_it_went),
        TEST(conclude__is_content_to_be_told_twice),
        TEST(slower__waits_as_long_as_the_provider_says),
        TEST(stop__stops_the_connection_and_alarms_once),
        TEST(refused__ends_the_attempt_for_good_and_costs_nothing),
        TEST(unknown__stays_for_reconciling_alone),
        TEST(conclude__tells_again_when_the_store_is_away),
    };

    return cmocka_run_group_tests_name("concluding POSTs", tests, NULL, NULL);
}
