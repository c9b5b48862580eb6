/* tests/unit/application/test_account_stats.c - how is today going? 2026-11-25 10:00 in Bogotá, a
 * Wednesday. */
#include "support/world.h"

#include "application/queries/account_stats.h"

static struct account_stats ask(struct world *w, permission_set permissions)
{
    struct account_stats got;

    expect_ok(account_stats(&w->ports, scope_with(w, permissions), &got));
    return got;
}

static void stats__tell_of_today_and_of_what_runs(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    fixed_clock_move(&w->d.clock, HOURS(24));
    given_settled(w, 30, "call_2");
    given_placed(&w->d, STR("call_3"));
    given_job(&w->d);
    fixed_clock_move(&w->d.clock, MINUTES(1));
    struct account_stats got = ask(w, permission_all());

    expect_str(got.date, "2026-11-26");
    assert_int_equal(got.campaigns_running, 1);
    assert_int_equal(got.calls_now, 1);
    assert_int_equal(got.today.queued, 1);
    assert_int_equal(got.today.rung, 1);
    assert_int_equal(got.today.talked, 1);
    assert_int_equal(got.today.spent.units, 60000);
    assert_int_equal(got.campaigns.n, 1);
    expect_str(got.campaigns.items[0].name, "Noviembre");
    assert_int_equal(got.campaigns.items[0].jobs, 4);
    assert_int_equal(got.campaigns.items[0].over, 2);
    assert_int_equal(got.campaigns.items[0].figures.calls, 2);
    assert_int_equal(got.wallet.spent.units, 3 * 60000);
    assert_true(got.wallet.buys_ms.has);
}

static void stats__show_what_an_outcome_costs_and_when_people_answer(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    given_settled(w, 30, "call_2");
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct account_stats got = ask(w, permission_all());

    assert_int_equal(got.outcomes.n, 1);
    assert_int_equal(got.outcomes.items[0].outcome, OUTCOME_TALKED);
    assert_int_equal(got.outcomes.items[0].calls, 2);
    assert_int_equal(got.outcomes.items[0].price.units, 3 * 60000);
    assert_int_equal(got.outcomes.items[0].each.units, 90000);
    assert_int_equal(got.answer_rate.n, 1);
    assert_int_equal(got.answer_rate.items[0].weekday, 3);
    assert_int_equal(got.answer_rate.items[0].hour, 10);
    assert_int_equal(got.answer_rate.items[0].rang, 2);
    assert_int_equal(got.answer_rate.items[0].answered, 2);
}

static void stats__alert_of_what_needs_a_person(void **state)
{
    struct world *w = *state;
    struct connection connection = w->d.connection;

    given_job(&w->d);
    prepared(&w->d); /* nothing in the wallet */
    connection.stopped = true;
    memory_put(w->d.store, &connection_record, &connection);
    struct account_stats got = ask(w, permission_all());

    assert_int_equal(got.alerts.n, 2);
    expect_str(got.alerts.items[0].code, "alert.voice_stopped");
    assert_int_equal(got.alerts.items[0].level, ALERT_FAILED);
    expect_str(got.alerts.items[1].code, "alert.waiting_funds");
    assert_int_equal(got.alerts.items[1].count, 1);
    assert_true(ID_EQ(got.alerts.items[1].campaign, w->d.campaign.id));
    assert_true(got.alerts.items[1].text.n > 0);
    assert_int_equal(got.today.queued, 1);
}

static void stats__alert_of_a_voice_without_its_agent(void **state)
{
    struct world *w = *state;
    struct connection connection = w->d.connection;

    given_funds(&w->d, 10 * MICROS);
    assert_int_equal(ask(w, permission_all()).alerts.n, 0);
    connection.agent = STR("");
    memory_put(w->d.store, &connection_record, &connection);
    struct account_stats got = ask(w, permission_all());

    assert_int_equal(got.alerts.n, 1);
    expect_str(got.alerts.items[0].code, "alert.voice_not_set_up");
}

static void stats__show_no_wallet_to_those_who_may_not_see_money(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    struct account_stats got = ask(w, all_but(PERMISSION_READ_MONEY));

    assert_int_equal(got.wallet.available.units, 0);
    assert_int_equal(got.wallet.funded.units, 0);
    assert_false(got.wallet.buys_ms.has);
}

static void stats__are_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct account_stats got;

    expect_forbidden(w, account_stats(&w->ports, scope_with(w, all_but(PERMISSION_READ)), &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(stats__tell_of_today_and_of_what_runs),
        WORLD_TEST(stats__show_what_an_outcome_costs_and_when_people_answer),
        WORLD_TEST(stats__alert_of_what_needs_a_person),
        WORLD_TEST(stats__alert_of_a_voice_without_its_agent),
        WORLD_TEST(stats__show_no_wallet_to_those_who_may_not_see_money),
        WORLD_TEST(stats__are_the_accounts_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
