/* application/src/queries/read_timeline.c - put together from the job, its calls and the ledger:
 * nothing is kept for it alone. */
#include "application/queries/read_timeline.h"

#include "base/sort.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "phone_said.h"
#include "reason_words.h"

RECORD_REPOSITORY(account)

enum { CALLS_MOST = 50, ENTRIES_MOST = 2000 };

static const char *const timeline_kind_texts[] = {
    [TIMELINE_IMPORTED] = "imported", [TIMELINE_SUPPRESSED] = "suppressed",
    [TIMELINE_HELD] = "held",         [TIMELINE_DIALED] = "dialed",
    [TIMELINE_ANSWERED] = "answered", [TIMELINE_ENDED] = "ended",
    [TIMELINE_PROMISED] = "promised", [TIMELINE_SETTLED] = "settled",
    [TIMELINE_FINISHED] = "finished", [TIMELINE_DEFERRED] = "deferred",
    [TIMELINE_WAITING] = "waiting",
};
ENUM_NAMES_DEFINE(timeline_kind)

static const struct field timeline_entry_fields[] = {
    FIELD_INSTANT(struct timeline_entry, at, 0),
    FIELD_ENUM(struct timeline_entry, kind, 0, timeline_kind_names),
    FIELD_ID(struct timeline_entry, job, 0),
    FIELD_ID(struct timeline_entry, call, 0),
    FIELD_I64(struct timeline_entry, attempt, 0, 0, 0),
    FIELD_STR(struct timeline_entry, detail, 0, 0, 0),
    FIELD_STR(struct timeline_entry, text, 0, 0, 0),
    FIELD_OPT_INSTANT(struct timeline_entry, until, 0),
    FIELD_OPT_DURATION(struct timeline_entry, talk_ms, 0, 0, 0),
    FIELD_OPT_AMOUNT(struct timeline_entry, amount, 0),
};
const struct record timeline_entry_record =
    RECORD("timeline_entry", struct timeline_entry, timeline_entry_fields);

static const struct field contact_job_fields[] = {
    FIELD_ID(struct contact_job, job, 0),
    FIELD_ID(struct contact_job, campaign, 0),
    FIELD_ID(struct contact_job, batch, 0),
    FIELD_STR(struct contact_job, name, 0, 0, 0),
    FIELD_ENUM(struct contact_job, state, 0, job_state_names),
    FIELD_ENUM(struct contact_job, outcome, FIELD_MAYBE, outcome_names),
    FIELD_INSTANT(struct contact_job, created_at, 0),
};
static const struct record contact_job_record =
    RECORD("contact_job", struct contact_job, contact_job_fields);

static const struct field contact_fields[] = {
    FIELD_PHONE(struct contact, phone, 0),
    FIELD_BOOL(struct contact, suppressed, 0),
    FIELD_STR(struct contact, suppressed_reason, 0, 0, 0),
    FIELD_OPT_INSTANT(struct contact, suppressed_until, 0),
    FIELD_BOOL(struct contact, suppressed_for_all, 0),
    FIELD_LIST(struct contact, jobs, 0, contact_job_record, 0),
    FIELD_LIST(struct contact, timeline, 0, timeline_entry_record, 0),
};
const struct record contact_record = RECORD("contact", struct contact, contact_fields);

static const struct field job_timeline_fields[] = {
    FIELD_ID(struct job_timeline, job, 0),
    FIELD_LIST(struct job_timeline, entries, 0, timeline_entry_record, 0),
};
const struct record job_timeline_record =
    RECORD("job_timeline", struct job_timeline, job_timeline_fields);

struct timeline {
    const struct ports *ports;
    struct scope *scope;
    struct str language;
    struct timeline_entry *items;
    size_t n;
};

static enum err begin(const struct ports *ports, struct scope *scope, struct timeline *ret)
{
    struct account *account;

    TRY(account_find(ports->records, scope, scope->account, &account));
    *ret = (struct timeline){ .ports = ports,
                              .scope = scope,
                              .language = scope_language(scope, account->language),
                              .items =
                                  ARENA_ARRAY(scope->arena, struct timeline_entry, ENTRIES_MOST) };
    return ERR_OK;
}

static struct timeline_entry *add(struct timeline *t, enum timeline_kind kind, struct instant at)
{
    struct timeline_entry *entry = &t->items[t->n < ENTRIES_MOST ? t->n++ : t->n - 1];

