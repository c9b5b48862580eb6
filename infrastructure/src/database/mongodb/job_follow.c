/* database/mongodb/job_follow.c - what follows from a step, carried out from the list of its job:
 * the readers' call, the figures, and who sleeps for want of money. */
#include "database/mongodb/job_payload.h"

static const struct record_plan *job_plan(const struct session *s)
{
    return store_plan(s->store, &job_record);
}
/* -- carrying out -- */

static enum err put_call_doc(struct session *s, bson_t *doc, const struct call *call,
                             int64_t job_version)
{
    const struct record_plan *plan = store_plan(s->store, &call_record);

    object_put(s, doc, plan, call);
    TRY(object_put_sealed(s, doc, plan, call));
    put_i64(doc, "job_version", job_version);
    return ERR_OK;
}

/* One job's call on its way into its document. */
struct following {
    struct job *job;
    struct call_payload payload;
    struct str key;
    struct call *call;
    int64_t was; /* version of the call; 0: there is none yet */
    bool done;
};

static enum err begin_following(struct session *s, const struct outbox_item *item,
                                struct following *ret)
{
    struct job *job = object_read(s, job_plan(s), item->document);

    TRY(object_unseal(s, job_plan(s), job, item->document));
    TRY(payload_unseal(s, job, document_bytes(item->item, "payload"), &ret->payload));
    ret->job = job;
    ret->key = record_key(s->arena, job->account.v, job->attempt.call.v);
    return ERR_OK;
}

/* The call as it is there, followed by the job; one that is as new already is done. */
static enum err bring_up(struct session *s, struct following *f, struct str there)
{
    void *found;

    f->was = 0;
    f->call = ARENA_NEW(s->arena, struct call);
    f->done = there.p != NULL && document_i64(there, "job_version") >= f->job->version;
    if (f->done)
        return ERR_OK;
    if (there.p != NULL) {
        TRY(object_read_whole(s, store_plan(s->store, &call_record), there, &found));
        f->call = found;
        f->was = f->call->version;
    }
    call_follow(f->call, f->job);
    call_add_payload(f->call, &f->payload);
    return ERR_OK;
}

static enum err bring_all_up(struct session *s, struct following **left, size_t n)
{
    struct str *keys = ARENA_ARRAY(s->arena, struct str, n);
    struct documents found;

    for (size_t i = 0; i < n; i++)
        keys[i] = left[i]->key;
    TRY(documents_by_ids(s, call_record.name, keys, n, &found));
    for (size_t i = 0; i < n; i++)
        TRY(bring_up(s, left[i], documents_with(&found, keys[i])));
    return ERR_OK;
}

/* Those that are not there yet, or those that are. */
static size_t those(struct following **left, size_t n, bool there, struct following **ret)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (!left[i]->done && (left[i]->was > 0) == there)
            ret[m++] = left[i];
    return m;
}

static enum err add_calls(struct session *s, struct following **some, bson_t **docs, size_t n)
{
    const bson_t **list = ARENA_ARRAY(s->arena, const bson_t *, n);
    bool *added = ARENA_ARRAY(s->arena, bool, n);

    for (size_t i = 0; i < n; i++) {
        put_bytes(docs[i], "_id", some[i]->key);
        TRY(put_call_doc(s, docs[i], some[i]->call, some[i]->job->version));
        list[i] = docs[i];
    }
    TRY(documents_add_missing(s, call_record.name, list, n, added));
    for (size_t i = 0; i < n; i++)
        some[i]->done = added[i];
    return ERR_OK;
}

static enum err change_calls(struct session *s, struct following **some, bson_t **docs, size_t n)
{
    struct change *changes = ARENA_ARRAY(s->arena, struct change, n);

    for (size_t i = 0; i < n; i++) {
        TRY(put_call_doc(s, docs[i], some[i]->call, some[i]->job->version));
        changes[i] = (struct change){ some[i]->key, some[i]->was, docs[i], false };
    }
    TRY(documents_change(s, call_record.name, changes, n));
    for (size_t i = 0; i < n; i++)
        some[i]->done = changes[i].written;
    return ERR_OK;
}

static enum err write_calls(struct session *s, struct following **left, size_t n, bool there)
{
    struct following **some = ARENA_ARRAY(s->arena, struct following *, n);
    size_t m = those(left, n, there, some);
    bson_t **docs = ARENA_ARRAY(s->arena, bson_t *, m);

    for (size_t i = 0; i < m; i++)
        docs[i] = bson_new();
    enum err err = there ? change_calls(s, some, docs, m) : add_calls(s, some, docs, m);
    for (size_t i = 0; i < m; i++)
        bson_destroy(docs[i]);
    return err;
}

static enum err follow_all(struct session *s, struct following **left, size_t *n)
{
    size_t still = 0;

    TRY(bring_all_up(s, left, *n));
    TRY(write_calls(s, left, *n, false));
    TRY(write_calls(s, left, *n, true));
    for (size_t i = 0; i < *n; i++)
        if (!left[i]->done)
            left[still++] = left[i];
    *n = still;
    return ERR_OK;
}

enum err call_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    struct following *all = ARENA_ARRAY(s->arena, struct following, n);
    struct following **left = ARENA_ARRAY(s->arena, struct following *, n);
    size_t m = n;

    for (size_t i = 0; i < n; i++) {
        TRY(begin_following(s, &items[i], &all[i]));
        left[i] = &all[i];
    }
    for (int tries = 0; m > 0; tries++) { /* a call came into being, or changed, meanwhile */
        if (tries == JOB_TRIES)
            return FAIL(s->error, ERR_UNAVAILABLE, "store.busy");
        TRY(follow_all(s, left, &m));
    }
    return ERR_OK;
}

enum err rollup_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    const bson_t **list = ARENA_ARRAY(s->arena, const bson_t *, n);
    bson_t **docs = ARENA_ARRAY(s->arena, bson_t *, n);
    bson_t sums;

    for (size_t i = 0; i < n; i++) {
        list[i] = docs[i] = bson_new();
        bson_view(&sums, document_inside(items[i].item, "r"));
        put_str(docs[i], "_id", document_str(items[i].item, "id"));
        bson_concat(docs[i], &sums);
    }
    enum err err = documents_add_missing(s, "rollup_items", list, n, NULL);
    for (size_t i = 0; i < n; i++)
        bson_destroy(docs[i]);
    return err;
}

/* The wallet was filled between the look at it and the job's going to sleep: then nobody would wake
 * it. What else is in the list stays there: the list is emptied by who finds the job next. */
static enum err wake_if_filled(struct session *s, struct str document, struct str item)
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

enum err wake_carry_out(struct session *s, const struct outbox_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(wake_if_filled(s, items[i].document, items[i].item));
    return ERR_OK;
}
