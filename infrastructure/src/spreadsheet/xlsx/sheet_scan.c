/* spreadsheet/xlsx/sheet_scan.c - whole rows as nearly every writer makes them. */
#include "spreadsheet/xlsx/sheet_part.h"

#include "spreadsheet/xlsx/text_scan.h"

enum step { STEP_OK, STEP_UNUSUAL, STEP_FAILED };

struct row_scan {
    struct scan at;
    struct cells *cells;
    enum err err;
};

/* <f>…</f>, <f/>: what is shown is in <v>. */
static bool formula(struct scan *s)
{
    enum tag_end end = scan_attributes(s, NULL);

    if (end == TAG_EMPTY)
        return true;
    return end == TAG_OPEN && scan_past_text(s) && scan_word(s, STR("</f>"));
}

/* <is><t>…</t></is>; one with runs is left to the parser. */
static bool inline_string(struct scan *s, struct arena *arena, struct str *ret)
{
    if (scan_word(s, STR("</is>"))) {
        *ret = STR("");
        return true;
    }
    scan_space(s);
    if (!scan_word(s, STR("<t")) || !scan_text_element(s, STR("</t>"), arena, ret))
        return false;
    scan_space(s);
    return scan_word(s, STR("</is>"));
}

/* What stands in a cell, up to and with </c>. */
static bool cell_content(struct scan *s, struct arena *arena, struct str *value, struct str *text)
{
    for (;;) {
        scan_space(s);
        if (s->p[0] != '<')
            return false;
        if (s->p[1] == 'v' && (s->p += 2, true)) {
            if (value->p != NULL || !scan_text_element(s, STR("</v>"), arena, value))
                return false;
        } else if (scan_word(s, STR("</c>"))) {
            return true;
        } else if (scan_word(s, STR("<is>"))) {
            if (text->p != NULL || !inline_string(s, arena, text))
                return false;
        } else if (s->p[1] == 'f' && (s->p += 2, true)) {
            if (!formula(s))
                return false;
        } else {
            return false;
        }
    }
}

static enum step cell(struct row_scan *row)
{
    struct cell_attributes a = { .r = STR_NONE };
    struct str value = STR_NONE, text = STR_NONE;
    enum tag_end end = scan_attributes(&row->at, &a);
    enum cell_type type;

    if (end == TAG_BAD ||
        (end == TAG_OPEN && !cell_content(&row->at, &row->cells->rows->scratch, &value, &text)))
        return STEP_UNUSUAL;
    type = cell_type(a.t);
    row->err =
        cells_add(row->cells, a.r, a.s, type, type == TYPE_INLINE && text.n > 0 ? text : value);
    return row->err == ERR_OK ? STEP_OK : STEP_FAILED;
}

/* The tag's name ends here: <c …> and not <cell …>. */
static bool name_ends(const struct scan *s)
{
    return *s->p == ' ' || *s->p == '>' || *s->p == '/';
}

static enum step row_content(struct row_scan *row)
{
    for (;;) {
        enum step step;

        scan_space(&row->at);
        if (scan_word(&row->at, STR("<c")) && name_ends(&row->at)) {
            if ((step = cell(row)) != STEP_OK)
                return step;
            continue;
        }
        return scan_word(&row->at, STR("</row>")) ? STEP_OK : STEP_UNUSUAL;
    }
}

static enum step one_row(struct row_scan *row)
{
    struct cell_attributes a = { .r = STR_NONE };
    enum tag_end end;
    enum step step;

    if (!scan_word(&row->at, STR("<row")) || !name_ends(&row->at) ||
        (end = scan_attributes(&row->at, &a)) == TAG_BAD)
        return STEP_UNUSUAL;
    row->err = cells_begin_row(row->cells, a.r);
    if (row->err != ERR_OK)
        return STEP_FAILED;
    if (end == TAG_OPEN && (step = row_content(row)) != STEP_OK)
        return step;
    row->err = cells_end_row(row->cells);
    return row->err == ERR_OK ? STEP_OK : STEP_FAILED;
}

enum scan_result sheet_scan_rows(struct cells *cells, const char *p, size_t n, size_t *used,
                                 enum err *err)
{
    struct row_scan row = { .at = { p, p + n }, .cells = cells };

    for (;;) {
        enum step step;

        scan_space(&row.at);
        *used = (size_t)(row.at.p - p);
        if (*used == n)
            return SCAN_ITEMS;
        if (cells->rows->done || scan_word(&row.at, STR("</sheetData>")))
            return SCAN_CLOSED;
        step = one_row(&row);
        if (step == STEP_FAILED)
            *err = row.err;
        if (step != STEP_OK)
            return step == STEP_FAILED ? SCAN_FAILED : SCAN_UNUSUAL;
    }
}
