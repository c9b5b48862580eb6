/* tests/contract/job_steps_contract.c - what every store of dialing and money promises before a
 * call is on its way, after a restart, and under threads. */
#include "contract/given_jobs.h"

#define JOBS(g) ((g)->adapter->jobs)

/* -- claims -- */

static void claim__gives_due_jobs_once_with_a_lease_and_a_tag(void **state)
{
    struct given *g = *state;

    struct job_list first = claim_many(g, 4), rest = claim_many(g, 100);

    assert_int_equal(first.n, 4);
    assert_int_equal(rest.n, 6);
    struct job *job = first.items[0];
    assert_int_equal(job->state, JOB_CLAIMED);
    assert_int_equal(job->fence, 1);
    assert_int_equal(job->row, 2); /* the oldest first */
    assert_int_equal(job->attempt.n, 1);
    expect_str(job->name, "Ana María");
    expect_str(job->phones.items[0].phone.e164, "+573000000002");
    assert_int_equal(count_of(g, JOB_CLAIMED), 10);
    assert_int_equal(count_of(g, JOB_SCHEDULED), 0);
}

static void claim__sees_only_committed_batches_of_an_open_gate(void **state)
{
    struct given *g = *state;
    struct campaign_id campaign = { given_id(g) };
    struct claim_request request = { g->scope.account, campaign, 10 };
    struct job_list jobs;
    given_batch(g, &g->scope, campaign, 3, false);

    expect_ok(VIA(JOBS(g), claim, &g->scope, &request, &jobs));
    assert_int_equal(jobs.n, 0); /* no gate */
    expect_ok(VIA(JOBS(g), set_gate, &g->scope, g->scope.account, campaign, GATE_OPEN, 5));
    expect_ok(VIA(JOBS(g), claim, &g->scope, &request, &jobs));
    assert_int_equal(jobs.n, 0); /* not committed */
    given_gate(g, GATE_CLOSED, 5);
    assert_int_equal(claim_many(g, 10).n, 0);
}

static void claim__leaves_other_accounts_and_what_is_not_due(void **state)
{
    struct given *g = *state;
    struct claim_request foreign = { g->other.account, g->campaign, 10 };
    struct job_list jobs;
    expect_ok(VIA(JOBS(g), set_gate, &g->other, g->other.account, g->campaign, GATE_OPEN, 5));

    expect_ok(VIA(JOBS(g), claim, &g->other, &foreign, &jobs));
    assert_int_equal(jobs.n, 0);

    struct job *job = claimed(g);
    struct defer_step later = { .at = at(job),
                                .until = instant_add(g->scope.now, MINUTES(5)),
                                .reason = STR("policy.outside_hours") };
    expect_ok(VIA(JOBS(g), defer, &g->scope, &later, 1));
    assert_int_equal(claim_many(g, 100).n, 9);
    given_time_passes(g, MINUTES(5));
    assert_int_equal(claim_many(g, 100).n, 10); /* it, and the nine whose leases are over */
}

static void claim__takes_over_a_lost_lease_with_a_higher_fence(void **state)
{
    struct given *g = *state;
    struct job *lost = job_as(g, JOB_HELD);
    claim_many(g, 100);

    given_time_passes(g, SECONDS(29));
    assert_int_equal(claim_many(g, 100).n, 0);
    given_time_passes(g, SECONDS(1));
    struct job_list again = claim_many(g, 100);

    assert_int_equal(again.n, 10);
    struct job *job = reloaded(g, lost);
    assert_int_equal(job->fence, 2);
    assert_true(str_eq(job->attempt.tag, lost->attempt.tag)); /* its hold is open */
    expect_item(do_begin(g, lost), ERR_CONFLICT, "job.fenced");
    assert_int_equal(do_hold(g, job), ERR_OK);
    expect_wallet(g, HOLD_UNITS + 100000, HOLD_UNITS, 0); /* held once */
}

static void claim__fails_a_poisoned_job_and_gives_its_money_back(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);

    for (int i = 0; i < JOB_CLAIMS_MOST; i++) {
        given_time_passes(g, SECONDS(31));
        claim_many(g, 100);
    }

    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_FAILED);
    expect_str(job->wait_reason, "job.poison");
    assert_int_equal(count_of(g, JOB_FAILED), 10);
    assert_int_equal(claim_many(g, 100).n, 0);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
    assert_int_equal(events_of(g, EVENT_ALARM), 10);
}

