/* tests/contract/job_calls_contract.c - what every store of dialing and money promises from the
 * durable intent on: calls, their ends, their money, and the sweeps that look after them. */
#include <string.h>

#include "contract/given_jobs.h"

#define JOBS(g) ((g)->adapter->jobs)

/* -- the call -- */

static void placed__keeps_the_providers_id_and_refuses_a_second(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct placed_step other = { at(job), STR("call_other") };

    assert_int_equal(do_placed(g, job), ERR_OK);
    assert_int_equal(do_placed(g, job), ERR_OK);
    expect_ok(VIA(JOBS(g), placed, &g->scope, &other, 1));

    expect_item(other.at, ERR_CONFLICT, "job.other_call");
    assert_int_equal(events_of(g, EVENT_CALL_PLACED), 1);
    struct job *found;
    expect_ok(VIA(JOBS(g), find_by_call, &g->scope, g->connection, call_name(g, job), &found));
    assert_true(ID_EQ(found->id, job->id));
    struct connection_id none = { given_id(g) };
    assert_int_equal(VIA(JOBS(g), find_by_call, &g->scope, none, call_name(g, job), &found),
                     ERR_NOT_FOUND);
    expect_ok(VIA(JOBS(g), find_by_tag, &g->other, job->attempt.tag, &found));
    assert_true(ID_EQ(found->account, g->scope.account));
}

static void not_sent__gives_all_back_and_the_next_try_is_a_new_attempt(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct not_sent_step step = { .at = at(job),
                                  .until = g->scope.now,
                                  .reason = STR("provider.unreachable") };

    expect_ok(VIA(JOBS(g), not_sent, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), not_sent, &g->scope, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_SCHEDULED);
    assert_int_equal(job->attempts, 0);
    assert_int_equal(call_of(g, job)->state, JOB_CANCELLED);
    struct job_list again = claim_many(g, 100);
    for (size_t i = 0; i < again.n; i++)
        if (ID_EQ(again.items[i]->id, job->id))
            assert_int_equal(again.items[i]->attempt.n, 2);
}

static void not_sent__of_a_refused_call_ends_it_without_a_charge(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct not_sent_step step = {
        .at = at(job), .reason = STR("provider.refused"), .refused = true, .outcome = OUTCOME_FAILED
    };

    expect_ok(VIA(JOBS(g), not_sent, &g->scope, &step, 1));
    struct settle_step settled = do_settle(g, job);

    assert_int_equal(settled.charge.units, 0);
    assert_int_equal(settled.state, JOB_FAILED);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    assert_int_equal(events_of(g, EVENT_CALL_ENDED), 1);
}

static void started__and_ended_may_come_twice_and_in_any_order(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct started_step started = { .at = at(job),
                                    .provider_call = call_name(g, job),
                                    .started_at = g->scope.now,
                                    .key = STR("k:started") };

    /* the end overtakes the answer of the POST and the start */
    assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);
    expect_ok(VIA(JOBS(g), started, &g->scope, &started, 1));
    assert_int_equal(do_placed(g, job), ERR_OK);
    assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);

    assert_int_equal(started.at.err, ERR_OK);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_ENDED);
    assert_true(job->attempt.started_at.has);
    assert_int_equal(events_of(g, EVENT_CALL_ENDED), 1);
    struct call *call = call_of(g, job);
    expect_str(call->transcript, "Agent: Hola\nUser: Sí\n");
    expect_str(call->word_times, "A120+310\nU900+240\n");
    assert_int_equal(call->talk_ms.v.ms, 61000);
    assert_int_equal(call->outcome, OUTCOME_TALKED);
}

static void ended__of_an_impossible_length_raises_an_alarm_and_charges_the_hold(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_PLACED);

    assert_int_equal(do_ended(g, job, "user_hangup", 605001), ERR_OK);
    struct settle_step settled = do_settle(g, job);

    assert_true(settled.absurd);
    assert_int_equal(settled.charge.units, HOLD_UNITS);
    assert_int_equal(events_of(g, EVENT_ALARM), 1);
    expect_wallet(g, HOLD_UNITS + 100000, 0, HOLD_UNITS);
}

