/* application/src/suppression_sheet.c */
#include "suppression_sheet.h"

#include "base/strbuf.h"
#include "domain/services/column_recognition.h"
#include "domain/services/row_check.h"
#include "sheet_sample.h"

struct reading {
    const struct ports *ports;
    struct scope *scope;
    const struct suppression_sheet *sheet;
    struct batch batch; /* only what reading a sheet asks for: never saved */
    struct imported_suppressions *counts;
    struct arena arena;
};

static enum err take_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct reading *r = to;
    struct row_result result;
    struct scope inside;

    if (row <= r->batch.header_row)
        return ERR_OK;
    arena_reset(&r->arena);
    inside = scope_page(r->scope, &r->arena, VIA0(r->ports->clock, wall));
    row_check(&r->arena, &r->batch, r->ports->phones, cells, n, &result);
    r->counts->rows++;
    r->counts->rejected += result.verdict == ROW_REJECTED;
    for (size_t i = 0; result.verdict != ROW_REJECTED && i < result.contact.phones.n; i++) {
        bool known = false;
        enum err err =
            r->sheet->list(r->sheet->self, &inside, result.contact.phones.items[i].phone, &known);

        if (err != ERR_OK)
            return FAIL(&r->scope->error, err, inside.error.slug);
        r->counts->known += known;
        r->counts->added += !known;
    }
    return ERR_OK;
}

static enum err read_rows(struct reading *r)
{
    struct sheet_request request;
    enum err err;

    TRY(batch_recognise(r->ports, r->scope, &r->batch, false));
    if (!batch_has_phones(&r->batch))
        return FAIL(&r->scope->error, ERR_INVALID, "columns.no_phone");
    TRY(sheet_open(r->ports, r->scope, &r->batch, &request));
    err = VIA(r->ports->sheets, read, &request, take_row, r, &r->scope->error);
    sheet_close(r->ports, &request);
    return err;
}

enum err suppression_sheet_read(const struct ports *ports, struct scope *scope,
                                const struct suppression_sheet *sheet,
                                struct imported_suppressions *ret)
{
    struct reading r = {
        .ports = ports, .scope = scope, .sheet = sheet, .counts = ret, .arena = arena_init()
    };
    struct error dropped = { .arena = scope->arena };
    struct object_info info;
    enum err err;

    *ret = (struct imported_suppressions){ 0 };
    r.batch = (struct batch){
        .account = scope->account,
        .file_name = sheet->from->file_name,
        .country = sheet->country,
        .file_object = str_format(
            scope->arena, "%.*s/suppressions/%.*s", STR_ARG(ID_TEXT(scope->arena, scope->account)),
            STR_ARG(id128_print(scope->arena, "obj", random_id(ports->random, scope->now)))),
    };
    err = VIA(ports->objects, put, scope->arena, r.batch.file_object, sheet->from->source,
              sheet->from->from, sheet->most_bytes, &info, &scope->error);
    if (err == ERR_OK) {
        err = read_rows(&r);
        DROP(VIA(ports->objects, remove, r.batch.file_object, &dropped)); /* it did its work */
    }
    arena_release(&r.arena);
    return err;
}
