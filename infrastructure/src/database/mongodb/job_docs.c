/* database/mongodb/job_docs.c - loading a job and writing all that a step did to it. */
#include "database/mongodb/job_docs.h"

#include <assert.h>
#include <string.h>

#include "base/crash.h"
#include "base/strbuf.h"
#include "codec/json_record.h"
#include "database/mongodb/askers.h"

static const struct record_plan *job_plan(const struct session *s)
{
    return store_plan(s->store, &job_record);
}

/* -- loading -- */

enum err job_doc_take(struct job_doc *j, struct str document)
{
    struct session *s = j->s;
    struct str key = document_bytes(document, "_id");

    TRY(outbox_carry_out(s, job_record.name, key, document));
    j->document = document;
    j->d = (struct dialing){ .job = object_read(s, job_plan(s), document),
                             .now = s->scope->now,
                             .store_now = server_now(s),
                             .arena = s->arena };
    j->before = *j->d.job;
    j->account = j->before.account;
    return ERR_OK;
}

enum err job_doc_load(struct job_doc *j, struct account_id account, struct job_id id, bool *found)
{
    struct str document;

    TRY(document_by_id(j->s, job_record.name, record_key(j->s->arena, account.v, id.v), &document));
    *found = document.p != NULL;
    return *found ? job_doc_take(j, document) : ERR_OK;
}

enum err job_doc_unseal(struct job_doc *j)
{
    return object_unseal(j->s, job_plan(j->s), j->d.job, j->document);
}

struct wallet wallet_made_up(const struct job *job)
{
    struct amount hold = job->attempt.hold;

    return (struct wallet){ .account = job->account,
                            .version = 1,
                            .unit = hold.unit,
                            .held = hold.units,
                            .funded = hold.units };
}

/* -- what a job waits for -- */

struct stage {
    const char *name;
    int64_t at;
};

static struct stage stage_of(const struct job *job)
{
    const struct attempt *a = &job->attempt;

    switch (job->state) {
    case JOB_SCHEDULED:
    case JOB_RETRY_WAIT:
        return (struct stage){ "due", job->not_before.unix_ms };
    case JOB_WAITING_FUNDS:
        return (struct stage){ "waiting", job->not_before.unix_ms };
    case JOB_CLAIMED:
    case JOB_HELD:
        return (struct stage){ "leased", job->lease_until.unix_ms };
    case JOB_DIALING:
        return (struct stage){ "dialing", a->reconcile_at.v.unix_ms };
    case JOB_PLACED:
    case JOB_LIVE:
        return (struct stage){ "on", a->placed_at.v.unix_ms + a->max_talk_ms.ms };
    case JOB_ENDED:
        return (struct stage){ "ended", a->ended_at.v.unix_ms };
    case JOB_DONE:
    case JOB_FAILED:
    case JOB_UNDETERMINED:
    case JOB_BLOCKED:
    case JOB_CANCELLED:
        break;
    }
    return (struct stage){ "over", 0 };
}

void put_stage(bson_t *doc, const struct job *job)
{
    struct stage stage = stage_of(job);

    put_str(doc, "stage", str_from_c(stage.name));
    put_i64(doc, "at", stage.at);
}

enum err job_doc_make(struct session *s, const struct job *job, bson_t *ret)
{
    CLEANUP(outbox_release) struct outbox none = outbox_init();

    put_bytes(ret, "_id", object_key(s, job_plan(s), job));
    object_put(s, ret, job_plan(s), job);
    TRY(object_put_sealed(s, ret, job_plan(s), job));
    put_stage(ret, job);
    outbox_put(s, ret, &none);
    return ERR_OK;
}

/* -- what follows from a step -- */

struct payload {
    struct str transcript, word_times, recording_url, summary, sentiment;
};
static const struct field payload_fields[] = {
    FIELD_STR(struct payload, transcript, 0, 0, 0),
    FIELD_STR(struct payload, word_times, 0, 0, 0),
    FIELD_STR(struct payload, recording_url, 0, 0, 0),
    FIELD_STR(struct payload, summary, 0, 0, 0),
    FIELD_STR(struct payload, sentiment, 0, 0, 0),
};
static const struct record payload_record = RECORD("payload", struct payload, payload_fields);
enum { PAYLOAD_MOST = 8 << 20 };

static bool has_payload(const struct job_doc *j)
{
    return j->transcript.n > 0 || j->recording_url.n > 0 || j->summary.n > 0 || j->sentiment.n > 0;
}