    *entry = (struct timeline_entry){ .at = at, .kind = kind, .detail = STR(""), .text = STR("") };
    return entry;
}

/* A slug with its sentence; the wording gives the slug where there is none. */
static void say(struct timeline *t, struct timeline_entry *entry, struct str slug)
{
    struct str said = reason_words(t->ports, t->scope->arena, t->language, slug);

    entry->detail = slug;
    entry->text = str_eq(said, slug) ? STR("") : said;
}

static void add_promise(struct timeline *t, const struct call *call)
{
    struct timeline_entry *e;

    if (call->promise_date.n == 0 && call->promise_amount.n == 0)
        return;
    e = add(t, TIMELINE_PROMISED, call->ended_at.has ? call->ended_at.v : call->created_at);
    e->detail = str_trim(str_format(t->scope->arena, "%.*s %.*s", STR_ARG(call->promise_date),
                                    STR_ARG(call->promise_amount)));
}

static bool sees_money(const struct scope *scope)
{
    return (scope->actor.permissions & PERMISSION_BIT(PERMISSION_READ_MONEY)) != 0;
}

static void add_call(struct timeline *t, const struct call *call)
{
    size_t first = t->n;

    if (call->dialed_at.has)
        add(t, TIMELINE_DIALED, call->dialed_at.v);
    if (call->started_at.has)
        add(t, TIMELINE_ANSWERED, call->started_at.v);
    if (call->ended_at.has) {
        struct timeline_entry *e = add(t, TIMELINE_ENDED, call->ended_at.v);

        e->talk_ms = call->talk_ms;
        if (call->outcome != 0)
            e->detail = outcome_name(call->outcome);
    }
    add_promise(t, call);
    if (call->settled_at.has) {
        struct timeline_entry *e = add(t, TIMELINE_SETTLED, call->settled_at.v);

        if (sees_money(t->scope))
            e->amount = call->charge;
        e->talk_ms = call->talk_ms;
    }
    for (size_t i = first; i < t->n; i++) {
        t->items[i].job = call->job;
        t->items[i].call = call->id;
        t->items[i].attempt = call->attempt;
    }
}

/* What was set aside for each call, by the ledger. */
static enum err add_hold(struct timeline *t, const struct call *call)
{
    struct page_query query = { .filters = { { STR("tag"), FILTER_EQ, call->tag } },
                                .n = 1,
                                .limit = PAGE_DEFAULT };
    struct page page;

    TRY(VIA(t->ports->ledger, entries, t->scope, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct entry *entry = &((const struct entry *)page.items)[i];
        struct timeline_entry *e;

        if (entry->kind != ENTRY_HOLD)
            continue;
        e = add(t, TIMELINE_HELD, entry->at);
        e->job = call->job;
        e->call = call->id;
        e->attempt = call->attempt;
        e->amount = (struct opt_amount){ true, AMOUNT(entry->held, entry->unit) };
    }
    return ERR_OK;
}

static enum err add_calls(struct timeline *t, const struct job *job)
{
    struct page_query query = {
        .filters = { { STR("job"), FILTER_EQ, ID_TEXT(t->scope->arena, job->id) } },
        .n = 1,
        .limit = CALLS_MOST,
    };
    struct page page;

    TRY(VIA(t->ports->records, page, t->scope, &call_record, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct call *call = &((const struct call *)page.items)[i];

        if (sees_money(t->scope))
            TRY(add_hold(t, call));
        add_call(t, call);
    }
    return ERR_OK;
}

/* What sent it back to wait, each time. */
static void add_deferrals(struct timeline *t, const struct job *job)
{
    for (size_t i = 0; i < job->deferrals.n; i++) {
        const struct deferral *deferral = &job->deferrals.items[i];
        struct timeline_entry *e = add(t, TIMELINE_DEFERRED, deferral->at);

        e->job = job->id;
        e->until = SOME_INSTANT(deferral->until);
        say(t, e, deferral->reason);
    }
}

/* What it is waiting for now, and until when. */
static void add_present(struct timeline *t, const struct job *job)
{
    struct timeline_entry *e;

    if (!job_state_is_open(job->state)) {
        e = add(t, TIMELINE_FINISHED, job->finished_at.has ? job->finished_at.v : job->created_at);
        if (job->wait_reason.n > 0 && job->state == JOB_BLOCKED)
            say(t, e, job->wait_reason);
        else
            e->detail = job_state_name(job->state);
        e->job = job->id;
        return;
    }
    if (!job_state_is_claimable(job->state) && job->state != JOB_WAITING_FUNDS)
        return;
    e = add(t, TIMELINE_WAITING, t->scope->now);
    e->job = job->id;
    if (job_state_is_claimable(job->state))
        e->until = SOME_INSTANT(job->not_before);
    if (job->wait_reason.n > 0)
        say(t, e, job->wait_reason);
    else
        e->detail = job_state_name(job->state);
}

static enum err add_job(struct timeline *t, const struct job *job)
{
    struct timeline_entry *e = add(t, TIMELINE_IMPORTED, job->created_at);

