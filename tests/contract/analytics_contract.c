/* tests/contract/analytics_contract.c - what every reader of figures promises: roll-ups are the sum
 * of the calls that readers see, whatever came in which order. */
#include "contract/given_jobs.h"

#define JOBS(g) ((g)->adapter->jobs)
#define READER(g) ((g)->adapter->analytics)

static struct rollup raw_of(const struct call *call)
{
    struct rollup_call one = { .ended_at = call->ended_at.v,
                               .outcome = call->outcome,
                               .talk_ms = call->talk_ms.v.ms,
                               .charge_units = call->charge.v.units,
                               .cost_micros = call->cost_micros.v,
                               .promise_amount = call->promise_amount };

    return rollup_of_call(&one);
}

/* By scanning: every settled call. */
static struct rollup raw_rows(struct given *g)
{
    struct page_query query = { .limit = 1000 };
    struct rollup sum = { .account = g->scope.account };
    struct page page;

    expect_ok(VIA(g->adapter->records, page, &g->scope, &call_record, &query, &page));
    assert_null(page.next.p);
    for (size_t i = 0; i < page.n; i++) {
        const struct call *call = &((const struct call *)page.items)[i];

        if (call->settled_at.has) {
            struct rollup one = raw_of(call);

            rollup_sum(&sum, &one, 1);
        }
    }
    return sum;
}

static struct rollup_list ask(struct given *g, struct rollup_query query)
{
    struct rollup_list list;

    expect_ok(VIA(READER(g), rollups, &g->scope, &query, &list));
    return list;
}

static struct rollup all(struct given *g)
{
    struct rollup_list list =
        ask(g, (struct rollup_query){ .until = { INT64_MAX }, .by_outcome = true });

    assert_int_equal(list.n, 1);
    return list.items[0];
}

static void expect_equal_to_raw_rows(struct given *g)
{
    struct rollup sums = all(g), raw = raw_rows(g);

    for (size_t i = ROLLUP_KEY_FIELDS; i < rollup_record.n; i++) {
        const struct field *f = &rollup_record.fields[i];
        int64_t got = *(const int64_t *)field_at(f, &sums), wanted = *(int64_t *)field_at(f, &raw);

        if (got != wanted)
            fail_msg("%s: roll-ups say %lld, calls %lld", f->name, (long long)got,
                     (long long)wanted);
    }
}

static void do_analyzed(struct given *g, struct job *job, enum outcome outcome, const char *amount,
                        const char *key)
{
    struct analyzed_step step = { .at = at(job),
                                  .analysis = { .outcome = outcome,
                                                .promise_date = STR("2026-12-01"),
                                                .promise_amount = str_from_c(amount),
                                                .key = str_from_c(key) } };

    expect_ok(VIA(JOBS(g), analyzed, &g->scope, &step, 1));
    expect_ok(step.at.err);
}

/* -- equality -- */

static void rollups__are_empty_before_anything_is_settled(void **state)
{
    struct given *g = *state;

    job_as(g, JOB_ENDED);
    struct rollup sums = all(g);

    assert_true(rollup_is_empty(&sums));
    expect_equal_to_raw_rows(g);
}

static void rollups__equal_calls_when_the_analysis_comes_first(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_ENDED);

    do_analyzed(g, job, OUTCOME_PROMISE, "150000.50", "k:1");
    expect_equal_to_raw_rows(g);
    do_settle(g, job);
    expect_equal_to_raw_rows(g);
    do_settle(g, job);
    expect_equal_to_raw_rows(g);

    struct rollup sums = all(g);
    assert_int_equal(sums.calls, 1);
    assert_int_equal(sums.talked, 1);
    assert_int_equal(sums.outcomes[OUTCOME_PROMISE], 1);
    assert_int_equal(sums.promised_micros, INT64_C(150000500000));
    assert_int_equal(sums.outcome_charge_units[OUTCOME_PROMISE], 240000);
}

static void rollups__equal_calls_when_analyses_come_late_and_differ(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DONE);

    expect_equal_to_raw_rows(g);
    do_analyzed(g, job, OUTCOME_PROMISE, "99.5", "k:1");
    expect_equal_to_raw_rows(g);
    do_analyzed(g, job, OUTCOME_PROMISE, "99.5", "k:1");
    expect_equal_to_raw_rows(g);
    do_analyzed(g, job, OUTCOME_PROMISE, "200", "k:2"); /* another amount, the same outcome */
    expect_equal_to_raw_rows(g);
    assert_int_equal(all(g).promised_micros, 200 * INT64_C(1000000));
    do_analyzed(g, job, OUTCOME_REFUSED, "", "k:3");
    expect_equal_to_raw_rows(g);

    struct rollup sums = all(g);
    assert_int_equal(sums.calls, 1);
    assert_int_equal(sums.outcomes[OUTCOME_PROMISE], 0);
    assert_int_equal(sums.outcomes[OUTCOME_REFUSED], 1);
    assert_int_equal(sums.promised_micros, 0);
}