static enum err put_call(struct job_doc *j, struct outbox *out)
{
    struct payload payload = { j->transcript, j->word_times, j->recording_url, j->summary,
                               j->sentiment };
    struct strbuf text = strbuf_init(j->s->arena, PAYLOAD_MOST);
    struct json_writer writer = json_writer_init(&text);
    struct str sealed = STR_NONE;
    bson_t item;

    if (has_payload(j)) {
        json_put_record(&writer, &payload_record, &payload, 0);
        assert(strbuf_ok(&text));
        TRY(account_seal(j->s, j->account.v, j->d.job->attempt.tag, strbuf_str(&text), &sealed));
    }
    outbox_open(out, "call", &item);
    put_bytes(&item, "payload", sealed);
    outbox_close(out, &item);
    return ERR_OK;
}

static void put_rollup(struct job_doc *j, struct outbox *out)
{
    const struct rollup *r = &j->fx.rollup;
    bson_t item, inner;

    outbox_open(out, "rollup", &item);
    put_str(&item, "id",
            str_format(j->s->arena, "%.*s:%lld", STR_ARG(j->d.job->attempt.tag),
                       (long long)j->d.job->version));
    bson_append_document_begin(&item, "r", -1, &inner);
    for (size_t i = 0; i < rollup_record.n; i++) {
        const struct field *f = &rollup_record.fields[i];

        if (f->kind == KIND_ID)
            put_key(&inner, f->name, *(const struct id128 *)field_at(f, r));
        else if ((f->flags & FIELD_KEY) || *(const int64_t *)field_at(f, r) != 0)
            put_i64(&inner, f->name, *(const int64_t *)field_at(f, r));
    }
    bson_append_document_end(&item, &inner);
    outbox_close(out, &item);
}

static void put_release(struct job_doc *j, struct outbox *out, struct str tag)
{
    bson_t item;

    outbox_open(out, "release", &item);
    put_str(&item, "tag", tag);
    put_i64(&item, "at", j->d.now.unix_ms);
    outbox_close(out, &item);
}

/* A hold whose job was not told of it (its worker died in between) is found by the next hold of the
 * same tag. A job that goes another way gives it back; its tag is then used up. */
static bool may_have_lost_hold(const struct job_doc *j)
{
    return j->before.state == JOB_CLAIMED && !j->before.attempt.hold_open && j->before.claims > 1 &&
           j->d.job->state != JOB_CLAIMED && j->d.job->state != JOB_HELD && j->before.attempt.n > 0;
}

static void put_wake(struct job_doc *j, struct outbox *out)
{
    bson_t item;

    outbox_open(out, "wake", &item);
    put_i64(&item, "funded", j->wallet.funded);
    outbox_close(out, &item);
}

static bool is_of_wallet(const struct event *event)
{
    return event->type == EVENT_WALLET_LOW || event->type == EVENT_WALLET_EMPTY;
}

/* Those of the job, or those of the wallet. */
static struct event_list events_of(struct job_doc *j, bool wallet)
{
    struct event_list some = { 0 };

    for (size_t i = 0; i < j->fx.events.n; i++)
        if (is_of_wallet(&j->fx.events.items[i]) == wallet)
            event_list_add(&some, j->s->arena, j->fx.events.items[i]);
    return some;
}

static enum err put_consequences(struct job_doc *j, struct outbox *out)
{
    struct event_list events = events_of(j, false);
    const struct effects *fx = &j->fx;

    if (fx->has_entry && fx->entry.kind == ENTRY_RELEASE)
        put_release(j, out, j->before.attempt.tag);
    if (may_have_lost_hold(j)) {
        put_release(j, out, j->before.attempt.tag);
        if (j->d.job->attempt.hold.unit == 0 && !j->d.job->attempt.intent_at.has)
            j->d.job->attempt.hold.unit = UNIT_TALK_MS; /* held and given back: spent */
    }
    if (fx->call)
        TRY(put_call(j, out));
    if (fx->has_rollup)
        put_rollup(j, out);
    if (j->before.state != JOB_WAITING_FUNDS && j->d.job->state == JOB_WAITING_FUNDS)
        put_wake(j, out);
    outbox_events(j->s, out, &events, j->d.job->id.v, j->d.job->version);
    return ERR_OK;
}

/* -- saving -- */

static enum err save_wallet(struct job_doc *j)
{
    struct event_list events = events_of(j, true);
    bool written = true;

