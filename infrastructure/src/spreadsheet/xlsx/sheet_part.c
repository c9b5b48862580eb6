/* spreadsheet/xlsx/sheet_part.c - the parser's half: every well-formed sheet there can be. */
#include "spreadsheet/xlsx/sheet_part.h"

#include "base/strbuf.h"

enum where { IN_NOTHING, IN_SHEET_DATA, IN_ROW, IN_CELL };

struct sheet_part {
    struct cells *cells;
    struct xml *xml;
    enum where where;
    int skipped; /* depth inside of what is not ours: <f>, <rPh>, <extLst> */
    bool in_inline, collecting;
    bool has_value;
    struct str r, s; /* of the cell, in the row's scratch */
    enum cell_type type;
    struct strbuf value, text;
};

static struct str kept(struct sheet_part *part, struct str attribute)
{
    return attribute.p == NULL ? STR_NONE : str_copy(&part->cells->rows->scratch, attribute);
}

static enum err start_cell(struct sheet_part *part, const char **attributes)
{
    struct arena *arena = &part->cells->rows->scratch;
    enum { MOST_TEXT = 1 << 20 };

    part->where = IN_CELL;
    part->r = kept(part, xml_attribute(attributes, "r"));
    part->s = kept(part, xml_attribute(attributes, "s"));
    part->type = cell_type(xml_attribute(attributes, "t"));
    part->value = strbuf_init(arena, MOST_TEXT);
    part->text = strbuf_init(arena, MOST_TEXT);
    part->has_value = part->in_inline = part->collecting = false;
    return ERR_OK;
}

static enum err start_in_cell(struct sheet_part *part, struct str name)
{
    if (!part->in_inline && str_eq(name, STR("is"))) {
        part->in_inline = true;
    } else if (!part->in_inline && str_eq(name, STR("v"))) {
        if (part->has_value)
            return FAIL_WITH(part->cells->error, ERR_INVALID, "sheet.damaged",
                             P_STR("part", part->cells->part));
        part->collecting = part->has_value = true;
    } else if (part->in_inline && str_eq(name, STR("t"))) {
        part->collecting = true;
    } else if (!part->in_inline || !str_eq(name, STR("r"))) {
        part->skipped = 1;
    }
    return ERR_OK;
}

static enum err on_start(void *to, struct str name, const char **attributes)
{
    struct sheet_part *part = to;

    if (part->skipped > 0) {
        part->skipped++;
        return ERR_OK;
    }
    switch (part->where) {
    case IN_NOTHING:
        if (str_eq(name, STR("sheetData")))
            part->where = IN_SHEET_DATA;
        return ERR_OK;
    case IN_SHEET_DATA:
        if (!str_eq(name, STR("row"))) {
            part->skipped = 1;
            return ERR_OK;
        }
        part->where = IN_ROW;
        return cells_begin_row(part->cells, xml_attribute(attributes, "r"));
    case IN_ROW:
        if (str_eq(name, STR("c")))
            return start_cell(part, attributes);
        part->skipped = 1;
        return ERR_OK;
    case IN_CELL:
        return start_in_cell(part, name);
    }
    return ERR_OK;
}

static enum err on_text(void *to, struct str text)
{
    struct sheet_part *part = to;

    if (part->skipped == 0 && part->collecting)
        strbuf_add(part->in_inline ? &part->text : &part->value, text);
    return ERR_OK;
}

static enum err end_cell(struct sheet_part *part)
{
    struct strbuf *value =
        part->type == TYPE_INLINE && part->text.n > 0 ? &part->text : &part->value;

    part->where = IN_ROW;
    if (!strbuf_ok(&part->text) || !strbuf_ok(&part->value))
        return FAIL_WITH(part->cells->error, ERR_INVALID, "sheet.cell_too_long",
                         P_I64("row", part->cells->rows->number),
                         P_I64("column", (int64_t)part->cells->column + 1),
                         P_I64("limit", SHEET_MOST_CHARACTERS));
    return cells_add(part->cells, part->r, part->s, part->type, strbuf_str(value));
}

static enum err on_end(void *to, struct str name)
{
    struct sheet_part *part = to;
    enum err err = ERR_OK;

    if (part->skipped > 0) {
        part->skipped--;
        return ERR_OK;
    }
    switch (part->where) {
    case IN_NOTHING:
        break;
    case IN_SHEET_DATA:
        part->where = IN_NOTHING;
        xml_stop(part->xml);
        break;
    case IN_ROW:
        part->where = IN_SHEET_DATA;
        err = cells_end_row(part->cells);
        if (part->cells->rows->done)
            xml_stop(part->xml);
        break;
    case IN_CELL:
        if (part->collecting && !str_eq(name, STR("r")))
            part->collecting = false;
        else if (part->in_inline && str_eq(name, STR("is")))
            part->in_inline = false;
        else if (str_eq(name, STR("c")))
            return end_cell(part);
        break;
    }
    return err;
}

static bool ready(void *to)
{
    const struct sheet_part *part = to;

    return part->where == IN_SHEET_DATA && part->skipped == 0;
}

static bool enough(void *to)
{
    const struct sheet_part *part = to;

    return part->cells->rows->done;
}

static enum scan_result items(void *to, const char *p, size_t n, size_t *used, enum err *err)
{
    struct sheet_part *part = to;

    return sheet_scan_rows(part->cells, p, n, used, err);
}

enum err sheet_part_read(const struct zip *zip, const struct zip_entry *entry, bool careful,
                         struct cells *cells)
{
    static const struct xml_ops ops = { on_start, on_text, on_end };
    static const struct part_scan scan = { STR_INIT("<sheetData"), STR_INIT("</row>"), ready, items,
                                           enough };
    struct sheet_part part = { .cells = cells, .where = IN_NOTHING };
    enum err err;

    part.xml = xml_new(&ops, &part, entry->name, cells->error);
    err = part_read(zip, entry, part.xml, &scan, careful, &part, cells->error);
    xml_free(part.xml);
    return err;
}
