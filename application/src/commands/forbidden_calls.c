/* commands/forbidden_calls.c - calls that are on and may not be. */
#include "application/commands/forbidden_calls.h"

#include "application/commands/connections.h"
#include "permits.h"

RECORD_REPOSITORY(campaign)

enum { PAGE_JOBS = 100 };

struct sweep {
    const struct ports *ports;
    bool waits;
    struct instant since; /* boot clock: whoever is on its way since then is waited for */
    int64_t ended;
    enum err first; /* failure, and its slug */
    const char *slug;
};

/* Any phone of the person's, on the account's list or on the one that holds for all. */
static enum err is_listed(const struct ports *ports, struct scope *scope, const struct job *job,
                          bool *ret)
{
    struct phone_hash_id own[JOB_PHONES], all[JOB_PHONES];
    struct person *persons[JOB_PHONES];
    bool found[JOB_PHONES] = { false };
    size_t n = 0;

    for (; n < job->phones.n && n < JOB_PHONES; n++) {
        own[n] = VIA(ports->hasher, account_hash, job->account, job->phones.items[n].phone);
        all[n] = VIA(ports->hasher, global_hash, job->phones.items[n].phone);
    }
    *ret = false;
    TRY(VIA(ports->persons, suppressed_global, scope, all, n, found));
    TRY(VIA(ports->persons, load, scope, job->account, own, n, persons));
    for (size_t i = 0; i < n; i++)
        *ret = *ret || found[i] || person_is_suppressed(persons[i], scope->now);
    return ERR_OK;
}

static enum err is_cancelled(const struct ports *ports, struct scope *scope, const struct job *job,
                             bool *ret)
{
    struct campaign *campaign;
    enum err err = campaign_find(ports->records, scope, job->campaign, &campaign);

    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    *ret = campaign->status == CAMPAIGN_CANCELLED;
    return ERR_OK;
}

/* One whose answer is not known yet is stopped by its own last look, or by the search. */
static enum err end_one(struct sweep *sweep, struct scope *scope, struct job *job)
{
    const struct ports *ports = sweep->ports;
    struct connection *connection;
    struct str tag = job->attempt.tag;

    if (sweep->waits && job->state == JOB_DIALING)
        TRY(permit_of_job_ends(ports, scope, job->id, sweep->since, &job));
    if (!job_state_may_ring(job->state) || !str_eq(job->attempt.tag, tag) ||
        job->attempt.provider_call.n == 0)
        return ERR_OK;
    TRY(connection_of(ports, scope, job->attempt.connection, &connection));
    TRY(VIA(ports->voice, stop, connection, job->attempt.provider_call, &scope->error));
    sweep->ended++;
    return ERR_OK;
}

static enum err look_at(struct sweep *sweep, struct scope *scope, struct job *job)
{
    bool forbidden = job->attempt.unwanted;

    if (!forbidden)
        TRY(is_listed(sweep->ports, scope, job, &forbidden));
    if (!forbidden)
        TRY(is_cancelled(sweep->ports, scope, job, &forbidden));
    return forbidden ? end_one(sweep, scope, job) : ERR_OK;
}

static void look_at_each(struct sweep *sweep, struct scope *scope, const struct job_list *jobs)
{
    for (size_t i = 0; i < jobs->n; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope inside = scope_page(scope, &arena, VIA0(sweep->ports->clock, wall));

        inside.account = jobs->items[i]->account;
        enum err err = look_at(sweep, &inside, jobs->items[i]);
        if (err != ERR_OK && sweep->first == ERR_OK) {
            sweep->first = err;
            sweep->slug = inside.error.slug;
        }
    }
}

static struct job *last_of(const struct job_list *jobs, struct arena *arena)
{
    struct job *place = ARENA_NEW(arena, struct job);

    place->account = jobs->items[jobs->n - 1]->account;
    place->id = jobs->items[jobs->n - 1]->id;
    return place;
}

enum err forbidden_calls_end(const struct ports *ports, struct scope *scope, bool waits,
                             int64_t *ended)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct sweep sweep = { .ports = ports, .waits = waits, .since = VIA0(ports->clock, boot) };
    struct job *last = NULL;
    struct job_list jobs = { .n = PAGE_JOBS };

    while (jobs.n == PAGE_JOBS) {
        struct scope page = scope_page(scope, &arena, VIA0(ports->clock, wall));
        enum err err = VIA(ports->jobs, active, &page, last, PAGE_JOBS, &jobs);

        if (err != ERR_OK)
            return FAIL(&scope->error, err, page.error.slug);
        look_at_each(&sweep, &page, &jobs);
        if (jobs.n == PAGE_JOBS)
            last = last_of(&jobs, scope->arena);
        arena_reset(&arena);
    }
    *ended = sweep.ended;
    return sweep.first == ERR_OK ? ERR_OK : FAIL(&scope->error, sweep.first, sweep.slug);
}
