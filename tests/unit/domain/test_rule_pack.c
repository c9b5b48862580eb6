/* tests/unit/domain/test_rule_pack.c - what a pack of calling rules must be. */
#include "support/expect.h"

#include "domain/services/rule_pack.h"

struct fixture {
    struct error error;
    struct day_window windows[3];
    struct purpose_rules purposes[4];
    struct holiday holidays[3];
    struct rule_pack pack;
};

static int set_up(void **state)
{
    static struct fixture f;
    static const enum purpose all[] = { PURPOSE_COLLECTION, PURPOSE_COMMERCIAL, PURPOSE_SERVICE };

    f = (struct fixture){
        .windows = { { 0, 420, 720 }, { 0, 780, 1140 }, { 5, 480, 900 } },
        .holidays = { { STR("2026-01-01"), STR("Año Nuevo") },
                      { STR("2026-12-25"), STR("Navidad") },
                      { STR("2028-02-29"), STR("Bisiesto") } },
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        f.purposes[i].purpose = all[i];
        f.purposes[i].windows.items = f.windows;
        f.purposes[i].windows.n = ARRAY_LEN(f.windows);
    }
    f.pack.country = STR("CO");
    f.pack.version = 3;
    f.pack.source = STR("Ley 2300");
    f.pack.purposes.items = f.purposes;
    f.pack.purposes.n = ARRAY_LEN(all);
    f.pack.holidays.items = f.holidays;
    f.pack.holidays.n = ARRAY_LEN(f.holidays);
    *state = &f;
    return 0;
}

static void expect_refused(struct fixture *f, const char *slug)
{
    expect_error(rule_pack_check(&f->pack, &f->error), &f->error, ERR_INVALID, slug);
    set_up((void *[]){ NULL });
}

static void rule_pack_check__takes_a_good_one(void **state)
{
    struct fixture *f = *state;

    expect_ok(rule_pack_check(&f->pack, &f->error));
}

static void rule_pack_check__refuses_bad_windows(void **state)
{
    struct fixture *f = *state;

    f->windows[0].end = 780; /* touches the next */
    expect_refused(f, "rules.bad_window");
    f->windows[1] = (struct day_window){ 0, 300, 400 }; /* before the one before */
    expect_refused(f, "rules.bad_window");
    f->windows[2].end = 1441;
    expect_refused(f, "rules.bad_window");
    f->windows[2].start = 900; /* empty */
    expect_refused(f, "rules.bad_window");
    f->windows[2].weekday = 7;
    expect_refused(f, "rules.bad_window");
    f->windows[0].weekday = -1;
    expect_refused(f, "rules.bad_window");
    f->windows[2].end = 1440;
    expect_ok(rule_pack_check(&f->pack, &f->error));
}

static void rule_pack_check__wants_every_purpose_once(void **state)
{
    struct fixture *f = *state;

    f->pack.purposes.n = 2;
    expect_refused(f, "rules.purpose_missing");
    f->purposes[3] = f->purposes[0];
    f->pack.purposes.n = 4;
    expect_refused(f, "rules.purpose_twice");
    f->purposes[1].contacts_per_week = -1;
    expect_refused(f, "rules.bad_count");
}

static void rule_pack_check__wants_sorted_and_real_dates(void **state)
{
    struct fixture *f = *state;

    f->holidays[1].date = STR("2026-01-01");
    expect_refused(f, "rules.bad_date");
    f->holidays[2].date = STR("2027-02-29");
    expect_refused(f, "rules.bad_date");
    f->holidays[1].date = STR("2026-1-1");
    expect_refused(f, "rules.bad_date");
    f->pack.holidays.n = 0;
    expect_refused(f, "rules.no_holidays");
    f->pack.country = STR("*");
    f->pack.holidays.n = 0;
    expect_ok(rule_pack_check(&f->pack, &f->error));
}

static void rule_pack_check__wants_country_version_and_source(void **state)
{
    struct fixture *f = *state;

    f->pack.country = STR("co");
    expect_refused(f, "rules.bad_country");
    f->pack.country = STR("COL");
    expect_refused(f, "rules.bad_country");
    f->pack.version = 0;
    expect_refused(f, "rules.no_source");
    f->pack.source = STR("");
    expect_refused(f, "rules.no_source");
}

static void rule_pack_find__falls_back_to_the_default(void **state)
{
    const struct rule_pack items[] = { { .country = STR("*") }, { .country = STR("CO") } };
    const struct rule_packs packs = { items, 2 }, only_co = { items + 1, 1 };

    (void)state;
    assert_ptr_equal(rule_pack_find(&packs, STR("CO")), &items[1]);
    assert_ptr_equal(rule_pack_find(&packs, STR("co")), &items[1]);
    assert_ptr_equal(rule_pack_find(&packs, STR("PE")), &items[0]);
    assert_null(rule_pack_find(&only_co, STR("PE")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(rule_pack_check__takes_a_good_one, set_up),
        cmocka_unit_test_setup(rule_pack_check__refuses_bad_windows, set_up),
        cmocka_unit_test_setup(rule_pack_check__wants_every_purpose_once, set_up),
        cmocka_unit_test_setup(rule_pack_check__wants_sorted_and_real_dates, set_up),
        cmocka_unit_test_setup(rule_pack_check__wants_country_version_and_source, set_up),
        cmocka_unit_test_setup(rule_pack_find__falls_back_to_the_default, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
