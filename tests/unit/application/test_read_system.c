/* tests/unit/application/test_read_system.c - is anything stuck, and is it profitable? For the
 * installation's operator alone. */
#include "support/world.h"

#include "application/commands/note_process.h"
#include "application/commands/trim_store.h"
#include "application/queries/read_billing.h"
#include "application/queries/read_system.h"

static struct system_view system_of(struct world *w)
{
    struct system_view got;

    expect_ok(read_system(&w->ports, scope_global(w), &got));
    return got;
}

static struct billing_view billing_of(struct world *w)
{
    struct billing_query query = { .from = { .has = false } };
    struct billing_view got;

    expect_ok(read_billing(&w->ports, scope_global(w), &query, &got));
    return got;
}

/* -- processes -- */

static void process__is_alive_while_it_beats(void **state)
{
    struct world *w = *state;
    struct process process = { .host = STR("uno"), .pid = 7, .parts = STR("api") };

    expect_ok(note_process(&w->ports, scope_global(w), &process));
    fixed_clock_move(&w->d.clock, SECONDS(15)); /* two beats missed */
    assert_true(system_of(w).processes.items[0].alive);
    expect_str(system_of(w).processes.items[0].host, "uno");
    fixed_clock_move(&w->d.clock, SECONDS(2));
    assert_false(system_of(w).processes.items[0].alive);
    expect_ok(note_process(&w->ports, scope_global(w), &process));
    assert_true(system_of(w).processes.items[0].alive);
    assert_int_equal(system_of(w).processes.n, 1);
}

static void process__that_said_goodbye_is_not_alive_and_is_forgotten(void **state)
{
    struct world *w = *state;
    struct process process = { .host = STR("uno") }, never = { .host = STR("dos") };

    expect_ok(note_process(&w->ports, scope_global(w), &process));
    expect_ok(note_process_stopped(&w->ports, scope_global(w), &process));
    expect_ok(note_process_stopped(&w->ports, scope_global(w), &never)); /* it never began */
    assert_int_equal(system_of(w).processes.n, 1);
    assert_false(system_of(w).processes.items[0].alive);
    expect_ok(forget_processes(&w->ports, scope_global(w)));
    assert_int_equal(system_of(w).processes.n, 1);
    fixed_clock_move(&w->d.clock, HOURS(25));
    expect_ok(forget_processes(&w->ports, scope_global(w)));
    assert_int_equal(system_of(w).processes.n, 0);
}

static void trim__lets_old_things_go_and_says_when_there_may_be_more(void **state)
{
    struct world *w = *state;
    struct process process = { .host = STR("uno") };
    bool more;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    expect_ok(note_process(&w->ports, scope_global(w), &process));
    for (size_t i = 1; i < consumer_names.n; i++)
        expect_ok(VIA(w->ports.events, advance, scope_global(w), consumer_names.names[i], 1000));
    expect_ok(VIA(w->ports.events, advance, scope_global(w), "live", 1000));
    expect_ok(trim_store(&w->ports, scope_global(w), &more));
    assert_false(more);
    fixed_clock_move(&w->d.clock, HOURS(8 * 24));
    expect_ok(trim_store(&w->ports, scope_global(w), &more));
    assert_true(more);
    assert_int_equal(w->d.store->events.n, 1);
    assert_int_equal(system_of(w).processes.n, 0);
    expect_ok(trim_store(&w->ports, scope_global(w), &more));
    assert_false(more);
}

/* -- the installation -- */

static void system__counts_work_by_what_it_waits_for(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    given_placed(&w->d, STR("call_2"));
    given_job(&w->d);
    GIVEN_SHEET(w, "celular|nombre", "3001234567|Ana");
    given_importing(w);
    fixed_clock_move(&w->d.clock, MINUTES(1));
    struct system_view got = system_of(w);

    assert_int_equal(got.jobs_queued, 1);
    assert_int_equal(got.jobs.n, 1);
    assert_int_equal(got.jobs.items[0].state, JOB_PLACED);
    assert_int_equal(got.jobs.items[0].jobs, 1);
    assert_int_equal(got.connections.n, 1);
    assert_int_equal(got.connections.items[0].active, 1);
    assert_int_equal(got.connections.items[0].limit, 20);
    assert_true(got.connections.items[0].set_up);
    assert_int_equal(got.last_hour.calls, 1);
    assert_int_equal(got.last_hour.answered, 1);
    assert_int_equal(got.recent_since.unix_ms % ROLLUP_SLOT_MS, 0);
    assert_true(instant_minus(got.at, got.recent_since).ms >= 10 * MS_PER_MINUTE);
    assert_true(instant_minus(got.at, got.recent_since).ms < 25 * MS_PER_MINUTE);
    assert_int_equal(got.recent_calls.calls, 1);
    assert_int_equal(got.batches_importing, 1);
    assert_int_equal(got.consumers.n, consumer_names.n - 1);
    assert_true(got.consumers.items[0].behind.has && got.consumers.items[0].behind.v > 0);
    assert_int_equal(got.consumers.items[0].dead.v, 0);
    assert_int_equal(got.events_to_relay, 0);
}