static void settle__charges_the_exact_length_once(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_ENDED);

    struct settle_step first = do_settle(g, job), again = do_settle(g, job);

    assert_int_equal(first.charge.units, 240000); /* 61 s: two minutes */
    assert_int_equal(again.charge.units, 240000);
    assert_int_equal(first.state, JOB_DONE);
    assert_int_equal(again.state, JOB_DONE);
    expect_wallet(g, 2 * HOLD_UNITS + 100000 - 240000, 0, 240000);
    assert_int_equal(events_of(g, EVENT_CALL_SETTLED), 1);
    struct call *call = call_of(g, job);
    assert_int_equal(call->charge.v.units, 240000);
    assert_int_equal(call->cost_micros.v, 70000);
    assert_true(call->settled_at.has);
}

/* The provider's price is a figure of somebody else: nonsense in it may not stop the money. */
static void settle__is_not_stopped_by_costs_that_cannot_be(void **state)
{
    struct given *g = *state;

    for (int i = 0; i < 2; i++) {
        struct job *job = job_as(g, JOB_PLACED);
        struct ended_step step = { .at = at(job),
                                   .facts = { .provider_call = call_name(g, job),
                                              .reason = STR("user_hangup"),
                                              .call_status = STR("ended"),
                                              .ended_at = SOME_INSTANT(g->scope.now),
                                              .talk_ms = { 61000 },
                                              .cost_micros = SOME_I64(INT64_MAX) } };

        expect_ok(VIA(JOBS(g), ended, &g->scope, &step, 1));
        assert_int_equal(do_settle(g, job).charge.units, 240000);
    }
    expect_wallet(g, 2 * HOLD_UNITS + 100000 - 480000, 0, 480000);
}

static void settle__plans_the_next_attempt_by_the_outcome(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_PLACED);

    assert_int_equal(do_ended(g, job, "dial_busy", 0), ERR_OK);
    struct settle_step settled = do_settle(g, job);

    assert_int_equal(settled.state, JOB_RETRY_WAIT);
    assert_int_equal(settled.charge.units, 0);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    job = reloaded(g, job);
    assert_int_equal(job->not_before.unix_ms, g->scope.now.unix_ms + 15 * MS_PER_MINUTE);
    claim_many(g, 100);
    given_time_passes(g, MINUTES(15));
    struct job_list again = claim_many(g, 100);
    assert_int_equal(again.n, 10);
}

static void settle__tries_the_other_phone_of_a_number_that_does_not_exist(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_PLACED);

    assert_int_equal(do_ended(g, job, "invalid_destination", 0), ERR_OK);
    assert_int_equal(do_settle(g, job).state, JOB_RETRY_WAIT);
    claim_many(g, 100);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_CLAIMED);
    assert_int_equal(job->attempt.phone, 1);
    assert_int_equal(do_hold(g, job), ERR_OK);
    assert_int_equal(do_begin(g, job).err, ERR_OK);
    expect_str(call_of(g, job)->phone.e164, "+573100000002");
    assert_int_equal(do_placed(g, job), ERR_OK);
    assert_int_equal(do_ended(g, job, "invalid_destination", 0), ERR_OK);
    assert_int_equal(do_settle(g, job).state, JOB_FAILED); /* that was the last one */
}

static void analyzed__refines_the_outcome_and_keeps_its_words(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DONE);
    struct analyzed_step step = { .at = at(job),
                                  .analysis = { .outcome = OUTCOME_PROMISE,
                                                .promise_date = STR("2026-12-01"),
                                                .promise_amount = STR("150000.50"),
                                                .summary = STR("Promete pagar."),
                                                .sentiment = STR("Positive"),
                                                .key = STR("k:analyzed") } };

    expect_ok(VIA(JOBS(g), analyzed, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), analyzed, &g->scope, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_DONE);
    assert_int_equal(job->outcome, OUTCOME_PROMISE);
    struct call *call = call_of(g, job);
    assert_int_equal(call->outcome, OUTCOME_PROMISE);
    expect_str(call->summary, "Promete pagar.");
    expect_str(call->promise_date, "2026-12-01");
    expect_str(call->transcript, "Agent: Hola\nUser: Sí\n"); /* what was there stays */
    expect_str(call->word_times, "A120+310\nU900+240\n");
    assert_int_equal(events_of(g, EVENT_CALL_ANALYZED), 1);
}

/* -- what nobody knows -- */

