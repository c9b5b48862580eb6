/* spreadsheet/xlsx/package.c - from the archive's root to its worksheets. */
#include "spreadsheet/xlsx/package.h"

#include "base/strbuf.h"
#include "spreadsheet/xlsx/part_reader.h"

enum { MOST_RELATIONSHIPS = 4096, MOST_SHEETS = 1024 };

struct relationship {
    struct str id, type, target;
};
struct relationships {
    struct arena *arena;
    struct relationship *items;
    size_t n;
    struct error *error;
    struct str part;
};

static enum err nothing_at_end(void *to, struct str name)
{
    (void)to, (void)name;
    return ERR_OK;
}

static enum err on_relationship(void *to, struct str name, const char **attributes)
{
    struct relationships *r = to;

    if (!str_eq(name, STR("Relationship")) ||
        str_eq(xml_attribute(attributes, "TargetMode"), STR("External")))
        return ERR_OK;
    if (r->n == MOST_RELATIONSHIPS)
        return FAIL_WITH(r->error, ERR_INVALID, "sheet.damaged", P_STR("part", r->part));
    r->items[r->n++] = (struct relationship){
        str_copy(r->arena, xml_attribute(attributes, "Id")),
        str_copy(r->arena, xml_attribute(attributes, "Type")),
        str_copy(r->arena, xml_attribute(attributes, "Target")),
    };
    return ERR_OK;
}

/* By the parser alone: small parts. */
static enum err read_small(const struct zip *zip, const struct zip_entry *entry,
                           const struct xml_ops *ops, void *to, struct error *error)
{
    struct xml *xml = xml_new(ops, to, entry->name, error);
    enum err err = part_read(zip, entry, xml, NULL, true, to, error);

    xml_free(xml);
    return err;
}

/* "xl/workbook.xml" has its relationships in "xl/_rels/workbook.xml.rels". */
static enum err read_relationships(const struct zip *zip, struct str of, struct arena *arena,
                                   struct relationships *ret, struct error *error)
{
    static const struct xml_ops ops = { on_relationship, NULL, nothing_at_end };
    size_t folder = of.n;
    const struct zip_entry *entry;

    while (folder > 0 && of.p[folder - 1] != '/')
        folder--;
    *ret = (struct relationships){ .arena = arena, .error = error };
    entry = zip_find(zip, str_format(arena, "%.*s_rels/%.*s.rels", (int)folder, of.p,
                                     (int)(of.n - folder), of.p + folder));
    if (entry == NULL)
        return ERR_OK;
    ret->part = entry->name;
    ret->items = ARENA_ARRAY(arena, struct relationship, MOST_RELATIONSHIPS);
    return read_small(zip, entry, &ops, ret, error);
}

/* A target as the archive names it: absolute, or relative to the folder of the part it is of. */
static struct str resolve(struct str of, struct str target, struct arena *arena)
{
    struct strbuf path = strbuf_init(arena, 1024);
    size_t folder = of.n;

    while (folder > 0 && of.p[folder - 1] != '/')
        folder--;
    if (str_starts(target, STR("/")))
        folder = 0;
    strbuf_add(&path, str_slice(of, 0, folder));
    while (target.p != NULL) {
        struct str step = str_cut(&target, '/');

        if (str_eq(step, STR(".."))) {
            path.n -= path.n > 0;
            while (path.n > 0 && path.p[path.n - 1] != '/')
                path.n--;
        } else if (step.n > 0 && !str_eq(step, STR("."))) {
            strbuf_add(&path, step);
            if (target.p != NULL)
                strbuf_add_char(&path, '/');
        }
    }
    return strbuf_ok(&path) ? strbuf_str(&path) : STR("");
}

static const struct zip_entry *by_type(const struct zip *zip, const struct relationships *r,
                                       struct str of, struct str suffix)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_ends(r->items[i].type, suffix))
            return zip_find(zip, resolve(of, r->items[i].target, r->arena));
    return NULL;
}

struct workbook_part {
    struct package *package;
    const struct relationships *relationships;
    struct str name;
    struct arena *arena;
    struct error *error;
};

static enum err add_sheet(struct workbook_part *part, const char **attributes)
{
    struct package *package = part->package;
    struct str id = xml_relationship_attribute(attributes, "id");
    struct str state = xml_attribute(attributes, "state");

    for (size_t i = 0; i < part->relationships->n; i++) {
        const struct relationship *r = &part->relationships->items[i];

        if (!str_eq(r->id, id) || !str_ends(r->type, STR("/worksheet")))
            continue; /* a sheet of charts or macros is no sheet of rows */
        if (package->info.n == MOST_SHEETS)
            return FAIL_WITH(part->error, ERR_INVALID, "sheet.damaged", P_STR("part", part->name));
        package->sheets[package->info.n].entry =
            zip_find(&package->zip, resolve(part->name, r->target, part->arena));
        package->info.sheets[package->info.n++] = (struct sheet_info){
            .name = str_copy(part->arena, xml_attribute(attributes, "name")),
            .hidden = str_eq(state, STR("hidden")) || str_eq(state, STR("veryHidden")),
        };
        return ERR_OK;
    }
    return ERR_OK;
}

static enum err on_workbook(void *to, struct str name, const char **attributes)
{
    struct workbook_part *part = to;

    if (str_eq(name, STR("workbookPr"))) {
        struct str epoch = xml_attribute(attributes, "date1904");

        part->package->epoch_1904 = str_eq(epoch, STR("1")) || str_eq(epoch, STR("true"));
    }
    return str_eq(name, STR("sheet")) ? add_sheet(part, attributes) : ERR_OK;
}

enum err package_open(const struct source *source, int64_t unpacked_limit, struct arena *arena,
                      struct package *ret, struct error *error)
{
    static const struct xml_ops ops = { on_workbook, NULL, nothing_at_end };
    struct package p = { .info = { .format = STR("xlsx") } };
    struct relationships root, own;
    struct workbook_part part = { .package = &p, .arena = arena, .error = error };
    const struct zip_entry *workbook;

    TRY(zip_open(source, unpacked_limit, arena, &p.zip, error));
    TRY(read_relationships(&p.zip, STR(""), arena, &root, error));
    workbook = by_type(&p.zip, &root, STR(""), STR("/officeDocument"));
    if (workbook == NULL)
        workbook = zip_find(&p.zip, STR("xl/workbook.xml"));
    if (workbook == NULL)
        return FAIL(error, ERR_INVALID, "sheet.unknown_format");
    TRY(read_relationships(&p.zip, workbook->name, arena, &own, error));
    p.info.sheets = ARENA_ARRAY(arena, struct sheet_info, MOST_SHEETS);
    p.sheets = ARENA_ARRAY(arena, struct package_sheet, MOST_SHEETS);
    part.relationships = &own;
    part.name = workbook->name;
    TRY(read_small(&p.zip, workbook, &ops, &part, error));
    p.strings = by_type(&p.zip, &own, workbook->name, STR("/sharedStrings"));
    p.styles = by_type(&p.zip, &own, workbook->name, STR("/styles"));
    *ret = p;
    return ERR_OK;
}
