/* tests/unit/domain/test_contact_policy.c - both sides of every limit. Days of November 2026: the
 * 16th is a Monday and a Colombian holiday, the 23rd to 27th an ordinary week. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "domain/models/job.h"
#include "domain/services/contact_policy.h"
#include "support/fixed_zones.h"

enum { TOUCHES = 8 };

struct fixture {
    struct arena arena;
    struct error error;
    struct day_window windows[6];
    struct purpose_rules purposes[2];
    struct holiday holidays[4];
    struct rule_pack items[2];
    struct rule_packs packs;
    struct touch touches[2][TOUCHES];
    struct person persons[2], *both[2];
    struct dial_question q;
    struct dial_verdict verdict;
};

static void given_packs(struct fixture *f)
{
    for (int day = 0; day < 5; day++)
        f->windows[day] = (struct day_window){ day, 7 * 60, 19 * 60 };
    f->windows[5] = (struct day_window){ 5, 8 * 60, 15 * 60 };
    f->purposes[0].purpose = PURPOSE_COLLECTION;
    f->purposes[1].purpose = PURPOSE_SERVICE;
    for (size_t i = 0; i < 2; i++) {
        f->purposes[i].windows.items = f->windows;
        f->purposes[i].windows.n = ARRAY_LEN(f->windows);
    }
    f->holidays[0] = (struct holiday){ STR("2026-11-02"), STR("Todos los Santos") };
    f->holidays[1] = (struct holiday){ STR("2026-11-16"), STR("Independencia de Cartagena") };
    f->holidays[2] = (struct holiday){ STR("2026-12-08"), STR("Inmaculada") };
    f->holidays[3] = (struct holiday){ STR("2026-12-25"), STR("Navidad") };
    f->items[0].country = STR("CO");
    f->items[0].version = 3;
    f->items[0].holidays.items = f->holidays;
    f->items[0].holidays.n = ARRAY_LEN(f->holidays);
    f->items[1].country = STR("*");
    f->items[1].version = 1;
    for (size_t i = 0; i < 2; i++) {
        f->items[i].purposes.items = f->purposes;
        f->items[i].purposes.n = ARRAY_LEN(f->purposes);
    }
    f->packs = (struct rule_packs){ f->items, 2 };
}

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    given_packs(&f);
    f.q = (struct dial_question){ .packs = &f.packs,
                                  .zones = fixed_zones(),
                                  .country = STR("CO"),
                                  .purpose = PURPOSE_COLLECTION,
                                  .arena = &f.arena };
    for (size_t i = 0; i < 2; i++) {
        f.persons[i].touches.items = f.touches[i];
        f.both[i] = &f.persons[i];
    }
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

static struct instant at(const char *text)
{
    struct instant t = { 0 };

    assert_true(instant_parse(str_from_c(text), &t));
    return t;
}

static void given_touch(struct fixture *f, size_t person, const char *tag, const char *when,
                        bool contact)
{
    struct person *p = &f->persons[person];

    p->touches.items[p->touches.n++] = (struct touch){
        .tag = str_from_c(tag), .at = at(when), .purpose = PURPOSE_COLLECTION, .contact = contact
    };
}

static void ask(struct fixture *f, const char *now, size_t persons)
{
    f->q.now = at(now);
    expect_ok(contact_policy(&f->q, f->both, persons, &f->verdict, &f->error));
}

static void expect_allowed(struct fixture *f, const char *now)
{
    ask(f, now, 2);
    if (!f->verdict.allowed)
        fail_msg("%s: %s", now, f->verdict.reason);
    assert_null(f->verdict.reason);
    assert_true(f->verdict.next.unix_ms == f->q.now.unix_ms);
}

static void expect_refused(struct fixture *f, const char *now, const char *reason, const char *next)
{
    ask(f, now, 2);
    assert_false(f->verdict.allowed);
    assert_string_equal(f->verdict.reason, reason);
    if (next == NULL)
        assert_true(f->verdict.next.unix_ms == 0);
    else if (f->verdict.next.unix_ms != at(next).unix_ms)
        fail_msg("%s: next is %.*s, wanted %s", now,
                 STR_ARG(instant_print(&f->arena, f->verdict.next)), next);
}

static void window__is_shrunk_by_two_minutes_at_both_ends(void **state)
{
    struct fixture *f = *state;

    expect_refused(f, "2026-11-25T07:01:59.999-05:00", "policy.outside_hours",
                   "2026-11-25T07:02:00-05:00");
    expect_allowed(f, "2026-11-25T07:02:00.000-05:00");
    expect_allowed(f, "2026-11-25T18:57:59.999-05:00");
    expect_refused(f, "2026-11-25T18:58:00.000-05:00", "policy.outside_hours",
                   "2026-11-26T07:02:00-05:00");
}

static void window__is_short_on_saturday_and_none_on_sunday(void **state)
{
    struct fixture *f = *state;

    expect_refused(f, "2026-11-28T08:01:59.999-05:00", "policy.outside_hours",
                   "2026-11-28T08:02:00-05:00");
    expect_allowed(f, "2026-11-28T08:02:00-05:00");
    expect_allowed(f, "2026-11-28T14:57:59.999-05:00");
    expect_refused(f, "2026-11-28T14:58:00-05:00", "policy.outside_hours",
                   "2026-11-30T07:02:00-05:00");
    expect_refused(f, "2026-11-29T11:00:00-05:00", "policy.outside_hours",
                   "2026-11-30T07:02:00-05:00");
}

static void window__is_closed_on_moved_mondays_and_fixed_holidays(void **state)
{
    struct fixture *f = *state;

    /* 11 November was moved to Monday the 16th: the 11th itself is an ordinary day */
    expect_allowed(f, "2026-11-11T10:00:00-05:00");
    expect_refused(f, "2026-11-16T10:00:00-05:00", "policy.holiday", "2026-11-17T07:02:00-05:00");
    expect_refused(f, "2026-11-14T15:00:00-05:00", "policy.outside_hours",
                   "2026-11-17T07:02:00-05:00");
    expect_refused(f, "2026-12-08T10:00:00-05:00", "policy.holiday", "2026-12-09T07:02:00-05:00");
}