    e->job = job->id;
    TRY(add_calls(t, job));
    add_deferrals(t, job);
    add_present(t, job);
    return ERR_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct timeline_entry *x = a, *y = b;

    if (x->at.unix_ms != y->at.unix_ms)
        return x->at.unix_ms < y->at.unix_ms ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

static void sort(struct timeline *t)
{
    sort_items(t->items, t->n, sizeof *t->items, by_time);
}

enum err read_job_timeline(const struct ports *ports, struct scope *scope, struct job_id id,
                           struct job_timeline *ret)
{
    struct timeline t;
    struct job *job;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(VIA(ports->jobs, find, scope, scope->account, id, &job));
    TRY(begin(ports, scope, &t));
    TRY(add_job(&t, job));
    sort(&t);
    *ret = (struct job_timeline){ .job = id, .entries = { t.items, t.n } };
    return ERR_OK;
}

/* -- somebody by phone -- */

static enum err add_suppression(struct timeline *t, struct phone_hash_id hash, struct contact *ret)
{
    struct timeline_entry *e;
    struct person *person;
    void *found;
    enum err err;

    TRY(VIA(t->ports->persons, load, t->scope, t->scope->account, &hash, 1, &person));
    ret->suppressed = person_is_suppressed(person, t->scope->now);
    if (!ret->suppressed)
        return ERR_OK;
    ret->suppressed_reason = person->suppressed_reason;
    ret->suppressed_until = person->suppressed_until;
    err = VIA(t->ports->records, find, t->scope, &suppression_record, hash.v, &found);
    if (err == ERR_NOT_FOUND) { /* erased: the mark stays */
        error_clear(&t->scope->error);
        return ERR_OK;
    }
    TRY(err);
    e = add(t, TIMELINE_SUPPRESSED, ((struct suppression *)found)->created_at);
    e->detail = suppression_reason_name(((struct suppression *)found)->reason);
    e->until = ((struct suppression *)found)->expires_at;
    return ERR_OK;
}

static struct contact_job contact_job_of(const struct job *job)
{
    return (struct contact_job){ .job = job->id,
                                 .campaign = job->campaign,
                                 .batch = job->batch,
                                 .name = job->name,
                                 .state = job->state,
                                 .outcome = job->outcome,
                                 .created_at = job->created_at };
}

enum err read_contact(const struct ports *ports, struct scope *scope, struct str phone,
                      struct contact *ret)
{
    struct contact contact = { .suppressed_reason = STR("") };
    struct phone_hash_id hash, global;
    struct timeline t;
    struct job **jobs;
    size_t n;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(phone_said(ports, scope, phone, &contact.phone));
    TRY(begin(ports, scope, &t));
    hash = VIA(ports->hasher, account_hash, scope->account, contact.phone);
    global = VIA(ports->hasher, global_hash, contact.phone);
    TRY(add_suppression(&t, hash, &contact));
    TRY(VIA(ports->persons, suppressed_global, scope, &global, 1, &contact.suppressed_for_all));
    TRY(VIA(ports->imports, jobs_of, scope, hash, CONTACT_JOBS, &jobs, &n));
    contact.jobs.items = ARENA_ARRAY(scope->arena, struct contact_job, n);
    for (size_t i = 0; i < n; i++) {
        TRY(add_job(&t, jobs[i]));
        contact.jobs.items[contact.jobs.n++] = contact_job_of(jobs[i]);
    }
    sort(&t);
    contact.timeline.items = t.items;
    contact.timeline.n = t.n;
    *ret = contact;
    return ERR_OK;
}
