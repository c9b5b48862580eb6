/* tests/unit/base/test_values.c - texts, ids, times and arenas. */
#include "support/expect.h"

#include <time.h>

#include "base/arena.h"
#include "base/id128.h"
#include "base/strbuf.h"
#include "base/time.h"

static void id128__keeps_its_order_as_text(void **state)
{
    unsigned char low[10] = { 0 }, high[10] = { 0xff };
    char a[ID128_TEXT], b[ID128_TEXT];
    struct id128 back;

    (void)state;
    id128_text(id128_make(1, low), a);
    id128_text(id128_make(1, high), b);
    assert_true(memcmp(a, b, ID128_TEXT) < 0);
    assert_true(id128_parse((struct str){ b, ID128_TEXT }, &back));
    assert_true(id128_eq(back, id128_make(1, high)));
    assert_int_equal(id128_ms(back), 1);
}

static void id128__refuses_what_128_bits_cannot_hold(void **state)
{
    struct id128 id;

    (void)state;
    assert_true(id128_parse(STR("7zzzzzzzzzzzzzzzzzzzzzzzzz"), &id));
    assert_false(id128_parse(STR("8zzzzzzzzzzzzzzzzzzzzzzzzz"), &id));
    assert_false(id128_parse(STR("7zzzzzzzzzzzzzzzzzzzzzzzzu"), &id));
    assert_false(id128_parse(STR("7zzzzzzzzzzzzzzzzzzzzzzzz"), &id));
}

static void instant__prints_what_it_parses(void **state)
{
    struct arena arena = arena_init();
    struct instant t;

    (void)state;
    assert_true(instant_parse(STR("2026-02-28T23:59:59.5-05:00"), &t));
    expect_str(instant_print(&arena, t), "2026-03-01T04:59:59.500Z");
    assert_false(instant_parse(STR("2026-02-29T00:00:00Z"), &t));
    assert_false(instant_parse(STR("2026-02-28T24:00:00Z"), &t));
    assert_false(instant_parse(STR("2026-02-28T00:00:00"), &t));
    arena_release(&arena);
}

static void date__knows_its_weekday(void **state)
{
    (void)state;
    assert_int_equal(date_weekday((struct date){ 2026, 11, 25 }), 2); /* a Wednesday */
    assert_int_equal(date_weekday((struct date){ 1969, 12, 31 }), 2);
    assert_true(date_is_valid((struct date){ 2028, 2, 29 }));
    assert_false(date_is_valid((struct date){ 2100, 2, 29 }));
}

static void date__counts_every_day_of_ten_thousand_years(void **state)
{
    struct date d = { 1, 1, 1 };

    (void)state;
    for (int64_t days = -719162; days <= 2932896; days++) {
        struct date from = date_from_days(days);
        time_t seconds = (time_t)(days * 86400);
        struct tm tm;

        if (days % 97 == 0) {
            gmtime_r(&seconds, &tm);
            d = (struct date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
            assert_int_equal(from.year, d.year);
            assert_int_equal(from.month, d.month);
            assert_int_equal(from.day, d.day);
        }
        assert_true(date_to_days(from) == days);
    }
    assert_true(date_to_days((struct date){ 2026, 13, 1 }) ==
                date_to_days((struct date){ 2027, 1, 1 }));
    assert_true(date_to_days((struct date){ 2026, 3, 0 }) ==
                date_to_days((struct date){ 2026, 2, 28 }));
}

static void str_to_i64__takes_the_whole_range_and_no_more(void **state)
{
    int64_t v = 7;

    (void)state;
    assert_true(str_to_i64(STR("-9223372036854775808"), INT64_MIN, INT64_MAX, &v));
    assert_true(v == INT64_MIN);
    assert_true(str_to_i64(STR("9223372036854775807"), INT64_MIN, INT64_MAX, &v));
    assert_false(str_to_i64(STR("9223372036854775808"), INT64_MIN, INT64_MAX, &v));
    assert_false(str_to_i64(STR(""), 0, 9, &v));
    assert_false(str_to_i64(STR("-"), -9, 9, &v));
    assert_false(str_to_i64(STR("10"), 0, 9, &v));
    assert_true(v == INT64_MAX);
}

static void str_is_utf8__refuses_overlong_and_surrogates(void **state)
{
    (void)state;
    assert_true(str_is_utf8(STR("año \xf0\x9f\x99\x82")));
    assert_false(str_is_utf8(STR("\xc0\xaf")));
    assert_false(str_is_utf8(STR("\xed\xa0\x80")));
    assert_false(str_is_utf8(STR("\xf4\x90\x80\x80")));
    assert_false(str_is_utf8(STR("\xe2\x82")));
}

static void strbuf__says_when_its_limit_is_reached(void **state)
{
    struct arena arena = arena_init();
    struct strbuf b = strbuf_init(&arena, 5);

    (void)state;
    strbuf_add_i64(&b, INT64_C(-1234));
    assert_true(strbuf_ok(&b));
    strbuf_add_char(&b, '5');
    assert_false(strbuf_ok(&b));
    expect_str(strbuf_str(&b), "-1234");
    arena_release(&arena);
}

static void error__collects_every_wrong_field(void **state)
{
    struct arena arena = arena_init();
    struct error e = { .arena = &arena };

    (void)state;
    expect_ok(error_fields(&e));
    error_add_field(&e, (struct field_error){ .field = STR("a"), .slug = "field.required" });
    error_add_field(&e, (struct field_error){ .field = STR("b"), .slug = "field.too_big" });
    expect_error(error_fields(&e), &e, ERR_INVALID, "request.invalid");
    expect_str(e.fields->field, "a");
    expect_str(e.fields->next->field, "b");
    arena_release(&arena);
}

static void arena__gives_zeroed_memory_after_a_reset(void **state)
{
    struct arena arena = arena_init();
    char *p = arena_alloc(&arena, 100);

    (void)state;
    memset(p, 'x', 100);
    arena_reset(&arena);
    p = arena_alloc(&arena, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(p[i], 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(id128__keeps_its_order_as_text),
        cmocka_unit_test(id128__refuses_what_128_bits_cannot_hold),
        cmocka_unit_test(instant__prints_what_it_parses),
        cmocka_unit_test(date__knows_its_weekday),
        cmocka_unit_test(date__counts_every_day_of_ten_thousand_years),
        cmocka_unit_test(str_to_i64__takes_the_whole_range_and_no_more),
        cmocka_unit_test(str_is_utf8__refuses_overlong_and_surrogates),
        cmocka_unit_test(strbuf__says_when_its_limit_is_reached),
        cmocka_unit_test(error__collects_every_wrong_field),
        cmocka_unit_test(arena__gives_zeroed_memory_after_a_reset),
    };

    return cmocka_run_group_tests_name("base values", tests, NULL, NULL);
}
