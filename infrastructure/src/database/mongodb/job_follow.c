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
    payload_add(payload, call);
    return write_call(s, key, call, was, job->version, done);
}

enum err call_carry_out(struct session *s, struct str document, struct str item)
{
    struct job *job = object_read(s, job_plan(s), document);
    struct payload payload;
    bool done = false;

    TRY(object_unseal(s, job_plan(s), job, document));
    TRY(payload_unseal(s, job, document_bytes(item, "payload"), &payload));
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