    if (!j->fx.wallet || j->wallet_was == 0)
        return ERR_OK;
    TRY(wallet_write(j->s, j->wallet_was, &j->wallet, j->fx.has_entry ? &j->fx.entry : NULL,
                     &events, &written));
    if (!written) {
        j->again = true;
        return ERR_OK;
    }
    if (j->fx.has_entry && j->fx.entry.kind == ENTRY_HOLD)
        CRASH("K2");
    if (j->fx.has_entry && j->fx.entry.kind == ENTRY_SETTLE)
        CRASH("K14");
    return outbox_carry_out_of(j->s, wallet_record.name,
                               (struct str){ (const char *)j->account.v.bytes, 16 });
}

static bool is_idle(const struct job_doc *j)
{
    return !j->fx.job && !j->fx.call && !j->fx.has_rollup && j->fx.events.n == 0;
}

/* What was written, as it would be read. */
static enum err carry_out_written(struct job_doc *j, const bson_t *set)
{
    CLEANUP(bson_destroy) bson_t whole = BSON_INITIALIZER;
    struct str key = document_bytes(j->document, "_id");

    bson_concat(&whole, set);
    put_bytes(&whole, "sealed", document_bytes(j->document, "sealed"));
    struct str bytes = str_copy(j->s->arena, bson_bytes(&whole));
    return outbox_carry_out(j->s, job_record.name, key, bytes);
}

static enum err save_job(struct job_doc *j)
{
    CLEANUP(outbox_release) struct outbox out = outbox_init();
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, set = BSON_INITIALIZER;
    bool written;

    if (is_idle(j))
        return ERR_OK;
    if (j->d.job->version == j->before.version)
        j->d.job->version++;
    TRY(put_consequences(j, &out));
    put_bytes(&filter, "_id", document_bytes(j->document, "_id"));
    put_i64(&filter, "version", j->before.version);
    object_put(j->s, &set, job_plan(j->s), j->d.job);
    put_stage(&set, j->d.job);
    outbox_put(j->s, &set, &out);
    put_document(&update, "$set", &set);
    TRY(document_change(j->s, job_record.name, &filter, &update, &written));
    if (!written) {
        j->again = true;
        return ERR_OK;
    }
    /* decided and stored; what cannot be carried out now is carried out by who comes next */
    if (out.n > 0 && carry_out_written(j, &set) != ERR_OK)
        error_clear(j->s->error);
    return ERR_OK;
}

void job_doc_take_turn(struct job_doc *j)
{
    if (!j->turn)
        wallet_turn_begin(j->s, j->account);
    j->turn = true;
}

static void end_turn(struct job_doc *j)
{
    if (j->turn)
        wallet_turn_end(j->s, j->account);
    j->turn = false;
}

/* What the job's list tells the wallet takes a turn of its own. */
enum err job_doc_save(struct job_doc *j)
{
    enum err err = save_wallet(j);

    end_turn(j);
    TRY(err);
    return j->again ? ERR_OK : save_job(j);
}

/* -- carrying out -- */

static enum err read_payload(struct session *s, const struct job *job, struct str item,
                             struct payload *ret)
{
    struct str sealed = document_bytes(item, "payload"), plain;
    const struct json *node;

    *ret = (struct payload){ STR_NONE, STR_NONE, STR_NONE, STR_NONE, STR_NONE };
    if (sealed.p == NULL)
        return ERR_OK;
    TRY(account_unseal(s, job->account.v, job->attempt.tag, sealed, &plain));
    TRY(json_parse(s->arena, plain, NULL, &node, s->error));
    return json_read_record(node, &payload_record, JSON_FROM_STORE, ret, s->arena, s->error);
}

static void add_payload(const struct payload *p, struct call *call)
{
    if (p->transcript.n > 0)
        call->transcript = p->transcript;
    if (p->word_times.n > 0)
        call->word_times = p->word_times;
    if (p->recording_url.n > 0)
        call->recording_url = p->recording_url;
    if (p->summary.n > 0)
        call->summary = p->summary;
    if (p->sentiment.n > 0)
        call->sentiment = p->sentiment;
}

static enum err put_call_doc(struct session *s, bson_t *doc, const struct call *call,
                             int64_t job_version)
{
    const struct record_plan *plan = store_plan(s->store, &call_record);

    object_put(s, doc, plan, call);
    TRY(object_put_sealed(s, doc, plan, call));
    put_i64(doc, "job_version", job_version);
    return ERR_OK;
}

