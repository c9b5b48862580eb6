/* tests/integration/rule_packs/test_rule_packs.c - the packs of data/rules, as they are shipped. */
#include "support/expect.h"

#include <dirent.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "codec/json_record.h"
#include "domain/services/rule_pack.h"

static struct rule_pack read_pack(struct arena *arena, const char *name)
{
    struct rule_pack pack = { 0 };
    struct error error = { .arena = arena };
    const struct json *node;
    char path[512], *text = arena_alloc(arena, 1 << 20);
    size_t n;

    snprintf(path, sizeof path, "%s/%s", RULES_FOLDER, name);
    CLEANUP(cleanup_file) FILE *file = fopen(path, "r");
    assert_non_null(file);
    n = fread(text, 1, (1 << 20) - 1, file);
    expect_ok(json_parse(arena, (struct str){ text, n }, NULL, &node, &error));
    expect_ok(json_read_record(node, &rule_pack_record, JSON_FROM_CLIENT, &pack, arena, &error));
    return pack;
}

static void packs__are_read_and_sound(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    DIR *folder = opendir(RULES_FOLDER);
    struct dirent *entry;
    size_t n = 0;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        struct error error = { .arena = &arena };
        struct rule_pack pack;

        if (!str_ends(str_from_c(entry->d_name), STR(".json")))
            continue;
        pack = read_pack(&arena, entry->d_name);
        expect_ok(rule_pack_check(&pack, &error));
        n++;
    }
    closedir(folder);
    assert_true(n >= 2);
}

static void colombia__has_the_dates_of_the_law(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct rule_pack co = read_pack(&arena, "co.json");
    static const char *const first[] = { "2026-01-01", "2026-01-12", "2026-03-23", "2026-04-02",
                                         "2026-04-03", "2026-05-01", "2026-05-18", "2026-06-08",
                                         "2026-06-15", "2026-06-29", "2026-07-13", "2026-07-20",
                                         "2026-08-07", "2026-08-17", "2026-10-12", "2026-11-02",
                                         "2026-11-16", "2026-12-08", "2026-12-25", "2027-01-01" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(first); i++)
        assert_true(str_eq_c(co.holidays.items[i].date, first[i]));
    assert_true(str_starts(co.holidays.items[co.holidays.n - 1].date, STR("2030-12-25")));
    assert_int_equal(rule_pack_purpose(&co, PURPOSE_COLLECTION)->contacts_per_week, 1);
    assert_int_equal(rule_pack_purpose(&co, PURPOSE_COLLECTION)->windows.n, 6);
}

static void default__stands_for_every_country(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct rule_pack pack = read_pack(&arena, "default.json");
    const struct purpose_rules *rules = rule_pack_purpose(&pack, PURPOSE_COMMERCIAL);

    (void)state;
    assert_true(rule_pack_is_default(&pack));
    assert_int_equal(rules->windows.items[0].start, 8 * 60);
    assert_int_equal(rules->windows.items[0].end, 21 * 60);
    assert_true(str_find(pack.name, STR("conservative")) != SIZE_MAX);
}

/* What the law of each country gives collectors: from, until, the last weekday, calls a week. */
static void packs__give_no_more_than_the_law_of_their_country(void **state)
{
    static const struct {
        const char *file;
        int64_t from, until, last_weekday, attempts_per_week;
    } laws[] = {
        { "co.json", 7, 19, 5, 0 }, { "cl.json", 8, 20, 5, 1 }, { "pe.json", 7, 20, 4, 3 },
        { "ec.json", 7, 20, 4, 3 }, { "mx.json", 7, 22, 4, 3 }, { "es.json", 9, 21, 4, 3 },
        { "ar.json", 9, 19, 4, 3 }, { "br.json", 9, 19, 4, 3 }, { "us.json", 10, 20, 5, 3 },
    };
    CLEANUP(arena_release) struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
        struct rule_pack pack = read_pack(&arena, laws[i].file);
        const struct purpose_rules *rules = rule_pack_purpose(&pack, PURPOSE_COLLECTION);

        assert_true(str_starts(pack.holidays.items[0].date, STR("2026-01-01")));
        assert_true(str_starts(pack.holidays.items[pack.holidays.n - 1].date, STR("2030-12-25")));
        assert_int_equal(rules->attempts_per_week, laws[i].attempts_per_week);
        assert_int_equal(rules->contacts_per_week, 1);
        for (size_t k = 0; k < rules->windows.n; k++) {
            assert_true(rules->windows.items[k].start >= laws[i].from * 60);
            assert_true(rules->windows.items[k].end <= laws[i].until * 60);
            assert_true(rules->windows.items[k].weekday <= laws[i].last_weekday);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs__are_read_and_sound),
        cmocka_unit_test(colombia__has_the_dates_of_the_law),
        cmocka_unit_test(packs__give_no_more_than_the_law_of_their_country),
        cmocka_unit_test(default__stands_for_every_country),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
