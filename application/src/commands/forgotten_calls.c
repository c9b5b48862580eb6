/* application/src/commands/forgotten_calls.c - the newest of the provider's list against our jobs.
 */
#include "application/commands/forgotten_calls.h"

#include "base/checked.h"
#include "commands/dial_facts.h"
#include "domain/models/forgotten_call.h"

RECORD_REPOSITORY(forgotten_call)

enum { DAY_MS = 24 * 60 * 60 * 1000, DAYS_KEPT = 35, TIMES_MORE = 10 };

struct forgotten_settings forgotten_defaults(void)
{
    return (struct forgotten_settings){
        .first = 100,
        .most = 100000,
        .kept = { INT64_C(1) * DAYS_KEPT * DAY_MS },
    };
}

/* The note of the job, or NULL. */
static enum err note_of(const struct ports *ports, struct scope *scope, struct job_id job,
                        struct forgotten_call **ret)
{
    enum err err =
        forgotten_call_find(ports->records, scope, (struct forgotten_call_id){ job.v }, ret);

    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    *ret = NULL;
    return ERR_OK;
}

static bool is_young(const struct voice_call *call, struct instant since)
{
    return !call->started_at.has || !instant_before(call->started_at.v, since);
}

/* Of ours, of no attempt that the store knows, and not noted yet: nor a younger one of its job. */
static enum err is_forgotten(const struct ports *ports, struct scope *scope,
                             const struct voice_call *call, bool *ret)
{
    struct forgotten_call *note;
    struct job_id of;
    struct job *job;
    int64_t n, noted = 0;
    enum err err;

    *ret = false;
    if (!facts_tag_is_ours(ports, call) || !attempt_tag_parse(call->tag, &of, &n))
        return ERR_OK;
    err = VIA(ports->jobs, find_by_tag, scope, call->tag, &job);
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    TRY(note_of(ports, scope, of, &note));
    *ret = note == NULL || !attempt_tag_parse(note->tag, &of, &noted) || noted < n;
    return ERR_OK;
}

/* Those of the newest `most`; *more: there may be older ones. */
static enum err forgotten_among(const struct ports *ports, struct scope *scope,
                                const struct forgotten_settings *settings,
                                const struct connection *connection, int64_t most,
                                struct voice_call_list *ret, bool *more)
{
    struct instant since = { VIA0(ports->clock, wall).unix_ms - settings->kept.ms };
    struct voice_call_list calls;
    size_t n = 0;

    TRY(VIA(ports->voice, recent, scope->arena, connection, most, &calls, &scope->error));
    for (size_t i = 0; i < calls.n; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
        bool forgotten = false;
        enum err err = ERR_OK;

        if (is_young(&calls.items[i], since))
            err = is_forgotten(ports, &inside, &calls.items[i], &forgotten);
        if (err != ERR_OK) /* its texts die with its arena */
            return FAIL(&scope->error, err, inside.error.slug);
        if (forgotten)
            calls.items[n++] = calls.items[i];
    }
    *more = n > 0 && (int64_t)calls.n >= most;
    *ret = (struct voice_call_list){ calls.items, n };
    return ERR_OK;
}

static enum err note(const struct ports *ports, struct scope *scope,
                     const struct connection *connection, const struct voice_call *call)
{
    struct forgotten_call *known, made = { .version = 0 };
    struct job_id job = { 0 };
    int64_t n;
    enum err err;

    if (!attempt_tag_parse(call->tag, &job, &n))
        return ERR_OK;
    TRY(note_of(ports, scope, job, &known));
    if (known == NULL)
        known = &made;
    known->id = (struct forgotten_call_id){ job.v };
    known->connection = connection->id;
    known->tag = call->tag;
    known->provider_call = call->provider_call;
    known->started_at = call->started_at;
    known->created_at = VIA0(ports->clock, wall);
    err = forgotten_call_save(ports->records, scope, known, NULL);
    if (err != ERR_EXISTS && err != ERR_CONFLICT)
        return err;
    error_clear(&scope->error); /* another worker, that looks as we do */
    return ERR_OK;
}

/* Notes of jobs that the copy does not have, either: nobody will claim them. */
static enum err drop_old(const struct ports *ports, struct scope *scope,
                         const struct forgotten_settings *settings)
{
    struct instant since = { VIA0(ports->clock, wall).unix_ms - settings->kept.ms };
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, scope, &forgotten_call_record, &query, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct forgotten_call *one = &((struct forgotten_call *)page.items)[i];

            if (instant_before(one->created_at, since))
                TRY(VIA(ports->records, remove, scope, &forgotten_call_record, one->id.v));
        }
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err forgotten_calls_look(const struct ports *ports, struct scope *scope,
                              const struct forgotten_settings *settings,
                              const struct connection *connection, int64_t *found)
{
    struct scope inside = *scope;
    struct voice_call_list calls = { .items = NULL };
    int64_t most = settings->first;
    enum err err;
    bool more;

    inside.account = (struct account_id){ 0 };
    inside.idempotency_key = STR_NONE;
    err = drop_old(ports, &inside, settings);
    while (err == ERR_OK) {
        err = forgotten_among(ports, &inside, settings, connection, most, &calls, &more);
        if (err != ERR_OK || !more || most >= settings->most)
            break;
        most = min_i64(most * TIMES_MORE, settings->most);
    }
    for (size_t i = calls.n; i > 0 && err == ERR_OK; i--)
        err = note(ports, &inside, connection, &calls.items[i - 1]);
    *found = (int64_t)calls.n;
    scope->error = inside.error;
    return err;
}
