/* application/src/commands/finish_campaign.c - running campaigns without open jobs become done. */
#include "application/commands/finish_campaign.h"

#include "application/commands/redial_job.h"
#include "domain/models/account.h"
#include "domain/models/batch.h"
#include "domain/services/pricing.h"
#include "each_global.h"
#include "plans.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

/* Undetermined jobs are open as long as the campaign means to call them again. */
static enum err is_open(const struct ports *ports, struct scope *scope, const struct campaign *c,
                        const struct state_counts *counts, bool *ret)
{
    *ret = false;
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        *ret = *ret || (job_state_is_open((enum job_state)state) && counts->n[state] > 0);
    if (*ret || !c->redial_undetermined_after_h.has || counts->n[JOB_UNDETERMINED] == 0)
        return ERR_OK;
    return redial_is_awaited(ports, scope, c, ret);
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

/* What the campaign's shortest call may hold, by the account's price of today. */
static enum err price_of_one(const struct ports *ports, struct scope *scope,
                             const struct campaign *c, struct amount *ret)
{
    struct account *account;
    const struct plan *plan;

    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(plan_of(ports, scope, account->plan, &plan));
    if (plan == NULL)
        return FAIL(&scope->error, ERR_PRECONDITION, "account.plan_unknown");
    return price_hold(&plan->tariff,
                      c->shortest_call_ms.has ? c->shortest_call_ms.v : c->max_call_ms, ret,
                      &scope->error);
}

/* A payment wakes all who wait for funds, and each call that ends wakes one. A hold that comes back
 * otherwise wakes nobody, and who was woken may not be called now: then all would wait beside the
 * money. */
static enum err wake_one_of(const struct ports *ports, struct scope *scope,
                            const struct campaign *c, const struct state_counts *counts)
{
    struct wallet wallet;
    struct amount price;
    bool left;

    if (counts->n[JOB_WAITING_FUNDS] == 0)
        return ERR_OK;
    if (price_of_one(ports, scope, c, &price) != ERR_OK) { /* nobody is dialed by it either */
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(VIA(ports->ledger, wallet, scope, &wallet));
    if (wallet.debt > 0 || wallet.unit != price.unit || wallet.available < price.units)
        return ERR_OK;
    return VIA(ports->jobs, wake, scope, scope->account, 1, &left);
}

/* All are counted only where what is on its way, or to come, has not told already: a campaign of a
 * million is asked every second. */
static enum err look_for_open(const struct ports *ports, struct scope *scope,
                              const struct campaign *c, struct state_counts *counts, bool *ret)
{
    const struct instant ever = { INT64_MAX };

    TRY(VIA(ports->jobs, counts_in_course, scope, scope->account, c->id, counts));
    TRY(is_open(ports, scope, c, counts, ret));
    if (*ret)
        return ERR_OK;
    TRY(VIA(ports->jobs, count_due, scope, scope->account, c->id, ever, 1,
            &counts->n[JOB_SCHEDULED]));
    *ret = counts->n[JOB_SCHEDULED] > 0;
    if (*ret)
        return ERR_OK;
    TRY(VIA(ports->jobs, counts, scope, scope->account, c->id, counts));
    return is_open(ports, scope, c, counts, ret);
}

/* A stale answer of counts cannot end a campaign too early: counts are changed in the same write as
 * the jobs. Somebody who pauses it meanwhile wins: the save conflicts and the next round looks
 * again. */
static enum err finish_one(const struct ports *ports, struct scope *scope, void *object)
{
    struct campaign *c = object;
    struct state_counts counts;
    struct event_list events = { 0 };
    bool importing, open;
    enum err err;

    /* imports first: what was committed between the two looks is counted by the second */
    TRY(is_importing(ports, scope, c, &importing));
    TRY(look_for_open(ports, scope, c, &counts, &open));
    if (importing || open)
        return wake_one_of(ports, scope, c, &counts);
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
