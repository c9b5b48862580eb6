/* tests/unit/domain/test_row_check.c - one row, and what becomes of it. */
#include "support/expect.h"

#include "domain/phone.h"
#include "domain/services/row_check.h"
#include "support/few_phones.h"
#include "support/phone_contract.h"

enum { MOST = 8 };

struct fixture {
    struct arena arena;
    struct column columns[MOST];
    struct batch batch;
    struct cell cells[MOST];
    struct row_result got;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .arena = arena_init(), .batch.country = STR("CO") };
    f.batch.columns.items = f.columns;
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    arena_release(&f->arena);
    return 0;
}

static void given(struct fixture *f, enum column_role role, const char *name, struct cell cell)
{
    size_t i = f->batch.columns.n++;

    f->columns[i] = (struct column){
        .index = (int64_t)i, .header = str_from_c(name), .role = role, .variable = str_from_c(name)
    };
    f->cells[i] = cell;
}

static struct cell text(const char *value)
{
    return (struct cell){ .kind = CELL_TEXT, .text = str_from_c(value) };
}

static void check(struct fixture *f)
{
    row_check(&f->arena, &f->batch, few_phones(), f->cells, f->batch.columns.n, &f->got);
}

static void expect_phones(const struct fixture *f, const char *wanted)
{
    struct str rest = str_from_c(wanted);

    for (size_t i = 0; i < f->got.contact.phones.n; i++) {
        struct str phone = f->got.contact.phones.items[i].phone.e164;

        assert_true(phone_has_form(phone));
        if (!str_eq(phone, str_cut(&rest, ' ')))
            fail_msg("phone %d is %.*s of %s", (int)i, STR_ARG(phone), wanted);
    }
    if (rest.n > 0)
        fail_msg("missing: %.*s", STR_ARG(rest));
}

static bool noted(const struct fixture *f, const char *slug)
{
    for (size_t i = 0; i < f->got.notes.n; i++)
        if (str_eq_c(str_from_c(f->got.notes.items[i].slug), slug))
            return true;
    return false;
}

static struct str variable(const struct fixture *f, const char *name)
{
    for (size_t i = 0; i < f->got.contact.variables.n; i++)
        if (str_eq_c(f->got.contact.variables.items[i].name, name))
            return f->got.contact.variables.items[i].value;
    return STR_NONE;
}

static void row_check__makes_a_contact_of_a_plain_row(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_NAME, "nombre", text(" Ana  María\nRuiz "));
    given(f, COLUMN_PHONE, "celular",
          (struct cell){ .kind = CELL_NUMBER, .text = STR("3001234567") });
    given(f, COLUMN_AMOUNT, "saldo", text("$ 1.250.000"));
    given(f, COLUMN_DUE_DATE, "vence", text("5/3/2026"));
    given(f, COLUMN_TIME_ZONE, "zona", text("America/Bogota"));
    given(f, COLUMN_IGNORED, "nada", text("x"));

    check(f);

    assert_int_equal(f->got.verdict, ROW_READY);
    expect_phones(f, "+573001234567");
    expect_str(f->got.contact.country, "CO");
    expect_str(f->got.contact.name, "Ana María Ruiz");
    expect_str(f->got.contact.time_zone, "America/Bogota");
    assert_int_equal(f->got.contact.variables.n, 5);
    expect_str(variable(f, "celular"), "3001234567"); /* as written: results give it back */
    expect_str(variable(f, "saldo"), "$ 1.250.000");
    expect_str(variable(f, "vence"), "2026-03-05");
    assert_null(variable(f, "nada").p);
}

static void row_check__splits_phones_of_one_cell(void **state)
{
    static const char *const cells[] = {
        "3001234567 / 310 765 4321",   "3001234567\n3107654321",       "3001234567;3107654321",
        "3001234567 o 3107654321",     "3001234567 y 3107654321",      "3001234567 3107654321",
        "300 123 4567 310 765 4321",   "3001234567-3107654321",        "300-123-4567, 310-765-4321",
        "+57 3001234567 | 3107654321", "3001234567 / 3107654321 / 12",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        f->batch.columns.n = 0;
        given(f, COLUMN_PHONE, "celular", text(cells[i]));
        check(f);
        expect_phones(f, "+573001234567 +573107654321");
        assert_int_equal(f->got.verdict, ROW_REPAIRED);
        assert_true(noted(f, "row.phones_split"));
    }
}

static void row_check__keeps_one_number_with_marks_whole(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "celular", text("(300) 123-45.67"));

    check(f);

    assert_int_equal(f->got.verdict, ROW_READY);
    expect_phones(f, "+573001234567");
}

