/* application/src/commands/launch_campaign.c - needs no funds: jobs wait for them. */
#include "application/commands/launch_campaign.h"

#include "campaign_gate.h"
#include "domain/models/script.h"
#include "own_numbers.h"

RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(script)

static int64_t jobs_in(const struct state_counts *counts)
{
    int64_t jobs = 0;

    for (size_t i = 0; i < ARRAY_LEN(counts->n); i++)
        jobs += counts->n[i];
    return jobs;
}

/* The text as it is now: an edit of the script changes no running campaign. */
static enum err take_script(const struct ports *ports, struct scope *scope, struct campaign *c)
{
    struct script *script;

    if (ID_NONE(c->script))
        return ERR_OK; /* campaign_launch says what is missing */
    TRY(script_find(ports->records, scope, c->script, &script));
    c->opening = script->opening;
    c->instructions = script->instructions;
    c->language = script->language;
    return ERR_OK;
}

/* A number may have left the account since the draft was written. */
static enum err must_own_numbers(const struct ports *ports, struct scope *scope,
                                 const struct campaign *c)
{
    struct str stranger;

    TRY(stranger_among(ports, scope, &c->from_numbers, &stranger));
    return stranger.p == NULL ? ERR_OK
                              : FAIL_WITH(&scope->error, ERR_PRECONDITION,
                                          "campaign.number_not_own", P_STR("number", stranger));
}

static enum err launch(const struct ports *ports, struct scope *scope, struct campaign *c)
{
    struct state_counts counts;
    struct event_list events = { 0 };

    TRY(VIA(ports->jobs, counts, scope, scope->account, c->id, &counts));
    TRY(take_script(ports, scope, c));
    TRY(must_own_numbers(ports, scope, c));
    TRY(campaign_launch(c, jobs_in(&counts), scope->now, &events, scope->arena, &scope->error));
    return campaign_save(ports->records, scope, c, &events);
}

enum err launch_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret)
{
    struct campaign *c;

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(campaign_find(ports->records, scope, id, &c));
    TRY(account_may_call(ports, scope));
    if (c->status != CAMPAIGN_RUNNING)
        TRY(launch(ports, scope, c));
    /* A stop before this line leaves a running campaign with a closed gate: asking again opens it,
     * and so does the start of the worker. */
    TRY(campaign_gate_open(ports, scope, c));
    *ret = c;
    return ERR_OK;
}