static void window__is_closed_in_a_year_without_dates(void **state)
{
    struct fixture *f = *state;

    expect_allowed(f, "2026-12-31T18:00:00-05:00");
    expect_refused(f, "2027-01-04T10:00:00-05:00", "policy.no_calendar",
                   "2027-01-25T10:00:00-05:00"); /* when to look again */
    expect_refused(f, "2026-12-31T19:00:00-05:00", "policy.outside_hours",
                   "2027-01-21T19:00:00-05:00");
}

static void window__must_be_open_in_all_zones_of_the_country(void **state)
{
    struct fixture *f = *state;

    f->q.country = STR("MX");
    /* Cancún 07:02 is Tijuana 04:02; Cancún closes at 18:58, Tijuana's 15:58 */
    expect_refused(f, "2026-11-25T14:00:00Z", "policy.outside_hours", "2026-11-25T15:02:00Z");
    expect_allowed(f, "2026-11-25T15:02:00Z");
    expect_allowed(f, "2026-11-25T23:57:59.999Z");
    expect_refused(f, "2026-11-25T23:58:00Z", "policy.outside_hours", "2026-11-26T15:02:00Z");

    f->q.time_zone = STR("America/Cancun");
    expect_allowed(f, "2026-11-25T12:02:00Z");
}

static void window__is_narrowed_by_the_campaign_and_never_widened(void **state)
{
    struct fixture *f = *state;

    f->q.window_start = STR("06:00");
    f->q.window_end = STR("12:30");
    expect_refused(f, "2026-11-25T07:01:00-05:00", "policy.outside_hours",
                   "2026-11-25T07:02:00-05:00");
    expect_allowed(f, "2026-11-25T12:27:59.999-05:00");
    expect_refused(f, "2026-11-25T12:28:00-05:00", "policy.outside_hours",
                   "2026-11-26T07:02:00-05:00");

    f->q.window_start = STR("12:30");
    expect_error(contact_policy(&f->q, f->both, 1, &f->verdict, &f->error), &f->error, ERR_INVALID,
                 "policy.bad_window");
}

static void window__closes_at_midnight_when_it_ends_there(void **state)
{
    struct fixture *f = *state;

    f->windows[2] = (struct day_window){ 2, 0, 1440 };
    expect_allowed(f, "2026-11-25T23:57:59.999-05:00");
    expect_refused(f, "2026-11-25T23:58:00-05:00", "policy.outside_hours",
                   "2026-11-26T07:02:00-05:00");
    expect_allowed(f, "2026-11-25T00:02:00-05:00");
}

static void verdict__tells_rules_and_local_time(void **state)
{
    struct fixture *f = *state;

    expect_allowed(f, "2026-11-25T14:30:59Z");
    expect_str(f->verdict.rules, "co/3");
    expect_str(f->verdict.local_time, "2026-11-25T09:30 America/Bogota");

    f->q.country = STR("IN");
    expect_allowed(f, "2026-11-25T05:00:00Z");
    expect_str(f->verdict.rules, "default/1");
    expect_str(f->verdict.local_time, "2026-11-25T10:30 Asia/Kolkata");
}

