/* spreadsheet/csv/csv.c - text files with delimiters as one of the formats of a job. */
#include <stdlib.h>
#include <string.h>

#include "spreadsheet/csv/encoding.h"
#include "spreadsheet/csv/records.h"
#include "spreadsheet/row_builder.h"

enum { BUFFER = 256 << 10 };

struct csv_reader {
    struct text_input input;
    struct row_builder *rows;
    struct csv_fields fields;
    struct csv_dialect dialect;
    bool ended;
    size_t n, at;            /* of what is in the buffer, of what was read of it */
    char buffer[BUFFER + 1]; /* and a NUL */
};

static enum err fill(struct csv_reader *r)
{
    size_t got = 0;

    memmove(r->buffer, r->buffer + r->at, r->n - r->at);
    r->n -= r->at;
    r->at = 0;
    while (!r->ended && BUFFER - r->n >= TEXT_LEAST) {
        TRY(text_read(&r->input, r->buffer + r->n, BUFFER - r->n, &got, r->rows->error));
        r->n += got;
        r->ended = got == 0;
    }
    r->buffer[r->n] = '\0';
    return ERR_OK;
}

/* Excel's own first line: "sep=;". It is no row. */
static bool stated_delimiter(struct csv_reader *r)
{
    if (r->n < 6 || memcmp(r->buffer, "sep=", 4) != 0 ||
        (r->buffer[5] != '\r' && r->buffer[5] != '\n'))
        return false;
    r->dialect = csv_dialect(r->buffer[4]);
    r->at = 6;
    if (r->buffer[5] == '\r' && r->n > 6 && r->buffer[6] == '\n')
        r->at = 7;
    return memchr("\"\r\n", r->dialect.delimiter, 4) == NULL; /* nor NUL */
}

static enum err tell(struct csv_reader *r)
{
    for (size_t i = 0; i < r->fields.n; i++)
        TRY(row_set(r->rows, i, CELL_TEXT, r->fields.items[i]));
    return row_end(r->rows);
}

static enum err refuse(struct csv_reader *r, enum record_end end)
{
    if (end == RECORD_OPEN_QUOTE)
        return FAIL_WITH(r->rows->error, ERR_INVALID, "sheet.open_quote",
                         P_I64("row", r->rows->number));
    return FAIL_WITH(r->rows->error, ERR_INVALID, "sheet.record_too_long",
                     P_I64("row", r->rows->number), P_I64("limit", CSV_MOST_RECORD));
}

static enum err read_records(struct csv_reader *r)
{
    int64_t number = 1;

    while (!r->rows->done) {
        size_t used = 0, count, left = r->n - r->at;
        enum record_end end;

        if (left < CSV_MOST_RECORD && !r->ended) {
            TRY(fill(r));
            left = r->n - r->at;
        }
        if (left == 0)
            return ERR_OK;
        row_begin(r->rows, number);
        end = csv_record(r->buffer + r->at, left, r->ended, &r->dialect, &r->rows->scratch,
                         &r->fields, &count, &used);
        if (end != RECORD_WHOLE && !r->ended && r->at > 0) {
            TRY(fill(r)); /* what is left of the buffer may be less than a record */
            continue;
        }
        if (end == RECORD_WHOLE && used > CSV_MOST_RECORD)
            end = RECORD_CUT;
        if (end != RECORD_WHOLE)
            return refuse(r, end);
        TRY(tell(r));
        r->at += used;
        number++;
    }
    return ERR_OK;
}

static enum err read_all(const struct sheet_job *job, struct csv_reader *r)
{
    struct error *error = r->rows->error;

    if (job->sheet.n > 0)
        return FAIL_WITH(error, ERR_INVALID, "sheet.no_such_sheet", P_STR("sheet", job->sheet));
    TRY(text_open(&r->input, &job->source, error));
    TRY(fill(r));
    if (!stated_delimiter(r)) {
        r->at = 0;
        r->dialect = csv_dialect(csv_delimiter(r->buffer, r->n, r->ended));
    }
    TRY(read_records(r));
    return r->rows->told > 0 ? ERR_OK : FAIL(error, ERR_INVALID, "sheet.no_content");
}

static enum err csv_read(const struct sheet_job *job, sheet_row *row, void *to, struct error *error)
{
    struct row_builder rows = row_builder_init(job, row, to, error);
    struct csv_reader *r = calloc(1, sizeof *r);
    enum err err;

    if (r == NULL)
        abort();
    r->rows = &rows;
    err = read_all(job, r);
    free(r->fields.items);
    free(r);
    row_builder_release(&rows);
    return err;
}

/* A text file is one sheet, and that sheet has no name. */
static enum err csv_info(const struct sheet_job *job, struct arena *arena,
                         struct workbook_info *ret, struct error *error)
{
    struct text_input *input = arena_alloc(arena, sizeof *input);

    TRY(text_open(input, &job->source, error));
    *ret = (struct workbook_info){ STR("csv"), ARENA_NEW(arena, struct sheet_info), 1 };
    ret->sheets[0].name = STR("");
    return ERR_OK;
}

const struct sheet_format_ops csv_format = { "csv", csv_info, csv_read };