static void analyzed_with_cost(struct given *g, struct job *job, int64_t micros, const char *key)
{
    struct analyzed_step step = { .at = at(job),
                                  .analysis = { .outcome = OUTCOME_TALKED,
                                                .cost_micros = SOME_I64(micros),
                                                .key = str_from_c(key) } };

    expect_ok(VIA(JOBS(g), analyzed, &g->scope, &step, 1));
    expect_ok(step.at.err);
}

/* The end told no cost, and all is settled by then: the operator's cost is known late, what the
 * account pays was known before. */
static void rollups__take_the_cost_that_comes_with_the_analysis_once(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_PLACED);
    struct ended_step end = { .at = at(job),
                              .facts = { .provider_call = call_name(g, job),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .ended_at = SOME_INSTANT(g->scope.now),
                                         .talk_ms = { 61000 },
                                         .key = STR("k:ended") } };
    expect_ok(VIA(JOBS(g), ended, &g->scope, &end, 1));
    do_settle(g, job);
    struct wallet paid = wallet_of(g);
    assert_int_equal(all(g).cost_micros, 0);
    assert_false(call_of(g, job)->cost_micros.has);

    analyzed_with_cost(g, job, 70000, "k:1");
    analyzed_with_cost(g, job, 70000, "k:1");
    analyzed_with_cost(g, job, 90000, "k:2");

    assert_int_equal(all(g).cost_micros, 70000);
    assert_int_equal(call_of(g, job)->cost_micros.v, 70000);
    expect_equal_to_raw_rows(g);
    assert_int_equal(all(g).charge_units, 240000);
    expect_wallet(g, paid.available, paid.held, paid.spent);
}

static void rollups__equal_calls_of_every_end_reason(void **state)
{
    struct given *g = *state;
    size_t n;
    const struct end_reason *reasons = end_reasons(&n);

    given_money(g, &g->scope, (int64_t)n * HOLD_UNITS);
    struct batch_id more = given_batch(g, &g->scope, g->campaign, n, true);
    for (size_t i = 0; i < n; i++) {
        struct job *job = job_as(g, JOB_PLACED);

        assert_int_equal(do_ended(g, job, reasons[i].reason, i % 3 == 0 ? 0 : 1000 * (int64_t)i),
                         ERR_OK);
        do_settle(g, job);
        expect_equal_to_raw_rows(g);
        given_time_passes(g, MINUTES(7));
    }

    struct rollup sums = all(g);
    assert_int_equal(sums.calls, n);
    assert_true(sums.rang >= sums.answered && sums.answered >= sums.talked && sums.talked > 0);
    assert_false(ID_NONE(more));
}

static void rollups__equal_calls_that_turn_up_late(void **state)
{
    struct given *g = *state;
    struct job *job = job_as(g, JOB_DIALING);
    struct step step = at(job);

    expect_ok(VIA(JOBS(g), undetermined, &g->scope, &step, 1));
    expect_equal_to_raw_rows(g);
    assert_int_equal(do_ended(g, job, "user_hangup", 61000), ERR_OK);
    do_settle(g, job);
    expect_equal_to_raw_rows(g);
    assert_int_equal(all(g).calls, 1);
}

static void rollups__leave_out_amounts_that_nobody_can_read(void **state)
{
    struct given *g = *state;
    static const char *const unread[] = { "mil", "-5", "1.2.3", "99999999999999999999" };

    given_money(g, &g->scope, 4 * HOLD_UNITS);
    for (size_t i = 0; i < ARRAY_LEN(unread); i++)
        do_analyzed(g, job_as(g, JOB_DONE), OUTCOME_PROMISE, unread[i], "k:1");

    assert_int_equal(all(g).outcomes[OUTCOME_PROMISE], ARRAY_LEN(unread));
    assert_int_equal(all(g).promised_micros, 0);
    expect_equal_to_raw_rows(g);
}

/* -- what is asked -- */

