/* spreadsheet/xlsx/workbook.c - .xlsx and .xlsm as one of the formats of a job. */
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/sheet_part.h"
#include "spreadsheet/xlsx/strings_part.h"

static enum err xlsx_info(const struct sheet_job *job, struct arena *arena,
                          struct workbook_info *ret, struct error *error)
{
    struct package package;

    TRY(package_open(&job->source, job->limits.unpacked_bytes, arena, &package, error));
    *ret = package.info;
    return ERR_OK;
}

static enum err read_sheet(const struct sheet_job *job, const struct package *package, size_t i,
                           const struct workbook_values *values, struct row_builder *rows)
{
    const struct zip_entry *entry = package->sheets[i].entry;
    struct cells cells = { .values = values, .rows = rows, .error = rows->error };

    if (entry == NULL)
        return FAIL_WITH(rows->error, ERR_INVALID, "sheet.damaged",
                         P_STR("part", package->info.sheets[i].name));
    cells.part = entry->name;
    return sheet_part_read(&package->zip, entry, job->careful, &cells);
}

/* The one that is named, else the first visible one that has a row to tell. */
static enum err read_chosen(const struct sheet_job *job, const struct package *package,
                            const struct workbook_values *values, struct row_builder *rows)
{
    size_t i;

    if (job->sheet.n > 0) {
        TRY(sheet_find(&package->info, job->sheet, &i, rows->error));
        TRY(read_sheet(job, package, i, values, rows));
    } else {
        for (i = 0; i < package->info.n && rows->told == 0; i++)
            if (!package->info.sheets[i].hidden)
                TRY(read_sheet(job, package, i, values, rows));
    }
    return rows->told > 0 ? ERR_OK : FAIL(rows->error, ERR_INVALID, "sheet.no_content");
}

static enum err read_with(const struct sheet_job *job, struct arena *arena, struct strings *strings,
                          struct row_builder *rows)
{
    struct workbook_values values = { .strings = strings };
    struct package package;

    TRY(package_open(&job->source, job->limits.unpacked_bytes, arena, &package, rows->error));
    values.epoch_1904 = package.epoch_1904;
    TRY(package_styles(&package, arena, &values.styles, &values.n_styles, rows->error));
    if (package.strings != NULL)
        TRY(strings_part_read(&package.zip, package.strings, job->careful, strings, rows->error));
    return read_chosen(job, &package, &values, rows);
}

static enum err xlsx_read(const struct sheet_job *job, sheet_row *row, void *to,
                          struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct row_builder rows = row_builder_init(job, row, to, error);
    struct strings *strings = strings_new(job->spill);
    enum err err = read_with(job, &arena, strings, &rows);

    strings_free(strings);
    row_builder_release(&rows);
    return err;
}

const struct sheet_format_ops xlsx_format = { "xlsx", xlsx_info, xlsx_read };
