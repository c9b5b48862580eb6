/* tests/unit/application/test_statements.c - where the money went, month by month.
 * 2026-11-25 10:00 in Bogotá, a Wednesday. */
#include "support/world.h"

#include "application/queries/read_statements.h"

enum { MINUTE_UNITS = 60000 }; /* what a minute costs in the fixture's plan */

static struct statement_list statements(struct world *w, int64_t months)
{
    struct statement_list got;

    expect_ok(list_statements(&w->ports, scope_of(w), months, &got));
    return got;
}

static void adjust(struct world *w, int64_t units)
{
    struct wallet wallet;

    expect_ok(VIA(w->ports.ledger, adjust, scope_of(w), AMOUNT(units, UNIT_USD), STR("op-1"),
                  STR("bono"), &wallet));
}

static void refund(struct world *w, int64_t units)
{
    struct wallet wallet;

    expect_ok(VIA(w->ports.ledger, refund, scope_of(w), AMOUNT(units, UNIT_USD), STR("re-1"),
                  STR("sandbox"), &wallet));
}

/* November: 10 put in, 1 corrected, two minutes. December: a minute, 2 taken back. */
static void given_two_months(struct world *w)
{
    given_funds(&w->d, 10 * MICROS);
    adjust(w, -MICROS);
    given_settled(w, 61, "call_1");
    fixed_clock_move(&w->d.clock, HOURS(7 * 24));
    given_settled(w, 30, "call_2");
    refund(w, 2 * MICROS);
}

static void months__end_where_the_next_begins(void **state)
{
    struct world *w = *state;

    given_two_months(w);
    struct statement_list got = statements(w, 3);
    const struct statement *november = &got.items[1], *december = &got.items[0];

    assert_int_equal(got.n, 2); /* the account began in November */
    expect_str(december->month, "2026-12");
    assert_true(december->running);
    expect_str(november->month, "2026-11");
    assert_false(november->running);
    assert_int_equal(november->opening.units, 0);
    assert_int_equal(november->funded.units, 10 * MICROS);
    assert_int_equal(november->adjusted.units, -MICROS);
    assert_int_equal(november->charged.units, 2 * MINUTE_UNITS);
    assert_int_equal(november->calls, 1);
    assert_int_equal(november->talk_ms.ms, 61000);
    assert_int_equal(november->closing.units, 9 * MICROS - 2 * MINUTE_UNITS);
    assert_int_equal(december->opening.units, november->closing.units);
    assert_int_equal(december->refunded.units, 2 * MICROS);
    assert_int_equal(december->closing.units, 7 * MICROS - 3 * MINUTE_UNITS);
}

static void months__end_at_the_balance_of_now(void **state)
{
    struct world *w = *state;

    given_two_months(w);
    given_dialed(&w->d); /* what is held is still the account's */
    const struct wallet wallet = kept_wallet(&w->d);

    assert_true(wallet.held > 0);
    assert_int_equal(statements(w, 1).items[0].closing.units,
                     wallet.available + wallet.held - wallet.debt);
}

static void months__begin_with_what_came_before_them(void **state)
{
    struct world *w = *state;

    given_two_months(w);
    struct statement_list got = statements(w, 1);

    assert_int_equal(got.n, 1);
    assert_int_equal(got.items[0].opening.units, 9 * MICROS - 2 * MINUTE_UNITS);
}

static void months__are_those_of_the_accounts_zone(void **state)
{
    struct world *w = *state;

    /* 22:30 of 30 November in Bogotá: December in UTC */
    fixed_clock_move(&w->d.clock, HOURS(5 * 24 + 12));
    fixed_clock_move(&w->d.clock, MINUTES(30));
    given_funds(&w->d, MICROS);

    const struct statement november = statements(w, 1).items[0];
    expect_str(november.month, "2026-11");
    assert_int_equal(november.funded.units, MICROS);
    expect_str(instant_print(w->scope.arena, november.from), "2026-11-01T05:00:00.000Z");
}

static void statement__tells_what_it_sums(void **state)
{
    struct world *w = *state;
    struct statement_view got;

    given_two_months(w);
    expect_ok(read_statement(&w->ports, scope_of(w), STR("2026-11"), &got));

    assert_int_equal(got.statement.closing.units, 9 * MICROS - 2 * MINUTE_UNITS);
    assert_int_equal(got.movements.n, 2);
    assert_int_equal(got.movements.items[0].entry.kind, ENTRY_FUND);
    assert_int_equal(got.movements.items[1].entry.kind, ENTRY_ADJUST);
    expect_str(got.movements.items[1].entry.note, "bono");
    assert_int_equal(got.campaigns.n, 1);
    assert_true(ID_EQ(got.campaigns.items[0].campaign, w->d.campaign.id));
    assert_int_equal(got.campaigns.items[0].charged.units, 2 * MINUTE_UNITS);
    assert_int_equal(got.campaigns.items[0].calls, 1);
    assert_true(str_eq(got.campaigns.items[0].name, kept_campaign(w, w->d.campaign.id)->name));
}

static void statement__is_of_a_month_that_the_account_has_lived(void **state)
{
    struct world *w = *state;
    struct statement_view got;
    static const char *const wrong[] = { "2026-12", "2026-13", "2026", "", "x", "2026-11-01" };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        expect_refused(w, read_statement(&w->ports, scope_of(w), str_from_c(wrong[i]), &got),
                       ERR_NOT_FOUND, "statement.not_found");
}

static void statements__are_for_those_who_may_see_money(void **state)
{
    struct world *w = *state;
    const permission_set others = all_but(PERMISSION_READ_MONEY);
    struct statement_list list;
    struct statement_view view;

    given_two_months(w);
    expect_forbidden(w, list_statements(&w->ports, scope_with(w, others), 1, &list));
    expect_forbidden(w, read_statement(&w->ports, scope_with(w, others), STR("2026-11"), &view));
    expect_ok(list_statements(&w->ports, scope_elsewhere(w), 1, &list));
    assert_int_equal(list.items[0].closing.units, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(months__end_where_the_next_begins),
        WORLD_TEST(months__end_at_the_balance_of_now),
        WORLD_TEST(months__begin_with_what_came_before_them),
        WORLD_TEST(months__are_those_of_the_accounts_zone),
        WORLD_TEST(statement__tells_what_it_sums),
        WORLD_TEST(statement__is_of_a_month_that_the_account_has_lived),
        WORLD_TEST(statements__are_for_those_who_may_see_money),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
