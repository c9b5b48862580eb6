/* spreadsheet/xlsx/cells.c - references, types and styles of cells. */
#include "spreadsheet/xlsx/cells.h"

#include "spreadsheet/xlsx/text_scan.h"

static enum err damaged(const struct cells *cells)
{
    return FAIL_WITH(cells->error, ERR_INVALID, "sheet.damaged", P_STR("part", cells->part));
}

enum err cells_begin_row(struct cells *cells, struct str r)
{
    int64_t number = cells->last_row + 1;

    if (r.p != NULL && !str_to_i64(r, 1, SHEET_MOST_ROWS, &number))
        return damaged(cells);
    if (number <= cells->last_row || number > SHEET_MOST_ROWS)
        return damaged(cells);
    row_begin(cells->rows, number);
    cells->column = 0;
    return ERR_OK;
}

enum err cells_end_row(struct cells *cells)
{
    cells->last_row = cells->rows->number;
    return row_end(cells->rows);
}

/* "BC12": the row is known already. */
static bool column_of(struct str r, size_t *ret)
{
    size_t column = 0, i;

    for (i = 0; i < r.n && i < 4; i++) {
        unsigned char letter = (unsigned char)((unsigned char)r.p[i] & ~0x20u);

        if (letter < 'A' || letter > 'Z')
            break;
        column = column * 26 + (size_t)(letter - 'A' + 1);
    }
    if (i == 0 || i == r.n || column > SHEET_MOST_COLUMNS || r.p[i] < '0' || r.p[i] > '9')
        return false;
    *ret = column - 1;
    return true;
}

static enum err add_number(struct cells *cells, size_t column, struct str s, struct str value)
{
    const struct workbook_values *v = cells->values;
    enum number_style style = STYLE_NUMBER;
    int64_t index = 0;
    struct str text;
    double number;
    bool is_date;

    if (str_to_i64(s, 0, INT32_MAX, &index) && (size_t)index < v->n_styles)
        style = (enum number_style)v->styles[index];
    value = str_trim(value);
    if (style != STYLE_NUMBER && number_value(value, &number) &&
        serial_text(number, v->epoch_1904, style, &cells->rows->scratch, &text, &is_date))
        return row_set(cells->rows, column, is_date ? CELL_DATE : CELL_TEXT, text);
    if (number_text(value, &cells->rows->scratch, &text))
        return row_set(cells->rows, column, CELL_NUMBER, text);
    return row_set(cells->rows, column, CELL_TEXT, value);
}

static enum err add_shared(struct cells *cells, size_t column, struct str value)
{
    struct strings *strings = cells->values->strings;
    struct str text;
    int64_t index;

    value = str_trim(value);
    if (value.n == 0)
        return ERR_OK;
    if (!str_to_i64(value, 0, INT32_MAX, &index) || (size_t)index >= strings_count(strings))
        return damaged(cells);
    TRY(strings_get(strings, (size_t)index, &cells->rows->scratch, &text, cells->error));
    return row_set(cells->rows, column, CELL_TEXT, text);
}

static enum err add_date(struct cells *cells, size_t column, struct str value)
{
    struct str text;
    bool is_date;

    if (!iso_date_text(value, &cells->rows->scratch, &text, &is_date))
        return row_set(cells->rows, column, CELL_TEXT, value);
    return row_set(cells->rows, column, is_date ? CELL_DATE : CELL_TEXT, text);
}

enum cell_type cell_type(struct str t)
{
    if (t.n == 0)
        return TYPE_NUMBER;
    if (t.n > 1)
        return str_eq(t, STR("inlineStr")) ? TYPE_INLINE : TYPE_TEXT;
    switch (t.p[0]) {
    case 'n':
        return TYPE_NUMBER;
    case 's':
        return TYPE_SHARED;
    case 'b':
        return TYPE_BOOL;
    case 'e':
        return TYPE_ERROR;
    case 'd':
        return TYPE_DATE;
    }
    return TYPE_TEXT;
}

static enum err add_bool(struct cells *cells, size_t column, struct str value)
{
    bool yes = str_eq(value, STR("1")) || str_eq_nocase(value, STR("true"));

    return row_set(cells->rows, column, CELL_BOOL, yes ? STR("TRUE") : STR("FALSE"));
}

enum err cells_add(struct cells *cells, struct str r, struct str s, enum cell_type type,
                   struct str value)
{
    size_t column = cells->column;

    if (r.p != NULL && !column_of(r, &column))
        return damaged(cells);
    cells->column = column + 1;
    if (value.n == 0)
        return ERR_OK;
    switch (type) {
    case TYPE_NUMBER:
        return add_number(cells, column, s, value);
    case TYPE_SHARED:
        return add_shared(cells, column, value);
    case TYPE_BOOL:
        return add_bool(cells, column, str_trim(value));
    case TYPE_ERROR:
        return row_set(cells->rows, column, CELL_ERROR, str_trim(value));
    case TYPE_DATE:
        return add_date(cells, column, value);
    case TYPE_TEXT:
    case TYPE_INLINE:
        break;
    }
    return row_set(cells->rows, column, CELL_TEXT, xstring_text(value, &cells->rows->scratch));
}
