/* tests/unit/application/test_campaign_progress.c - how it is going, without counting rows; and a
 * morning at which it may go. */
#include "support/world.h"

#include "application/queries/campaign_progress.h"
#include "application/queries/lawful_morning.h"

static struct campaign_progress progress(struct world *w, permission_set permissions)
{
    struct campaign_progress got;

    expect_ok(campaign_progress(&w->ports, scope_with(w, permissions), w->d.campaign.id, &got));
    return got;
}

static void progress__of_a_batch_counts_its_jobs(void **state)
{
    struct world *w = *state;
    struct campaign_id own = w->d.campaign.id;
    struct batch_id batch;
    struct campaign_progress got;

    given_job(&w->d); /* of another batch */
    w->d.campaign.id = given_draft(w);
    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    batch = given_committed(w);
    w->d.campaign.id = own;
    expect_ok(batch_progress(&w->ports, scope_of(w), batch, &got));

    assert_int_equal(got.jobs, 2);
    assert_int_equal(got.queued, 2);
    assert_int_equal(got.done, 0);
    expect_refused(w, batch_progress(&w->ports, scope_elsewhere(w), batch, &got), ERR_NOT_FOUND,
                   "batch.not_found");
    expect_forbidden(
        w, batch_progress(&w->ports, scope_with(w, all_but(PERMISSION_WATCH)), batch, &got));
}

static void progress__counts_jobs_by_what_they_are_doing(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    given_placed(&w->d, STR("call_2"));
    given_dialed(&w->d);
    given_job(&w->d);
    struct campaign_progress got = progress(w, permission_all());

    assert_int_equal(got.status, CAMPAIGN_RUNNING);
    assert_int_equal(got.jobs, 4);
    assert_int_equal(got.queued, 1);
    assert_int_equal(got.ringing, 2);
    assert_int_equal(got.done, 1);
    assert_int_equal(got.calls, 1);
    assert_int_equal(got.answered, 1);
    assert_int_equal(got.spent.units, 2 * 60000);
    assert_int_equal(got.spent.unit, UNIT_USD);
    assert_int_equal(got.talk_ms.ms, 61000);
    assert_int_equal(got.outcomes.n, 1);
    assert_int_equal(got.outcomes.items[0].outcome, OUTCOME_TALKED);
    assert_int_equal(got.outcomes.items[0].calls, 1);
    assert_true(got.next_due.has);
    assert_int_equal(got.next_due.v.unix_ms, w->d.clock.wall.unix_ms);
    assert_int_equal(got.wallet.held.units, 20 * 60000);
}

static void progress__waits_for_funds(void **state)
{
    struct world *w = *state;

    given_job(&w->d);
    prepared(&w->d);

    assert_int_equal(progress(w, permission_all()).waiting_funds, 1);
    assert_int_equal(progress(w, permission_all()).queued, 0);
}

static void progress__tells_no_money_to_those_who_may_not_see_it(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    struct campaign_progress got = progress(w, all_but(PERMISSION_READ_MONEY));

    assert_int_equal(got.wallet.available.units, 0);
    assert_int_equal(got.wallet.funded.units, 0);
    assert_int_equal(got.spent.units, 0);
    assert_int_equal(got.spent.unit, 0); /* reads as null */
    assert_int_equal(got.calls, 1);
    assert_int_equal(progress(w, permission_all()).spent.units, 2 * 60000);
}

static void progress__is_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct campaign_progress got;

    expect_refused(w, campaign_progress(&w->ports, scope_elsewhere(w), w->d.campaign.id, &got),
                   ERR_NOT_FOUND, "campaign.not_found");
    expect_forbidden(w, campaign_progress(&w->ports, scope_with(w, all_but(PERMISSION_WATCH)),
                                          w->d.campaign.id, &got));
}

/* -- a lawful morning -- */

static enum err morning(struct world *w, const char *country, struct lawful_morning *ret)
{
    return lawful_morning(&w->ports, scope_global(w), str_from_c(country), ret);
}

static void morning__is_tomorrow_on_a_weekday(void **state)
{
    struct world *w = *state;
    struct lawful_morning got;

    expect_ok(morning(w, "CO", &got)); /* Thursday */

    expect_str(got.local, "2026-11-26T09:30 America/Bogota");
}

static void morning__passes_over_weekends_and_holidays(void **state)
{
    struct world *w = *state;
    struct lawful_morning got;

    fixed_clock_move(&w->d.clock, HOURS(29 * 24)); /* the 24th: behind it Christmas and a weekend */
    expect_ok(morning(w, "CO", &got));

    expect_str(got.local, "2026-12-28T09:30 America/Bogota");
}

static void morning__has_four_more_lawful_hours(void **state)
{
    struct world *w = *state;
    struct rule_pack pack = given_packs[0];
    struct purpose_rules rules = given_purposes[0];
    static struct day_window windows[] = { { 3, 540, 780 }, { 4, 540, 900 } };
    struct lawful_morning got;

    rules.windows.items = windows; /* Thursday until 13:00, Friday until 15:00 */
    rules.windows.n = 2;
    pack.purposes.items = &rules;
    w->d.rules = (struct rule_packs){ &pack, 1 };
    expect_ok(morning(w, "CO", &got));

    expect_str(got.local, "2026-11-27T09:30 America/Bogota");
}

static void morning__is_none_where_there_are_no_rules_or_zones(void **state)
{
    struct world *w = *state;
    struct lawful_morning got;

    expect_refused(w, morning(w, "ZZ", &got), ERR_NOT_FOUND, "policy.no_lawful_day");
    expect_str(w->scope.error.params[0].str, "ZZ");
    w->d.rules.n = 0;
    expect_refused(w, morning(w, "CO", &got), ERR_NOT_FOUND, "policy.no_lawful_day");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(progress__of_a_batch_counts_its_jobs),
        WORLD_TEST(progress__counts_jobs_by_what_they_are_doing),
        WORLD_TEST(progress__waits_for_funds),
        WORLD_TEST(progress__tells_no_money_to_those_who_may_not_see_it),
        WORLD_TEST(progress__is_the_accounts_own),
        WORLD_TEST(morning__is_tomorrow_on_a_weekday),
        WORLD_TEST(morning__passes_over_weekends_and_holidays),
        WORLD_TEST(morning__has_four_more_lawful_hours),
        WORLD_TEST(morning__is_none_where_there_are_no_rules_or_zones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
