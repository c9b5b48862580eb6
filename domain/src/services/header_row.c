/* services/header_row.c - the row above the first data that names most columns. */
#include "services/header_row.h"

#include "services/column_evidence.h"
#include "services/column_terms.h"

enum { ROWS_LOOKED_AT = 25, CELLS_LOOKED_AT = 64, LONGEST_NAME = 80 };

struct row_look {
    size_t filled, data, named;
};

static bool is_named(struct arena *arena, struct str text)
{
    struct header_scores scores;

    if (text.n > LONGEST_NAME)
        return false;
    scores = header_scores(arena, text);
    for (int role = 1; role < COLUMN_ROLES; role++)
        if (scores.of[role] >= HEADER_HINT)
            return true;
    return false;
}

static struct row_look look_at(struct arena *arena, const struct sample_row *row,
                               struct str country)
{
    struct row_look ret = { 0 };

    for (size_t i = 0; i < row->n && i < CELLS_LOOKED_AT; i++) {
        const struct cell *cell = &row->cells[i];

        if (cell->kind == CELL_EMPTY || str_trim(cell->text).n == 0)
            continue;
        ret.filled++;
        if (looks_like_data(arena, cell, country))
            ret.data++;
        else if (cell->kind == CELL_TEXT && is_named(arena, cell->text))
            ret.named++;
    }
    return ret;
}

/* One number among many names is a header's ("2025"); else it is data. */
static bool is_data(const struct row_look *look)
{
    return look->data > 0 && look->data * 2 >= look->named;
}

size_t find_header_row(struct arena *arena, const struct sample_row *rows, size_t n,
                       struct str country)
{
    size_t best = SIZE_MAX, width = 0;
    struct row_look most = { 0 };

    for (size_t i = 0; i < n && i < ROWS_LOOKED_AT; i++) {
        struct row_look look = look_at(arena, &rows[i], country);

        if (is_data(&look)) {
            width = look.filled;
            break;
        }
        /* of two rows of names the lower one stands over the data */
        if (look.filled == 0 || look.named < most.named ||
            (look.named == most.named && look.filled < most.filled))
            continue;
        best = i;
        most = look;
    }
    if (best == SIZE_MAX || (most.named == 0 && most.filled < 2))
        return SIZE_MAX;
    /* a title over data that has no header */
    if (width >= 3 && most.filled == 1)
        return SIZE_MAX;
    return best;
}