/* *done false: it came into being, or changed, meanwhile. */
static enum err write_call(struct session *s, struct str key, const struct call *call, int64_t was,
                           int64_t job_version, bool *done)
{
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER, filter = BSON_INITIALIZER;
    CLEANUP(bson_destroy) bson_t update = BSON_INITIALIZER, set = BSON_INITIALIZER;

    if (was == 0) {
        put_bytes(&doc, "_id", key);
        TRY(put_call_doc(s, &doc, call, job_version));
        return document_add(s, call_record.name, &doc, done);
    }
    put_bytes(&filter, "_id", key);
    put_i64(&filter, "version", was);
    TRY(put_call_doc(s, &set, call, job_version));
    put_document(&update, "$set", &set);
    return document_change(s, call_record.name, &filter, &update, done);
}

static enum err follow(struct session *s, struct job *job, const struct payload *payload,
                       bool *done)
{
    const struct record_plan *plan = store_plan(s->store, &call_record);
    struct str key = record_key(s->arena, job->account.v, job->attempt.call.v), there;
    struct call *call = ARENA_NEW(s->arena, struct call);
    void *found;

    TRY(document_by_id(s, call_record.name, key, &there));
    *done = there.p != NULL && document_i64(there, "job_version") >= job->version;
    if (*done)
        return ERR_OK;
    if (there.p != NULL) {
        TRY(object_read_whole(s, plan, there, &found));
        call = found;
    }
    int64_t was = call->version;
    call_follow(call, job);
    add_payload(payload, call);
    return write_call(s, key, call, was, job->version, done);
}

enum err call_carry_out(struct session *s, struct str document, struct str item)
{
    struct job *job = object_read(s, job_plan(s), document);
    struct payload payload;
    bool done = false;

    TRY(object_unseal(s, job_plan(s), job, document));
    TRY(read_payload(s, job, item, &payload));
    for (int tries = 0; tries < JOB_TRIES && !done; tries++)
        TRY(follow(s, job, &payload, &done));
    return done ? ERR_OK : FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
}

enum err rollup_carry_out(struct session *s, struct str document, struct str item)
{
    CLEANUP(bson_destroy) bson_t doc = BSON_INITIALIZER;
    bson_t sums;
    bool added;

    (void)document;
    bson_view(&sums, document_inside(item, "r"));
    put_str(&doc, "_id", document_str(item, "id"));
    bson_concat(&doc, &sums);
    return document_add(s, "rollup_items", &doc, &added);
}

/* The wallet was filled between the look at it and the job's going to sleep: then nobody would wake
 * it. What else is in the list stays there: the list is emptied by who finds the job next. */
enum err wake_carry_out(struct session *s, struct str document, struct str item)
{
    struct job *job = object_read(s, job_plan(s), document);
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER, set = BSON_INITIALIZER;
    struct dialing d = { .job = job, .now = s->scope->now, .arena = s->arena };
    struct effects fx = { 0 };
    struct wallet wallet;
    int64_t was = job->version;
    bool found;

    TRY(wallet_load(s, job->account, &wallet, &found));
    if (!found || wallet.funded == document_i64(item, "funded") ||
        orchestrate_wake(&d, &fx, NULL) != ERR_OK)
        return ERR_OK;
    put_bytes(&filter, "_id", record_key(s->arena, job->account.v, job->id.v));
    put_i64(&filter, "version", was);
    object_put(s, &set, job_plan(s), job);
    put_stage(&set, job);
    put_document(&update, "$set", &set);
    return document_change(s, job_record.name, &filter, &update, &found);
}

/* -- many items -- */

static void answer(struct step *at, enum err err, const struct error *error)
{
    at->err = err;
    at->slug = err == ERR_OK ? NULL : error->slug;
}

/* A hold was taken, but the job went another way meanwhile: it is not this attempt's any more. */
static enum err return_lost_hold(struct session *s, const struct step *at, struct str tag)
{
    struct job_doc j = { .s = s };
    bool found;

    TRY(job_doc_load(&j, at->account, at->job, &found));
    if (found && str_eq(j.before.attempt.tag, tag) &&
        (j.before.state == JOB_CLAIMED || j.before.attempt.hold_open))
        return ERR_OK; /* whoever has it now finds the hold */
    return wallet_release_tag(s, at->account, tag, s->scope->now);
}