static void undetermined__gives_the_money_back_and_waits_for_a_person(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct step step = at(job);

    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));
    assert_int_equal(step.err, ERR_OK);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    assert_int_equal(events_of(g, EVENT_CALL_UNDETERMINED), 1);
    assert_int_equal(claim_many(g, 100).n, 9); /* never redialed by itself */

    expect_ok(VIA(JOBS(g), redial, &g->scope, &step, 1));
    assert_int_equal(step.err, ERR_OK);
    struct job_list again = claim_many(g, 100);
    assert_int_equal(again.n, 1);
    assert_int_equal(again.items[0]->attempt.n, 2);
    assert_int_equal(again.items[0]->attempts, 1);
}

static void ended__adopts_a_call_that_turns_up_late_and_charges_nothing(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct step step = at(job);
    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));

    assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);
    struct settle_step settled = do_settle(g, job);

    assert_int_equal(settled.charge.units, 0);
    assert_int_equal(settled.state, JOB_DONE);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    assert_int_equal(events_of(g, EVENT_ALARM), 1);
}

static void recover__takes_up_a_call_of_before_and_gives_its_hold_back(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_CLAIMED);
    struct recover_step step = { .at = at(job),
                                 .attempt = { .tag = attempt_tag(&g->arena, job->id, 3),
                                              .provider_call = STR("call_of_before"),
                                              .connection = g->connection,
                                              .from_number = STR("+576015550100"),
                                              .max_talk = MINUTES(10),
                                              .placed_at = g->scope.now } };
    struct job *found;

    expect_ok(VIA(JOBS(g), recover, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), recover, &g->scope, &step, 1));
    assert_int_equal(step.at.err, ERR_OK);

    expect_ok(VIA(JOBS(g), find_by_tag, &g->other, step.attempt.tag, &found));
    assert_true(ID_EQ(found->id, job->id));
    assert_int_equal(found->state, JOB_PLACED);
    assert_int_equal(found->attempt.n, 3);
    assert_int_equal(events_of(g, EVENT_CALL_PLACED), 1);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    struct ended_step ended = { .at = step.at,
                                .facts = { .provider_call = STR("call_of_before"),
                                           .reason = STR("user_hangup"),
                                           .call_status = STR("ended"),
                                           .talk_ms = { 61000 },
                                           .key = STR("pull:call_of_before") } };
    ended.at.tag = step.attempt.tag;
    expect_ok(VIA(JOBS(g), ended, &g->scope, &ended, 1));
    assert_int_equal(ended.at.err, ERR_OK);
    struct settle_step settled = do_settle(g, found);
    assert_int_equal(settled.charge.units, 0);
    assert_int_equal(settled.state, JOB_DONE);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

/* -- sweeps and lists -- */

static void cancel__takes_what_may_not_ring_page_by_page(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, HOLD_UNITS);
    struct job *ringing = job_as(g, JOB_PLACED), *held = job_as(g, JOB_HELD);
    struct batch_id none = { 0 };
    bool left = true;
    int rounds = 0;

    while (left && rounds++ < 10)
        expect_ok(VIA(JOBS(g), cancel, &g->scope, g->campaign, none, 4, &left));

    assert_int_equal(rounds, 3);
    assert_int_equal(count_of(g, JOB_CANCELLED), 9);
    assert_int_equal(reloaded(g, ringing)->state, JOB_PLACED);
    assert_int_equal(reloaded(g, held)->state, JOB_CANCELLED);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, HOLD_UNITS, 0);
}

static void cancel__of_a_batch_leaves_the_others(void **state)
{
    struct given *g = *state;
    struct batch_id second = given_batch(g, &g->scope, g->campaign, 3, true);
    bool left;

    expect_ok(VIA(JOBS(g), cancel, &g->scope, g->campaign, second, 100, &left));

    assert_false(left);
    assert_int_equal(count_of(g, JOB_CANCELLED), 3);
    assert_int_equal(count_of(g, JOB_SCHEDULED), 10);
}

