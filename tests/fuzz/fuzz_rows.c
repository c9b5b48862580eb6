/* tests/fuzz/fuzz_rows.c - any sheet: lines are rows, tabs part the cells, the first byte of a cell
 * may say its kind. Its columns are recognised, then every row is checked. */
#include "fuzz/fuzz.h"

#include <assert.h>

#include "domain/phone.h"
#include "domain/services/column_recognition.h"
#include "domain/services/row_check.h"
#include "support/few_phones.h"

enum { ROWS = 20, CELLS = 24 };

static struct cell cell_of(struct str text)
{
    static const char marks[] = "\x01\x02\x03\x04\x05\x06";
    struct cell cell = { .kind = text.n == 0 ? CELL_EMPTY : CELL_TEXT, .text = text };
    const char *mark = text.n > 0 ? memchr(marks, text.p[0], sizeof marks - 1) : NULL;

    if (mark != NULL) {
        cell.kind = (enum cell_kind)(CELL_EMPTY + (mark - marks));
        cell.text = str_slice(text, 1, text.n);
        cell.lost_digits = cell.kind == CELL_TEXT;
    }
    return cell;
}

static size_t read_rows(struct arena *arena, struct str text, struct sample_row *rows)
{
    size_t n = 0;

    while (text.p != NULL && n < ROWS) {
        struct str line = str_cut(&text, '\n');
        struct cell *cells = ARENA_ARRAY(arena, struct cell, CELLS);
        size_t filled = 0;

        while (line.p != NULL && filled < CELLS)
            cells[filled++] = cell_of(str_cut(&line, '\t'));
        rows[n] = (struct sample_row){ (int64_t)n + 1, cells, filled };
        n++;
    }
    return n;
}

static void check_columns(const struct recognition *r)
{
    for (size_t i = 0; i < r->n; i++) {
        assert(r->columns[i].variable.n > 0 && r->columns[i].variable.n <= 64);
        assert(r->columns[i].role != 0);
        for (size_t k = 0; k < i; k++)
            assert(!str_eq(r->columns[i].variable, r->columns[k].variable));
    }
}

static void check_result(const struct row_result *result)
{
    assert((result->verdict == ROW_REJECTED) == (result->contact.phones.n == 0));
    assert(result->verdict == ROW_READY || result->notes.n > 0);
    assert(result->contact.phones.n <= JOB_PHONES);
    for (size_t i = 0; i < result->contact.phones.n; i++)
        assert(phone_has_form(result->contact.phones.items[i].phone.e164));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct sample_row rows[ROWS];
    struct recognition found;
    struct error error = { .arena = NULL };
    size_t n = read_rows(&arena, (struct str){ (const char *)data, size }, rows);

    DROP(recognise_columns(&arena, rows, n, 0, few_phones(), STR("CO"), &found, &error));
    check_columns(&found);
    struct batch batch = { .country = STR("CO"), .columns = { found.columns, found.n } };
    for (size_t i = 0; i < n; i++) {
        struct row_result result;

        row_check(&arena, &batch, few_phones(), rows[i].cells, rows[i].n, &result);
        check_result(&result);
    }
    arena_release(&arena);
    return 0;
}