static void policy__calls_nobody_without_country_zone_or_rules(void **state)
{
    struct fixture *f = *state;

    f->q.country = STR("");
    expect_refused(f, "2026-11-25T15:00:00Z", "policy.country_unknown", NULL);
    f->q.country = STR("XX");
    expect_refused(f, "2026-11-25T15:00:00Z", "policy.country_unknown", NULL);
    f->q.country = STR("CO");
    f->q.time_zone = STR("America/Macondo");
    expect_refused(f, "2026-11-25T15:00:00Z", "policy.zone_unknown", NULL);
    f->packs.n = 0;
    expect_error(dialing_window(&f->q, &f->verdict, &f->error), &f->error, ERR_PRECONDITION,
                 "rules.missing");
}

static void policy__never_calls_the_suppressed(void **state)
{
    struct fixture *f = *state;

    f->persons[1].suppressed = true;
    expect_refused(f, "2026-11-25T15:00:00Z", "person.suppressed", NULL);
}

static void policy__waits_for_guard_and_cool_down(void **state)
{
    struct fixture *f = *state;

    f->persons[1].guard_tag = STR("other-1");
    f->persons[1].guard_until = at("2026-11-25T10:16:00-05:00");
    expect_refused(f, "2026-11-25T10:15:59.999-05:00", "policy.guarded",
                   "2026-11-25T10:16:00-05:00");
    expect_allowed(f, "2026-11-25T10:16:00-05:00");
    f->q.tag = STR("other-1"); /* its own guard, found again after a crash */
    expect_allowed(f, "2026-11-25T10:00:00-05:00");

    f->persons[0].cool_until = at("2026-11-25T20:00:00-05:00");
    expect_refused(f, "2026-11-25T10:20:00-05:00", "policy.cool_down", "2026-11-26T07:02:00-05:00");
}

static void policy__limits_attempts_of_the_local_day(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].attempts_per_day = 2;
    given_touch(f, 0, "a-1", "2026-11-24T23:59:59.999-05:00", false);
    given_touch(f, 0, "b-1", "2026-11-25T00:00:00-05:00", false);
    expect_allowed(f, "2026-11-25T10:00:00-05:00");

    given_touch(f, 0, "c-1", "2026-11-25T09:00:00-05:00", false);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
}

/* A worker died between giving an attempt back and taking it off the person. */
static void policy__leaves_out_what_a_job_that_was_never_tried_left_behind(void **state)
{
    struct fixture *f = *state;
    struct job_id job = { { { 7 } } }, other = { { { 8 } } };
    struct str left = attempt_tag(&f->arena, job, 1), theirs = attempt_tag(&f->arena, other, 1);

    f->purposes[0].attempts_per_day = 1;
    given_touch(f, 0, left.p, "2026-11-25T09:59:00-05:00", false);
    f->persons[0].guard_tag = left;
    f->persons[0].guard_until = at("2026-11-25T10:16:00-05:00");
    f->q.tag = attempt_tag(&f->arena, job, 2);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
    f->q.unsent = job;
    expect_allowed(f, "2026-11-25T10:00:00-05:00");

    given_touch(f, 0, theirs.p, "2026-11-25T09:59:30-05:00", false);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
}

static void policy__counts_the_phones_of_a_job_as_one_person(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].attempts_per_day = 2;
    given_touch(f, 0, "a-1", "2026-11-25T08:00:00-05:00", false);
    given_touch(f, 1, "a-1", "2026-11-25T08:00:00-05:00", false); /* the same attempt */
    expect_allowed(f, "2026-11-25T10:00:00-05:00");

    given_touch(f, 1, "b-1", "2026-11-25T08:30:00-05:00", false);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
    f->q.tag = STR("b-1"); /* asked again by the attempt itself */
    expect_allowed(f, "2026-11-25T10:00:00-05:00");
}

static void policy__obeys_the_stricter_of_campaign_and_country(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].attempts_per_day = 5;
    f->q.attempts_per_day = 1;
    given_touch(f, 0, "a-1", "2026-11-25T08:00:00-05:00", false);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
    f->persons[0].touches.items[0].purpose = PURPOSE_SERVICE; /* not the campaign's purpose */
    expect_allowed(f, "2026-11-25T10:00:00-05:00");
    f->purposes[0].attempts_per_day = 1; /* the country counts every purpose */
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.attempts_day",
                   "2026-11-26T07:02:00-05:00");
}