static void renew__makes_the_lease_whole_for_its_owner_only(void **state)
{
    struct given *g = *state;
    struct job *job = claimed(g);
    struct step steps[2] = { at(job), at(job) };
    steps[1].fence = 0;

    given_time_passes(g, SECONDS(20));
    expect_ok(VIA(JOBS(g), renew, &g->scope, steps, 2));

    assert_int_equal(steps[0].err, ERR_OK);
    expect_item(steps[1], ERR_CONFLICT, "job.fenced");
    given_time_passes(g, SECONDS(29));
    assert_int_equal(claim_many(g, 100).n, 9);
}

/* -- money -- */

static void hold__sets_money_aside_once(void **state)
{
    struct given *g = *state;
    struct job *job = claimed(g);
    struct hold_step step = hold_step(job);

    expect_ok(VIA(JOBS(g), hold, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), hold, &g->scope, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    assert_int_equal(step.held.units, HOLD_UNITS);
    assert_int_equal(step.held_talk.ms, 10 * MS_PER_MINUTE);
    expect_wallet(g, HOLD_UNITS + 100000, HOLD_UNITS, 0);
    assert_int_equal(reloaded(g, job)->state, JOB_HELD);
}

static void hold__lets_the_job_wait_when_the_wallet_is_short_and_go_on_after_a_top_up(void **state)
{
    struct given *g = *state;
    struct job_list jobs = claim_many(g, 4);
    struct hold_step steps[4];
    for (size_t i = 0; i < 4; i++)
        steps[i] = hold_step(jobs.items[i]);

    expect_ok(VIA(JOBS(g), hold, &g->scope, steps, 4));

    assert_int_equal(steps[0].at.err, ERR_OK);
    assert_int_equal(steps[1].at.err, ERR_OK);
    expect_item(steps[2].at, ERR_EXHAUSTED, "wallet.short");
    expect_item(steps[3].at, ERR_EXHAUSTED, "wallet.short");
    assert_int_equal(count_of(g, JOB_WAITING_FUNDS), 2);
    expect_str(reloaded(g, jobs.items[2])->wait_reason, "wallet.short");
    assert_int_equal(events_of(g, EVENT_WALLET_EMPTY), 1); /* once, until the next funding */
    assert_int_equal(events_of(g, EVENT_WALLET_LOW), 1);

    bool left;
    given_money(g, &g->scope, HOLD_UNITS);
    expect_ok(VIA(JOBS(g), wake, &g->scope, g->scope.account, 1, &left));
    assert_true(left);
    expect_ok(VIA(JOBS(g), wake, &g->scope, g->scope.account, 100, &left));
    assert_false(left);
    assert_int_equal(count_of(g, JOB_WAITING_FUNDS), 0);
    assert_int_equal(claim_many(g, 100).n, 8);
}

static void hold__takes_the_longest_whole_step_that_a_campaign_allows(void **state)
{
    struct given *g = *state;
    struct job_list jobs = claim_many(g, 3);
    struct hold_step steps[3];
    for (size_t i = 0; i < 3; i++)
        steps[i] = hold_step(jobs.items[i]);
    steps[0].amount.units = 10 * HOLD_UNITS; /* far more than there is */
    steps[0].max_talk = MINUTES(100);
    steps[0].shortest = SOME_DURATION(MINUTES(5));
    steps[1].shortest = SOME_DURATION(MINUTES(5));

    expect_ok(VIA(JOBS(g), hold, &g->scope, steps, 2));

    assert_int_equal(steps[0].at.err, ERR_OK);
    assert_int_equal(steps[0].held_talk.ms, 20 * MS_PER_MINUTE); /* 2.50 buys 20 whole minutes */
    assert_int_equal(steps[0].held.units, 2400000);
    expect_item(steps[1].at, ERR_EXHAUSTED, "wallet.short"); /* ten cents are left */
    expect_wallet(g, 100000, 2400000, 0);
}

static void hold__sends_jobs_of_a_suspended_account_back(void **state)
{
    struct given *g = *state;
    struct job *job = claimed(g);
    struct hold_step step = hold_step(job);
    void *found;
    expect_ok(
        VIA(g->adapter->records, find, &g->scope, &account_record, g->scope.account.v, &found));
    struct account *account = found;
    account->status = ACCOUNT_SUSPENDED;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &account_record, account, NULL));

    expect_ok(VIA(JOBS(g), hold, &g->scope, &step, 1));

    expect_item(step.at, ERR_PRECONDITION, "account.suspended");
    assert_int_equal(reloaded(g, job)->state, JOB_SCHEDULED);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

