/* spreadsheet/xls/sheet.c - Excel stores cells by rows; some writers store them as they were set.
 * A first pass over the record headers tells which, and makes an order where there is none. */
#include "spreadsheet/xls/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "spreadsheet/cell_text.h"
#include "spreadsheet/little_endian.h"

enum { MOST_UNSORTED = 8000000, MOST_TEXT = 1 << 20, CELL_HEAD = 6 };

struct sheet {
    struct biff *biff;
    const struct globals *globals;
    struct strings *strings;
    struct row_builder *rows;
    bool in_row;
};

static bool is_cell(const struct biff_record *r)
{
    switch (r->type) {
    case BIFF_LABELSST:
    case BIFF_LABEL:
    case BIFF_RSTRING:
    case BIFF_RK:
    case BIFF_MULRK:
    case BIFF_NUMBER:
    case BIFF_FORMULA:
    case BIFF_BOOLERR:
        return r->size >= CELL_HEAD;
    }
    return false;
}

/* The next cell of the sheet, those of charts in it left out; type 0: there is none. */
static enum err next_cell(struct biff *biff, int *depth, struct biff_record *ret)
{
    for (;;) {
        TRY(biff_read(biff, ret));
        if (ret->type == BIFF_BOF)
            ++*depth;
        else if (ret->type == BIFF_EOF)
            --*depth;
        if (*depth <= 0)
            ret->type = 0;
        if (ret->type == 0 || (*depth == 1 && is_cell(ret)))
            return ERR_OK;
    }
}

static enum err put_number(struct sheet *s, size_t column, uint32_t format, double number)
{
    const struct globals *g = s->globals;
    enum number_style style =
        format < g->n_styles ? (enum number_style)g->styles[format] : STYLE_NUMBER;
    struct arena *arena = &s->rows->scratch;
    struct str text;
    bool is_date;

    if (!isfinite(number))
        return ERR_OK;
    if (style != STYLE_NUMBER && serial_text(number, g->epoch_1904, style, arena, &text, &is_date))
        return row_set(s->rows, column, is_date ? CELL_DATE : CELL_TEXT, text);
    return row_set(s->rows, column, CELL_NUMBER, number_text_of(number, arena));
}