/* For a step that may end a hold. */
static void bring_made_up(struct job_doc *j)
{
    if (!j->before.attempt.hold_open)
        return;
    j->wallet = wallet_made_up(&j->before);
    j->d.wallet = &j->wallet;
}

/* One try. `item` is a copy; j->again: somebody was faster. */
static enum err try_item(struct session *s, const struct step_plan *plan, void *item, int tries,
                         struct str *held, bool *again)
{
    struct job_doc j = { .s = s, .tries = tries };
    struct step *at = item;
    struct error error = { .arena = s->arena };
    enum err broken = ERR_OK;
    bool found;

    *again = false;
    TRY(job_doc_load(&j, at->account, at->job, &found));
    if (!found) {
        answer(at, FAIL(&error, ERR_NOT_FOUND, "job.not_found"), &error);
        return ERR_OK;
    }
    bring_made_up(&j);
    enum err err = plan->work(&j, item, &error, &broken);
    answer(at, err, &error);
    if (broken == ERR_OK && !j.again)
        broken = job_doc_save(&j);
    end_turn(&j);
    if (broken != ERR_OK)
        return broken;
    if (j.fx.has_entry && j.fx.entry.kind == ENTRY_HOLD && j.wallet_was > 0 && j.again)
        *held = j.fx.entry.tag;
    *again = j.again;
    return ERR_OK;
}

static enum err do_item(struct session *s, const struct step_plan *plan, void *item)
{
    char *copy = arena_alloc(s->arena, plan->size);
    struct str held = STR_NONE;
    bool again = true;

    for (int tries = 0; again; tries++) {
        if (tries == JOB_TRIES)
            return FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
        wait_for_turn(s, tries);
        memcpy(copy, item, plan->size);
        TRY(try_item(s, plan, copy, tries, &held, &again));
    }
    memcpy(item, copy, plan->size);
    if (held.p != NULL && ((struct step *)item)->err != ERR_OK)
        return return_lost_hold(s, item, held);
    return ERR_OK;
}

static enum err do_items(struct mongodb_store *store, struct scope *scope,
                         const struct step_plan *plan, void *items, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);

    for (size_t i = 0; i < n; i++)
        TRY(do_item(&s, plan, (char *)items + i * plan->size));
    return ERR_OK;
}

enum err items_run(struct mongodb_store *store, struct scope *scope, const struct step_plan *plan,
                   void *items, size_t n)
{
    return n == 0 ? ERR_OK : do_items(store, scope, plan, items, n);
}

struct waiting_steps {
    struct asking asking; /* first: what the askers know of it */
    struct mongodb_store *store;
    struct scope *scope;
    const struct step_plan *plan;
    void *items;
    size_t n;
    struct step_waiter waiter;
};

static void do_waiting(struct asking *asking)
{
    struct waiting_steps *w = (struct waiting_steps *)asking;
    enum err err = items_run(w->store, w->scope, w->plan, w->items, w->n);

    if (err == ERR_OK && w->plan->crash != NULL)
        CRASH(w->plan->crash);
    w->waiter.told(w->waiter.context, err);
}

void items_submit(struct mongodb_store *store, struct scope *scope, const struct step_plan *plan,
                  void *items, size_t n, struct step_waiter waiter)
{
    struct waiting_steps *w = ARENA_NEW(scope->arena, struct waiting_steps);

    *w = (struct waiting_steps){ { do_waiting, NULL }, store, scope, plan, items, n, waiter };
    askers_ask(store->askers, &w->asking);
}

static enum err try_sweep(struct session *s, struct account_id account, struct job_id id,
                          sweep_fn *work, bool *again)
{
    struct job_doc j = { .s = s };
    struct error error = { .arena = s->arena };
    bool found;

    *again = false;
    TRY(job_doc_load(&j, account, id, &found));
    if (!found)
        return ERR_OK;
    bring_made_up(&j);
    if (work(&j.d, &j.fx, &error) != ERR_OK)
        return ERR_OK; /* it is not for this one any more */
    TRY(job_doc_save(&j));
    *again = j.again;
    return ERR_OK;
}

enum err job_sweep_one(struct session *s, struct account_id account, struct job_id id,
                       sweep_fn *work)
{
    bool again = true;

    for (int tries = 0; tries < JOB_TRIES && again; tries++) {
        wait_for_turn(s, tries);
        TRY(try_sweep(s, account, id, work, &again));
    }
    return again ? FAIL(s->error, ERR_UNAVAILABLE, "store.busy") : ERR_OK;
}
