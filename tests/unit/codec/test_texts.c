/* tests/unit/codec/test_texts.c - queries, percent-encoding and messages. */
#include "support/expect.h"

#include "base/strbuf.h"
#include "codec/csv_cell.h"
#include "codec/messages.h"
#include "codec/query_string.h"

struct fixture {
    struct arena arena;
    struct error error;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init() };
    f.error.arena = &f.arena;
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static void query__reads_pairs_in_order(void **state)
{
    struct fixture *f = *state;
    struct str_map map;

    expect_ok(query_parse(&f->arena, STR("a=1&b%5Bgte%5D=x+y%2B&&flag&a=2&e="), &map, &f->error));

    assert_int_equal(map.n, 5);
    expect_str(query_get(&map, "a"), "1");
    expect_str(query_get(&map, "b[gte]"), "x y+");
    expect_str(query_get(&map, "flag"), "");
    expect_str(map.items[3].value, "2");
    assert_null(query_get(&map, "none").p);
    expect_ok(query_parse(&f->arena, STR_NONE, &map, &f->error));
    assert_int_equal(map.n, 0);
}

static void query__refuses_what_is_not_clean(void **state)
{
    static const char *const wrong[] = {
        "a=%", "a=%1", "a=%zz", "a=%00", "a=%0a", "a=%ff", "%c0%af"
    };
    struct fixture *f = *state;
    struct strbuf many = strbuf_init(&f->arena, 1000);
    struct str_map map;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        expect_error(query_parse(&f->arena, str_from_c(wrong[i]), &map, &f->error), &f->error,
                     ERR_INVALID, "query.malformed");
    for (int i = 0; i < QUERY_PAIRS; i++)
        strbuf_add_c(&many, i == 0 ? "a=1" : "&a=1");
    expect_ok(query_parse(&f->arena, strbuf_str(&many), &map, &f->error));
    strbuf_add_c(&many, "&a=1");
    expect_error(query_parse(&f->arena, strbuf_str(&many), &map, &f->error), &f->error, ERR_INVALID,
                 "query.malformed");
}

static void percent__encodes_all_but_the_unreserved(void **state)
{
    struct fixture *f = *state;
    struct str back;

    expect_str(percent_encode(&f->arena, STR("a-._~Z9 /ñ+")), "a-._~Z9%20%2F%C3%B1%2B");
    assert_true(percent_decode(&f->arena, STR("a%20b+c%C3%b1"), &back));
    expect_str(back, "a b+cñ");
    assert_false(percent_decode(&f->arena, STR("%4"), &back));
}

