/* tests/unit/application/test_call_analytics.c - what calls brought and cost: by hours and days of
 * the account's zone, by campaign, script and outcome. 2026-11-25 10:00 in Bogotá, a Wednesday. */
#include "support/world.h"

#include "application/queries/call_analytics.h"

static struct call_analytics ask(struct world *w, struct call_analytics_query query)
{
    struct call_analytics got;

    if (query.from.n == 0)
        query.from = STR("2026-11-01");
    expect_ok(call_analytics(&w->ports, scope_of(w), &query, &got));
    return got;
}

static const struct call_analytics_row *row(const struct call_analytics *got, const char *key)
{
    for (size_t i = 0; i < got->rows.n; i++)
        if (str_eq_c(got->rows.items[i].key, key))
            return &got->rows.items[i];
    fail_msg("no row %s", key);
    return NULL;
}

static void given_promise(struct world *w, struct job_id id, const char *amount)
{
    const struct job *job = kept_job(&w->d, id);
    struct analyzed_step step = {
        .at = { .account = job->account, .job = id, .tag = job->attempt.tag },
        .analysis = { .outcome = OUTCOME_PROMISE,
                      .promise_amount = str_from_c(amount),
                      .key = STR("k") }
    };

    expect_ok(VIA(w->ports.jobs, analyzed, given_scope(&w->d), &step, 1));
    expect_ok(step.at.err);
}

/* A minute and a second on Wednesday at ten, a promise on Thursday at eight in the evening. */
static void given_two_days(struct world *w)
{
    given_funds(&w->d, 10 * MICROS);
    given_settled(w, 61, "call_1");
    fixed_clock_move(&w->d.clock, HOURS(24));
    struct job_id second = given_settled(w, 30, "call_2");
    given_promise(w, second, "100.25");
}

static void days__are_those_of_the_accounts_zone(void **state)
{
    struct world *w = *state;

    given_funds(&w->d, 10 * MICROS);
    fixed_clock_move(&w->d.clock,
                     MINUTES(8 * 60 + 50)); /* 18:50 in Bogotá, nearly tomorrow in UTC */
    given_settled(w, 61, "call_1");
    fixed_clock_move(&w->d.clock, HOURS(15));
    given_settled(w, 30, "call_2");
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics got = ask(w, (struct call_analytics_query){ .group = GROUP_DAY });

    expect_str(got.time_zone, "America/Bogota");
    assert_int_equal(got.rows.n, 2);
    expect_str(got.rows.items[0].key, "2026-11-25");
    expect_str(got.rows.items[1].key, "2026-11-26");
    expect_str(instant_print(&w->d.arena, got.rows.items[1].from.v), "2026-11-26T05:00:00.000Z");
    assert_int_equal(got.rows.items[0].figures.talk_ms.ms, 61000);
    assert_int_equal(got.rows.items[0].figures.price.units, 2 * 60000);
    assert_int_equal(got.rows.items[0].figures.price.unit, UNIT_USD);
    assert_int_equal(got.total.calls, 2);
    assert_int_equal(got.total.answered, 2);
}

static void hours__have_their_day_before_them(void **state)
{
    struct world *w = *state;

    given_two_days(w);
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics got =
        ask(w, (struct call_analytics_query){ .group = GROUP_HOUR, .from = STR("2026-11-24") });

    assert_int_equal(got.rows.n, 2);
    expect_str(got.rows.items[0].key, "2026-11-25T10");
    expect_str(instant_print(&w->d.arena, got.rows.items[0].from.v), "2026-11-25T15:00:00.000Z");
    assert_int_equal(row(&got, "2026-11-26T10")->figures.promises, 1);
}

static void hours_of_the_week__put_weeks_together(void **state)
{
    struct world *w = *state;

    given_two_days(w);
    fixed_clock_move(&w->d.clock, HOURS(6 * 24)); /* Wednesday again */
    given_settled(w, 10, "call_3");
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics got =
        ask(w, (struct call_analytics_query){ .group = GROUP_HOUR_OF_WEEK });

    assert_int_equal(got.rows.n, 2);
    expect_str(got.rows.items[0].key, "3T10");
    assert_int_equal(got.rows.items[0].figures.calls, 2);
    assert_false(got.rows.items[0].from.has);
    expect_str(got.rows.items[1].key, "4T10");
}

