/* application/src/commands/import_batch.c - rows become jobs: staged out of sight, visible by one
 * write. */
#include "application/commands/import_batch.h"

#include "domain/models/campaign.h"
#include "import_rows.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

enum { DISCARD_ROWS = 5000 };

/* It may have ended since the sheet came. */
static enum err check_campaign(const struct ports *ports, struct scope *scope,
                               const struct batch *batch)
{
    struct campaign *campaign;

    TRY(campaign_find(ports->records, scope, batch->campaign, &campaign));
    return campaign_takes_people(campaign, &scope->error);
}

enum err import_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                      struct batch **ret)
{
    struct batch *batch;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (!batch_has_phones(batch))
        return FAIL(&scope->error, ERR_PRECONDITION, "batch.no_phone_column");
    TRY(check_campaign(ports, scope, batch));
    TRY(batch_start(batch, scope->now, &scope->error));
    TRY(batch_save(ports->records, scope, batch, NULL));
    *ret = batch;
    return ERR_OK;
}

static enum err discard_all(const struct ports *ports, struct scope *scope, struct batch_id id)
{
    bool left = true;

    while (left)
        TRY(VIA(ports->imports, discard, scope, id, DISCARD_ROWS, &left));
    return ERR_OK;
}

static enum err stage_and_commit(const struct ports *ports, struct scope *scope,
                                 struct batch *batch)
{
    struct batch_counts counts;
    struct event_list events = { 0 };

    TRY(check_campaign(ports, scope, batch));
    TRY(discard_all(ports, scope, batch->id)); /* of a try that was cut short */
    TRY(import_rows(ports, scope, batch, &counts, &batch->report_object));
    TRY(batch_commit(batch, counts, VIA0(ports->clock, wall), &events, scope->arena,
                     &scope->error));
    return VIA(ports->imports, commit, scope, batch, &events);
}

/* What will not get better by trying again ends the import; the rest is tried by the next round. */
static bool is_final(enum err err)
{
    return err == ERR_INVALID || err == ERR_NOT_FOUND || err == ERR_PRECONDITION ||
           err == ERR_INTERNAL || err == ERR_EXHAUSTED;
}

static enum err fail(const struct ports *ports, struct scope *scope, struct batch *batch,
                     const char *slug)
{
    struct event_list events = { 0 };

    error_clear(&scope->error);
    TRY(discard_all(ports, scope, batch->id));
    TRY(batch_fail(batch, str_from_c(slug), VIA0(ports->clock, wall), &events, scope->arena,
                   &scope->error));
    return batch_save(ports->records, scope, batch, &events);
}

static enum err import_one(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    enum err err = stage_and_commit(ports, scope, batch);

    if (err == ERR_OK || !is_final(err))
        return err;
    const char *slug = scope->error.slug; /* static, as every slug */
    log_warn(scope->log, "batch.failed", LF_ID("batch", "bat", batch->id.v),
             LF_ERROR(&scope->error));
    return fail(ports, scope, batch, slug);
}

enum err import_next_batch(const struct ports *ports, struct scope *scope, bool *found)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, batch_status_name(BATCH_IMPORTING) } },
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
    err = import_one(ports, &inside, batch);
    scope->error = inside.error;
    return err;
}
