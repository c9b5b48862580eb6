/* application/src/campaign_gate.c */
#include "campaign_gate.h"

RECORD_REPOSITORY(campaign)

enum err campaign_gate_open(const struct ports *ports, struct scope *scope,
                            const struct campaign *campaign)
{
    struct campaign *now;

    TRY(VIA(ports->jobs, set_gate, scope, scope->account, campaign->id, GATE_OPEN,
            campaign->pacing.max_active));
    TRY(campaign_find(ports->records, scope, campaign->id, &now));
    if (now->status == CAMPAIGN_RUNNING)
        return ERR_OK;
    return VIA(ports->jobs, set_gate, scope, scope->account, now->id, GATE_CLOSED,
               now->pacing.max_active);
}