static void rollups__group_by_slot_and_campaign(void **state)
{
    struct given *g = *state;
    int64_t slot = g->scope.now.unix_ms / ROLLUP_SLOT_MS;
    struct rollup_query query = { .until = { INT64_MAX }, .by_slot = true };

    do_settle(g, job_as(g, JOB_ENDED));
    given_time_passes(g, MINUTES(15));
    do_settle(g, job_as(g, JOB_ENDED));

    struct rollup_list list = ask(g, query);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.items[0].slot, slot);
    assert_int_equal(list.items[1].slot, slot + 1);
    assert_true(ID_NONE(list.items[0].campaign));
    assert_int_equal(list.items[0].outcome_answered[OUTCOME_TALKED], 0); /* not asked for */

    query.by_campaign = true;
    list = ask(g, query);
    assert_int_equal(list.n, 2);
    assert_true(ID_EQ(list.items[1].campaign, g->campaign));

    query.by_slot = false;
    list = ask(g, query);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].calls, 2);
    assert_true(ID_EQ(list.items[0].campaign, g->campaign));

    query.from = (struct instant){ (slot + 1) * ROLLUP_SLOT_MS };
    assert_int_equal(ask(g, query).items[0].calls, 1);
    query.campaign = (struct campaign_id){ given_id(g) };
    assert_int_equal(ask(g, query).n, 0);
    query.by_campaign = false;
    assert_int_equal(ask(g, query).n, 1); /* one row for all, with nothing in it */
    assert_int_equal(ask(g, query).items[0].calls, 0);
}

static void rollups__are_the_accounts_own(void **state)
{
    struct given *g = *state;
    struct rollup_query query = { .until = { INT64_MAX }, .by_slot = true };
    struct rollup_list list;

    do_settle(g, job_as(g, JOB_ENDED));
    expect_ok(VIA(READER(g), rollups, &g->other, &query, &list));
    assert_int_equal(list.n, 0);

    struct scope system = given_scope(g, (struct account_id){ 0 });
    expect_ok(VIA(READER(g), rollups_global, &system, (struct instant){ 0 },
                  (struct instant){ INT64_MAX }, &list));
    assert_int_equal(list.n, 1);
    assert_true(ID_EQ(list.items[0].account, g->scope.account));
    assert_int_equal(list.items[0].calls, 1);
    assert_int_equal(list.items[0].cost_micros, 70000);
    expect_ok(VIA(READER(g), rollups_global, &system, (struct instant){ 0 },
                  (struct instant){ 1000 }, &list));
    assert_int_equal(list.n, 0);
}

static void batch_states__count_one_batch_of_the_account(void **state)
{
    struct given *g = *state;
    struct batch_id second = given_batch(g, &g->scope, g->campaign, 3, true);
    struct state_counts counts;

    job_as(g, JOB_DONE);
    expect_ok(VIA(READER(g), batch_states, &g->scope, g->batch, &counts));
    assert_int_equal(counts.n[JOB_DONE], 1);
    assert_int_equal(counts.n[JOB_SCHEDULED], 9);
    expect_ok(VIA(READER(g), batch_states, &g->scope, second, &counts));
    assert_int_equal(counts.n[JOB_SCHEDULED], 3);
    expect_ok(VIA(READER(g), batch_states, &g->other, g->batch, &counts));
    assert_int_equal(counts.n[JOB_SCHEDULED], 0);
}

static void active__are_those_of_the_installation(void **state)
{
    struct given *g = *state;
    struct scope system = given_scope(g, (struct account_id){ 0 });
    int64_t active;

    job_as(g, JOB_PLACED);
    expect_ok(VIA(READER(g), active_of, &system, g->connection, &active));
    assert_int_equal(active, 1);
    expect_ok(VIA(READER(g), active_of, &system, (struct connection_id){ given_id(g) }, &active));
    assert_int_equal(active, 0);
}

/* A campaign's record, which jobs do without. */
static void given_running_campaign(struct given *g, struct campaign_id id)
{
    struct campaign c = campaign_defaults();

    c.id = id;
    c.account = g->scope.account;
    c.status = CAMPAIGN_RUNNING;
    c.name = STR("Noviembre");
    c.created_at = g->scope.now;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &campaign_record, &c, NULL));
}

