/* application/src/sheet_sample.c */
#include "sheet_sample.h"

#include <string.h>

#include "domain/models/account.h"
#include "plans.h"

enum err plan_of_account(const struct ports *ports, struct scope *scope, const struct plan **ret)
{
    void *found;
    const struct plan *plan;

    TRY(VIA(ports->records, find, scope, &account_record, scope->account.v, &found));
    TRY(plan_of(ports, scope, ((struct account *)found)->plan, &plan));
    if (plan == NULL)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "account.plan_unknown",
                         P_STR("value", ((struct account *)found)->plan));
    *ret = plan;
    return ERR_OK;
}

#define UNPACKED_MOST ((int64_t)3 * 1024 * 1024 * 1024)

static struct sheet_limits limits_of(const struct plan *plan)
{
    return (struct sheet_limits){
        .file_bytes = plan->max_upload_bytes,
        .rows = plan->max_rows,
        .columns = BATCH_COLUMNS,
        .unpacked_bytes = UNPACKED_MOST,
    };
}

/* Without an account it is the operator's. */
static enum err limits_here(const struct ports *ports, struct scope *scope,
                            struct sheet_limits *ret)
{
    static const struct plan operators = { .max_upload_bytes = 200 << 20, .max_rows = 1 << 20 };
    const struct plan *plan = &operators;

    if (!ID_NONE(scope->account))
        TRY(plan_of_account(ports, scope, &plan));
    *ret = limits_of(plan);
    return ERR_OK;
}

enum err sheet_open(const struct ports *ports, struct scope *scope, const struct batch *batch,
                    struct sheet_request *ret)
{
    struct sheet_limits limits;
    struct str path;

    TRY(limits_here(ports, scope, &limits));
    TRY(VIA(ports->objects, local_path, scope->arena, batch->file_object, &path, &scope->error));
    *ret = (struct sheet_request){
        .path = path,
        .file_name = batch->file_name,
        .sheet = batch->sheet,
        .limits = limits,
    };
    return ERR_OK;
}

void sheet_close(const struct ports *ports, const struct sheet_request *request)
{
    VIA(ports->objects, release_path, request->path);
}

struct taking {
    struct arena *arena;
    struct sheet_sample *sample;
    size_t most;
};

static enum err take_row(void *to, int64_t row, const struct cell *cells, size_t n)
{
    struct taking *taking = to;
    struct cell *kept = ARENA_ARRAY(taking->arena, struct cell, n);

    if (taking->sample->n == taking->most)
        return ERR_OK;
    for (size_t i = 0; i < n; i++) {
        kept[i] = cells[i];
        kept[i].text = str_copy(taking->arena, cells[i].text);
    }
    taking->sample->rows[taking->sample->n++] = (struct sample_row){ row, kept, n };
    return ERR_OK;
}

enum err sheet_sample_read(const struct ports *ports, struct scope *scope,
                           const struct sheet_request *request, int64_t most,
                           struct sheet_sample *ret)
{
    struct sheet_request few = *request;
    struct taking taking = { scope->arena, ret, (size_t)most };

    *ret =
        (struct sheet_sample){ .rows = ARENA_ARRAY(scope->arena, struct sample_row, (size_t)most) };
    few.most_rows = most;
    TRY(VIA(ports->sheets, info, &few, scope->arena, &ret->workbook, &scope->error));
    return VIA(ports->sheets, read, &few, take_row, &taking, &scope->error);
}

bool batch_has_phones(const struct batch *batch)
{
    for (size_t i = 0; i < batch->columns.n; i++)
        if (batch->columns.items[i].role == COLUMN_PHONE)
            return true;
    return false;
}

static enum err recognise(const struct ports *ports, struct scope *scope, struct batch *batch,
                          const struct sheet_sample *sample, bool keep_columns)
{
    struct recognition found;
    enum err err = recognise_columns(scope->arena, sample->rows, sample->n, batch->header_row,
                                     ports->phones, batch->country, &found, &scope->error);

    if (err != ERR_OK && !str_eq(str_from_c(scope->error.slug), STR("columns.no_phone")))
        return err;
    error_clear(&scope->error); /* a person can still say which column it is */
    batch->header_row = found.header_row;
    if (!keep_columns) {
        batch->columns.items = found.columns;
        batch->columns.n = found.n;
    }
    return ERR_OK;
}

enum err batch_recognise(const struct ports *ports, struct scope *scope, struct batch *batch,
                         bool keep_columns)
{
    struct sheet_request request;
    struct sheet_sample sample;
    enum err err;

    TRY(sheet_open(ports, scope, batch, &request));
    err = sheet_sample_read(ports, scope, &request, RECOGNITION_ROWS, &sample);
    sheet_close(ports, &request);
    TRY(err);
    batch->format = sample.workbook.format;
    return recognise(ports, scope, batch, &sample, keep_columns);
}

enum { SHEETS_TRIED = 12 };

/* Leaves the batch as it was where the sheet has no phones. */
static void try_sheet(const struct ports *ports, struct scope *scope,
                      const struct sheet_request *request, struct str sheet, struct batch *batch)
{
    struct sheet_request other = *request;
    struct batch tried = *batch;
    struct sheet_sample sample;
    enum err err;

    other.sheet = tried.sheet = sheet;
    tried.header_row = 0;
    err = sheet_sample_read(ports, scope, &other, RECOGNITION_ROWS, &sample);
    if (err == ERR_OK)
        err = recognise(ports, scope, &tried, &sample, false);
    if (err == ERR_OK && batch_has_phones(&tried))
        *batch = tried;
    error_clear(&scope->error); /* what is wrong with this sheet is no fault of the first one */
}

/* A first sheet that is empty or that says nothing of phones; another may. */
static bool looks_further(enum err err, const struct error *error, const struct batch *batch)
{
    if (err != ERR_OK)
        return str_eq(str_from_c(error->slug), STR("sheet.no_content"));
    return !batch_has_phones(batch);
}

enum err batch_recognise_workbook(const struct ports *ports, struct scope *scope,
                                  struct batch *batch)
{
    struct sheet_request request;
    struct sheet_sample first;
    struct error said;
    enum err err;

    TRY(sheet_open(ports, scope, batch, &request));
    err = sheet_sample_read(ports, scope, &request, RECOGNITION_ROWS, &first);
    batch->format = first.workbook.format;
    if (err == ERR_OK)
        err = recognise(ports, scope, batch, &first, false);
    said = scope->error;
    for (size_t i = 0; first.workbook.n > 1 && i < first.workbook.n && i < SHEETS_TRIED &&
                       looks_further(err, &said, batch);
         i++) {
        if (first.workbook.sheets[i].hidden)
            continue;
        try_sheet(ports, scope, &request, first.workbook.sheets[i].name, batch);
        err = batch_has_phones(batch) ? ERR_OK : err;
    }
    sheet_close(ports, &request);
    if (err != ERR_OK)
        scope->error = said;
    return err;
}