static void queues__count_what_may_be_claimed_now_and_later(void **state)
{
    struct world *w = *state;
    struct queues got;

    given_funds(&w->d, 10 * MICROS);
    given_placed(&w->d, STR("call_1"));
    given_job(&w->d);
    struct instant now = w->d.clock.wall;
    w->d.clock.wall = instant_add(now, HOURS(1)); /* the next one's time */
    given_job(&w->d);
    w->d.clock.wall = now;
    fixed_clock_move(&w->d.clock, MINUTES(1));
    expect_ok(read_queues(&w->ports, scope_global(w), &got));

    assert_int_equal(got.jobs_queued, 2);
    assert_int_equal(got.jobs_due, 1);
    assert_true(got.oldest_due.has && instant_before(got.oldest_due.v, w->d.clock.wall));
    assert_int_equal(got.in_course.n[JOB_PLACED], 1);
    assert_int_equal(got.in_course.n[JOB_SCHEDULED], 0);
}

static void traffic__is_summed_over_processes_that_are_alive(void **state)
{
    struct world *w = *state;
    struct process one = { .host = STR("uno"), .last_hour = { .requests = 5, .overloaded = 1 } },
                   two = { .host = STR("dos"),
                           .last_hour = { .requests = 7, .provider_errors = 2 },
                           .recent = { .provider_errors = 1 } },
                   gone = { .host = STR("tres"),
                            .last_hour = { .requests = 100 },
                            .recent = { .provider_errors = 50 } };

    expect_ok(note_process(&w->ports, scope_global(w), &one));
    expect_ok(note_process(&w->ports, scope_global(w), &two));
    expect_ok(note_process(&w->ports, scope_global(w), &gone));
    expect_ok(note_process_stopped(&w->ports, scope_global(w), &gone));
    struct traffic got = system_of(w).traffic;

    assert_int_equal(got.requests, 12);
    assert_int_equal(got.overloaded, 1);
    assert_int_equal(got.provider_errors, 2);
    assert_int_equal(system_of(w).recent_traffic.provider_errors, 1);
}

/* -- money -- */

/* A call of a minute and a second at six cents a minute; the provider took `cost` micro-dollars. */
static void given_cost(struct world *w, int64_t cost)
{
    struct dial_ticket ticket = given_placed(&w->d, STR("call_1"));
    struct ended_step end = { .at = ticket.at,
                              .facts = { .provider_call = STR("call_1"),
                                         .reason = STR("user_hangup"),
                                         .call_status = STR("ended"),
                                         .talk_ms = { 61000 },
                                         .cost_micros = SOME_I64(cost),
                                         .key = STR("call_1") } };
    struct settle_step settle = { .at = ticket.at, .rules = { .max_attempts = 3 } };

    expect_ok(VIA(w->ports.jobs, ended, given_scope(&w->d), &end, 1));
    expect_ok(VIA(w->ports.jobs, settle, given_scope(&w->d), &settle, 1));
    expect_ok(settle.at.err);
    fixed_clock_move(&w->d.clock, MINUTES(1));
}

static void billing__shows_what_each_account_and_plan_brings(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_cost(w, 50000);
    struct billing_view got = billing_of(w);

    assert_int_equal(got.calls, 1);
    assert_int_equal(got.revenue.units, 120000);
    assert_int_equal(got.cost.units, 50000);
    assert_int_equal(got.margin.units, 70000);
    assert_int_equal(got.accounts.n, 1);
    assert_true(ID_EQ(got.accounts.items[0].account, w->d.account.id));
    assert_int_equal(got.accounts.items[0].margin.v.units, 70000);
    assert_false(got.accounts.items[0].below_cost);
    assert_int_equal(got.plans.n, 3);
    expect_str(got.plans.items[0].plan, "starter");
    assert_int_equal(got.plans.items[0].accounts, 1);
    assert_int_equal(got.plans.items[0].price_per_minute.v.units, 60000);
    assert_int_equal(got.plans.items[0].cost_per_minute.v.units, INT64_C(50000) * 60000 / 61000);
    assert_false(got.plans.items[0].below_cost);
    assert_int_equal(got.wallets.n, 1);
    assert_int_equal(got.wallets.items[0].funded.units, 10 * MICROS);
    assert_int_equal(got.wallets.items[0].spent.units, 120000);
}