static void message__writes_sizes_and_large_counts_as_people_do(void **state)
{
    static const struct {
        int64_t limit;
        const char *es, *en;
    } cases[] = {
        { 50 * 1024 * 1024, "50 MB", "50 MB" },
        { 256 * 1024, "256 kB", "256 kB" },
        { 4097, "4097 bytes", "4097 bytes" },
        { 1000001, "1\u202f000\u202f001 bytes", "1,000,001 bytes" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct param size[ERROR_PARAMS] = { P_I64("limit", cases[i].limit) };
        struct str es = message_print(&f->arena, LANGUAGE_ES, "object.too_large", size);
        struct str en = message_print(&f->arena, LANGUAGE_EN, "object.too_large", size);

        assert_int_not_equal(str_find(es, str_from_c(cases[i].es)), SIZE_MAX);
        assert_int_not_equal(str_find(en, str_from_c(cases[i].en)), SIZE_MAX);
    }
    /* kept as text, as a failure keeps it, a number is one still */
    const struct param rows[ERROR_PARAMS] = { P_STR("limit", STR("1048576")) };
    expect_str(message_print(&f->arena, LANGUAGE_EN, "sheet.too_many_rows", rows),
               "The sheet has more than 1,048,576 rows, the most that is allowed.");
}

static void language__is_chosen_by_weight(void **state)
{
    static const struct {
        const char *wanted;
        enum language language;
    } cases[] = {
        { "en", LANGUAGE_EN },
        { "en-US", LANGUAGE_EN },
        { "es-CO", LANGUAGE_ES },
        { "fr", LANGUAGE_ES },
        { "", LANGUAGE_ES },
        { "fr, en;q=0.8, es;q=0.7", LANGUAGE_EN },
        { "en;q=0.3, es;q=0.4", LANGUAGE_ES },
        { "es;q=0, en;q=0.001", LANGUAGE_EN },
        { "en;q=0", LANGUAGE_ES },
        { "EN ; q=1.0", LANGUAGE_EN },
        { "*", LANGUAGE_ES },
        { "en;q=x", LANGUAGE_ES },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (language_choose(str_from_c(cases[i].wanted)) != cases[i].language)
            fail_msg("%s", cases[i].wanted);
    assert_int_equal(language_choose(STR_NONE), LANGUAGE_ES);
    expect_str(language_tag(LANGUAGE_EN), "en");
    expect_str(language_tag(LANGUAGE_ES), "es");
}

static void message__names_its_parameters(void **state)
{
    struct fixture *f = *state;
    struct param params[ERROR_PARAMS] = { P_I64("max", 30) };

    expect_str(message_print(&f->arena, LANGUAGE_ES, "field.too_big", params),
               "El valor máximo es 30.");
    expect_str(message_print(&f->arena, LANGUAGE_EN, "field.too_big", params),
               "The largest value is 30.");
    expect_str(message_print(&f->arena, LANGUAGE_EN, "field.too_big", NULL),
               "The largest value is {max}.");
    expect_str(message_print(&f->arena, LANGUAGE_EN, "no.such_slug", NULL), "no.such_slug");
    assert_true(message_exists(LANGUAGE_ES, STR("request.invalid")));
    assert_false(message_exists(LANGUAGE_ES, STR("request")));
}

static void message__says_a_value_in_the_words_of_its_language(void **state)
{
    struct fixture *f = *state;
    struct param running[ERROR_PARAMS] = { P_STR("status", STR("running")) };
    struct param unknown[ERROR_PARAMS] = { P_STR("status", STR("no such word")) };

    expect_str(message_print(&f->arena, LANGUAGE_ES, "campaign.not_a_draft", running),
               "La campaña ya no es un borrador: su estado es «en curso».");
    expect_str(message_print(&f->arena, LANGUAGE_EN, "campaign.not_a_draft", unknown),
               "The campaign is no longer a draft: its status is “no such word”.");
    expect_str(message_print(&f->arena, LANGUAGE_EN, "campaign.not_a_draft", NULL),
               "The campaign is no longer a draft: its status is “{status}”.");
}

static void csv__finds_where_a_formula_begins_inside_of_a_text(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = { { "a;=1", 2 },  { "a\n-1;+2", 2 }, { "a;\"\"=1", 2 }, { "a\r\n@b", 3 },
                  { "a\t+1", 2 }, { "=1", 2 },       { "a; =1", 5 },    { "a-b=c", 5 },
                  { "a;", 2 },    { "a;\"", 3 },     { "", 0 },         { ";;=", 2 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(csv_next_formula(str_from_c(cases[i].text), 0), cases[i].at);
    assert_int_equal(csv_next_formula(STR("a\n-1;+2"), 2), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(query__reads_pairs_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(query__refuses_what_is_not_clean, setup, teardown),
        cmocka_unit_test_setup_teardown(percent__encodes_all_but_the_unreserved, setup, teardown),
        cmocka_unit_test(csv__finds_where_a_formula_begins_inside_of_a_text),
        cmocka_unit_test(language__is_chosen_by_weight),
        cmocka_unit_test_setup_teardown(message__names_its_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(message__writes_sizes_and_large_counts_as_people_do, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(message__says_a_value_in_the_words_of_its_language, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
