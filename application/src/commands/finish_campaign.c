/* application/src/commands/finish_campaign.c - running campaigns without open jobs become done. */
#include "application/commands/finish_campaign.h"

#include "domain/models/batch.h"
#include "each_global.h"

RECORD_REPOSITORY(campaign)

/* Undetermined jobs are open as long as the campaign means to call them again. */
static int64_t open_jobs(const struct campaign *c, const struct state_counts *counts)
{
    int64_t open = c->redial_undetermined_after_h.has ? counts->n[JOB_UNDETERMINED] : 0;

    for (int state = 1; state < JOB_STATE_COUNT; state++)
        if (job_state_is_open((enum job_state)state))
            open += counts->n[state];
    return open;
}

/* Its people are not there yet, but they are coming. */
static enum err is_importing(const struct ports *ports, struct scope *scope,
                             const struct campaign *c, bool *ret)
{
    struct page_query query = {
        .filters = { { STR("campaign"), FILTER_EQ, ID_TEXT(scope->arena, c->id) },
                     { STR("status"), FILTER_EQ, batch_status_name(BATCH_IMPORTING) } },
        .n = 2,
        .limit = 1,
    };
    struct page page;

    TRY(VIA(ports->records, page, scope, &batch_record, &query, &page));
    *ret = page.n > 0;
    return ERR_OK;
}

/* A stale answer of counts cannot end a campaign too early: counts are changed in the same write as
 * the jobs. Somebody who pauses it meanwhile wins: the save conflicts and the next round looks
 * again. */
static enum err finish_one(const struct ports *ports, struct scope *scope, void *object)
{
    struct campaign *c = object;
    struct state_counts counts;
    struct event_list events = { 0 };
    bool importing;
    enum err err;

    /* imports first: what was committed between the two looks is counted by the second */
    TRY(is_importing(ports, scope, c, &importing));
    TRY(VIA(ports->jobs, counts, scope, scope->account, c->id, &counts));
    if (importing || open_jobs(c, &counts) > 0)
        return ERR_OK;
    TRY(campaign_finish(c, 0, scope->now, &events, scope->arena, &scope->error));
    err = campaign_save(ports->records, scope, c, &events);
    if (err == ERR_CONFLICT)
        return ERR_OK;
    TRY(err);
    return VIA(ports->jobs, set_gate, scope, scope->account, c->id, GATE_CLOSED,
               c->pacing.max_active);
}

enum err finish_campaigns(const struct ports *ports, struct scope *scope)
{
    return each_with_status(ports, scope, &campaign_record, campaign_status_name(CAMPAIGN_RUNNING),
                            finish_one);
}