static void row_check__drops_repeated_phones_and_takes_five(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a", text("3001234561;3001234562;3001234561"));
    given(f, COLUMN_PHONE, "b", text("3001234563;+573001234562;3001234564"));
    given(f, COLUMN_PHONE, "c", text("3001234565;3001234566"));

    check(f);

    expect_phones(f, "+573001234561 +573001234562 +573001234563 +573001234564 +573001234565");
    assert_true(noted(f, "row.phone_repeated"));
    assert_true(noted(f, "row.too_many_phones"));
    assert_int_equal(f->got.verdict, ROW_WARNED);
}

static void row_check__accepts_a_row_with_one_usable_phone(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a", text("30012"));
    given(f, COLUMN_PHONE, "b", text("3001234567"));

    check(f);

    expect_phones(f, "+573001234567");
    assert_int_equal(f->got.verdict, ROW_WARNED);
    assert_string_equal(f->got.notes.items[0].slug, "phone.too_short");
    expect_str(f->got.notes.items[0].column, "a");
}

static void row_check__refuses_lost_digits_with_their_own_reason(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a",
          (struct cell){ .kind = CELL_TEXT, .text = STR("3.00123E+09"), .lost_digits = true });

    check(f);

    assert_int_equal(f->got.verdict, ROW_REJECTED);
    assert_true(noted(f, "phone.lost_digits"));
    assert_int_equal(f->got.notes.n, 1);
}

static void row_check__rejects_a_row_without_any_phone(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a", text("no tiene"));
    given(f, COLUMN_PHONE, "b", (struct cell){ .kind = CELL_EMPTY });

    check(f);

    assert_int_equal(f->got.verdict, ROW_REJECTED);
    assert_true(noted(f, "row.no_phone"));
}

static void row_check__warns_of_the_possible_and_tells_repairs(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a", text("0057 300 1234567"));
    check(f);
    assert_int_equal(f->got.verdict, ROW_REPAIRED);
    assert_true(noted(f, "phone.repair.double_zero"));

    f->batch.columns.n = 0;
    given(f, COLUMN_PHONE, "a", text("2001234567"));
    check(f);
    assert_int_equal(f->got.verdict, ROW_WARNED);
    assert_true(noted(f, "phone.possible"));
    assert_int_equal(f->got.contact.phones.items[0].quality, PHONE_POSSIBLE);
}

static void row_check__reads_national_numbers_of_the_rows_country(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_COUNTRY, "pais", text("México"));
    given(f, COLUMN_PHONE, "a", text("55 1234 5678"));
    check(f);
    expect_phones(f, "+525512345678");
    expect_str(f->got.contact.country, "MX");

    f->cells[0] = text("Narnia");
    f->cells[1] = text("3001234567");
    check(f);
    expect_phones(f, "+573001234567");
    assert_true(noted(f, "row.country_unknown"));
}

static void row_check__does_not_guess_a_zone(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_TIME_ZONE, "zona", text("hora de Bogotá"));
    given(f, COLUMN_PHONE, "a", text("3001234567"));

    check(f);

    assert_int_equal(f->got.contact.time_zone.n, 0);
    assert_true(noted(f, "row.zone_unknown"));
}

static void row_check__cuts_long_values_between_characters_and_says_so(void **state)
{
    static char value[3002];
    struct fixture *f = *state;

    value[0] = 'x';
    for (size_t i = 1; i + 2 < sizeof value; i += 2)
        memcpy(value + i, "ñ", 2);
    given(f, COLUMN_VARIABLE, "nota", text(value));
    given(f, COLUMN_PHONE, "a", text("3001234567"));

    check(f);

    assert_int_equal(variable(f, "nota").n, 1999);
    assert_true(str_is_utf8(variable(f, "nota")));
    assert_true(noted(f, "row.value_cut"));
}

static void row_check__takes_a_row_shorter_than_its_header(void **state)
{
    struct fixture *f = *state;

    given(f, COLUMN_PHONE, "a", text("3001234567"));
    given(f, COLUMN_VARIABLE, "b", text("no"));

    row_check(&f->arena, &f->batch, few_phones(), f->cells, 1, &f->got);

    assert_int_equal(f->got.verdict, ROW_READY);
    expect_str(variable(f, "b"), "");
}

