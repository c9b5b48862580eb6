/* tests/integration/spreadsheets/test_same_content.c - one table, written by every producer there
 * is, reads the same: in a process of its own, in this one, and by the parser alone. */
#include "support/expect.h"

#include "told.h"

static const char contacts[] =
    "1:tNombre|tTeléfono|tSaldo|tVence|tActivo|tCita|tNotas\n"
    "2:tAna Gómez|t+573001234567|n1234.56|d2026-11-30|bTRUE|d2026-12-01T18:30:00|"
    "ta & b <c> \"d\" 'e'\n"
    "3:tÑandú 😀|n3001234567|n0.1|d1999-12-31|bFALSE|d2024-02-29T00:00:01|tlínea 1\nlínea 2\n"
    "5:t  espacios  |n573001234567|n-12|d2000-01-01|-|-|t日本語 — ok\n"
    "6:tTotal|-|n100000000000000\n";

static const char *const files[] = { "openpyxl.xlsx", "exceljs.xlsx",     "sheetjs.xlsx",
                                     "sheetjs.xls",   "libreoffice.xlsx", "libreoffice.xls" };

static const struct sheet_reader_settings ways[] = {
    { .in_process = false },
    { .in_process = true },
    { .in_process = true, .careful = true },
};

static void expect_contacts(struct told *t, struct str path)
{
    for (size_t way = 0; way < ARRAY_LEN(ways); way++) {
        enum err err = told_read(t, ways[way], (struct sheet_request){ .path = path });

        if (err != ERR_OK || !str_eq(strbuf_str(&t->text), str_from_c(contacts)))
            fail_msg("%.*s, way %zu: %s\n%.*s", STR_ARG(path), way,
                     err == ERR_OK ? "other rows" : t->error.slug, STR_ARG(strbuf_str(&t->text)));
    }
}

static struct str fixture(struct told *t, const char *name)
{
    return str_format(&t->arena, "%s/%s", FIXTURES, name);
}

static void read__gives_the_same_rows_whoever_wrote_them(void **state)
{
    struct told *t = told_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        expect_contacts(t, fixture(t, files[i]));
    told_free(t);
}

static void read__gives_the_same_rows_of_libxlsxwriter(void **state)
{
    struct told *t = told_new();
    struct str folder = told_folder(t);
    struct str path = str_format(&t->arena, "%.*s/written.xlsx", STR_ARG(folder));
    struct str command = str_format(&t->arena, "'%s' '%.*s'", LIBXLSXWRITER, STR_ARG(path));

    (void)state;
    assert_int_equal(system(str_c(&t->arena, command)), 0);
    expect_contacts(t, path);
    expect_ok(
        told_read(t, ways[0], (struct sheet_request){ .path = path, .sheet = STR("Formulas") }));
    expect_str(strbuf_str(&t->text), "1:n2.5|tab|tTRUE|t#DIV/0!\n"); /* it stores no others */
    told_remove(t, folder);
    told_free(t);
}

static void read__takes_formulas_by_their_stored_result(void **state)
{
    struct told *t = told_new();

    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(files); i++) { /* openpyxl stores none */
        expect_ok(told_read(
            t, ways[0],
            (struct sheet_request){ .path = fixture(t, files[i]), .sheet = STR("formulas") }));
        if (strcmp(files[i], "libreoffice.xls") == 0) /* where a text is wanted it stores 0 */
            expect_str(strbuf_str(&t->text), "1:n2.5|n0|bTRUE|e#DIV/0!\n");
        else
            expect_str(strbuf_str(&t->text), "1:n2.5|tab|bTRUE|e#DIV/0!\n");
    }
    told_free(t);
}

static void info__tells_sheets_and_which_are_hidden(void **state)
{
    struct told *t = told_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct sheet_reader_adapter *adapter = sheet_reader_new(ways[0]);
        struct str path = fixture(t, files[i]);
        struct sheet_request request = { .path = path, .file_name = path };
        struct workbook_info info;

        expect_ok(VIA(sheet_reader_port(adapter), info, &request, &t->arena, &info, &t->error));
        assert_true(info.n >= 2);
        expect_str(info.sheets[0].name, "Contactos");
        assert_false(info.sheets[0].hidden);
        expect_str(info.sheets[1].name, "Oculta");
        assert_true(info.sheets[1].hidden);
        sheet_reader_free(adapter);
    }
    told_free(t);
}

static void read__stops_after_a_preview(void **state)
{
    struct told *t = told_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        expect_ok(told_read(
            t, ways[0], (struct sheet_request){ .path = fixture(t, files[i]), .most_rows = 2 }));
        assert_int_equal(t->rows, 2);
    }
    told_free(t);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__gives_the_same_rows_whoever_wrote_them),
        cmocka_unit_test(read__gives_the_same_rows_of_libxlsxwriter),
        cmocka_unit_test(read__takes_formulas_by_their_stored_result),
        cmocka_unit_test(info__tells_sheets_and_which_are_hidden),
        cmocka_unit_test(read__stops_after_a_preview),
    };
    int status = sheet_reader_child(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests_name("same content", tests, NULL, NULL);
}
