/* application/src/commands/resume_campaign.c */
#include "application/commands/resume_campaign.h"

#include "campaign_gate.h"

RECORD_REPOSITORY(campaign)

enum err resume_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret)
{
    struct campaign *c;
    struct event_list events = { 0 };

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(campaign_find(ports->records, scope, id, &c));
    TRY(account_may_call(ports, scope));
    if (c->status != CAMPAIGN_RUNNING) {
        TRY(campaign_resume(c, scope->now, &events, scope->arena, &scope->error));
        TRY(campaign_save(ports->records, scope, c, &events));
    }
    TRY(campaign_gate_open(ports, scope, c));
    *ret = c;
    return ERR_OK;
}
