/* application/src/commands/pause_campaign.c - the gate is closed before anything is said. */
#include "application/commands/pause_campaign.h"

#include "permits.h"

RECORD_REPOSITORY(campaign)

static const struct field paused_campaign_fields[] = {
    FIELD_SUB(struct paused_campaign, campaign, 0, campaign_record),
    FIELD_I64(struct paused_campaign, in_course, 0, 0, 0),
};
const struct record paused_campaign_record =
    RECORD("paused_campaign", struct paused_campaign, paused_campaign_fields);

/* First the gate: were the process to die in between, nobody is called while the campaign says
 * "running", and pausing again mends it. */
enum err pause_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                        struct paused_campaign *ret)
{
    struct campaign *c;
    struct event_list events = { 0 };
    struct state_counts counts;

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(campaign_find(ports->records, scope, id, &c));
    if (c->status != CAMPAIGN_PAUSED) {
        TRY(campaign_pause(c, scope->now, &events, scope->arena, &scope->error));
        TRY(VIA(ports->jobs, set_gate, scope, scope->account, id, GATE_CLOSED,
                c->pacing.max_active));
        TRY(campaign_save(ports->records, scope, c, &events));
    }
    TRY(permits_of_campaign_end(ports, scope, id));
    TRY(VIA(ports->jobs, counts_in_course, scope, scope->account, id, &counts));
    *ret = (struct paused_campaign){ .campaign = *c };
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        ret->in_course += job_state_may_ring((enum job_state)state) ? counts.n[state] : 0;
    return ERR_OK;
}
