/* tests/integration/phone/test_contactos.c - the sheet of the demonstration, from the file to the
 * verdict of every row. */
#include "support/expect.h"

#include "domain/services/column_recognition.h"
#include "domain/services/row_check.h"
#include "infrastructure/phone.h"
#include "infrastructure/spreadsheet.h"

enum { ROWS = 220, HEADER = 3, FIRST = 4 };

struct fixture {
    struct arena arena;
    struct phone_numbers *numbers;
    struct sample_row rows[ROWS];
    size_t n;
    struct recognition columns;
    struct batch batch;
};

static enum err keep_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct fixture *f = to;
    struct cell *copy = ARENA_ARRAY(&f->arena, struct cell, n);

    assert_true(f->n < ROWS);
    for (size_t i = 0; i < n; i++) {
        copy[i] = cells[i];
        copy[i].text = str_copy(&f->arena, cells[i].text);
    }
    f->rows[f->n++] = (struct sample_row){ row, copy, n };
    return ERR_OK;
}

static int setup(void **state)
{
    static struct fixture f;
    struct error error = { .arena = &f.arena };
    struct sheet_reader_adapter *reader =
        sheet_reader_new((struct sheet_reader_settings){ .in_process = true });
    struct sheet_request request = {
        .path = STR(CONTACTOS),
        .file_name = STR("contactos.xlsx"),
        .limits = { 1 << 20, 1000, 256, 1 << 24 },
    };

    f = (struct fixture){ .arena = arena_init(), .numbers = phone_numbers_new() };
    expect_ok(VIA(sheet_reader_port(reader), read, &request, keep_row, &f, &error));
    expect_ok(recognise_columns(&f.arena, f.rows, RECOGNITION_ROWS, 0,
                                phone_numbers_port(f.numbers), STR("CO"), &f.columns, &error));
    f.batch.country = STR("CO");
    f.batch.columns.items = f.columns.columns;
    f.batch.columns.n = f.columns.n;
    sheet_reader_free(reader);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    phone_numbers_free(f->numbers);
    arena_release(&f->arena);
    return 0;
}

static void contactos__columns_are_known(void **state)
{
    static const enum column_role wanted[] = {
        COLUMN_NAME,     COLUMN_DOCUMENT, COLUMN_PHONE,    COLUMN_PHONE,    COLUMN_AMOUNT,
        COLUMN_DUE_DATE, COLUMN_CITY,     COLUMN_VARIABLE, COLUMN_VARIABLE,
    };
    struct fixture *f = *state;

    assert_int_equal(f->columns.header_row, HEADER);
    assert_int_equal(f->columns.n, ARRAY_LEN(wanted));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        assert_int_equal(f->columns.columns[i].role, wanted[i]);
    expect_str(f->columns.columns[4].variable, "saldo_en_mora");
}

static struct row_result check(struct fixture *f, int64_t debtor)
{
    struct row_result ret = { 0 };

    for (size_t i = 0; i < f->n; i++) {
        if (f->rows[i].row != debtor + FIRST - 1)
            continue;
        row_check(&f->arena, &f->batch, phone_numbers_port(f->numbers), f->rows[i].cells,
                  f->rows[i].n, &ret);
        return ret;
    }
    fail_msg("no debtor %d", (int)debtor);
    return ret;
}

static void contactos__every_row_has_its_verdict(void **state)
{
    struct fixture *f = *state;
    int verdicts[ROW_REJECTED + 1] = { 0 };

    for (int64_t debtor = 1; debtor <= 200; debtor++)
        verdicts[check(f, debtor).verdict]++;

    assert_int_equal(verdicts[ROW_REJECTED], 4);
    assert_int_equal(verdicts[ROW_WARNED], 2);
    assert_int_equal(verdicts[ROW_REPAIRED], 11);
    assert_int_equal(verdicts[ROW_READY], 183);
}

static void contactos__odd_rows_are_told(void **state)
{
    static const struct {
        int64_t debtor;
        const char *phone, *slug;
    } rows[] = {
        { 4, "+573150000004", "row.phones_split" },
        { 9, "+573100000009", "row.phones_split" },
        { 14, "+573020000014", "phone.repair.double_zero" },
        { 19, "+573010000019", NULL },
        { 23, "+573200000023", "phone.repair.decimals_dropped" },
        { 28, "+576012000028", "phone.repair.old_numbering" },
        { 33, "+573100000033", "phone.repair.old_numbering" },
        { 37, "+573010000037", "phone.repair.words_dropped" },
        { 42, NULL, "phone.lost_digits" },
        { 48, NULL, "phone.too_short" },
        { 56, NULL, "row.no_phone" },
        { 70, "+576012000070", "phone.repair.extension_dropped" },
        { 77, "+573200000077", NULL },
        { 95, "+573200000095", "row.phone_repeated" },
        { 103, "+573990000103", "phone.possible" },
        { 118, "+573150000118", "phone.too_short" },
        { 150, "+573000000150", "row.phones_split" },
        { 177, NULL, "phone.not_callable" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct row_result got = check(f, rows[i].debtor);
        const char *slug = got.notes.n > 0 ? got.notes.items[0].slug : NULL;

        assert_int_equal(got.contact.phones.n > 0, rows[i].phone != NULL);
        if (rows[i].phone != NULL &&
            !str_eq_c(got.contact.phones.items[0].phone.e164, rows[i].phone))
            fail_msg("debtor %d: %.*s", (int)rows[i].debtor,
                     STR_ARG(got.contact.phones.items[0].phone.e164));
        if (!str_eq(str_from_c(slug), str_from_c(rows[i].slug)))
            fail_msg("debtor %d: %s", (int)rows[i].debtor, slug);
    }
}

static void contactos__dates_are_told_in_one_form(void **state)
{
    struct fixture *f = *state;

    for (int64_t debtor = 1; debtor <= 200; debtor++) {
        struct row_result got = check(f, debtor);
        struct date date;

        for (size_t i = 0; i < got.contact.variables.n; i++)
            if (str_eq_c(got.contact.variables.items[i].name, "fecha_vencimiento"))
                assert_true(date_parse(got.contact.variables.items[i].value, &date));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contactos__columns_are_known),
        cmocka_unit_test(contactos__every_row_has_its_verdict),
        cmocka_unit_test(contactos__odd_rows_are_told),
        cmocka_unit_test(contactos__dates_are_told_in_one_form),
    };

    return cmocka_run_group_tests_name("contactos.xlsx", tests, setup, teardown);
}
