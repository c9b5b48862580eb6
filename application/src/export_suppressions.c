/* application/src/export_suppressions.c */
#include "export_suppressions.h"

#include "base/strbuf.h"
#include "domain/models/suppression.h"

RECORD_REPOSITORY(export)

enum { PAGE = 500 };

static const struct {
    const char *slug;
    int width;
} columns[] = {
    { "export.number", 17 },   { "export.why", 22 },   { "export.note", 40 },
    { "export.added_at", 26 }, { "export.until", 26 },
};

static struct out_cell text(struct str s)
{
    return s.n > 0 ? (struct out_cell){ .kind = OUT_TEXT, .text = s }
                   : (struct out_cell){ .kind = OUT_EMPTY };
}

static struct str word(const struct ports *ports, struct arena *arena, const struct export *export,
                       const char *slug)
{
    return VIA(ports->wording, print, arena, export->language, slug, NULL);
}

static enum err open_file(const struct ports *ports, struct scope *scope,
                          const struct export *export, struct str *path, struct sheet_file **ret)
{
    struct out_column out[ARRAY_LEN(columns)];

    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        out[i] = (struct out_column){
            .header = word(ports, scope->arena, export, columns[i].slug),
            .width = columns[i].width,
        };
    TRY(VIA(ports->objects, scratch, scope->arena, path, &scope->error));
    return VIA(ports->sheet_writer, open, scope->arena, *path,
               export->format == EXPORT_CSV ? SHEET_CSV : SHEET_XLSX,
               word(ports, scope->arena, export, "export.suppressions"), out, ARRAY_LEN(columns),
               ret, &scope->error);
}

static enum err write_one(const struct ports *ports, struct scope *page,
                          const struct export *export, const struct suppression *s,
                          struct sheet_file *file)
{
    struct str reason = str_format(page->arena, "suppression.reason.%.*s",
                                   STR_ARG(suppression_reason_name(s->reason)));
    struct out_cell cells[ARRAY_LEN(columns)] = {
        text(s->phone.e164),
        text(word(ports, page->arena, export, reason.p)),
        text(s->note),
        text(instant_print(page->arena, s->created_at)),
        text(s->expires_at.has ? instant_print(page->arena, s->expires_at.v) : STR("")),
    };

    return ports->sheet_writer.ops->row(file, cells, ARRAY_LEN(columns), &page->error);
}

static enum err write_page(const struct ports *ports, struct scope *page, struct export *export,
                           struct page_query *query, struct sheet_file *file)
{
    struct page list;

    TRY(VIA(ports->records, page, page, &suppression_record, query, &list));
    for (size_t i = 0; i < list.n; i++) {
        TRY(write_one(ports, page, export, &((const struct suppression *)list.items)[i], file));
        export->rows++;
    }
    query->after = list.next;
    return list.next.p == NULL ? ERR_OK : export_save(ports->records, page, export, NULL);
}

static enum err write_all(const struct ports *ports, struct scope *scope, struct export *export,
                          struct sheet_file *file)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct page_query query = { .limit = PAGE };

    do {
        struct scope page = scope_page(scope, &arena, VIA0(ports->clock, wall));
        enum err err = write_page(ports, &page, export, &query, file);

        if (err != ERR_OK)
            return FAIL(&scope->error, err, page.error.slug);
        if (query.after.p != NULL) /* it lives in the page's arena */
            query.after = str_copy(scope->arena, query.after);
        arena_reset(&arena);
    } while (query.after.p != NULL);
    return ERR_OK;
}

enum err export_suppressions(const struct ports *ports, struct scope *scope, struct export *export,
                             struct str *path)
{
    struct sheet_file *file;
    enum err err;

    TRY(open_file(ports, scope, export, path, &file));
    err = write_all(ports, scope, export, file);
    if (err == ERR_OK)
        return ports->sheet_writer.ops->close(file, &scope->error);
    ports->sheet_writer.ops->abandon(file);
    return err;
}