static void outcomes__have_their_own_price_and_promises_their_sum(void **state)
{
    struct world *w = *state;

    given_two_days(w);
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics got = ask(w, (struct call_analytics_query){ .group = GROUP_OUTCOME });

    assert_int_equal(got.rows.n, 2);
    assert_int_equal(row(&got, "talked")->figures.price.units, 2 * 60000);
    assert_int_equal(row(&got, "promise")->figures.price.units, 60000);
    assert_int_equal(row(&got, "promise")->figures.promised.units, 100250000);
    assert_int_equal(got.total.promised.units, 100250000);
    assert_int_equal(got.total.price.units, 3 * 60000);
}

static void filters__leave_what_is_asked_for(void **state)
{
    struct world *w = *state;
    struct call_analytics_query query = { .group = GROUP_DAY, .outcome = OUTCOME_PROMISE };

    given_two_days(w);
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics got = ask(w, query);
    assert_int_equal(got.rows.n, 1);
    expect_str(got.rows.items[0].key, "2026-11-26");
    assert_int_equal(got.total.talk_ms.ms, 30000);
    assert_int_equal(got.total.talked, 1);

    query = (struct call_analytics_query){ .group = GROUP_TOTAL, .until = STR("2026-11-26") };
    got = ask(w, query);
    assert_int_equal(got.total.calls, 1);
    expect_str(got.rows.items[0].key, "total");

    query = (struct call_analytics_query){ .group = GROUP_DAY, .campaign = given_draft(w) };
    assert_int_equal(ask(w, query).rows.n, 0);
}

static void campaigns_and_scripts__come_with_their_names(void **state)
{
    struct world *w = *state;
    struct campaign c = *kept_campaign(w, w->d.campaign.id);
    struct script_id script = given_script(w, "Hola.");

    c.script = script;
    keep_campaign(w, &c);
    given_two_days(w);
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct call_analytics by_campaign =
        ask(w, (struct call_analytics_query){ .group = GROUP_CAMPAIGN });
    struct call_analytics by_script =
        ask(w, (struct call_analytics_query){ .group = GROUP_SCRIPT });

    assert_int_equal(by_campaign.rows.n, 1);
    expect_str(by_campaign.rows.items[0].name, "Noviembre");
    assert_int_equal(by_campaign.rows.items[0].figures.calls, 2);
    assert_int_equal(by_script.rows.n, 1);
    assert_true(str_eq(by_script.rows.items[0].key, ID_TEXT(&w->d.arena, script)));
    assert_true(by_script.rows.items[0].name.n > 0);
    struct call_analytics_query query = { .group = GROUP_DAY, .script = script };
    assert_int_equal(ask(w, query).total.calls, 2);
    query.script = given_script(w, "Otra.");
    assert_int_equal(ask(w, query).total.calls, 0);
}

static enum err refused(struct world *w, struct call_analytics_query query)
{
    struct call_analytics got;

    return call_analytics(&w->ports, scope_of(w), &query, &got);
}

static void ranges__must_make_sense(void **state)
{
    struct world *w = *state;
    struct call_analytics_query query = { .group = GROUP_DAY, .from = STR("ayer") };

    expect_refused(w, refused(w, query), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "from"), "field.format");
    query.from = STR("2026-11-30");
    expect_refused(w, refused(w, query), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "from"), "analytics.range_turned");
    query.from = STR("2020-01-01");
    expect_refused(w, refused(w, query), ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "from"), "analytics.range_too_long");
    query.from = STR("2025-11-25T00:00:00Z");
    expect_ok(refused(w, query));
    query.group = GROUP_HOUR;
    expect_refused(w, refused(w, query), ERR_INVALID, "request.invalid");
}

static void analytics__are_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct call_analytics_query query = { .group = GROUP_DAY, .campaign = w->d.campaign.id };
    struct call_analytics got;

    expect_refused(w, call_analytics(&w->ports, scope_elsewhere(w), &query, &got), ERR_NOT_FOUND,
                   "campaign.not_found");
    expect_forbidden(
        w, call_analytics(&w->ports, scope_with(w, all_but(PERMISSION_READ)), &query, &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(days__are_those_of_the_accounts_zone),
        WORLD_TEST(hours__have_their_day_before_them),
        WORLD_TEST(hours_of_the_week__put_weeks_together),
        WORLD_TEST(outcomes__have_their_own_price_and_promises_their_sum),
        WORLD_TEST(filters__leave_what_is_asked_for),
        WORLD_TEST(campaigns_and_scripts__come_with_their_names),
        WORLD_TEST(ranges__must_make_sense),
        WORLD_TEST(analytics__are_the_accounts_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