static void policy__limits_attempts_of_any_seven_days(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].attempts_per_week = 2;
    given_touch(f, 0, "a-1", "2026-11-19T10:00:00-05:00", false); /* a Thursday */
    given_touch(f, 0, "b-1", "2026-11-20T10:00:00-05:00", false);
    expect_refused(f, "2026-11-26T09:59:59.999-05:00", "policy.attempts_week",
                   "2026-11-26T10:00:00-05:00");
    expect_allowed(f, "2026-11-26T10:00:00-05:00");
}

static void policy__limits_contacts_of_the_day(void **state)
{
    struct fixture *f = *state;

    f->purposes[1].contacts_per_day = 1;
    f->q.purpose = PURPOSE_SERVICE;
    given_touch(f, 0, "a-1", "2026-11-25T08:00:00-05:00", false);
    expect_allowed(f, "2026-11-25T10:00:00-05:00");
    f->persons[0].touches.items[0].contact = true;
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.contacts_day",
                   "2026-11-26T07:02:00-05:00");
    expect_allowed(f, "2026-11-26T07:02:00-05:00");
}

static void policy__allows_one_contact_in_a_week_of_either_kind(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].contacts_per_week = 1;
    given_touch(f, 0, "a-1", "2026-11-20T16:00:00-05:00", true); /* Friday of the week before */
    expect_refused(f, "2026-11-23T10:00:00-05:00", "policy.contacts_week",
                   "2026-11-27T16:00:00-05:00");
    expect_refused(f, "2026-11-27T15:59:59.999-05:00", "policy.contacts_week",
                   "2026-11-27T16:00:00-05:00");
    expect_allowed(f, "2026-11-27T16:00:00-05:00");
    /* the calendar's week: Monday to Friday of the same one, and rolling on to Monday */
    given_touch(f, 0, "b-1", "2026-11-27T16:00:00-05:00", true);
    expect_refused(f, "2026-11-28T10:00:00-05:00", "policy.contacts_week",
                   "2026-12-04T16:00:00-05:00");
}

static void policy__takes_a_contact_known_in_one_record_only(void **state)
{
    struct fixture *f = *state;

    f->purposes[0].contacts_per_week = 1;
    given_touch(f, 0, "a-1", "2026-11-23T10:00:00-05:00", false);
    given_touch(f, 1, "a-1", "2026-11-23T10:00:00-05:00", true);
    expect_refused(f, "2026-11-25T10:00:00-05:00", "policy.contacts_week",
                   "2026-11-30T10:00:00-05:00");
}

static void policy__asks_each_rule_again_at_the_next_moment(void **state)
{
    struct fixture *f = *state;

    /* cool-down to Sunday noon, then Monday's window, then a limit that lasts till Tuesday */
    f->purposes[0].contacts_per_week = 1;
    f->persons[0].cool_until = at("2026-11-29T12:00:00-05:00");
    given_touch(f, 0, "a-1", "2026-11-24T17:00:00-05:00", true);
    expect_refused(f, "2026-11-27T12:00:00-05:00", "policy.contacts_week",
                   "2026-12-01T17:00:00-05:00");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(window__is_shrunk_by_two_minutes_at_both_ends),
        TEST(window__is_short_on_saturday_and_none_on_sunday),
        TEST(window__is_closed_on_moved_mondays_and_fixed_holidays),
        TEST(window__is_closed_in_a_year_without_dates),
        TEST(window__must_be_open_in_all_zones_of_the_country),
        TEST(window__is_narrowed_by_the_campaign_and_never_widened),
        TEST(window__closes_at_midnight_when_it_ends_there),
        TEST(verdict__tells_rules_and_local_time),
        TEST(policy__calls_nobody_without_country_zone_or_rules),
        TEST(policy__never_calls_the_suppressed),
        TEST(policy__waits_for_guard_and_cool_down),
        TEST(policy__limits_attempts_of_the_local_day),
        TEST(policy__leaves_out_what_a_job_that_was_never_tried_left_behind),
        TEST(policy__counts_the_phones_of_a_job_as_one_person),
        TEST(policy__obeys_the_stricter_of_campaign_and_country),
        TEST(policy__limits_attempts_of_any_seven_days),
        TEST(policy__limits_contacts_of_the_day),
        TEST(policy__allows_one_contact_in_a_week_of_either_kind),
        TEST(policy__takes_a_contact_known_in_one_record_only),
        TEST(policy__asks_each_rule_again_at_the_next_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
