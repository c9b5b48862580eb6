/* tests/unit/application/test_calling_hours.c - the hours that a campaign is given by others. */
#include "support/world.h"

#include "application/queries/calling_hours.h"

static struct calling_hours hours_of(struct world *w)
{
    struct calling_hours got;

    expect_ok(calling_hours(&w->ports, scope_of(w), w->d.campaign.id, &got));
    return got;
}

static void given_rules(struct world *w, struct rule_pack *packs)
{
    static struct day_window windows[] = { { 0, 420, 1140 }, { 5, 480, 900 } };
    static struct purpose_rules rules;
    static struct holiday days[] = { { STR_INIT("2026-11-24"), STR_INIT("Ayer") },
                                     { STR_INIT("2026-11-25"), STR_INIT("Hoy") },
                                     { STR_INIT("2027-01-24"), STR_INIT("El último") },
                                     { STR_INIT("2027-01-25"), STR_INIT("Lejos") } };

    rules = given_purposes[0];
    rules.windows.items = windows; /* Monday 7 to 19, Saturday 8 to 15 */
    rules.windows.n = ARRAY_LEN(windows);
    packs[0] = given_packs[0];
    packs[1] = given_packs[1];
    for (int i = 0; i < 2; i++) {
        packs[i].purposes.items = &rules;
        packs[i].holidays.items = days;
        packs[i].holidays.n = ARRAY_LEN(days);
    }
    w->d.rules = (struct rule_packs){ packs, 2 };
}

static void given_list_of(struct world *w, const char *country, enum batch_status status)
{
    const struct batch batch = { .id = { given_id(&w->d) },
                                 .account = w->d.account.id,
                                 .version = 1,
                                 .campaign = w->d.campaign.id,
                                 .status = status,
                                 .country = str_from_c(country) };

    memory_put(w->d.store, &batch_record, &batch);
}

static void hours__are_the_countrys_and_its_next_holidays(void **state)
{
    struct world *w = *state;
    struct rule_pack packs[2];

    given_rules(w, packs);
    struct calling_hours got = hours_of(w);

    assert_int_equal(got.purpose, PURPOSE_COLLECTION);
    assert_int_equal(got.countries.n, 1);
    const struct country_hours *co = &got.countries.items[0];
    expect_str(co->country, "CO");
    expect_str(co->rules, "Colombia");
    assert_false(co->cautious);
    assert_int_equal(co->days.n, 2);
    assert_int_equal(co->days.items[0].weekday, 1);
    expect_str(co->days.items[0].start, "07:00");
    expect_str(co->days.items[0].end, "19:00");
    assert_int_equal(co->days.items[1].weekday, 6);
    expect_str(co->days.items[1].end, "15:00");
    assert_int_equal(co->holidays.n, 2);
    expect_str(co->holidays.items[0].name, "Hoy");
    expect_str(co->holidays.items[1].name, "El último");
}

static void hours__are_what_the_accounts_window_leaves(void **state)
{
    struct world *w = *state;
    struct rule_pack packs[2];

    given_rules(w, packs);
    w->d.account.window_start = STR("15:00");
    w->d.account.window_end = STR("20:00");
    memory_put(w->d.store, &account_record, &w->d.account);
    struct calling_hours got = hours_of(w);

    assert_int_equal(got.countries.items[0].days.n, 1); /* nothing of the Saturday */
    expect_str(got.countries.items[0].days.items[0].start, "15:00");
    expect_str(got.countries.items[0].days.items[0].end, "19:00");
}

static void hours__are_those_of_the_lists_countries_once_each(void **state)
{
    struct world *w = *state;
    struct rule_pack packs[2];

    given_rules(w, packs);
    given_list_of(w, "ZZ", BATCH_COMMITTED);
    given_list_of(w, "CO", BATCH_RECEIVED);
    given_list_of(w, "CO", BATCH_COMMITTED);
    given_list_of(w, "YY", BATCH_UNDONE);
    given_list_of(w, "YY", BATCH_FAILED);
    struct calling_hours got = hours_of(w);

    assert_int_equal(got.countries.n, 2);
    const struct country_hours *first = &got.countries.items[0];
    const struct country_hours *second = &got.countries.items[1];
    assert_true(first->cautious != second->cautious);
    expect_str((first->cautious ? first : second)->country, "ZZ");
    expect_str((first->cautious ? second : first)->country, "CO");
}

static void hours__are_the_accounts_own(void **state)
{
    struct world *w = *state;
    struct calling_hours got;

    expect_refused(w, calling_hours(&w->ports, scope_elsewhere(w), w->d.campaign.id, &got),
                   ERR_NOT_FOUND, "campaign.not_found");
    expect_forbidden(w, calling_hours(&w->ports, scope_with(w, all_but(PERMISSION_READ)),
                                      w->d.campaign.id, &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(hours__are_the_countrys_and_its_next_holidays),
        WORLD_TEST(hours__are_what_the_accounts_window_leaves),
        WORLD_TEST(hours__are_those_of_the_lists_countries_once_each),
        WORLD_TEST(hours__are_the_accounts_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
