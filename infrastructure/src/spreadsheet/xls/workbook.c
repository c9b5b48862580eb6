/* spreadsheet/xls/workbook.c - .xls as one of the formats of a job. */
#include "spreadsheet/xls/sheet.h"

static enum err open_stream(const struct sheet_job *job, struct arena *arena, struct biff **ret,
                            struct error *error)
{
    struct ole *ole = ARENA_NEW(arena, struct ole);
    const struct ole_entry *entry;
    struct ole_stream stream;

    TRY(ole_open(&job->source, arena, ole, error));
    entry = ole_find(ole, STR("Workbook"));
    if (entry == NULL)
        entry = ole_find(ole, STR("Book"));
    if (entry == NULL)
        return FAIL(error, ERR_INVALID, "sheet.unknown_format");
    TRY(ole_stream_open(ole, entry, arena, &stream, error));
    *ret = biff_new(&stream, arena, error);
    return ERR_OK;
}

static enum err xls_info(const struct sheet_job *job, struct arena *arena,
                         struct workbook_info *ret, struct error *error)
{
    struct globals globals;
    struct biff *biff;

    TRY(open_stream(job, arena, &biff, error));
    TRY(globals_read(biff, arena, NULL, &globals));
    *ret = globals.info;
    return ERR_OK;
}

static enum err read_with(const struct sheet_job *job, struct arena *arena, struct strings *strings,
                          struct row_builder *rows)
{
    struct globals g;
    struct biff *biff;
    size_t i;

    TRY(open_stream(job, arena, &biff, rows->error));
    TRY(globals_read(biff, arena, strings, &g));
    if (job->sheet.n > 0) {
        TRY(sheet_find(&g.info, job->sheet, &i, rows->error));
        TRY(xls_sheet_read(biff, &g, g.places[i], strings, rows));
    } else {
        for (i = 0; i < g.info.n && rows->told == 0; i++)
            if (!g.info.sheets[i].hidden)
                TRY(xls_sheet_read(biff, &g, g.places[i], strings, rows));
    }
    return rows->told > 0 ? ERR_OK : FAIL(rows->error, ERR_INVALID, "sheet.no_content");
}

static enum err xls_read(const struct sheet_job *job, sheet_row *row, void *to, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct row_builder rows = row_builder_init(job, row, to, error);
    struct strings *strings = strings_new(job->spill);
    enum err err = read_with(job, &arena, strings, &rows);

    strings_free(strings);
    row_builder_release(&rows);
    return err;
}

const struct sheet_format_ops xls_format = { "xls", xls_info, xls_read };
