/* tests/unit/application/test_flight_plan.c - the launch, thought through. */
#include "support/world.h"

#include "application/commands/change_suppressions.h"
#include "application/queries/flight_plan.h"

static struct flight_plan planned(struct world *w)
{
    struct flight_plan plan;

    expect_ok(flight_plan(&w->ports, scope_of(w), w->d.campaign.id, &plan));
    return plan;
}

static const struct flight_note *find(const struct flight_note *items, size_t n, const char *slug)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(items[i].slug, slug))
            return &items[i];
    return NULL;
}

static void given_people(struct world *w)
{
    GIVEN_SHEET(w, "Nombre|Teléfono|Saldo", "Ana|3001112233|10", "Luis|3004445566|20",
                "Nadie|12|30", "Eva|3007778899|40", "Sol|3009990011|50");
    given_committed(w);
    w->d.campaign.instructions = STR("{{saldo}}");
    w->d.campaign.opening = STR("{{nombre}}");
    keep_campaign(w, &w->d.campaign);
}

static void plan__tells_who_is_left_out_and_who_is_skipped(void **state)
{
    struct world *w = *state;
    struct suppression wanted = { .phone = { STR("3004445566") }, .note = STR("") }, *made;
    struct flight_plan plan;
    const struct flight_note *skipped;

    given_people(w);
    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    plan = planned(w);

    skipped = find(plan.skipped.items, plan.skipped.n, "person.suppressed");
    assert_int_equal(plan.people, 4);
    assert_int_equal(plan.examined, 4);
    assert_int_equal(plan.callable, 3);
    assert_non_null(skipped);
    assert_int_equal(skipped->people, 1);
    assert_true(skipped->for_good);
    assert_int_equal(plan.left_out.n, 1);
    assert_int_equal(plan.left_out.items[0].people, 1);
    assert_int_equal(plan.problems.n, 0);
}

static void plan__tells_what_the_script_lacks(void **state)
{
    struct world *w = *state;
    struct flight_plan plan;

    given_people(w);
    w->d.campaign.instructions = STR("{{fecha}}");
    keep_campaign(w, &w->d.campaign);
    plan = planned(w);

    assert_int_equal(plan.callable, 0);
    assert_int_equal(plan.calls, 0);
    assert_int_equal(plan.cost_expected.units, 0);
    assert_non_null(find(plan.skipped.items, plan.skipped.n, "script.variable_missing"));
}

static void plan__estimates_cost_and_end_and_what_the_wallet_covers(void **state)
{
    struct world *w = *state;
    struct flight_plan plan;

    given_people(w);
    given_funds(&w->d, 60000);
    plan = planned(w);

    assert_false(plan.has_history);
    assert_int_equal(plan.cost_minimum.units, 0);
    assert_true(plan.cost_expected.units > 60000);
    assert_true(plan.cost_maximum.units > plan.cost_expected.units);
    assert_true(plan.earliest_end.has);
    assert_true(plan.earliest_end.v.unix_ms > w->d.clock.wall.unix_ms);
    assert_true(plan.earliest_end.v.unix_ms < w->d.clock.wall.unix_ms + MS_PER_HOUR);
    assert_int_equal(plan.missing.v.units, plan.cost_expected.units - 60000);
    assert_true(plan.covers_permille.v > 0 && plan.covers_permille.v < 1000);
}

static void plan__ends_on_another_day_when_the_hours_are_over(void **state)
{
    struct world *w = *state;
    struct instant morning;

    given_people(w);
    fixed_clock_move(&w->d.clock, HOURS(10)); /* 20:00 in Bogotá */
    assert_true(instant_parse(STR("2026-11-26T07:00:00-05:00"), &morning));

    assert_true(planned(w).earliest_end.v.unix_ms > morning.unix_ms);
    assert_int_equal(planned(w).skipped.n, 0); /* the night keeps nobody out */
}