static void cancel__and_find_see_one_account_only(void **state)
{
    struct given *g = *state;
    struct batch_id none = { 0 };
    struct job *job = job_as(g, JOB_HELD), *found;
    struct step foreign = at(job);
    bool left;
    foreign.account = g->other.account;

    expect_ok(VIA(JOBS(g), cancel, &g->other, g->campaign, none, 100, &left));
    assert_int_equal(count_of(g, JOB_CANCELLED), 0);
    assert_int_equal(VIA(JOBS(g), find, &g->other, g->other.account, job->id, &found),
                     ERR_NOT_FOUND);
    expect_ok(VIA(JOBS(g), renew, &g->other, &foreign, 1));
    expect_item(foreign, ERR_NOT_FOUND, "job.not_found");
    struct state_counts counts;
    expect_ok(VIA(JOBS(g), counts, &g->other, g->other.account, g->campaign, &counts));
    assert_int_equal(counts.n[JOB_HELD], 0);
}

static void sweeps__find_what_is_due_and_nothing_else(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *dialing = job_as(g, JOB_DIALING), *placed = job_as(g, JOB_PLACED);
    struct job *ended = job_as(g, JOB_ENDED);
    struct job_list jobs;

    expect_ok(VIA(JOBS(g), reconcile_due, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 0);
    expect_ok(VIA(JOBS(g), overdue, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 0);
    expect_ok(VIA(JOBS(g), unsettled, &g->scope, 10, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, ended->id));
    expect_ok(VIA(JOBS(g), ringing, &g->scope, g->scope.account, g->campaign, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, placed->id));

    given_time_passes(g, SECONDS(150));
    expect_ok(VIA(JOBS(g), reconcile_due, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, dialing->id));
    expect_str(jobs.items[0]->phones.items[0].phone.e164, "+573000000002");
    struct later_step later = { at(dialing), instant_add(g->scope.now, MINUTES(5)) };
    expect_ok(VIA(JOBS(g), reconcile_later, &g->scope, &later, 1));
    expect_ok(VIA(JOBS(g), reconcile_due, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 0);
    assert_int_equal(reloaded(g, dialing)->attempt.reconcile_n, 1);

    given_time_passes(g, MINUTES(10));
    expect_ok(VIA(JOBS(g), overdue, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, placed->id));
}

static void overdue__gives_those_first_that_waited_longest(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *first = job_as(g, JOB_PLACED);
    given_time_passes(g, SECONDS(1));
    struct job *second = job_as(g, JOB_LIVE);
    struct job_list jobs;

    given_time_passes(g, MINUTES(20));
    expect_ok(VIA(JOBS(g), overdue, &g->scope, g->scope.now, 1, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, first->id));

    struct later_step later = { at(first), instant_add(g->scope.now, MINUTES(1)) };
    expect_ok(VIA(JOBS(g), reconcile_later, &g->scope, &later, 1));
    assert_int_equal(later.at.err, ERR_OK);
    expect_ok(VIA(JOBS(g), overdue, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 1);
    assert_true(ID_EQ(jobs.items[0]->id, second->id));
    assert_int_equal(reloaded(g, first)->attempt.reconcile_n, 1);
    assert_int_equal(reloaded(g, first)->state, JOB_PLACED);

    later = (struct later_step){ at(second), instant_add(g->scope.now, SECONDS(90)) };
    expect_ok(VIA(JOBS(g), reconcile_later, &g->scope, &later, 1));
    given_time_passes(g, MINUTES(2));
    expect_ok(VIA(JOBS(g), overdue, &g->scope, g->scope.now, 10, &jobs));
    assert_int_equal(jobs.n, 2);
    assert_true(ID_EQ(jobs.items[0]->id, first->id));
}

static void undetermined__of_a_placed_call_gives_its_money_back(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *job = job_as(g, JOB_PLACED);
    struct step step = at(job);

    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));
    assert_int_equal(step.err, ERR_OK);
    assert_int_equal(reloaded(g, job)->state, JOB_UNDETERMINED);
    assert_false(reloaded(g, job)->attempt.hold_open);
    assert_int_equal(wallet_of(g).held, 0);
    struct job_list jobs;
    expect_ok(VIA(JOBS(g), active, &g->scope, NULL, 10, &jobs));
    assert_int_equal(jobs.n, 0);
    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1)); /* again: as the first time */
    assert_int_equal(step.err, ERR_OK);
}

