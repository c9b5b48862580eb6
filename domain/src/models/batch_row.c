/* domain/src/models/batch_row.c */
#include "domain/models/batch_row.h"

#include <string.h>

#include "base/arena.h"

static const struct field row_remark_fields[] = {
    FIELD_STR(struct row_remark, slug, 0, 0, 100),
    FIELD_STR(struct row_remark, column, 0, 0, 1000),
    FIELD_STR(struct row_remark, text, 0, 0, 4000),
};
const struct record row_remark_record = RECORD("row_note", struct row_remark, row_remark_fields);

static const struct field batch_row_fields[] = {
    FIELD_ID(struct batch_row, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct batch_row, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct batch_row, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ID(struct batch_row, batch, FIELD_PRIVATE | FIELD_INDEXED),
    FIELD_I64(struct batch_row, row, FIELD_READ_ONLY, 1, BATCH_ROWS),
    FIELD_ENUM(struct batch_row, verdict, FIELD_READ_ONLY | FIELD_INDEXED, row_verdict_names),
    FIELD_BOOL(struct batch_row, fixed, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_STR(struct batch_row, kinds, FIELD_PRIVATE, 0, BATCH_COLUMNS),
    FIELD_STRS(struct batch_row, cells, FIELD_READ_ONLY | FIELD_SENSITIVE, BATCH_COLUMNS),
    FIELD_LIST(struct batch_row, notes, FIELD_READ_ONLY | FIELD_SENSITIVE, row_remark_record,
               4 * BATCH_COLUMNS),
};
const struct record batch_row_record = RECORD("batch_rows", struct batch_row, batch_row_fields);

enum { ROW_AT = 6, ROW_BYTES = 4 };

/* The batch's birth, the row, and of the batch's chance what has room. */
struct batch_row_id batch_row_id_of(struct batch_id batch, int64_t row)
{
    struct batch_row_id id = { batch.v };

    for (size_t i = 0; i < ROW_BYTES; i++)
        id.v.bytes[ROW_AT + i] = (unsigned char)(row >> (8 * (ROW_BYTES - 1 - i)) & 0xff);
    return id;
}

void batch_row_set_cells(struct batch_row *row, struct arena *arena, const struct cell *cells,
                         size_t n)
{
    char *kinds = arena_alloc(arena, n);

    row->cells.items = ARENA_ARRAY(arena, struct str, n);
    row->cells.n = n;
    for (size_t i = 0; i < n; i++) {
        bool is_empty = cells[i].kind == CELL_EMPTY || cells[i].text.p == NULL;

        row->cells.items[i] = is_empty ? STR("") : str_copy(arena, cells[i].text);
        kinds[i] = (char)('0' + (int)(is_empty ? CELL_EMPTY : cells[i].kind));
    }
    row->kinds = (struct str){ kinds, n };
}

struct cell *batch_row_cells(const struct batch_row *row, struct arena *arena)
{
    struct cell *cells = ARENA_ARRAY(arena, struct cell, row->cells.n);

    for (size_t i = 0; i < row->cells.n; i++)
        cells[i] = (struct cell){ .kind = i < row->kinds.n ? (enum cell_kind)(row->kinds.p[i] - '0')
                                                           : CELL_TEXT,
                                  .text = row->cells.items[i] };
    return cells;
}

void batch_row_write(struct batch_row *row, struct arena *arena, size_t index, struct str text)
{
    size_t n = index < row->cells.n ? row->cells.n : index + 1;
    struct cell *cells = ARENA_ARRAY(arena, struct cell, n);

    if (row->cells.n > 0)
        memcpy(cells, batch_row_cells(row, arena), row->cells.n * sizeof *cells);
    for (size_t i = row->cells.n; i < n; i++)
        cells[i] = (struct cell){ .kind = CELL_EMPTY, .text = STR("") };
    cells[index] = (struct cell){ .kind = text.n > 0 ? CELL_TEXT : CELL_EMPTY, .text = text };
    batch_row_set_cells(row, arena, cells, n);
}

bool row_is_accepted(enum row_verdict verdict)
{
    return verdict == ROW_READY || verdict == ROW_REPAIRED || verdict == ROW_WARNED;
}

void batch_counts_add(struct batch_counts *counts, enum row_verdict verdict, int64_t n)
{
    switch (verdict) {
    case ROW_READY:
        break;
    case ROW_REPAIRED:
        counts->repaired += n;
        break;
    case ROW_WARNED:
        counts->warned += n;
        break;
    case ROW_DUPLICATE:
        counts->duplicates += n;
        break;
    case ROW_SUPPRESSED:
        counts->suppressed += n;
        break;
    case ROW_REJECTED:
        counts->rejected += n;
        break;
    }
    if (row_is_accepted(verdict))
        counts->jobs += n;
}
