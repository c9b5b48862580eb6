/* tests/unit/application/test_read_timeline.c - what became of somebody, step by step. */
#include "support/world.h"

#include "application/commands/platform_suppressions.h"
#include "application/queries/read_timeline.h"

static const struct timeline_entry *find(const struct timeline_entry *items, size_t n,
                                         enum timeline_kind kind)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].kind == kind)
            return &items[i];
    return NULL;
}

static void timeline__of_a_settled_job_tells_every_step_in_order(void **state)
{
    struct world *w = *state;
    struct job_timeline timeline;
    const struct timeline_entry *settled, *held;
    struct job_id id;

    given_funds(&w->d, GIVEN_MONEY);
    id = given_settled(w, 90, "call_1");
    expect_ok(read_job_timeline(&w->ports, scope_of(w), id, &timeline));

    held = find(timeline.entries.items, timeline.entries.n, TIMELINE_HELD);
    settled = find(timeline.entries.items, timeline.entries.n, TIMELINE_SETTLED);
    assert_int_equal(timeline.entries.items[0].kind, TIMELINE_IMPORTED);
    assert_non_null(find(timeline.entries.items, timeline.entries.n, TIMELINE_DIALED));
    assert_non_null(find(timeline.entries.items, timeline.entries.n, TIMELINE_ENDED));
    assert_non_null(held);
    assert_true(held->amount.v.units > 0);
    assert_non_null(settled);
    assert_int_equal(settled->attempt, 1);
    assert_int_equal(settled->talk_ms.v.ms, 90000);
    for (size_t i = 1; i < timeline.entries.n; i++)
        assert_true(timeline.entries.items[i - 1].at.unix_ms <=
                    timeline.entries.items[i].at.unix_ms);
}

static void timeline__tells_until_when_it_waits_and_why(void **state)
{
    struct world *w = *state;
    struct job_timeline timeline;
    const struct timeline_entry *waiting;
    struct job_id id;

    given_funds(&w->d, GIVEN_MONEY);
    fixed_clock_move(&w->d.clock, HOURS(10)); /* 20:00 in Bogotá */
    id = given_job(&w->d);
    assert_int_equal(prepared(&w->d).n, 0);
    expect_ok(read_job_timeline(&w->ports, scope_of(w), id, &timeline));

    waiting = find(timeline.entries.items, timeline.entries.n, TIMELINE_WAITING);
    assert_non_null(waiting);
    expect_str(waiting->detail, "policy.outside_hours");
    assert_true(waiting->until.has);
    assert_true(waiting->until.v.unix_ms > w->d.clock.wall.unix_ms);
}

static void timeline__keeps_what_sent_it_back_and_says_it_in_the_viewers_language(void **state)
{
    struct world *w = *state;
    struct job_timeline timeline;
    const struct timeline_entry *deferred;
    struct instant evening;
    struct scope *scope;
    struct job_id id;

    given_funds(&w->d, GIVEN_MONEY);
    fixed_clock_move(&w->d.clock, HOURS(10)); /* 20:00 in Bogotá */
    evening = w->d.clock.wall;
    id = given_job(&w->d);
    assert_int_equal(prepared(&w->d).n, 0);
    fixed_clock_move(&w->d.clock, HOURS(14));
    assert_int_equal(prepared(&w->d).n, 1);
    scope = scope_of(w);
    scope->language = STR("en");
    expect_ok(read_job_timeline(&w->ports, scope, id, &timeline));

    deferred = find(timeline.entries.items, timeline.entries.n, TIMELINE_DEFERRED);
    assert_non_null(deferred);
    assert_int_equal(deferred->at.unix_ms, evening.unix_ms);
    expect_str(deferred->detail, "policy.outside_hours");
    expect_str(deferred->text, "en:policy.outside_hours");
    assert_true(deferred->until.v.unix_ms > evening.unix_ms);
}

