/* application/src/queries/left_out_rows.c - made when it is asked for: kept for nobody. */
#include "application/queries/left_out_rows.h"

#include "base/error.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/batch_row.h"
#include "import_report.h"
#include "row_book.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

static int64_t spoken_of(const struct batch_counts *c)
{
    return c->repaired + c->warned + c->duplicates + c->suppressed + c->rejected;
}

static enum err add_page(struct import_report *report, struct scope *scope, const struct page *page)
{
    const struct batch_row *rows = page->items;

    for (size_t i = 0; i < page->n; i++) {
        const struct batch_row *row = &rows[i];

        if (!row_is_accepted(row->verdict))
            TRY(import_report_row(report, scope, row->row, batch_row_cells(row, scope->arena),
                                  row->cells.n, row->verdict,
                                  row_notes_again(report->ports, scope->arena, report->batch, row),
                                  row->notes.n));
    }
    return ERR_OK;
}

static enum err add_rows(struct import_report *report, struct scope *scope)
{
    struct page_query query = {
        .filters = { { STR("batch"), FILTER_EQ, ID_TEXT(scope->arena, report->batch->id) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(report->ports->records, page, scope, &batch_row_record, &query, &page));
        TRY(add_page(report, scope, &page));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

/* The object's bytes; the object goes. */
static enum err take_object(const struct ports *ports, struct scope *scope, struct str key,
                            int64_t bytes, struct str *ret)
{
    char *all = arena_alloc(scope->arena, (size_t)bytes);
    size_t at = 0, got = 1;
    enum err err = ERR_OK, removed;

    while (err == ERR_OK && at < (size_t)bytes && got > 0) {
        err = VIA(ports->objects, read, key, (int64_t)at, all + at, (size_t)bytes - at, &got,
                  &scope->error);
        at += err == ERR_OK ? got : 0;
    }
    removed = VIA(ports->objects, remove, key, err == ERR_OK ? &scope->error : NULL);
    *ret = (struct str){ all, at };
    return err == ERR_OK ? removed : err;
}

static enum err make(const struct ports *ports, struct scope *scope, const struct batch *batch,
                     struct str *ret)
{
    struct batch_row_id own = { random_id(ports->random, scope->now) };
    struct account *account;
    struct import_report report = { .ports = ports, .batch = batch, .arena = scope->arena };
    struct str key;
    int64_t bytes;
    enum err err;

    TRY(account_find(ports->records, scope, scope->account, &account));
    report.language = scope_language(scope, account->language);
    /* of this answer alone: another that is made at the same time has a name of its own */
    report.name = str_format(scope->arena, "left-out-%.*s", STR_ARG(ID_TEXT(scope->arena, own))).p;
    err = add_rows(&report, scope);
    if (err != ERR_OK) {
        import_report_abandon(&report);
        return err;
    }
    TRY(import_report_close(&report, scope, &key, &bytes));
    if (key.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, "batch.no_report");
    return take_object(ports, scope, key, bytes, ret);
}

enum err left_out_rows(const struct ports *ports, struct scope *scope, struct batch_id id,
                       struct left_out_rows *ret)
{
    struct batch *batch;

    *ret = (struct left_out_rows){ STR_NONE, STR_NONE };
    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (batch->report_object.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, "batch.no_report");
    if (spoken_of(&batch->counts) > BATCH_ROWS_KEPT) {
        ret->report_object = batch->report_object;
        return ERR_OK;
    }
    return make(ports, scope, batch, &ret->workbook);
}
