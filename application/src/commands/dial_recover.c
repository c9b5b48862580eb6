/* commands/dial_recover.c - the person first, then the job: cut short in between, it is done again.
 */
#include "commands/dial_recover.h"

#include "domain/models/forgotten_call.h"

RECORD_REPOSITORY(forgotten_call)

enum { NOTE_TRIES = 20, GUARD_MARGIN_MS = 5 * MS_PER_MINUTE };

static enum err any_forgotten(const struct ports *ports, struct scope *scope, bool *ret)
{
    const struct page_query query = { .limit = 1 };
    struct page page;

    TRY(VIA(ports->records, page_global, scope, &forgotten_call_record, &query, &page));
    *ret = page.n > 0;
    return ERR_OK;
}

/* The call was placed then. One that was never connected has no moment of its own. */
static struct instant placed_at(const struct forgotten_call *call)
{
    return call->started_at.has ? call->started_at.v : call->created_at;
}

/* Its number is kept, unless the job has gone beyond it unsent: a tag is never used again. */
static struct str tag_of(const struct forgotten_call *call, const struct job *job)
{
    struct job_id of;
    int64_t n;

    return attempt_tag_parse(call->tag, &of, &n) && n >= job->attempt.n ? call->tag
                                                                        : job->attempt.tag;
}

static struct recover_step step_of(const struct dial_plan *plan, const struct candidate *c,
                                   const struct forgotten_call *call)
{
    return (struct recover_step){
        .at = candidate_step(c),
        .attempt = {
            .tag = tag_of(call, c->job),
            .provider_call = call->provider_call,
            .connection = call->connection,
            .from_number = candidate_from_number(plan->campaign, c->job),
            .max_talk = plan->campaign->max_call_ms,
            .placed_at = placed_at(call),
        },
    };
}

static enum err note_on_persons(const struct ports *ports, struct scope *scope,
                                const struct dial_plan *plan, struct candidate *c,
                                const struct forgotten_attempt *a)
{
    struct duration guarded = { ports->choices.ring.ms + a->max_talk.ms + GUARD_MARGIN_MS };
    const struct touch touch = { .tag = a->tag,
                                 .at = a->placed_at,
                                 .purpose = plan->campaign->purpose,
                                 .campaign = plan->campaign->id };
    struct person_save save = { .account = c->job->account, .persons = c->persons, .n = c->n };

    if (c->n == 0)
        return ERR_OK;
    for (int tries = 0; tries < NOTE_TRIES; tries++) {
        for (size_t i = 0; i < c->n; i++)
            person_begin(c->persons[i], touch, instant_add(a->placed_at, guarded), scope->arena);
        TRY(VIA(ports->persons, save, scope, &save, 1));
        if (save.err == ERR_OK)
            return ERR_OK;
        TRY(VIA(ports->persons, load, scope, c->job->account, c->hashes, c->n, c->persons));
    }
    return FAIL(&scope->error, ERR_CONFLICT, "person.busy");
}

static enum err recover(const struct ports *ports, struct scope *scope, struct scope *global,
                        const struct dial_plan *plan, struct candidate *c,
                        const struct forgotten_call *call)
{
    struct recover_step step = step_of(plan, c, call);

    TRY(note_on_persons(ports, scope, plan, c, &step.attempt));
    TRY(VIA(ports->jobs, recover, scope, &step, 1));
    c->gone = true; /* also when it is another's by now */
    if (step.at.err != ERR_OK)
        return ERR_OK;
    return VIA(ports->records, remove, global, &forgotten_call_record, call->id.v);
}

static enum err recover_one(const struct ports *ports, struct scope *scope, struct scope *global,
                            const struct dial_plan *plan, struct candidate *c)
{
    struct forgotten_call *call;
    enum err err = forgotten_call_find(ports->records, global,
                                       (struct forgotten_call_id){ c->job->id.v }, &call);

    if (err == ERR_OK)
        return recover(ports, scope, global, plan, c, call);
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&global->error);
    return ERR_OK;
}

enum err candidates_recover(const struct ports *ports, struct scope *scope,
                            const struct dial_plan *plan, struct candidates *c)
{
    struct scope global = *scope;
    enum err err;
    bool any;

    global.account = (struct account_id){ 0 };
    err = c->n > 0 ? any_forgotten(ports, &global, &any) : ERR_OK;
    for (size_t i = 0; i < c->n && err == ERR_OK && any; i++)
        err = recover_one(ports, scope, &global, plan, &c->items[i]);
    if (err != ERR_OK && global.error.slug != NULL)
        scope->error = global.error;
    return err;
}