static void timeline__keeps_money_from_those_who_may_not_see_it(void **state)
{
    struct world *w = *state;
    struct job_timeline timeline;
    struct job_id id;

    given_funds(&w->d, GIVEN_MONEY);
    id = given_settled(w, 90, "call_1");
    expect_ok(
        read_job_timeline(&w->ports, scope_with(w, all_but(PERMISSION_READ_MONEY)), id, &timeline));
    assert_null(find(timeline.entries.items, timeline.entries.n, TIMELINE_HELD));
    assert_false(find(timeline.entries.items, timeline.entries.n, TIMELINE_SETTLED)->amount.has);
    expect_refused(w, read_job_timeline(&w->ports, scope_elsewhere(w), id, &timeline),
                   ERR_NOT_FOUND, "job.not_found");
    expect_forbidden(
        w, read_job_timeline(&w->ports, scope_with(w, all_but(PERMISSION_READ)), id, &timeline));
}

static void contact__is_found_by_phone_with_all_its_jobs(void **state)
{
    struct world *w = *state;
    struct suppression wanted = { .phone = { STR("300 111 2233") }, .note = STR("") }, *made;
    struct contact contact;

    GIVEN_SHEET(w, "Nombre|Teléfono", "Ana|3001112233", "Luis|3004445566");
    given_committed(w);
    expect_ok(read_contact(&w->ports, scope_of(w), STR("300 111 2233"), &contact));
    expect_str(contact.phone.e164, "+573001112233");
    assert_int_equal(contact.jobs.n, 1);
    expect_str(contact.jobs.items[0].name, "Ana");
    assert_false(contact.suppressed);

    expect_ok(suppress_phone(&w->ports, scope_of(w), &wanted, &made));
    expect_ok(read_contact(&w->ports, scope_of(w), STR("+573001112233"), &contact));
    assert_true(contact.suppressed);
    assert_non_null(find(contact.timeline.items, contact.timeline.n, TIMELINE_SUPPRESSED));
    expect_ok(read_contact(&w->ports, scope_elsewhere(w), STR("+573001112233"), &contact));
    assert_int_equal(contact.jobs.n, 0);
    assert_false(contact.suppressed);
}

static void contact__tells_of_the_installations_list_too(void **state)
{
    struct world *w = *state;
    struct platform_suppression wanted = { .phone = { STR("+573001112233") }, .note = STR("") };
    struct platform_suppression *made;
    struct contact contact;

    expect_ok(read_contact(&w->ports, scope_of(w), STR("300 111 2233"), &contact));
    assert_false(contact.suppressed_for_all);
    expect_ok(suppress_for_all(&w->ports, scope_of(w), &wanted, &made));

    expect_ok(read_contact(&w->ports, scope_of(w), STR("300 111 2233"), &contact));
    assert_true(contact.suppressed_for_all);
    assert_false(contact.suppressed);
    expect_ok(read_contact(&w->ports, scope_elsewhere(w), STR("+573001112233"), &contact));
    assert_true(contact.suppressed_for_all);
    expect_ok(unsuppress_for_all(&w->ports, scope_of(w), made->id));
    expect_ok(read_contact(&w->ports, scope_of(w), STR("300 111 2233"), &contact));
    assert_false(contact.suppressed_for_all);
}

static void contact__needs_a_phone_and_permission(void **state)
{
    struct world *w = *state;
    struct contact contact;

    expect_refused(w, read_contact(&w->ports, scope_of(w), STR("12"), &contact), ERR_INVALID,
                   "request.invalid");
    assert_non_null(field_slug(w, "phone"));
    expect_forbidden(w, read_contact(&w->ports, scope_with(w, all_but(PERMISSION_READ_PEOPLE)),
                                     STR("+573001112233"), &contact));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(timeline__of_a_settled_job_tells_every_step_in_order),
        WORLD_TEST(timeline__tells_until_when_it_waits_and_why),
        WORLD_TEST(timeline__keeps_what_sent_it_back_and_says_it_in_the_viewers_language),
        WORLD_TEST(timeline__keeps_money_from_those_who_may_not_see_it),
        WORLD_TEST(contact__is_found_by_phone_with_all_its_jobs),
        WORLD_TEST(contact__tells_of_the_installations_list_too),
        WORLD_TEST(contact__needs_a_phone_and_permission),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
