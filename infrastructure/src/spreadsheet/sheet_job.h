/* spreadsheet/sheet_job.h - one reading of one open file, in whatever process it happens. */
#ifndef SPREADSHEET_SHEET_JOB_H
#define SPREADSHEET_SHEET_JOB_H

#include "domain/gateways/sheet_reader.h"
#include "spreadsheet/source.h"

struct sheet_job {
    struct source source;
    int spill;         /* an unlinked file for strings beyond memory; -1: there is none */
    bool careful;      /* read XML by the parser alone, never by the scan: comparisons only */
    struct str ending; /* of the file's name as the person gave it, lower case, without its dot */
    struct str sheet;
    int64_t most_rows;
    struct sheet_limits limits;
};

/* What the format itself allows, for limits that the caller left at 0. */
enum { SHEET_MOST_ROWS = 1048576, SHEET_MOST_COLUMNS = 16384, SHEET_MOST_CHARACTERS = 32767 };

/* As the port's slots of the same name. */
enum err sheet_job_info(const struct sheet_job *job, struct arena *arena, struct workbook_info *ret,
                        struct error *error) MUST_USE;
enum err sheet_job_read(const struct sheet_job *job, sheet_row *row, void *to,
                        struct error *error) MUST_USE;

/* One format each: xlsx/workbook.c, xls/workbook.c, csv/csv.c. */
struct sheet_format_ops {
    const char *name;
    enum err (*info)(const struct sheet_job *job, struct arena *arena, struct workbook_info *ret,
                     struct error *error);
    enum err (*read)(const struct sheet_job *job, sheet_row *row, void *to, struct error *error);
};
extern const struct sheet_format_ops xlsx_format, xls_format, csv_format;

/* Which sheet of a list is meant: by its name, exactly or else by letters alone; ERR_INVALID
 * "sheet.no_such_sheet" {sheet}. */
enum err sheet_find(const struct workbook_info *book, struct str name, size_t *ret,
                    struct error *error) MUST_USE;

#endif
