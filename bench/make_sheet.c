/* bench/make_sheet.c - a workbook of so many debtors, for measuring: make_sheet <path> <rows>. */
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "infrastructure/spreadsheet.h"

static const char *const first_names[] = { "Ana",   "José",  "María", "Luis",   "Carmen", "Óscar",
                                           "Lucía", "Jorge", "Marta", "Andrés", "Sofía",  "Iván" };
static const char *const last_names[] = { "Gómez", "Rodríguez", "Pérez", "Muñoz",  "Castro",
                                          "Peña",  "Ortiz",     "Rojas", "Suárez", "Ibáñez" };
static const char *const cities[] = { "Bogotá", "Medellín", "Cali", "Barranquilla", "Cúcuta" };

static struct out_cell text_cell(struct str text)
{
    return (struct out_cell){ .kind = OUT_TEXT, .text = text };
}

/* Distinct mobile numbers of Colombia's ranges 300 to 303. */
static struct str phone_of(struct arena *arena, int64_t i)
{
    return str_format(arena, "3%02lld%07lld", (long long)(i / 10000000), (long long)(i % 10000000));
}

static enum err write_row(struct sheet_writer w, struct sheet_file *file, struct arena *arena,
                          int64_t i, struct error *error)
{
    const char *first = first_names[(size_t)i % ARRAY_LEN(first_names)];
    const char *last = last_names[(size_t)(i / 7) % ARRAY_LEN(last_names)];
    struct out_cell cells[] = {
        text_cell(phone_of(arena, i)),
        text_cell(str_format(arena, "%s %s", first, last)),
        { .kind = OUT_DECIMAL,
          .text = str_format(arena, "%lld.%02lld", (long long)(i * 37 % 5000000),
                             (long long)(i % 100)) },
        { .kind = OUT_DATE, .date = date_from_days(20400 + i % 300) },
        text_cell(str_format(arena, "persona%lld@example.com", (long long)i)),
        text_cell(str_from_c(cities[(size_t)i % ARRAY_LEN(cities)])),
        text_cell(STR("Crédito de consumo & tarjeta, cuota única")),
        text_cell(str_format(arena, "OB-%07lld", (long long)i)),
    };

    return w.ops->row(file, cells, ARRAY_LEN(cells), error);
}

static enum err write_sheet(struct arena *arena, struct str path, int64_t rows, struct error *error)
{
    static const struct out_column columns[] = {
        { STR_INIT("Celular"), 0 },
        { STR_INIT("Nombre completo"), 0 },
        { STR_INIT("Saldo"), 0 },
        { STR_INIT("Fecha de vencimiento"), 0 },
        { STR_INIT("Correo electrónico"), 0 },
        { STR_INIT("Ciudad"), 0 },
        { STR_INIT("Observaciones"), 0 },
        { STR_INIT("Obligación"), 0 },
    };
    struct sheet_writer w = sheet_writer_port();
    CLEANUP(arena_release) struct arena page = arena_init();
    struct sheet_file *file;

    TRY(VIA(w, open, arena, path, SHEET_XLSX, STR("Cartera"), columns, ARRAY_LEN(columns), &file,
            error));
    for (int64_t i = 0; i < rows; i++) {
        enum err err = write_row(w, file, &page, i, error);

        if (err != ERR_OK) {
            w.ops->abandon(file);
            return err;
        }
        arena_reset(&page);
    }
    return w.ops->close(file, error);
}

int main(int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    int64_t rows;

    if (argc != 3 || !str_to_i64(str_from_c(argv[2]), 1, 1048575, &rows)) {
        fputs("usage: make_sheet <path> <rows>\n", stderr);
        return 2;
    }
    if (write_sheet(&arena, str_from_c(argv[1]), rows, &error) != ERR_OK) {
        fprintf(stderr, "make_sheet: %s\n", error.slug);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
