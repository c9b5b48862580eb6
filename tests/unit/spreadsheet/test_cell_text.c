/* tests/unit/spreadsheet/test_cell_text.c - numbers, dates and escapes. */
#include "support/expect.h"

#include "base/arena.h"
#include "spreadsheet/cell_text.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_init();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct str number_of(const char *text)
{
    struct str ret = STR("no number");

    if (!number_text(str_from_c(text), &arena, &ret))
        return STR("no number");
    return ret;
}

static void number_text__gives_the_shortest_decimal(void **state)
{
    static const struct {
        const char *stored, *shown;
    } cases[] = {
        { "45", "45" },
        { "45.50", "45.5" },
        { "1.0", "1" },
        { "-0", "0" },
        { "-0.0", "0" },
        { "007", "7" },
        { "573001234567", "573001234567" },
        { "5.73001234567E+11", "573001234567" },
        { "5.7300123456699997E+11", "573001234567" },
        { "123456789012345", "123456789012345" },
        { "0.30000000000000004", "0.30000000000000004" },
        { "0.1", "0.1" },
        { "1E-3", "0.001" },
        { "1e20", "100000000000000000000" },
        { "1e21", "1e+21" },
        { "1.25e-9", "1.25e-9" },
        { "-12345.678E2", "-1234567.8" },
        { " 12 ", "12" },
        { "abc", "no number" },
        { "", "no number" },
        { "1e999", "no number" },
        { "inf", "no number" },
        { "0x10", "no number" },
        { "1.2.3", "no number" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (!str_eq(number_of(cases[i].stored), str_from_c(cases[i].shown)))
            fail_msg("%s became %.*s, not %s", cases[i].stored, STR_ARG(number_of(cases[i].stored)),
                     cases[i].shown);
}

static void number_style_of_code__tells_days_from_numbers(void **state)
{
    static const struct {
        const char *code;
        enum number_style style;
    } cases[] = {
        { "General", STYLE_NUMBER },
        { "0.00", STYLE_NUMBER },
        { "#,##0.00;[Red]-#,##0.00", STYLE_NUMBER },
        { "0.00E+00", STYLE_NUMBER },
        { "@", STYLE_NUMBER },
        { "#,##0 \"d\\u00edas\"", STYLE_NUMBER },
        { "[Red]0", STYLE_NUMBER },
        { "\"day \"0", STYLE_NUMBER },
        { "dd/mm/yyyy", STYLE_DATE },
        { "[$-240A]dddd d \"de\" mmmm \"de\" yyyy;@", STYLE_DATE },
        { "yyyy\\-mm\\-dd\\ hh:mm:ss.000", STYLE_DATE },
        { "mmm", STYLE_DATE },
        { "h:mm AM/PM", STYLE_TIME },
        { "mm:ss.0", STYLE_TIME },
        { "[h]:mm:ss", STYLE_ELAPSED },
        { "[mm]:ss", STYLE_ELAPSED },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (number_style_of_code(str_from_c(cases[i].code)) != cases[i].style)
            fail_msg("%s is not %d", cases[i].code, (int)cases[i].style);
}

static struct str day_of(double serial, bool epoch_1904, enum number_style style)
{
    struct str ret;
    bool is_date;

    return serial_text(serial, epoch_1904, style, &arena, &ret, &is_date) ? ret : STR("none");
}

static void serial_text__counts_days_as_excel_does(void **state)
{
    (void)state;
    expect_str(day_of(1, false, STYLE_DATE), "1900-01-01");
    expect_str(day_of(59, false, STYLE_DATE), "1900-02-28");
    expect_str(day_of(61, false, STYLE_DATE), "1900-03-01");
    expect_str(day_of(45000.75, false, STYLE_DATE), "2023-03-15T18:00:00");
    expect_str(day_of(45000.999999999, false, STYLE_DATE), "2023-03-16");
    expect_str(day_of(0, true, STYLE_DATE), "1904-01-01");
    expect_str(day_of(2958465, false, STYLE_DATE), "9999-12-31");
    expect_str(day_of(2958466, false, STYLE_DATE), "none");
    expect_str(day_of(-1, false, STYLE_DATE), "none");
    expect_str(day_of(0, false, STYLE_DATE), "none");
}

static void serial_text__shows_times_and_lengths_as_people_see_them(void **state)
{
    (void)state;
    expect_str(day_of(0.5, false, STYLE_TIME), "12:00:00");
    expect_str(day_of(1.5, false, STYLE_ELAPSED), "36:00:00");
    expect_str(day_of(0.5000057870370370, false, STYLE_TIME), "12:00:00.500");
}

static void iso_date_text__takes_days_moments_and_times(void **state)
{
    struct str text;
    bool is_date;

    (void)state;
    assert_true(iso_date_text(STR("2021-01-01"), &arena, &text, &is_date));
    expect_str(text, "2021-01-01");
    assert_true(iso_date_text(STR("2021-01-01T10:10:10.25Z"), &arena, &text, &is_date));
    expect_str(text, "2021-01-01T10:10:10.250");
    assert_true(iso_date_text(STR("10:10"), &arena, &text, &is_date));
    expect_str(text, "10:10:00");
    assert_false(is_date);
    assert_false(iso_date_text(STR("2021-02-29"), &arena, &text, &is_date));
    assert_false(iso_date_text(STR("2021-01-01 10:10"), &arena, &text, &is_date));
}

static void text_lost_digits__knows_scientific_notation(void **state)
{
    (void)state;
    assert_true(text_lost_digits(STR("5.73001E+11")));
    assert_true(text_lost_digits(STR("5,73E+11")));
    assert_true(text_lost_digits(STR("-1e10")));
    assert_false(text_lost_digits(STR("573001234567")));
    assert_false(text_lost_digits(STR("E+11")));
    assert_false(text_lost_digits(STR("5E+")));
    assert_false(text_lost_digits(STR("5E+11 x")));
    assert_false(text_lost_digits(STR("calle 5e11")));
}

static struct str decoded(const char *text)
{
    struct str copy = str_copy(&arena, str_from_c(text));
    char *p = str_c(&arena, copy);

    return (struct str){ p, xstring_decode(p, copy.n) };
}

static void xstring_decode__undoes_what_xml_has_no_room_for(void **state)
{
    (void)state;
    expect_str(decoded("ABC_x000D_\nDEF"), "ABC\r\nDEF");
    expect_str(decoded("_x005F_x000D_"), "_x000D_");
    expect_str(decoded("_xD83D__xDE00_"), "😀");
    expect_str(decoded("_xD83D_ _x0000_"), "_xD83D_ _x0000_");
    expect_str(decoded("a_b_xyz_x00"), "a_b_xyz_x00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_text__gives_the_shortest_decimal),
        cmocka_unit_test(number_style_of_code__tells_days_from_numbers),
        cmocka_unit_test(serial_text__counts_days_as_excel_does),
        cmocka_unit_test(serial_text__shows_times_and_lengths_as_people_see_them),
        cmocka_unit_test(iso_date_text__takes_days_moments_and_times),
        cmocka_unit_test(text_lost_digits__knows_scientific_notation),
        cmocka_unit_test(xstring_decode__undoes_what_xml_has_no_room_for),
    };

    return cmocka_run_group_tests_name("cell text", tests, set_up, tear_down);
}