static void active__gives_what_may_ring_page_by_page(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *jobs[] = { job_as(g, JOB_DIALING), job_as(g, JOB_PLACED), job_as(g, JOB_LIVE) };
    struct job_list page;
    struct job *after = NULL;
    size_t found = 0;
    job_as(g, JOB_HELD);
    job_as(g, JOB_ENDED);

    for (;;) {
        expect_ok(VIA(JOBS(g), active, &g->scope, after, 2, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct job *job = page.items[i];

            assert_true(after == NULL || memcmp(&after->id, &job->id, sizeof job->id) < 0);
            assert_true(job->phones.n > 0); /* unsealed */
            for (size_t k = 0; k < ARRAY_LEN(jobs); k++)
                found += ID_EQ(jobs[k]->id, job->id);
            after = page.items[i];
        }
        if (page.n < 2)
            break;
    }
    assert_int_equal(found, ARRAY_LEN(jobs));
}

static void next_due__is_the_earliest_of_what_waits(void **state)
{
    struct given *g = *state;
    struct opt_instant next;

    expect_ok(VIA(JOBS(g), next_due, &g->scope, g->scope.account, g->campaign, &next));
    assert_int_equal(next.v.unix_ms, g->scope.now.unix_ms - 998);
    claim_many(g, 100);
    expect_ok(VIA(JOBS(g), next_due, &g->scope, g->scope.account, g->campaign, &next));
    assert_false(next.has);
}

static void count_due__counts_what_may_be_claimed_by_then_up_to_a_bound(void **state)
{
    struct given *g = *state;
    struct instant never = { INT64_MAX }, soon = instant_add(g->scope.now, SECONDS(60));
    int64_t n;

    given_batch(g, &g->scope, g->campaign, 3, false); /* not committed: nobody sees it */
    expect_ok(
        VIA(JOBS(g), count_due, &g->scope, g->scope.account, g->campaign, g->scope.now, 100, &n));
    assert_int_equal(n, 10);
    expect_ok(VIA(JOBS(g), count_due, &g->scope, g->scope.account, g->campaign, never, 4, &n));
    assert_int_equal(n, 4);

    struct job *job = claim_many(g, 1).items[0];
    struct defer_step later = { .at = at(job), .until = soon, .reason = STR("policy.hours") };
    expect_ok(VIA(JOBS(g), defer, &g->scope, &later, 1));
    expect_ok(later.at.err);
    expect_ok(
        VIA(JOBS(g), count_due, &g->scope, g->scope.account, g->campaign, g->scope.now, 100, &n));
    assert_int_equal(n, 9);
    expect_ok(VIA(JOBS(g), count_due, &g->scope, g->scope.account, g->campaign, soon, 100, &n));
    assert_int_equal(n, 10);
    expect_ok(VIA(JOBS(g), count_due, &g->other, g->other.account, g->campaign, soon, 100, &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(placed__keeps_the_providers_id_and_refuses_a_second),
        TEST(not_sent__gives_all_back_and_the_next_try_is_a_new_attempt),
        TEST(not_sent__of_a_refused_call_ends_it_without_a_charge),
        TEST(started__and_ended_may_come_twice_and_in_any_order),
        TEST(ended__of_an_impossible_length_raises_an_alarm_and_charges_the_hold),
        TEST(settle__charges_the_exact_length_once),
        TEST(settle__is_not_stopped_by_costs_that_cannot_be),
        TEST(settle__plans_the_next_attempt_by_the_outcome),
        TEST(settle__tries_the_other_phone_of_a_number_that_does_not_exist),
        TEST(analyzed__refines_the_outcome_and_keeps_its_words),
        TEST(undetermined__gives_the_money_back_and_waits_for_a_person),
        TEST(recover__takes_up_a_call_of_before_and_gives_its_hold_back),
        TEST(ended__adopts_a_call_that_turns_up_late_and_charges_nothing),
        TEST(cancel__takes_what_may_not_ring_page_by_page),
        TEST(cancel__of_a_batch_leaves_the_others),
        TEST(cancel__and_find_see_one_account_only),
        TEST(sweeps__find_what_is_due_and_nothing_else),
        TEST(overdue__gives_those_first_that_waited_longest),
        TEST(undetermined__of_a_placed_call_gives_its_money_back),
        TEST(active__gives_what_may_ring_page_by_page),
        TEST(next_due__is_the_earliest_of_what_waits),
        TEST(count_due__counts_what_may_be_claimed_by_then_up_to_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