static void plan__of_an_empty_draft_says_what_is_missing(void **state)
{
    struct world *w = *state;
    struct campaign empty = w->d.campaign;
    struct flight_plan plan;

    empty.id = (struct campaign_id){ given_id(&w->d) };
    empty.status = CAMPAIGN_DRAFT;
    empty.script = (struct script_id){ 0 };
    empty.from_numbers.n = 0;
    keep_campaign(w, &empty);
    expect_ok(flight_plan(&w->ports, scope_of(w), empty.id, &plan));

    assert_non_null(find(plan.problems.items, plan.problems.n, "campaign.no_contacts"));
    assert_non_null(find(plan.problems.items, plan.problems.n, "campaign.no_numbers"));
    assert_non_null(find(plan.problems.items, plan.problems.n, "campaign.no_script"));
    assert_false(plan.earliest_end.has);
}

static void plan__is_the_accounts_own_and_keeps_its_wallet(void **state)
{
    struct world *w = *state;
    struct flight_plan plan;

    expect_refused(w, flight_plan(&w->ports, scope_elsewhere(w), w->d.campaign.id, &plan),
                   ERR_NOT_FOUND, "campaign.not_found");
    expect_forbidden(w, flight_plan(&w->ports, scope_with(w, all_but(PERMISSION_READ)),
                                    w->d.campaign.id, &plan));
    expect_ok(flight_plan(&w->ports, scope_with(w, all_but(PERMISSION_READ_MONEY)),
                          w->d.campaign.id, &plan));
    assert_false(plan.available.has);
}

static void plan__tells_its_cost_to_those_who_launch_or_read_money(void **state)
{
    struct world *w = *state;
    struct flight_plan plan;

    given_people(w);
    expect_ok(flight_plan(&w->ports, scope_with(w, role_permissions(ROLE_VIEWER)), w->d.campaign.id,
                          &plan));
    assert_int_equal(plan.cost_maximum.unit, 0); /* reads as null */
    assert_int_equal(plan.people, 4);
    expect_ok(flight_plan(&w->ports, scope_with(w, role_permissions(ROLE_OPERATOR)),
                          w->d.campaign.id, &plan));
    assert_true(plan.cost_maximum.units > 0);
}

/* Who watches asks why nobody is called. */
static void plan__of_a_running_campaign_says_that_its_budget_is_spent(void **state)
{
    struct world *w = *state;
    struct flight_plan plan;

    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    given_placed(&w->d, STR("call_2"));
    w->d.campaign.budget_calls = SOME_I64(3);
    keep_campaign(w, &w->d.campaign);
    plan = planned(w);
    assert_null(find(plan.problems.items, plan.problems.n, "campaign.budget_spent"));

    w->d.campaign.budget_calls = SOME_I64(2);
    keep_campaign(w, &w->d.campaign);
    plan = planned(w);
    assert_non_null(find(plan.problems.items, plan.problems.n, "campaign.budget_spent"));
}

static void plan__tells_from_when_on_somebody_may_be_called(void **state)
{
    struct world *w = *state;
    struct instant later = instant_add(scope_of(w)->now, (struct duration){ MS_PER_HOUR });
    struct job *job = kept_job(&w->d, given_job(&w->d));

    assert_false(planned(w).first_due.has);
    job->not_before = later;
    memory_put(w->d.store, &job_record, job);
    assert_true(planned(w).first_due.has);
    assert_int_equal(planned(w).first_due.v.unix_ms, later.unix_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(plan__tells_who_is_left_out_and_who_is_skipped),
        WORLD_TEST(plan__tells_what_the_script_lacks),
        WORLD_TEST(plan__estimates_cost_and_end_and_what_the_wallet_covers),
        WORLD_TEST(plan__ends_on_another_day_when_the_hours_are_over),
        WORLD_TEST(plan__of_an_empty_draft_says_what_is_missing),
        WORLD_TEST(plan__is_the_accounts_own_and_keeps_its_wallet),
        WORLD_TEST(plan__of_a_running_campaign_says_that_its_budget_is_spent),
        WORLD_TEST(plan__tells_from_when_on_somebody_may_be_called),
        WORLD_TEST(plan__tells_its_cost_to_those_who_launch_or_read_money),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
