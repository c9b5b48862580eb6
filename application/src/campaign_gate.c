/* application/src/campaign_gate.c */
#include "campaign_gate.h"

#include "domain/models/account.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

enum err account_may_call(const struct ports *ports, struct scope *scope)
{
    struct account *account;

    TRY(account_find(ports->records, scope, scope->account, &account));
    if (account->status != ACCOUNT_ACTIVE)
        return FAIL(&scope->error, ERR_PRECONDITION, "account.suspended");
    return ERR_OK;
}

/* Does the gate stay open? */
static enum err may_stay_open(const struct ports *ports, struct scope *scope,
                              const struct campaign *campaign, bool *ret)
{
    struct account *account;
    struct campaign *now;

    TRY(campaign_find(ports->records, scope, campaign->id, &now));
    TRY(account_find(ports->records, scope, scope->account, &account));
    *ret = now->status == CAMPAIGN_RUNNING && account->status == ACCOUNT_ACTIVE;
    return ERR_OK;
}

enum err campaign_gate_open(const struct ports *ports, struct scope *scope,
                            const struct campaign *campaign)
{
    bool open;

    TRY(VIA(ports->jobs, set_gate, scope, scope->account, campaign->id, GATE_OPEN,
            campaign->pacing.max_active));
    TRY(may_stay_open(ports, scope, campaign, &open));
    if (open)
        return ERR_OK;
    return VIA(ports->jobs, set_gate, scope, scope->account, campaign->id, GATE_CLOSED,
               campaign->pacing.max_active);
}
