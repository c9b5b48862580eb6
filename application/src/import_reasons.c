/* application/src/import_reasons.c - a short list in the order of first sight; few slugs exist. */
#include "import_reasons.h"

#include <string.h>

#include "base/arena.h"

void import_reasons_begin(struct batch *batch, struct arena *arena)
{
    batch->reasons.items = ARENA_ARRAY(arena, struct batch_reason, BATCH_REASONS);
    batch->reasons.n = 0;
}

static bool was_said(const struct row_note *notes, size_t n, const char *slug)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(notes[i].slug, slug) == 0)
            return true;
    return false;
}

/* NULL: the list is full. */
static struct batch_reason *reason_of(struct batch *batch, struct str slug, int64_t row)
{
    for (size_t i = 0; i < batch->reasons.n; i++)
        if (str_eq(batch->reasons.items[i].slug, slug))
            return &batch->reasons.items[i];
    if (batch->reasons.n == BATCH_REASONS)
        return NULL;
    batch->reasons.items[batch->reasons.n] =
        (struct batch_reason){ .slug = slug, .first_row = row };
    return &batch->reasons.items[batch->reasons.n++];
}

void import_reasons_add(struct batch *batch, int64_t row, bool left_out,
                        const struct row_note *notes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct batch_reason *reason;

        if (was_said(notes, i, notes[i].slug))
            continue;
        reason = reason_of(batch, str_from_c(notes[i].slug), row);
        if (reason == NULL)
            continue;
        reason->rows++;
        reason->left_out += left_out;
    }
}
