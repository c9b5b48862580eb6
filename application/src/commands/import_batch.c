/* application/src/commands/import_batch.c - rows become jobs: staged out of sight, visible by one
 * write. */
#include "application/commands/import_batch.h"

#include "domain/models/campaign.h"
#include "import_rows.h"
#include "sheet_sample.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

enum { DISCARD_ROWS = 5000, LOOKED_AT = 100 };

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
                     const struct failure *why)
{
    struct event_list events = { 0 };

    error_clear(&scope->error);
    TRY(discard_all(ports, scope, batch->id));
    TRY(batch_fail(batch, why, VIA0(ports->clock, wall), &events, scope->arena, &scope->error));
    return batch_save(ports->records, scope, batch, &events);
}

/* The next round, of whatever process, need not wait; unless another has taken it already. Read
 * anew: ours may say what could not be stored. */
static enum err give_back(const struct ports *ports, struct scope *scope, const struct batch *batch)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    struct batch *stored;

    TRY(batch_find(ports->records, &inside, batch->id, &stored));
    if (stored->version != batch->version || stored->status != BATCH_IMPORTING)
        return ERR_OK;
    stored->import_until = (struct opt_instant){ 0 };
    return batch_save(ports->records, &inside, stored, NULL);
}

static enum err import_one(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    enum err err = stage_and_commit(ports, scope, batch);

    if (err == ERR_OK)
        return ERR_OK;
    if (!is_final(err)) {
        DROP(give_back(ports, scope, batch)); /* else its time ends by itself */
        return err;
    }
    const struct failure why = failure_of(&scope->error, scope->arena);

    log_warn(scope->log, "batch.failed", LF_ID("batch", "bat", batch->id.v),
             LF_ERROR(&scope->error));
    return fail(ports, scope, batch, &why);
}

static enum err read_importing(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, batch_status_name(BATCH_IMPORTING) } },
        .n = 1,
        .limit = LOOKED_AT,
    };

    return VIA(ports->records, page_global, scope, &batch_record, &query, ret);
}

/* Is somebody at another sheet of the same campaign? What one import stages the other does not see:
 * a number that stands in both would get two jobs. */
static bool campaign_is_busy(const struct page *importing, const struct batch *batch,
                             struct instant now)
{
    const struct batch *others = importing->items;

    for (size_t i = 0; i < importing->n; i++)
        if (ID_EQ(others[i].campaign, batch->campaign) && !ID_EQ(others[i].id, batch->id) &&
            batch_import_is_taken(&others[i], now))
            return true;
    return false;
}

/* Ours, unless another process takes it, or a sheet of the same campaign, in this moment: each
 * writes first and looks then, so that of two at least one sees the other and gives way. */
static enum err take(const struct ports *ports, struct scope *scope, struct batch *batch,
                     struct instant now, bool *ret)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    struct page_query query = {
        .filters = { { STR("campaign"), FILTER_EQ, ID_TEXT(scope->arena, batch->campaign) },
                     { STR("status"), FILTER_EQ, batch_status_name(BATCH_IMPORTING) } },
        .n = 2,
        .limit = LOOKED_AT,
    };
    struct page importing;
    enum err err;

    *ret = false;
    inside.account = batch->account;
    batch_take_import(batch, now);
    err = batch_save(ports->records, &inside, batch, NULL);
    if (err == ERR_CONFLICT)
        return ERR_OK;
    if (err == ERR_OK)
        err = VIA(ports->records, page, &inside, &batch_record, &query, &importing);
    *ret = err == ERR_OK && !campaign_is_busy(&importing, batch, now);
    if (err == ERR_OK && !*ret)
        err = give_back(ports, &inside, batch);
    if (err != ERR_OK)
        scope->error = inside.error;
    return err;
}

/* The first that nobody is at, ours from now on: several processes look for work, and two that
 * stage the same rows would have people called twice. */
static enum err take_one(const struct ports *ports, struct scope *scope, struct batch **ret)
{
    struct instant now = VIA0(ports->clock, wall);
    struct page importing;
    struct batch *batches;

    *ret = NULL;
    TRY(read_importing(ports, scope, &importing));
    batches = importing.items;
    for (size_t i = 0; i < importing.n && *ret == NULL; i++) {
        bool taken;

        if (batch_import_is_taken(&batches[i], now) ||
            campaign_is_busy(&importing, &batches[i], now))
            continue;
        TRY(take(ports, scope, &batches[i], now, &taken));
        if (taken)
            *ret = &batches[i];
    }
    return ERR_OK;
}

enum err import_next_batch(const struct ports *ports, struct scope *scope, bool *found)
{
    struct batch *batch;
    enum err err;

    TRY(take_one(ports, scope, &batch));
    *found = batch != NULL;
    if (!*found)
        return ERR_OK;
    struct scope inside = scope_page(scope, scope->arena, scope->now);
    inside.account = batch->account;
    err = import_one(ports, &inside, batch);
    scope->error = inside.error;
    return err;
}