static void row_check__reads_dates_as_people_write_them(void **state)
{
    static const struct {
        const char *country, *written, *read;
    } dates[] = {
        { "CO", "5/3/2026", "2026-03-05" },
        { "CO", "05-03-26", "2026-03-05" },
        { "US", "3/5/2026", "2026-03-05" },
        { "CO", "5 de marzo de 2026", "2026-03-05" },
        { "CO", "05-mar-2026", "2026-03-05" },
        { "US", "Mar 5, 2026", "2026-03-05" },
        { "BR", "5 de março de 2026", "2026-03-05" },
        { "CO", "2026-03-05 00:00:00", "2026-03-05" },
        { "CO", "12/25/2026", "2026-12-25" },
        { "CO", "jueves, 5 de marzo de 2026", "2026-03-05" },
        { "CO", "martes 3 de marzo de 2026", "2026-03-03" },
        { "CO", "31/02/2026", "31/02/2026" },
        { "CO", "pronto", "pronto" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
        f->batch.columns.n = 0;
        f->batch.country = str_from_c(dates[i].country);
        given(f, COLUMN_DUE_DATE, "vence", text(dates[i].written));
        check(f);
        if (!str_eq_c(f->got.contact.variables.items[0].value, dates[i].read))
            fail_msg("%s: got %.*s", dates[i].written,
                     STR_ARG(f->got.contact.variables.items[0].value));
    }
}

static enum row_verdict verdict_with(struct fixture *f, enum column_role role, struct cell cell)
{
    f->batch.columns.n = 0;
    given(f, COLUMN_PHONE, "celular", text("3001234567"));
    given(f, role, "valor", cell);
    check(f);
    return f->got.verdict;
}

static void row_check__takes_amounts_as_people_write_them(void **state)
{
    static const char *const amounts[] = {
        "1.500,50",
        "1,500.50",
        "$ 1,500",
        "$1.250.000",
        "COP 300000",
        "COP300.000",
        "300.000 pesos",
        "US$ 40",
        "S/ 120",
        "S/. 120,00",
        "R$ 1.200,00",
        "Bs. 300",
        "€ 30",
        "30 euros",
        "1'500.000",
        "300 mil",
        "1,2 millones",
        "500k",
        "1.5M",
        "$ 80.000 M/cte",
        "(1.500)",
        "-1.500",
        "80.000 moneda corriente",
        "1 500 000",
        "0",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(amounts); i++)
        if (verdict_with(f, COLUMN_AMOUNT, text(amounts[i])) != ROW_READY)
            fail_msg("%s: %s", amounts[i], f->got.notes.items[0].slug);
    struct cell number = { .kind = CELL_NUMBER, .text = STR("1500.5") };
    struct cell empty = { .kind = CELL_EMPTY, .text = STR("") };
    assert_int_equal(verdict_with(f, COLUMN_AMOUNT, number), ROW_READY);
    assert_int_equal(verdict_with(f, COLUMN_AMOUNT, empty), ROW_READY);
}

static void row_check__warns_of_an_amount_that_is_no_number(void **state)
{
    static const struct cell cells[] = {
        { .kind = CELL_TEXT, .text = STR_INIT("mil") },
        { .kind = CELL_TEXT, .text = STR_INIT("no sé") },
        { .kind = CELL_TEXT, .text = STR_INIT("-") },
        { .kind = CELL_TEXT, .text = STR_INIT("ver factura 1234") },
        { .kind = CELL_TEXT, .text = STR_INIT("12/05/2026") },
        { .kind = CELL_TEXT, .text = STR_INIT("1234567890123456") }, /* a card's number */
        { .kind = CELL_DATE, .text = STR_INIT("2026-05-12") },
        { .kind = CELL_ERROR, .text = STR_INIT("#N/A") },
        { .kind = CELL_BOOL, .text = STR_INIT("TRUE") },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        if (verdict_with(f, COLUMN_AMOUNT, cells[i]) != ROW_WARNED)
            fail_msg("%.*s is taken for an amount", STR_ARG(cells[i].text));
        assert_true(noted(f, "row.amount_unreadable"));
        expect_str(f->got.notes.items[0].column, "valor");
        assert_true(str_eq(variable(f, "valor"), cells[i].text)); /* it is said as it stands */
        assert_int_equal(f->got.contact.phones.n, 1);
        assert_int_equal(verdict_with(f, COLUMN_VARIABLE, cells[i]), ROW_READY);
    }
}

static void row_check__warns_of_a_due_date_that_is_none(void **state)
{
    static const struct cell cells[] = {
        { .kind = CELL_TEXT, .text = STR_INIT("no sé") },
        { .kind = CELL_TEXT, .text = STR_INIT("pronto") },
        { .kind = CELL_TEXT, .text = STR_INIT("31/02/2026") },
        { .kind = CELL_TEXT, .text = STR_INIT("20261332") },
        { .kind = CELL_NUMBER, .text = STR_INIT("15") },
        { .kind = CELL_NUMBER, .text = STR_INIT("3001234567") },
        { .kind = CELL_ERROR, .text = STR_INIT("#REF!") },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        if (verdict_with(f, COLUMN_DUE_DATE, cells[i]) != ROW_WARNED)
            fail_msg("%.*s is taken for a date", STR_ARG(cells[i].text));
        assert_true(noted(f, "row.due_date_unreadable"));
        assert_true(str_eq(variable(f, "valor"), cells[i].text));
        assert_int_equal(verdict_with(f, COLUMN_VARIABLE, cells[i]), ROW_READY);
    }
    struct cell date = { .kind = CELL_DATE, .text = STR("2026-03-05") };
    assert_int_equal(verdict_with(f, COLUMN_DUE_DATE, date), ROW_READY);
    assert_int_equal(verdict_with(f, COLUMN_DUE_DATE, text("15/03/2026")), ROW_READY);
}

static void row_check__reads_due_dates_that_became_numbers(void **state)
{
    static const struct {
        struct cell cell;
        const char *read;
    } cells[] = {
        { { .kind = CELL_NUMBER, .text = STR_INIT("46086") }, "2026-03-05" },
        { { .kind = CELL_NUMBER, .text = STR_INIT("46086.75") }, "2026-03-05" },
        { { .kind = CELL_TEXT, .text = STR_INIT("46086") }, "2026-03-05" },
        { { .kind = CELL_NUMBER, .text = STR_INIT("32874") }, "1990-01-01" },
        { { .kind = CELL_NUMBER, .text = STR_INIT("73050") }, "2099-12-31" },
        { { .kind = CELL_NUMBER, .text = STR_INIT("20260305") }, "2026-03-05" },
        { { .kind = CELL_TEXT, .text = STR_INIT("20260305") }, "2026-03-05" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        assert_int_equal(verdict_with(f, COLUMN_DUE_DATE, cells[i].cell), ROW_REPAIRED);
        assert_true(noted(f, "row.due_date_number"));
        assert_true(str_eq_c(variable(f, "valor"), cells[i].read));
        assert_true(str_eq_c(f->got.notes.items[0].params[0].str, cells[i].read));
    }
}

static void few_phones__keep_the_contract_of_the_port(void **state)
{
    (void)state;
    expect_phone_contract(few_phones());
}

static void phone_has_form__wants_a_plus_and_4_to_15_digits(void **state)
{
    (void)state;
    assert_true(phone_has_form(STR("+1234")));
    assert_true(phone_has_form(STR("+123456789012345")));
    assert_false(phone_has_form(STR("+123")));
    assert_false(phone_has_form(STR("+1234567890123456")));
    assert_false(phone_has_form(STR("+0123456")));
    assert_false(phone_has_form(STR("573001234567")));
    assert_false(phone_has_form(STR("+57 3001234")));
    assert_false(phone_has_form(STR("")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(row_check__makes_a_contact_of_a_plain_row),
        TEST(row_check__splits_phones_of_one_cell),
        TEST(row_check__keeps_one_number_with_marks_whole),
        TEST(row_check__drops_repeated_phones_and_takes_five),
        TEST(row_check__accepts_a_row_with_one_usable_phone),
        TEST(row_check__refuses_lost_digits_with_their_own_reason),
        TEST(row_check__rejects_a_row_without_any_phone),
        TEST(row_check__warns_of_the_possible_and_tells_repairs),
        TEST(row_check__reads_national_numbers_of_the_rows_country),
        TEST(row_check__does_not_guess_a_zone),
        TEST(row_check__cuts_long_values_between_characters_and_says_so),
        TEST(row_check__takes_a_row_shorter_than_its_header),
        TEST(row_check__reads_dates_as_people_write_them),
        TEST(row_check__takes_amounts_as_people_write_them),
        TEST(row_check__warns_of_an_amount_that_is_no_number),
        TEST(row_check__warns_of_a_due_date_that_is_none),
        TEST(row_check__reads_due_dates_that_became_numbers),
        TEST(few_phones__keep_the_contract_of_the_port),
        TEST(phone_has_form__wants_a_plus_and_4_to_15_digits),
    };

    return cmocka_run_group_tests_name("row check", tests, NULL, NULL);
}
