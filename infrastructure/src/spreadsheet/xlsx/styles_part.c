/* spreadsheet/xlsx/styles_part.c - which cell formats show a day or a time. */
#include "spreadsheet/xlsx/package.h"

#include "spreadsheet/cell_text.h"
#include "spreadsheet/xlsx/part_reader.h"

enum { MOST_FORMATS = 4096, MOST_CELL_FORMATS = 65536 };

struct styles_part {
    struct { /* number formats of the workbook's own */
        int64_t id;
        enum number_style style;
    } formats[MOST_FORMATS];
    size_t n_formats;
    unsigned char *styles;
    size_t n;
    bool in_cell_formats;
};

static enum number_style style_of(const struct styles_part *part, int64_t id)
{
    for (size_t i = 0; i < part->n_formats; i++)
        if (part->formats[i].id == id)
            return part->formats[i].style;
    return number_style_of_builtin(id);
}

static enum err on_start(void *to, struct str name, const char **attributes)
{
    struct styles_part *part = to;
    int64_t id = 0;

    if (str_eq(name, STR("cellXfs"))) {
        part->in_cell_formats = true;
    } else if (str_eq(name, STR("numFmt"))) {
        if (part->n_formats < MOST_FORMATS &&
            str_to_i64(xml_attribute(attributes, "numFmtId"), 0, INT32_MAX, &id)) {
            part->formats[part->n_formats].id = id;
            part->formats[part->n_formats++].style =
                number_style_of_code(xml_attribute(attributes, "formatCode"));
        }
    } else if (part->in_cell_formats && str_eq(name, STR("xf")) && part->n < MOST_CELL_FORMATS) {
        if (!str_to_i64(xml_attribute(attributes, "numFmtId"), 0, INT32_MAX, &id))
            id = 0;
        part->styles[part->n++] = (unsigned char)style_of(part, id);
    }
    return ERR_OK;
}

static enum err on_end(void *to, struct str name)
{
    struct styles_part *part = to;

    if (str_eq(name, STR("cellXfs")))
        part->in_cell_formats = false;
    return ERR_OK;
}

enum err package_styles(const struct package *package, struct arena *arena,
                        const unsigned char **ret, size_t *n, struct error *error)
{
    static const struct xml_ops ops = { on_start, NULL, on_end };
    struct styles_part *part;
    struct xml *xml;
    enum err err;

    *ret = NULL;
    *n = 0;
    if (package->styles == NULL)
        return ERR_OK;
    part = ARENA_NEW(arena, struct styles_part);
    part->styles = arena_alloc(arena, MOST_CELL_FORMATS);
    xml = xml_new(&ops, part, package->styles->name, error);
    err = part_read(&package->zip, package->styles, xml, NULL, true, part, error);
    xml_free(xml);
    TRY(err);
    *ret = part->styles;
    *n = part->n;
    return ERR_OK;
}
