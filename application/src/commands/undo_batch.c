/* application/src/commands/undo_batch.c - take an import back. */
#include "application/commands/undo_batch.h"

#include "domain/models/campaign.h"
#include "list_of.h"
#include "row_book.h"

RECORD_REPOSITORY(batch)
RECORD_REPOSITORY(campaign)

static const struct field undone_batch_fields[] = {
    FIELD_SUB(struct undone_batch, batch, 0, batch_record),
    FIELD_I64(struct undone_batch, dialed, 0, 0, 0),
};
const struct record undone_batch_record =
    RECORD("undone_batch", struct undone_batch, undone_batch_fields);

enum { CANCEL_PAGE = 1000 };

/* Before anything is cancelled: what rings now may end in a way that would be tried again, and
 * finds this when its turn comes. */
static enum err take_back(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    if (batch->taken_back_at.has)
        return ERR_OK;
    batch->taken_back_at = SOME_INSTANT(scope->now);
    return batch_save(ports->records, scope, batch, NULL);
}

static enum err cancel_uncalled(const struct ports *ports, struct scope *scope,
                                const struct batch *batch)
{
    bool left = true;

    while (left)
        TRY(VIA(ports->jobs, cancel, scope, batch->campaign, batch->id, CANCEL_PAGE, &left));
    return ERR_OK;
}

/* One write hides all its rows, unless a call began just now. */
static enum err hide(const struct ports *ports, struct scope *scope, struct batch *batch)
{
    struct event_list events = { 0 };
    struct batch *undone = record_copy(&batch_record, batch, scope->arena);

    TRY(batch_undo(undone, scope->now, &events, scope->arena, &scope->error));
    TRY(VIA(ports->imports, hide, scope, undone, &events));
    *batch = *undone;
    return ERR_OK;
}

enum err undo_batch(const struct ports *ports, struct scope *scope, struct batch_id id,
                    struct undone_batch *ret)
{
    struct batch *batch;
    int64_t dialed;
    enum err err = ERR_CONFLICT;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (batch->status != BATCH_COMMITTED)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_committed",
                         P_STR("status", batch_status_name(batch->status)));
    TRY(VIA(ports->imports, dialed, scope, id, &dialed));
    if (dialed == 0)
        err = hide(ports, scope, batch);
    if (err == ERR_CONFLICT) { /* somebody has been called, or is about to be */
        error_clear(&scope->error);
        TRY(take_back(ports, scope, batch));
        TRY(cancel_uncalled(ports, scope, batch));
        TRY(VIA(ports->imports, dialed, scope, id, &dialed));
        err = dialed == 0 ? hide(ports, scope, batch) : ERR_OK;
    }
    TRY(err);
    *ret = (struct undone_batch){ .batch = *batch, .dialed = dialed };
    return ERR_OK;
}

/* The draft that its upload made, which nobody has changed since and nothing else is in: without
 * the sheet it is of no use to anybody. */
static bool is_own_draft(const struct batch *batch, const struct campaign *c)
{
    return c->status == CAMPAIGN_DRAFT && c->version == 1 &&
           c->created_at.unix_ms == batch->created_at.unix_ms;
}

static enum err remove_own_draft(const struct ports *ports, struct scope *scope,
                                 const struct batch *batch)
{
    const struct page_query two = { .limit = 2 };
    struct campaign *c;
    struct page page;
    enum err err = campaign_find(ports->records, scope, batch->campaign, &c);

    if (err == ERR_NOT_FOUND) { /* asked again after it went */
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    if (!is_own_draft(batch, c))
        return ERR_OK;
    TRY(list_of(ports, scope, &batch_record, "campaign", ID_TEXT(scope->arena, c->id), &two,
                &page));
    return page.n > 1 ? ERR_OK : VIA(ports->records, remove, scope, &campaign_record, c->id.v);
}

enum err remove_batch(const struct ports *ports, struct scope *scope, struct batch_id id)
{
    struct batch *batch;

    TRY(scope_require(scope, PERMISSION_IMPORT));
    TRY(batch_find(ports->records, scope, id, &batch));
    if (batch->status != BATCH_RECEIVED && batch->status != BATCH_FAILED)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_removable",
                         P_STR("status", batch_status_name(batch->status)));
    /* as it was seen, or not at all: nothing of it goes while somebody else changes it */
    TRY(batch_save(ports->records, scope, batch, NULL));
    TRY(row_book_remove(ports, scope, id));
    if (batch->report_object.n > 0)
        TRY(VIA(ports->objects, remove, batch->report_object, &scope->error));
    TRY(VIA(ports->objects, remove, batch->file_object, &scope->error));
    TRY(remove_own_draft(ports, scope, batch));
    return VIA(ports->records, remove, scope, &batch_record, id.v);
}
