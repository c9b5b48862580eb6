/* tests/integration/spreadsheets/make_libxlsxwriter.c - the table of make_fixtures.py by
 * libxlsxwriter, and a sheet of formulas with their stored results. Run by the test itself.
 *
 *     make_libxlsxwriter FILE
 */
#include <stdlib.h>

#include <xlsxwriter.h>

static void contacts(lxw_workbook *book)
{
    static const char *const headers[] = { "Nombre", "Teléfono", "Saldo", "Vence",
                                           "Activo", "Cita",     "Notas" };
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Contactos");
    lxw_format *day = workbook_add_format(book), *moment = workbook_add_format(book);

    format_set_num_format(day, "yyyy-mm-dd");
    format_set_num_format(moment, "yyyy-mm-dd hh:mm:ss");
    for (lxw_col_t i = 0; i < 7; i++)
        worksheet_write_string(sheet, 0, i, headers[i], NULL);
    worksheet_write_string(sheet, 1, 0, "Ana Gómez", NULL);
    worksheet_write_string(sheet, 1, 1, "+573001234567", NULL);
    worksheet_write_number(sheet, 1, 2, 1234.56, NULL);
    worksheet_write_datetime(sheet, 1, 3, &(lxw_datetime){ .year = 2026, .month = 11, .day = 30 },
                             day);
    worksheet_write_boolean(sheet, 1, 4, 1, NULL);
    worksheet_write_datetime(
        sheet, 1, 5, &(lxw_datetime){ .year = 2026, .month = 12, .day = 1, .hour = 18, .min = 30 },
        moment);
    worksheet_write_string(sheet, 1, 6, "a & b <c> \"d\" 'e'", NULL);
    worksheet_write_string(sheet, 2, 0, "Ñandú 😀", NULL);
    worksheet_write_number(sheet, 2, 1, 3001234567.0, NULL);
    worksheet_write_number(sheet, 2, 2, 0.1, NULL);
    worksheet_write_datetime(sheet, 2, 3, &(lxw_datetime){ .year = 1999, .month = 12, .day = 31 },
                             day);
    worksheet_write_boolean(sheet, 2, 4, 0, NULL);
    worksheet_write_datetime(
        sheet, 2, 5, &(lxw_datetime){ .year = 2024, .month = 2, .day = 29, .sec = 1 }, moment);
    worksheet_write_string(sheet, 2, 6, "línea 1\nlínea 2", NULL);
    worksheet_write_string(sheet, 4, 0, "  espacios  ", NULL);
    worksheet_write_number(sheet, 4, 1, 573001234567.0, NULL);
    worksheet_write_number(sheet, 4, 2, -12, NULL);
    worksheet_write_datetime(sheet, 4, 3, &(lxw_datetime){ .year = 2000, .month = 1, .day = 1 },
                             day);
    worksheet_write_string(sheet, 4, 6, "日本語 — ok", NULL);
    worksheet_write_string(sheet, 5, 0, "Total", NULL);
    worksheet_write_number(sheet, 5, 2, 1e14, NULL);
}

int main(int argc, char **argv)
{
    lxw_workbook *book = argc == 2 ? workbook_new(argv[1]) : NULL;
    lxw_worksheet *sheet;

    if (book == NULL)
        return EXIT_FAILURE;
    contacts(book);
    sheet = workbook_add_worksheet(book, "Oculta");
    worksheet_write_string(sheet, 0, 0, "nadie me ve", NULL);
    worksheet_hide(sheet);
    sheet = workbook_add_worksheet(book, "Formulas");
    worksheet_write_formula_num(sheet, 0, 0, "=1+1.5", NULL, 2.5);
    worksheet_write_formula_str(sheet, 0, 1, "=\"a\"&\"b\"", NULL, "ab");
    worksheet_write_formula_str(sheet, 0, 2, "=1=1", NULL, "TRUE");
    worksheet_write_formula_str(sheet, 0, 3, "=1/0", NULL, "#DIV/0!");
    return workbook_close(book) == LXW_NO_ERROR ? EXIT_SUCCESS : EXIT_FAILURE;
}
