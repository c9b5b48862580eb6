/* application/src/import_report.c */
#include "import_report.h"

#include "base/strbuf.h"

enum { OWN_COLUMNS = 3, SENTENCES_MOST = 4000 };

static struct str sentence(const struct import_report *r, struct arena *arena, const char *slug,
                           const struct param *params)
{
    return VIA(r->ports->wording, print, arena, r->language, slug, params);
}

static enum err open_file(struct import_report *r, struct scope *page)
{
    size_t n = r->batch->columns.n + OWN_COLUMNS;
    struct out_column *columns = ARENA_ARRAY(page->arena, struct out_column, n);
    static const char *const own[OWN_COLUMNS] = { "report.row", "report.verdict", "report.reason" };

    for (size_t i = 0; i < r->batch->columns.n; i++)
        columns[i].header = r->batch->columns.items[i].header;
    for (size_t i = 0; i < OWN_COLUMNS; i++)
        columns[r->batch->columns.n + i].header = sentence(r, page->arena, own[i], NULL);
    columns[n - 1].width = 60;
    TRY(VIA(r->ports->objects, scratch, r->arena, &r->path, &page->error));
    return VIA(r->ports->sheet_writer, open, r->arena, r->path, SHEET_XLSX,
               sentence(r, page->arena, "report.sheet", NULL), columns, n, &r->file, &page->error);
}

static struct str reasons(const struct import_report *r, struct arena *arena,
                          const struct row_note *notes, size_t n)
{
    struct strbuf text = strbuf_init(arena, SENTENCES_MOST);

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strbuf_add_char(&text, ' ');
        if (notes[i].column.n > 0) {
            strbuf_add(&text, notes[i].column);
            strbuf_add_c(&text, ": ");
        }
        strbuf_add(&text, sentence(r, arena, notes[i].slug, notes[i].params));
    }
    return strbuf_str(&text);
}

/* "row.verdict.rejected" */
static struct str verdict_word(const struct import_report *r, struct arena *arena,
                               enum row_verdict verdict)
{
    static const char *const slugs[] = {
        [ROW_READY] = "row.verdict.ready",           [ROW_REPAIRED] = "row.verdict.repaired",
        [ROW_WARNED] = "row.verdict.warned",         [ROW_DUPLICATE] = "row.verdict.duplicate",
        [ROW_SUPPRESSED] = "row.verdict.suppressed", [ROW_REJECTED] = "row.verdict.rejected",
    };

    return sentence(r, arena, slugs[verdict], NULL);
}

enum err import_report_row(struct import_report *r, struct scope *page, int64_t row,
                           const struct cell *cells, size_t n, enum row_verdict verdict,
                           const struct row_note *notes, size_t n_notes)
{
    size_t columns = r->batch->columns.n;
    struct out_cell *out = ARENA_ARRAY(page->arena, struct out_cell, columns + OWN_COLUMNS);

    if (r->file == NULL)
        TRY(open_file(r, page));
    for (size_t i = 0; i < columns; i++) {
        size_t at = (size_t)r->batch->columns.items[i].index;

        out[i] = at < n && cells[at].text.n > 0
                     ? (struct out_cell){ .kind = OUT_TEXT, .text = cells[at].text }
                     : (struct out_cell){ .kind = OUT_EMPTY };
    }
    out[columns] = (struct out_cell){ .kind = OUT_DECIMAL,
                                      .text = str_format(page->arena, "%lld", (long long)row) };
    out[columns + 1] =
        (struct out_cell){ .kind = OUT_TEXT, .text = verdict_word(r, page->arena, verdict) };
    out[columns + 2] =
        (struct out_cell){ .kind = OUT_TEXT, .text = reasons(r, page->arena, notes, n_notes) };
    return r->ports->sheet_writer.ops->row(r->file, out, columns + OWN_COLUMNS, &page->error);
}

enum err import_report_close(struct import_report *r, struct scope *scope, struct str *key,
                             int64_t *bytes)
{
    struct sheet_file *file = r->file;
    struct object_info info;

    *key = STR("");
    *bytes = 0;
    if (file == NULL)
        return ERR_OK;
    r->file = NULL;
    TRY(r->ports->sheet_writer.ops->close(file, &scope->error));
    struct str wanted = str_format(scope->arena, "%.*s/batches/%.*s/%s",
                                   STR_ARG(ID_TEXT(scope->arena, r->batch->account)),
                                   STR_ARG(ID_TEXT(scope->arena, r->batch->id)), r->name);
    /* a try that was cut short behind this line has left one: nobody was told of it */
    TRY(VIA(r->ports->objects, remove, wanted, &scope->error));
    TRY(VIA(r->ports->objects, put_file, scope->arena, wanted, r->path, &info, &scope->error));
    *key = wanted;
    *bytes = info.bytes;
    return ERR_OK;
}

void import_report_abandon(struct import_report *r)
{
    if (r->file != NULL)
        r->ports->sheet_writer.ops->abandon(r->file);
    r->file = NULL;
}
