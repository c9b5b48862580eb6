/* tests/integration/system/test_time_zones.c - the system's tzdata, in both directions. */
#include "support/expect.h"

#include "base/arena.h"
#include "infrastructure/system.h"

struct fixture {
    struct arena arena;
    struct error error;
    struct system_zones *system;
    struct time_zones zones;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    expect_ok(system_zones_new(STR(""), &f.system, &f.error));
    f.zones = system_zones_port(f.system);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    system_zones_free(f->system);
    arena_release(&f->arena);
    return 0;
}

static void expect_local(struct fixture *f, const char *zone, const char *utc, const char *date,
                         int hour, int minute, int weekday)
{
    struct local_time local;
    struct instant at;

    assert_true(instant_parse(str_from_c(utc), &at));
    expect_ok(VIA(f->zones, local, str_from_c(zone), at, &local, &f->error));
    assert_true(str_eq_c(date_print(&f->arena, local.date), date));
    assert_int_equal(local.minute, hour * 60 + minute);
    assert_int_equal(local.weekday, weekday);
}

static void expect_instant(struct fixture *f, const char *zone, const char *date, int hour,
                           int minute, const char *utc)
{
    struct instant at;
    struct date d;

    assert_true(date_parse(str_from_c(date), &d));
    expect_ok(VIA(f->zones, instant, str_from_c(zone), d, hour * 60 + minute, &at, &f->error));
    if (!str_eq_c(instant_print(&f->arena, at), utc))
        fail_msg("%s %s %02d:%02d is %.*s, wanted %s", zone, date, hour, minute,
                 STR_ARG(instant_print(&f->arena, at)), utc);
}

static void local__follows_the_law_of_today(void **state)
{
    struct fixture *f = *state;

    expect_local(f, "America/Mexico_City", "2026-07-15T18:00:00Z", "2026-07-15", 12, 0, 2);
    expect_local(f, "America/Bogota", "2026-11-26T04:59:59.999Z", "2026-11-25", 23, 59, 2);
    expect_local(f, "America/Ojinaga", "2026-07-15T18:00:00Z", "2026-07-15", 13, 0, 2);
    expect_local(f, "America/Ciudad_Juarez", "2026-01-15T18:00:00Z", "2026-01-15", 11, 0, 3);
    expect_local(f, "Asia/Kathmandu", "2026-01-01T18:30:00Z", "2026-01-02", 0, 15, 4);
    expect_local(f, "UTC", "1969-12-31T23:59:59.999Z", "1969-12-31", 23, 59, 2);
}

static void instant__undoes_local(void **state)
{
    struct fixture *f = *state;

    expect_instant(f, "America/Bogota", "2026-11-25", 7, 0, "2026-11-25T12:00:00.000Z");
    expect_instant(f, "America/Mexico_City", "2026-07-15", 12, 0, "2026-07-15T18:00:00.000Z");
    expect_instant(f, "Pacific/Kiritimati", "2026-01-02", 0, 0, "2026-01-01T10:00:00.000Z");
    expect_instant(f, "Pacific/Pago_Pago", "2026-01-01", 23, 59, "2026-01-02T10:59:00.000Z");
}

static void instant__in_a_gap_is_its_end(void **state)
{
    struct fixture *f = *state;

    /* Santiago, 6 September 2026: 00:00 becomes 01:00 */
    expect_instant(f, "America/Santiago", "2026-09-05", 23, 59, "2026-09-06T03:59:00.000Z");
    expect_instant(f, "America/Santiago", "2026-09-06", 0, 0, "2026-09-06T04:00:00.000Z");
    expect_instant(f, "America/Santiago", "2026-09-06", 0, 59, "2026-09-06T04:00:00.000Z");
    expect_instant(f, "America/Santiago", "2026-09-06", 1, 0, "2026-09-06T04:00:00.000Z");
    expect_instant(f, "America/Santiago", "2026-09-06", 1, 1, "2026-09-06T04:01:00.000Z");
}

static void instant__of_a_time_shown_twice_is_the_first(void **state)
{
    struct fixture *f = *state;

    /* New York, 1 November 2026: 02:00 becomes 01:00 */
    expect_instant(f, "America/New_York", "2026-11-01", 1, 30, "2026-11-01T05:30:00.000Z");
    expect_instant(f, "America/New_York", "2026-11-01", 2, 0, "2026-11-01T07:00:00.000Z");
    expect_instant(f, "America/New_York", "2026-11-01", 0, 59, "2026-11-01T04:59:00.000Z");
}

static void local__refuses_what_is_no_name_of_tzdata(void **state)
{
    static const char *const names[] = { "America/Macondo", "",           "+05:00",
                                         "EST5EDT,M3.2.0",  "/etc/hosts", "America/../UTC",
                                         "America/Indiana", "bogota",     "America/Bogot\xc3\xa1" };
    struct fixture *f = *state;
    struct local_time local;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        expect_error(
            VIA(f->zones, local, str_from_c(names[i]), (struct instant){ 0 }, &local, &f->error),
            &f->error, ERR_NOT_FOUND, "zone.unknown");
}

static void of_country__lists_zone_tab(void **state)
{
    struct fixture *f = *state;
    struct str_list zones;
    bool juarez = false;

    expect_ok(VIA(f->zones, of_country, STR("CO"), &zones, &f->error));
    assert_int_equal(zones.n, 1);
    expect_str(zones.items[0], "America/Bogota");
    expect_ok(VIA(f->zones, of_country, STR("MX"), &zones, &f->error));
    for (size_t i = 0; i < zones.n; i++)
        juarez = juarez || str_eq_c(zones.items[i], "America/Ciudad_Juarez");
    assert_true(juarez);
    expect_error(VIA(f->zones, of_country, STR("XX"), &zones, &f->error), &f->error, ERR_NOT_FOUND,
                 "country.unknown");
    expect_error(VIA(f->zones, of_country, STR("co"), &zones, &f->error), &f->error, ERR_NOT_FOUND,
                 "country.unknown");
    assert_int_equal(VIA0(f->zones, version).p[0], '2');
}

static void new__says_where_tzdata_is_missing(void **state)
{
    struct system_zones *zones;
    struct error error = { 0 };

    (void)state;
    expect_error(system_zones_new(STR("/nonexistent"), &zones, &error), &error, ERR_UNAVAILABLE,
                 "zones.missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local__follows_the_law_of_today),
        cmocka_unit_test(instant__undoes_local),
        cmocka_unit_test(instant__in_a_gap_is_its_end),
        cmocka_unit_test(instant__of_a_time_shown_twice_is_the_first),
        cmocka_unit_test(local__refuses_what_is_no_name_of_tzdata),
        cmocka_unit_test(of_country__lists_zone_tab),
        cmocka_unit_test(new__says_where_tzdata_is_missing),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