/* However many accounts there are, no wallet is asked for by itself. */
static void billing__reads_the_wallets_of_many_at_once(void **state)
{
    static const struct ledger_ops none = { .wallet = NULL };
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_cost(w, 50000);
    struct billing_view asked = billing_of(w);
    w->ports.ledger.ops = &none;
    struct billing_view got = billing_of(w);

    assert_int_equal(got.wallets.n, asked.wallets.n);
    assert_int_equal(got.wallets.items[0].spent.units, asked.wallets.items[0].spent.units);
    assert_int_equal(got.accounts.n, 1);
}

static void billing__flags_a_plan_that_sells_below_cost(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_cost(w, 130000);
    struct billing_view got = billing_of(w);

    assert_int_equal(got.margin.units, -10000);
    assert_true(got.accounts.items[0].below_cost);
    assert_true(got.plans.items[0].below_cost);
}

static void billing__of_a_minute_plan_counts_its_fee_for_what_was_talked(void **state)
{
    struct world *w = *state;

    w->plans[0].kind = PLAN_MINUTES; /* 99 dollars for 1 000 minutes */
    w->plans[0].tariff.per_minute = AMOUNT(60000, UNIT_TALK_MS);
    w->plans[0].monthly_fee = AMOUNT(99 * MICROS, UNIT_USD);
    w->plans[0].included = AMOUNT(60000000, UNIT_TALK_MS);
    struct billing_view got = billing_of(w);

    assert_int_equal(got.plans.items[0].price_per_minute.v.units, 99000);
    assert_false(got.plans.items[0].below_cost); /* nothing was called: no cost is known */
    assert_false(got.plans.items[0].cost_per_minute.has);
}

static void billing__of_an_unlimited_plan_goes_by_its_fair_use_until_it_is_called(void **state)
{
    struct world *w = *state;

    w->plans[2].kind = PLAN_UNLIMITED; /* 300 dollars for up to 100 hours */
    w->plans[2].monthly_fee = AMOUNT(300 * MICROS, UNIT_USD);
    w->plans[2].fair_use_ms = (struct duration){ 100 * MS_PER_HOUR };
    given_funds(&w->d, 10 * MICROS);
    given_cost(w, 60000);
    struct billing_view got = billing_of(w);

    assert_int_equal(got.plans.items[2].price_per_minute.v.units, 50000);
    assert_true(got.plans.items[2].below_cost); /* a minute of all calls costs 59016 */
    assert_false(got.plans.items[2].revenue.has);
}

static void billing__must_have_a_range(void **state)
{
    struct world *w = *state;
    struct billing_query query = { .from = SOME_INSTANT(w->d.clock.wall),
                                   .until = SOME_INSTANT(w->d.clock.wall) };
    struct billing_view got;

    expect_refused(w, read_billing(&w->ports, scope_global(w), &query, &got), ERR_INVALID,
                   "request.invalid");
    assert_string_equal(field_slug(w, "from"), "analytics.range_turned");
}

static void installation__is_shown_to_the_operator_alone(void **state)
{
    struct world *w = *state;
    struct billing_query query = { .from = { .has = false } };
    struct system_view view;
    struct billing_view billing;
    struct scope *owner = scope_with(w, all_but(PERMISSION_PLATFORM));

    expect_forbidden(w, read_system(&w->ports, owner, &view));
    expect_forbidden(w, read_billing(&w->ports, owner, &query, &billing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(process__is_alive_while_it_beats),
        WORLD_TEST(process__that_said_goodbye_is_not_alive_and_is_forgotten),
        WORLD_TEST(trim__lets_old_things_go_and_says_when_there_may_be_more),
        WORLD_TEST(system__counts_work_by_what_it_waits_for),
        WORLD_TEST(queues__count_what_may_be_claimed_now_and_later),
        WORLD_TEST(traffic__is_summed_over_processes_that_are_alive),
        WORLD_TEST(billing__shows_what_each_account_and_plan_brings),
        WORLD_TEST(billing__reads_the_wallets_of_many_at_once),
        WORLD_TEST(billing__flags_a_plan_that_sells_below_cost),
        WORLD_TEST(billing__of_an_unlimited_plan_goes_by_its_fair_use_until_it_is_called),
        WORLD_TEST(billing__of_a_minute_plan_counts_its_fee_for_what_was_talked),
        WORLD_TEST(billing__must_have_a_range),
        WORLD_TEST(installation__is_shown_to_the_operator_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