static void standings__tell_of_each_account_what_is_its_own(void **state)
{
    struct given *g = *state;
    struct scope system = given_scope(g, (struct account_id){ 0 });
    const struct account_id asked[] = { g->other.account, { given_id(g) }, g->scope.account };
    struct account_now got[ARRAY_LEN(asked)];

    expect_ok(VIA(READER(g), standings, &system, asked, 0, got));
    expect_ok(VIA(READER(g), standings, &system, asked, ARRAY_LEN(asked), got));
    assert_false(got[2].last_call.has);
    given_running_campaign(g, g->campaign);
    given_running_campaign(g, (struct campaign_id){ given_id(g) });
    job_as(g, JOB_PLACED);
    struct job *settled = job_as(g, JOB_ENDED);
    do_settle(g, settled);
    expect_ok(VIA(READER(g), standings, &system, asked, ARRAY_LEN(asked), got));

    for (size_t i = 0; i < 2; i++) {
        assert_true(ID_EQ(got[i].account, asked[i]));
        assert_int_equal(got[i].active_calls, 0);
        assert_int_equal(got[i].running_campaigns, 0);
        assert_false(got[i].last_call.has);
    }
    assert_false(got[1].has_wallet);
    struct wallet wallet;
    expect_ok(VIA(g->adapter->ledger, wallet, &g->scope, &wallet));
    assert_true(got[2].has_wallet);
    assert_int_equal(got[2].wallet.available, wallet.available);
    assert_int_equal(got[2].wallet.held, wallet.held);
    assert_int_equal(got[2].wallet.unit, wallet.unit);
    assert_int_equal(got[2].active_calls, 1);
    assert_int_equal(got[2].running_campaigns, 2);
    assert_true(got[2].last_call.has);
    struct rollup_query query = { .until = { INT64_MAX }, .by_slot = true };
    struct rollup_list slots = ask(g, query);
    assert_int_equal(got[2].last_call.v.unix_ms, slots.items[slots.n - 1].slot * ROLLUP_SLOT_MS);
}

/* Whoever asks for many at once is told what each ledger tells. */
static void standings__give_each_wallet_as_its_ledger_does(void **state)
{
    struct given *g = *state;
    struct scope system = given_scope(g, (struct account_id){ 0 });
    struct scope *const own[] = { &g->other, &g->scope };
    const struct account_id asked[] = { g->other.account, g->scope.account };
    struct account_now got[ARRAY_LEN(asked)];
    struct wallet wallet;

    expect_ok(VIA(g->adapter->ledger, open, &g->other, UNIT_EUR, false, 0));
    job_as(g, JOB_PLACED);
    do_settle(g, job_as(g, JOB_ENDED));
    expect_ok(VIA(g->adapter->ledger, adjust, &g->scope, AMOUNT(70, UNIT_USD), STR("op-1"),
                  STR("goodwill"), &wallet));
    expect_ok(VIA(g->adapter->ledger, refund, &g->scope, AMOUNT(wallet.available + 5, UNIT_USD),
                  STR("back-1"), STR(""), &wallet));
    assert_int_equal(wallet.debt, 5);
    expect_ok(VIA(READER(g), standings, &system, asked, ARRAY_LEN(asked), got));

    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        expect_ok(VIA(g->adapter->ledger, wallet, own[i], &wallet));
        assert_true(got[i].has_wallet);
        assert_true(record_equal(&wallet_record, &got[i].wallet, &wallet));
    }
}

static void in_course__are_jobs_between_claim_and_settlement_and_those_that_wait(void **state)
{
    struct given *g = *state;
    struct scope system = given_scope(g, (struct account_id){ 0 });
    struct state_counts counts;

    struct step unknown = at(job_as(g, JOB_DIALING));
    expect_ok(VIA(g->adapter->jobs, undetermined, &g->scope, &unknown, 1));
    expect_ok(unknown.err);
    job_as(g, JOB_PLACED);
    struct job *ended = job_as(g, JOB_ENDED);
    assert_int_equal(do_hold(g, claimed(g)), ERR_EXHAUSTED); /* the wallet had two holds */
    expect_ok(VIA(READER(g), in_course_global, &system, &counts));
    assert_int_equal(counts.n[JOB_PLACED], 1);
    assert_int_equal(counts.n[JOB_ENDED], 1);
    assert_int_equal(counts.n[JOB_WAITING_FUNDS], 1);
    assert_int_equal(counts.n[JOB_UNDETERMINED], 1);
    assert_int_equal(counts.n[JOB_SCHEDULED], 0);
    do_settle(g, ended);
    expect_ok(VIA(READER(g), in_course_global, &system, &counts));
    assert_int_equal(counts.n[JOB_PLACED], 1);
    assert_int_equal(counts.n[JOB_ENDED] + counts.n[JOB_DONE], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rollups__are_empty_before_anything_is_settled),
        TEST(rollups__take_the_cost_that_comes_with_the_analysis_once),
        TEST(rollups__equal_calls_when_the_analysis_comes_first),
        TEST(rollups__equal_calls_when_analyses_come_late_and_differ),
        TEST(rollups__equal_calls_of_every_end_reason),
        TEST(rollups__equal_calls_that_turn_up_late),
        TEST(rollups__leave_out_amounts_that_nobody_can_read),
        TEST(rollups__group_by_slot_and_campaign),
        TEST(rollups__are_the_accounts_own),
        TEST(batch_states__count_one_batch_of_the_account),
        TEST(active__are_those_of_the_installation),
        TEST(standings__tell_of_each_account_what_is_its_own),
        TEST(standings__give_each_wallet_as_its_ledger_does),
        TEST(in_course__are_jobs_between_claim_and_settlement_and_those_that_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
