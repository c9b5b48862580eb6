/* application/src/commands/check_batch.c - a look at every row, without importing any. */
#include "application/commands/check_batch.h"

#include "import_rows.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(batch)

enum err check_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                     struct batch **ret)
{
    struct batch *batch;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (!batch_has_phones(batch))
        return FAIL(&scope->error, ERR_PRECONDITION, "batch.no_phone_column");
    TRY(batch_check(batch, &scope->error));
    TRY(batch_save(ports->records, scope, batch, NULL));
    *ret = batch;
    return ERR_OK;
}

static enum err look(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    struct batch_counts counts;

    TRY(check_rows(ports, scope, batch, &counts, &batch->report_object));
    TRY(batch_checked(batch, counts, VIA0(ports->clock, wall), &scope->error));
    return batch_save(ports->records, scope, batch, NULL);
}

/* What will not get better by trying again is told; the rest is tried by the next round. */
static bool is_final(enum err err)
{
    return err == ERR_INVALID || err == ERR_NOT_FOUND || err == ERR_PRECONDITION ||
           err == ERR_INTERNAL || err == ERR_EXHAUSTED;
}

static enum err check_one(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    enum err err = look(ports, scope, batch);

    if (err == ERR_OK || !is_final(err))
        return err;
    const struct failure why = failure_of(&scope->error, scope->arena);

    log_warn(scope->log, "batch.check_failed", LF_ID("batch", "bat", batch->id.v),
             LF_ERROR(&scope->error));
    error_clear(&scope->error);
    TRY(batch_check_failed(batch, &why, &scope->error));
    return batch_save(ports->records, scope, batch, NULL);
}

enum err check_next_batch(const struct ports *ports, struct scope *scope, bool *found)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, batch_status_name(BATCH_CHECKING) } },
        .n = 1,
        .limit = 1,
    };
    struct page page;
    enum err err;

    TRY(VIA(ports->records, page_global, scope, &batch_record, &query, &page));
    *found = page.n > 0;
    if (!*found)
        return ERR_OK;
    struct batch *batch = page.items;
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    inside.account = batch->account;
    err = check_one(ports, &inside, batch);
    scope->error = inside.error;
    return err;
}