static void hold__refuses_a_price_in_another_unit(void **state)
{
    struct given *g = *state;
    struct job *job = claimed(g);
    struct hold_step amount = hold_step(job), tariff = hold_step(job);
    amount.amount.unit = UNIT_EUR;
    tariff.tariff.per_minute.unit = UNIT_TALK_MS;

    expect_ok(VIA(JOBS(g), hold, &g->scope, &amount, 1));
    expect_ok(VIA(JOBS(g), hold, &g->scope, &tariff, 1));

    expect_item(amount.at, ERR_INVALID, "amount.unit_mismatch");
    expect_item(tariff.at, ERR_INVALID, "amount.unit_mismatch");
    assert_int_equal(reloaded(g, job)->state, JOB_CLAIMED);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

static void hold__of_an_unlimited_wallet_holds_nothing(void **state)
{
    struct given *g = *state;
    struct campaign_id campaign = { given_id(g) };
    struct claim_request request = { g->other.account, campaign, 1 };
    struct job_list jobs;
    given_batch(g, &g->other, campaign, 1, true);
    expect_ok(VIA(g->adapter->ledger, open, &g->other, UNIT_USD, true, 0));
    expect_ok(VIA(JOBS(g), set_gate, &g->other, g->other.account, campaign, GATE_OPEN, 5));
    expect_ok(VIA(JOBS(g), claim, &g->other, &request, &jobs));
    struct hold_step step = hold_step(jobs.items[0]);

    expect_ok(VIA(JOBS(g), hold, &g->other, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    assert_int_equal(step.held.units, 0);
    expect_ok(VIA(g->adapter->ledger, check, &g->other));
}

static void defer__gives_the_hold_back_once_and_keeps_the_reason(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);
    struct defer_step step = { .at = at(job),
                               .until = instant_add(g->scope.now, HOURS(1)),
                               .reason = STR("policy.guarded") };

    expect_ok(VIA(JOBS(g), defer, &g->scope, &step, 1));
    expect_ok(VIA(JOBS(g), defer, &g->scope, &step, 1));

    assert_int_equal(step.at.err, ERR_OK);
    job = reloaded(g, job);
    assert_int_equal(job->state, JOB_SCHEDULED);
    expect_str(job->wait_reason, "policy.guarded");
    assert_int_equal(job->deferrals.n, 1); /* the repetition is none */
    expect_str(job->deferrals.items[0].reason, "policy.guarded");
    assert_int_equal(job->deferrals.items[0].until.unix_ms, step.until.unix_ms);
    assert_int_equal(job->deferrals.items[0].times, 1);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

static void defer__blocks_for_good(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_HELD);
    struct defer_step step = { .at = at(job), .reason = STR("person.suppressed"), .blocked = true };

    expect_ok(VIA(JOBS(g), defer, &g->scope, &step, 1));

    assert_int_equal(reloaded(g, job)->state, JOB_BLOCKED);
    assert_int_equal(count_of(g, JOB_BLOCKED), 1);
    expect_wallet(g, 2 * HOLD_UNITS + 100000, 0, 0);
}

/* -- counts -- */

static void counts_in_course__tell_what_is_on_its_way_and_whether_any_waits_for_funds(void **state)
{
    struct given *g = *state;
    struct state_counts counts;
    given_batch(g, &g->scope, g->campaign, 5, false); /* not seen */
    given_money(g, &g->scope, 3 * HOLD_UNITS);
    job_as(g, JOB_DIALING);
    job_as(g, JOB_PLACED);
    job_as(g, JOB_ENDED);
    struct job *gone = job_as(g, JOB_DIALING);
    struct step step = at(gone);
    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));
    assert_int_equal(step.err, ERR_OK);
    job_as(g, JOB_HELD);
    job_as(g, JOB_HELD);
    struct job *poor = claimed(g);
    struct hold_step hold = hold_step(poor);
    expect_ok(VIA(JOBS(g), hold, &g->scope, &hold, 1));
    claimed(g);

    expect_ok(VIA(JOBS(g), counts_in_course, &g->scope, g->scope.account, g->campaign, &counts));

    assert_int_equal(counts.n[JOB_CLAIMED], count_of(g, JOB_CLAIMED));
    assert_int_equal(counts.n[JOB_CLAIMED], 1);
    assert_int_equal(counts.n[JOB_HELD], 2);
    assert_int_equal(counts.n[JOB_DIALING], 1);
    assert_int_equal(counts.n[JOB_PLACED], 1);
    assert_int_equal(counts.n[JOB_ENDED], 1);
    assert_int_equal(counts.n[JOB_UNDETERMINED], 1);
    assert_true(counts.n[JOB_WAITING_FUNDS] > 0);
    expect_ok(VIA(JOBS(g), counts_in_course, &g->other, g->other.account, g->campaign, &counts));
    assert_int_equal(counts.n[JOB_DIALING] + counts.n[JOB_WAITING_FUNDS], 0);
}

