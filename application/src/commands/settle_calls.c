/* commands/settle_calls.c - the settle sweep. */
#include "application/commands/settle_calls.h"

#include "base/crash.h"

RECORD_REPOSITORY(campaign)

/* The rules of the campaigns met in one sweep: there are few. */
struct campaigns {
    struct campaign **items;
    size_t n;
};

static enum err campaign_of(const struct ports *ports, struct scope *scope, struct campaigns *known,
                            const struct job *job, struct campaign **ret)
{
    struct scope inside = *scope;
    enum err err;

    for (size_t i = 0; i < known->n; i++)
        if (ID_EQ(known->items[i]->id, job->campaign)) {
            *ret = known->items[i];
            return ERR_OK;
        }
    inside.account = job->account;
    err = campaign_find(ports->records, &inside, job->campaign, ret);
    if (err == ERR_OK)
        known->items[known->n++] = *ret;
    else
        scope->error = inside.error;
    return err;
}

/* What still rang when its campaign was cancelled is not called again, nor what turned up when it
 * was done. */
static struct retry_rules rules_of(const struct campaign *campaign)
{
    struct retry_rules rules = campaign->retry;

    if (campaign->status == CAMPAIGN_CANCELLED || campaign->status == CAMPAIGN_DONE)
        rules.max_attempts = 0;
    return rules;
}

enum err settle_calls(const struct ports *ports, struct scope *scope, int64_t most,
                      int64_t *settled)
{
    struct job_list jobs;
    struct campaigns known;
    struct settle_step *steps;
    int64_t n = 0;

    TRY(VIA(ports->jobs, unsettled, scope, most, &jobs));
    known = (struct campaigns){ ARENA_ARRAY(scope->arena, struct campaign *, jobs.n), 0 };
    steps = ARENA_ARRAY(scope->arena, struct settle_step, jobs.n);
    for (size_t i = 0; i < jobs.n; i++) {
        const struct job *job = jobs.items[i];
        struct campaign *campaign;

        TRY(campaign_of(ports, scope, &known, job, &campaign));
        steps[i] = (struct settle_step){
            .at = { .account = job->account, .job = job->id, .tag = job->attempt.tag },
            .rules = rules_of(campaign),
        };
    }
    if (jobs.n > 0)
        TRY(VIA(ports->jobs, settle, scope, steps, jobs.n));
    CRASH("K14");
    for (size_t i = 0; i < jobs.n; i++)
        n += steps[i].at.err == ERR_OK;
    *settled = n;
    return ERR_OK;
}