static double number_of_bits(uint64_t bits)
{
    double number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

/* 30 bits of an integer or of a double, perhaps a hundredth. */
static double rk_number(uint32_t rk)
{
    double number = (rk & 2) != 0 ? (double)((int32_t)rk >> 2)
                                  : number_of_bits((uint64_t)(rk & ~UINT32_C(3)) << 32);

    return (rk & 1) != 0 ? number / 100 : number;
}

static enum err put_bool_or_error(struct sheet *s, size_t column, unsigned char value,
                                  bool is_error)
{
    static const struct {
        unsigned char code;
        struct str text;
    } errors[] = { { 0x00, STR_INIT("#NULL!") },  { 0x07, STR_INIT("#DIV/0!") },
                   { 0x0f, STR_INIT("#VALUE!") }, { 0x17, STR_INIT("#REF!") },
                   { 0x1d, STR_INIT("#NAME?") },  { 0x24, STR_INIT("#NUM!") },
                   { 0x2a, STR_INIT("#N/A") },    { 0x2b, STR_INIT("#GETTING_DATA") } };

    if (!is_error)
        return row_set(s->rows, column, CELL_BOOL, value != 0 ? STR("TRUE") : STR("FALSE"));
    for (size_t i = 0; i < ARRAY_LEN(errors); i++)
        if (errors[i].code == value)
            return row_set(s->rows, column, CELL_ERROR, errors[i].text);
    return row_set(s->rows, column, CELL_ERROR, STR("#ERROR"));
}

static enum err put_string(struct sheet *s, size_t column, const struct biff_record *r, size_t at)
{
    struct strbuf text = strbuf_init(&s->rows->scratch, MOST_TEXT);
    struct biff_cursor c = biff_cursor(s->biff, *r, at);
    unsigned char length[2];

    TRY(biff_bytes(&c, length, sizeof length));
    TRY(biff_string(&c, le16(length), &text));
    return row_set(s->rows, column, CELL_TEXT, strbuf_str(&text));
}

static enum err put_label_sst(struct sheet *s, size_t column, const struct biff_record *r)
{
    struct str text;
    uint32_t index;

    if (r->size < CELL_HEAD + 4)
        return biff_damaged(s->biff->error);
    index = le32(r->data + CELL_HEAD);
    if (index >= strings_count(s->strings))
        return biff_damaged(s->biff->error);
    TRY(strings_get(s->strings, index, &s->rows->scratch, &text, s->biff->error));
    return row_set(s->rows, column, CELL_TEXT, text);
}

/* The text of a formula follows it in a record of its own, behind what the formula is shared by. */
static enum err put_formula_string(struct sheet *s, size_t column)
{
    struct biff_record r;

    do {
        TRY(biff_read(s->biff, &r));
    } while (r.type == BIFF_SHRFMLA || r.type == BIFF_ARRAY || r.type == BIFF_TABLE ||
             r.type == BIFF_CONTINUE);
    if (r.type == BIFF_STRING)
        return put_string(s, column, &r, 0);
    s->biff->next = r.at;
    return ERR_OK;
}

static enum err put_formula(struct sheet *s, size_t column, uint32_t format,
                            const struct biff_record *r)
{
    const unsigned char *value = r->data + CELL_HEAD;

    if (r->size < CELL_HEAD + 8)
        return biff_damaged(s->biff->error);
    if (le16(value + 6) != 0xffff)
        return put_number(s, column, format, number_of_bits(le64(value)));
    switch (value[0]) {
    case 0:
        return put_formula_string(s, column);
    case 1:
    case 2:
        return put_bool_or_error(s, column, value[2], value[0] == 2);
    }
    return ERR_OK; /* 3: an empty text */
}

static enum err put_many_rk(struct sheet *s, size_t column, const struct biff_record *r)
{
    for (size_t at = 4; at + 6 + 2 <= r->size; at += 6, column++)
        TRY(put_number(s, column, le16(r->data + at), rk_number(le32(r->data + at + 2))));
    return ERR_OK;
}

static enum err put_cell(struct sheet *s, const struct biff_record *r)
{
    const unsigned char *value = r->data + CELL_HEAD;
    size_t column = le16(r->data + 2), left = r->size - CELL_HEAD;
    uint32_t format = le16(r->data + 4);

    switch (r->type) {
    case BIFF_LABELSST:
        return put_label_sst(s, column, r);
    case BIFF_LABEL:
    case BIFF_RSTRING:
        return put_string(s, column, r, CELL_HEAD);
    case BIFF_RK:
        return left < 4 ? biff_damaged(s->biff->error)
                        : put_number(s, column, format, rk_number(le32(value)));
    case BIFF_MULRK:
        return put_many_rk(s, column, r);
    case BIFF_NUMBER:
        return left < 8 ? biff_damaged(s->biff->error)
                        : put_number(s, column, format, number_of_bits(le64(value)));
    case BIFF_FORMULA:
        return put_formula(s, column, format, r);
    case BIFF_BOOLERR:
        return left < 2 ? biff_damaged(s->biff->error)
                        : put_bool_or_error(s, column, value[0], value[1] != 0);
    }
    return ERR_OK;
}

/* Ends the row before if this cell is of another one. */
static enum err take_cell(struct sheet *s, const struct biff_record *r)
{
    int64_t number = (int64_t)le16(r->data) + 1;

    if (!s->in_row || number != s->rows->number) {
        if (s->in_row)
            TRY(row_end(s->rows));
        row_begin(s->rows, number);
        s->in_row = true;
    }
    return put_cell(s, r);
}

static enum err read_sorted(struct sheet *s, int64_t place)
{
    struct biff_record r;
    int depth = 0;

    s->biff->next = place;
    for (;;) {
        TRY(next_cell(s->biff, &depth, &r));
        if (r.type == 0 || s->rows->done)
            return ERR_OK;
        TRY(take_cell(s, &r));
    }
}

static int by_key(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static enum err read_unsorted(struct sheet *s, int64_t place, size_t n)
{
    struct biff_record r;
    enum err err = ERR_OK;
    uint64_t *cells;
    size_t i = 0;
    int depth = 0;

    if (n > MOST_UNSORTED)
        return biff_damaged(s->biff->error);
    cells = malloc((n + 1) * sizeof *cells);
    if (cells == NULL)
        abort();
    s->biff->next = place;
    for (;;) {
        err = next_cell(s->biff, &depth, &r);
        if (err != ERR_OK || r.type == 0 || i == n)
            break;
        cells[i++] = (uint64_t)le16(r.data) << 48 | (uint64_t)le16(r.data + 2) << 32 |
                     (uint64_t)(uint32_t)r.at;
    }
    qsort(cells, i, sizeof *cells, by_key);
    for (size_t k = 0; err == ERR_OK && k < i && !s->rows->done; k++) {
        s->biff->next = (int64_t)(cells[k] & UINT32_MAX);
        err = biff_read(s->biff, &r);
        if (err == ERR_OK)
            err = take_cell(s, &r);
    }
    free(cells);
    return err;
}

enum err xls_sheet_read(struct biff *biff, const struct globals *globals, int64_t place,
                        struct strings *strings, struct row_builder *rows)
{
    struct sheet sheet = { biff, globals, strings, rows, false };
    struct biff_record r;
    bool sorted = true;
    uint32_t last = 0;
    size_t n = 0;
    int depth = 0;

    biff->next = place;
    TRY(biff_read(biff, &r));
    if (r.type != BIFF_BOF)
        return biff_damaged(biff->error);
    biff->next = place;
    for (;; n++) {
        TRY(next_cell(biff, &depth, &r));
        if (r.type == 0)
            break;
        sorted = sorted && le16(r.data) >= last;
        last = le16(r.data);
    }
    TRY(sorted ? read_sorted(&sheet, place) : read_unsorted(&sheet, place, n));
    return sheet.in_row ? row_end(rows) : ERR_OK;
}
