/* application/src/commands/cancel_campaign.c - close, hang up, cancel the rest. Each part can be
 * done again, so a cancel that was cut short is finished by asking for it once more. */
#include "application/commands/cancel_campaign.h"

#include "application/commands/connections.h"
#include "permits.h"

RECORD_REPOSITORY(campaign)

enum { CANCEL_PAGE = 1000 };

static enum err hang_up(const struct ports *ports, struct scope *scope, const struct campaign *c)
{
    struct job_list ringing;
    struct connection *connection;

    TRY(VIA(ports->jobs, ringing, scope, scope->account, c->id, &ringing));
    for (size_t i = 0; i < ringing.n; i++) {
        const struct attempt *a = &ringing.items[i]->attempt;

        if (a->provider_call.n == 0)
            continue; /* the search will find it and the stop follows then */
        TRY(connection_of(ports, scope, a->connection, &connection));
        enum err err = VIA(ports->voice, stop, connection, a->provider_call, &scope->error);
        if (err != ERR_OK) /* it ends by its own cap; the others are not kept waiting */
            log_warn(scope->log, "call.not_stopped", LF_STR("tag", a->tag),
                     LF_ERROR(&scope->error));
    }
    error_clear(&scope->error);
    return ERR_OK;
}

static enum err cancel_jobs(const struct ports *ports, struct scope *scope, struct campaign_id id)
{
    bool left = true;

    while (left)
        TRY(VIA(ports->jobs, cancel, scope, id, (struct batch_id){ 0 }, CANCEL_PAGE, &left));
    return ERR_OK;
}

enum err cancel_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret)
{
    struct campaign *c;
    struct event_list events = { 0 };

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(campaign_find(ports->records, scope, id, &c));
    if (c->status != CAMPAIGN_CANCELLED) {
        TRY(campaign_cancel(c, scope->now, &events, scope->arena, &scope->error));
        TRY(VIA(ports->jobs, set_gate, scope, scope->account, id, GATE_CLOSED,
                c->pacing.max_active));
        TRY(campaign_save(ports->records, scope, c, &events));
    }
    TRY(permits_of_campaign_end(ports, scope, id));
    TRY(hang_up(ports, scope, c));
    TRY(cancel_jobs(ports, scope, id));
    *ret = c;
    return ERR_OK;
}
