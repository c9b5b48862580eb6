/* spreadsheet/row_builder.c - one row at a time, its memory used again for the next. */
#include "spreadsheet/row_builder.h"

#include <stdio.h>
#include <stdlib.h>

#include "spreadsheet/cell_text.h"

enum { MOST_ROW_BYTES = 32 << 20 };

struct row_builder row_builder_init(const struct sheet_job *job, sheet_row *row, void *to,
                                    struct error *error)
{
    const struct sheet_limits *l = &job->limits;

    return (struct row_builder){
        .row = row,
        .to = to,
        .error = error,
        .scratch = arena_init(),
        .most_rows = job->most_rows,
        .row_limit = l->rows > 0 && l->rows < SHEET_MOST_ROWS ? l->rows : SHEET_MOST_ROWS,
        .column_limit = l->columns > 0 && l->columns < SHEET_MOST_COLUMNS ? (size_t)l->columns
                                                                          : SHEET_MOST_COLUMNS,
    };
}

void row_builder_release(struct row_builder *b)
{
    free(b->cells);
    b->cells = NULL;
    arena_release(&b->scratch);
}

void row_begin(struct row_builder *b, int64_t number)
{
    b->n = 0;
    b->bytes = 0;
    b->number = number;
    if (b->scratch.used > 0)
        arena_reset(&b->scratch);
}

static void grow(struct row_builder *b, size_t wanted)
{
    size_t capacity = b->capacity < 64 ? 64 : b->capacity;
    struct cell *cells;

    while (capacity < wanted)
        capacity *= 2;
    cells = realloc(b->cells, capacity * sizeof *cells);
    if (cells == NULL) {
        fputs("out of memory\n", stderr);
        abort();
    }
    b->cells = cells;
    b->capacity = capacity;
}

/* As Excel counts: units of UTF-16. */
static bool is_too_long(struct str text)
{
    size_t units = 0;

    if (text.n <= SHEET_MOST_CHARACTERS)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        units += (c & 0xc0) != 0x80;
        units += c >= 0xf0;
    }
    return units > SHEET_MOST_CHARACTERS;
}

enum err row_set(struct row_builder *b, size_t column, enum cell_kind kind, struct str text)
{
    if (text.n == 0)
        return ERR_OK;
    if (column >= b->column_limit)
        return FAIL_WITH(b->error, ERR_INVALID, "sheet.too_many_columns",
                         P_I64("limit", (int64_t)b->column_limit));
    if (is_too_long(text))
        return FAIL_WITH(b->error, ERR_INVALID, "sheet.cell_too_long", P_I64("row", b->number),
                         P_I64("column", (int64_t)column + 1),
                         P_I64("limit", SHEET_MOST_CHARACTERS));
    b->bytes += text.n;
    if (b->bytes > MOST_ROW_BYTES)
        return FAIL_WITH(b->error, ERR_INVALID, "sheet.record_too_long", P_I64("row", b->number),
                         P_I64("limit", MOST_ROW_BYTES));
    if (column >= b->capacity)
        grow(b, column + 1);
    while (b->n <= column)
        b->cells[b->n++] = (struct cell){ .kind = CELL_EMPTY };
    b->cells[column] = (struct cell){
        .kind = kind,
        .text = text,
        .lost_digits = kind == CELL_TEXT && text_lost_digits(text),
    };
    return ERR_OK;
}

enum err row_end(struct row_builder *b)
{
    if (b->n == 0 || b->done)
        return ERR_OK;
    if (b->told >= b->row_limit)
        return FAIL_WITH(b->error, ERR_INVALID, "sheet.too_many_rows",
                         P_I64("limit", b->row_limit));
    b->told++;
    TRY(b->row(b->to, b->number, b->cells, b->n));
    b->done = b->most_rows > 0 && b->told >= b->most_rows;
    return ERR_OK;
}
