/* application/src/queries/preview_batch.c - what the first rows of a sheet would become. */
#include "application/queries/preview_batch.h"

#include "base/checked.h"
#include "domain/models/account.h"
#include "phone_set.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(batch)

static const struct field row_view_fields[] = {
    FIELD_I64(struct row_view, row, 0, 0, 0),
    FIELD_ENUM(struct row_view, verdict, 0, row_verdict_names),
    FIELD_STRS(struct row_view, cells, 0, 0),
    FIELD_STRS(struct row_view, phones, 0, 0),
    FIELD_LIST(struct row_view, notes, 0, row_remark_record, 0),
};
static const struct record row_view_record =
    RECORD("row_preview", struct row_view, row_view_fields);

static const struct field batch_preview_fields[] = {
    FIELD_SUB(struct batch_preview, batch, 0, batch_record),
    FIELD_STRS(struct batch_preview, sheets, 0, 0),
    FIELD_LIST(struct batch_preview, rows, 0, row_view_record, 0),
};
const struct record batch_preview_record =
    RECORD("batch_preview", struct batch_preview, batch_preview_fields);

struct preview {
    const struct ports *ports;
    struct scope *scope;
    const struct batch *batch;
    struct str language;
    struct phone_set *seen;
};

static void add_note(struct preview *p, struct row_view *view, const char *slug, struct str column,
                     const struct param *params)
{
    view->notes.items[view->notes.n++] = (struct row_remark){
        .slug = str_from_c(slug),
        .column = column,
        .text = VIA(p->ports->wording, print, p->scope->arena, p->language, slug, params),
    };
}

/* The phones as understood; a row whose phones all stood further up is a duplicate. */
static void add_phones(struct preview *p, struct row_view *view, const struct row_contact *contact)
{
    size_t fresh = 0;

    view->phones.items = ARENA_ARRAY(p->scope->arena, struct str, contact->phones.n);
    for (size_t i = 0; i < contact->phones.n; i++) {
        struct phone phone = contact->phones.items[i].phone;

        view->phones.items[view->phones.n++] = phone.e164;
        fresh +=
            phone_set_add(p->seen, VIA(p->ports->hasher, account_hash, p->scope->account, phone));
    }
    if (contact->phones.n > 0 && fresh == 0) {
        view->verdict = ROW_DUPLICATE;
        add_note(p, view, "row.duplicate_in_file", STR(""), NULL);
    }
}

static struct row_view look_at(struct preview *p, const struct sample_row *row)
{
    struct row_view view = { .row = row->row };
    struct row_result result;

    row_check(p->scope->arena, p->batch, p->ports->phones, row->cells, row->n, &result);
    view.verdict = result.verdict;
    view.notes.items = ARENA_ARRAY(p->scope->arena, struct row_remark, result.notes.n + 1);
    for (size_t i = 0; i < result.notes.n; i++)
        add_note(p, &view, result.notes.items[i].slug, result.notes.items[i].column,
                 result.notes.items[i].params);
    view.cells.items = ARENA_ARRAY(p->scope->arena, struct str, row->n);
    view.cells.n = row->n;
    for (size_t i = 0; i < row->n; i++)
        view.cells.items[i] = row->cells[i].text.p != NULL ? row->cells[i].text : STR("");
    if (result.verdict != ROW_REJECTED)
        add_phones(p, &view, &result.contact);
    return view;
}

static void add_sheets(struct batch_preview *ret, const struct workbook_info *book,
                       struct arena *arena)
{
    ret->sheets.items = ARENA_ARRAY(arena, struct str, book->n);
    for (size_t i = 0; i < book->n; i++)
        if (!book->sheets[i].hidden)
            ret->sheets.items[ret->sheets.n++] = book->sheets[i].name;
}

enum err preview_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                       int64_t rows, struct batch_preview *ret)
{
    CLEANUP(phone_set_release) struct phone_set seen = { .n = 0 };
    struct preview p = { .ports = ports, .scope = scope, .seen = &seen };
    struct account *account;
    struct batch *batch;
    struct sheet_request request;
    struct sheet_sample sample;
    enum err err;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(batch_find(ports->records, scope, id, &batch));
    TRY(sheet_open(ports, scope, batch, &request));
    rows = clamp_i64(rows, 1, PREVIEW_ROWS);
    err = sheet_sample_read(ports, scope, &request, rows + batch->header_row, &sample);
    sheet_close(ports, &request);
    TRY(err);
    p.batch = batch;
    p.language = scope_language(scope, account->language);
    *ret = (struct batch_preview){ .batch = *batch };
    ret->rows.items = ARENA_ARRAY(scope->arena, struct row_view, sample.n);
    add_sheets(ret, &sample.workbook, scope->arena);
    for (size_t i = 0; i < sample.n && (int64_t)ret->rows.n < rows; i++)
        if (sample.rows[i].row > batch->header_row)
            ret->rows.items[ret->rows.n++] = look_at(&p, &sample.rows[i]);
    return ERR_OK;
}
