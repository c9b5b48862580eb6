/* tests/fuzz/fuzz_sheet.h - what the targets of sheets share. */
#ifndef FUZZ_FUZZ_SHEET_H
#define FUZZ_FUZZ_SHEET_H

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "spreadsheet/sheet_job.h"

struct fuzz_rows {
    int64_t rows, last;
    uint64_t hash;
};

static inline enum err fuzz_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct fuzz_rows *r = to;

    if (row < 1 || n == 0 || n > SHEET_MOST_COLUMNS || cells[n - 1].kind == CELL_EMPTY)
        abort();
    r->rows++;
    r->last = row;
    r->hash = r->hash * 31 + (uint64_t)row;
    for (size_t i = 0; i < n; i++) {
        if (cells[i].kind < CELL_EMPTY || cells[i].kind > CELL_ERROR || !str_is_utf8(cells[i].text))
            abort();
        r->hash = (r->hash ^ str_hash(cells[i].text)) * 31 + (uint64_t)cells[i].kind;
    }
    return ERR_OK;
}

/* Reads the bytes as one file; the rows' sum, or 0 if they are refused. */
static inline enum err fuzz_sheet_sum(const uint8_t *data, size_t size, struct str ending,
                                      bool careful, uint64_t *ret)
{
    struct sheet_job job = {
        .source = { .bytes = data, .size = (int64_t)size },
        .spill = -1,
        .careful = careful,
        .ending = ending,
        .limits = { .unpacked_bytes = 8 << 20 },
    };
    struct error error = { .slug = NULL };
    struct fuzz_rows rows = { 0, 0, 0 };
    enum err err = sheet_job_read(&job, fuzz_row, &rows, &error);

    if (err != ERR_OK && error.slug == NULL)
        abort();
    *ret = rows.hash + (uint64_t)rows.rows;
    return err;
}

static inline void fuzz_sheet_read(const uint8_t *data, size_t size, struct str ending,
                                   bool careful)
{
    uint64_t sum;
    uint8_t none = 0;

    DROP(fuzz_sheet_sum(size == 0 ? &none : data, size, ending, careful, &sum)); /* both are fine */
}

#endif