/* -- restarts and threads -- */

static void steps__are_there_after_a_restart(void **state)
{
    struct given *g = *state;
    given_money(g, &g->scope, 10 * HOLD_UNITS);
    struct job *placed = job_as(g, JOB_PLACED), *done = job_as(g, JOB_DONE);

    adapter_reopen(g->adapter);

    assert_int_equal(reloaded(g, placed)->state, JOB_PLACED);
    assert_int_equal(reloaded(g, done)->state, JOB_DONE);
    assert_int_equal(do_settle(g, done).charge.units, 240000);
    given_gate(g, GATE_OPEN, 1); /* the call that is on was counted anew */
    expect_item(do_begin(g, job_as(g, JOB_HELD)), ERR_EXHAUSTED, "gate.full");
    expect_wallet(g, 12 * HOLD_UNITS + 100000 - 240000 - 2 * HOLD_UNITS, 2 * HOLD_UNITS, 240000);
}

enum { THREADS = 8, JOBS_EACH = 12 };

struct racer {
    struct given *g;
    struct job_list jobs; /* its own */
    int held, dialing, shorts, fulls;
};

static void race_one(struct racer *r, struct scope *scope, const struct job *job)
{
    struct hold_step hold = hold_step(job);
    struct intent_step intent = intent_step(r->g, job);

    expect_ok(VIA(JOBS(r->g), hold, scope, &hold, 1));
    r->held += hold.at.err == ERR_OK;
    r->shorts += hold.at.err == ERR_EXHAUSTED;
    if (hold.at.err != ERR_OK)
        return;
    expect_ok(VIA(JOBS(r->g), begin_dialing, scope, &intent, 1));
    r->dialing += intent.at.err == ERR_OK;
    r->fulls += intent.at.err == ERR_EXHAUSTED;
}

static void *race(void *context)
{
    struct racer *r = context;
    struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, r->g->scope.account, r->g->scope.now, log_none());

    scope.error.arena = &arena;
    for (size_t i = 0; i < r->jobs.n; i++)
        race_one(r, &scope, r->jobs.items[i]);
    arena_release(&arena);
    return NULL;
}

static void threads__cannot_overrun_the_wallet_nor_the_gate(void **state)
{
    struct given *g = *state;
    struct racer racers[THREADS];
    pthread_t threads[THREADS];
    int held = 0, dialing = 0, shorts = 0, fulls = 0;
    given_batch(g, &g->scope, g->campaign, THREADS * JOBS_EACH - 10, true);
    given_money(g, &g->scope, 18 * HOLD_UNITS); /* for 20 holds, and a bit */
    given_gate(g, GATE_OPEN, 7);
    for (int i = 0; i < THREADS; i++)
        racers[i] = (struct racer){ .g = g, .jobs = claim_many(g, JOBS_EACH) };

    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    for (int i = 0; i < THREADS; i++) {
        held += racers[i].held, dialing += racers[i].dialing;
        shorts += racers[i].shorts, fulls += racers[i].fulls;
    }
    assert_int_equal(held, 20);
    assert_int_equal(shorts, THREADS * JOBS_EACH - 20);
    assert_int_equal(dialing, 7);
    assert_int_equal(fulls, 13);
    expect_wallet(g, 100000, 20 * HOLD_UNITS, 0);
    assert_int_equal(count_of(g, JOB_DIALING), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claim__gives_due_jobs_once_with_a_lease_and_a_tag),
        TEST(claim__sees_only_committed_batches_of_an_open_gate),
        TEST(claim__leaves_other_accounts_and_what_is_not_due),
        TEST(claim__takes_over_a_lost_lease_with_a_higher_fence),
        TEST(claim__fails_a_poisoned_job_and_gives_its_money_back),
        TEST(renew__makes_the_lease_whole_for_its_owner_only),
        TEST(hold__sets_money_aside_once),
        TEST(hold__lets_the_job_wait_when_the_wallet_is_short_and_go_on_after_a_top_up),
        TEST(hold__takes_the_longest_whole_step_that_a_campaign_allows),
        TEST(hold__sends_jobs_of_a_suspended_account_back),
        TEST(hold__refuses_a_price_in_another_unit),
        TEST(hold__of_an_unlimited_wallet_holds_nothing),
        TEST(defer__gives_the_hold_back_once_and_keeps_the_reason),
        TEST(defer__blocks_for_good),
        TEST(counts_in_course__tell_what_is_on_its_way_and_whether_any_waits_for_funds),
        TEST(steps__are_there_after_a_restart),
        TEST(threads__cannot_overrun_the_wallet_nor_the_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
