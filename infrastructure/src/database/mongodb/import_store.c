/* database/mongodb/import_store.c - the port import_store. Jobs are written as they come and not
 * touched again: the field `seen` of their batch's document brings them to sight, and takes them
 * out of it. */
#include "domain/repositories/import_store.h"

#include <string.h>

#include "database/mongodb/counts.h"
#include "database/mongodb/import_known.h"
#include "database/mongodb/job_docs.h"
#include "database/mongodb/record_save.h"

enum { ROWS_MOST = 10000, STAGED_A_STEP = 1000 };

/* -- which batches are seen -- */

static enum err read_batch(struct session *s, struct batch_id batch, struct str *ret)
{
    return document_by_id(s, batch_record.name, record_key(s->arena, s->scope->account.v, batch.v),
                          ret);
}

static enum err refuse_seen(struct session *s, struct batch_id batch)
{
    struct str document;

    TRY(read_batch(s, batch, &document));
    return document_bool(document, "seen")
               ? FAIL_WITH(s->error, ERR_PRECONDITION, "batch.not_importing",
                           P_STR("status", batch_status_name(BATCH_COMMITTED)))
               : ERR_OK;
}

static enum err show(struct session *s, struct batch_id batch, bool seen)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, update = BSON_INITIALIZER;
    bool matched;
    bson_t set;

    put_bytes(&filter, "_id", record_key(s->arena, s->scope->account.v, batch.v));
    bson_append_document_begin(&update, "$set", -1, &set);
    put_bool(&set, "seen", seen);
    bson_append_document_end(&update, &set);
    return document_change(s, batch_record.name, &filter, &update, &matched);
}

/* -- staging -- */

/* `again`: those that are there already are passed over. */
static enum err add_all(struct session *s, const char *collection, bson_t **docs, size_t n,
                        bool again)
{
    const bson_t **list = ARENA_ARRAY(s->arena, const bson_t *, n);
    size_t added = n;

    for (size_t i = 0; i < n; i++)
        list[i] = docs[i];
    enum err err = again ? documents_add_missing(s, collection, list, n, NULL)
                         : documents_add(s, collection, list, n, &added);
    for (size_t i = 0; i < n; i++)
        bson_destroy(docs[i]);
    TRY(err);
    return added == n ? ERR_OK : FAIL(s->error, ERR_EXISTS, "record.exists");
}

static enum err stage_some(struct session *s, struct job *const *jobs, size_t n)
{
    bson_t **docs = ARENA_ARRAY(s->arena, bson_t *, n);
    enum err err = ERR_OK;

    for (size_t i = 0; i < n; i++) {
        struct job row = *jobs[i];

        row.account = s->scope->account;
        row.version = 1;
        docs[i] = bson_new();
        if (err == ERR_OK)
            err = job_doc_make(s, &row, docs[i]);
    }
    if (err == ERR_OK)
        return add_all(s, job_record.name, docs, n, false);
    for (size_t i = 0; i < n; i++)
        bson_destroy(docs[i]);
    return err;
}

/* A page of an import is sealed and made in an arena of its own. */
static enum err stage_page(struct session *s, struct job *const *jobs, size_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct session page = session_part(s, &arena);

    return stage_some(&page, jobs, n);
}

static enum err imports_stage(void *self, struct scope *scope, struct job *const *jobs, size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    if (n == 0)
        return ERR_OK;
    TRY(refuse_seen(&s, jobs[0]->batch));
    for (size_t at = 0; at < n; at += STAGED_A_STEP)
        TRY(stage_page(&s, jobs + at, n - at < STAGED_A_STEP ? n - at : STAGED_A_STEP));
    for (size_t i = 0; i < n; i++) {
        jobs[i]->account = scope->account;
        jobs[i]->version = 1;
    }
    return ERR_OK;
}

static struct str phone_key(struct session *s, struct campaign_id campaign,
                            const struct job_phone_key *key)
{
    struct id128 parts[] = { s->scope->account.v, key->hash.v, campaign.v, key->job.v };

    return str_copy(s->arena, (struct str){ (const char *)parts, sizeof parts });
}

static enum err stage_keys(struct session *s, struct campaign_id campaign, struct batch_id batch,
                           const struct job_phone_key *keys, size_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct session page = session_part(s, &arena);
    bson_t **docs = ARENA_ARRAY(&arena, bson_t *, n);

    for (size_t i = 0; i < n; i++) {
        docs[i] = bson_new();
        put_bytes(docs[i], "_id", phone_key(&page, campaign, &keys[i]));
        put_key(docs[i], "account", s->scope->account.v);
        put_key(docs[i], "hash", keys[i].hash.v);
        put_key(docs[i], "campaign", campaign.v);
        put_key(docs[i], "job", keys[i].job.v);
        put_key(docs[i], "batch", batch.v);
    }
    return add_all(&page, "job_phones", docs, n, true);
}

static enum err imports_stage_phones(void *self, struct scope *scope, struct campaign_id campaign,
                                     struct batch_id batch, const struct job_phone_key *keys,
                                     size_t n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);

    for (size_t at = 0; at < n; at += STAGED_A_STEP)
        TRY(stage_keys(&s, campaign, batch, keys + at,
                       n - at < STAGED_A_STEP ? n - at : STAGED_A_STEP));
    return ERR_OK;
}

/* -- commit and undo -- */

static void put_of_batch(bson_t *filter, const struct session *s, struct batch_id batch)
{
    put_key(filter, "account", s->scope->account.v);
    put_key(filter, "batch", batch.v);
}

static enum err save_seen(struct session *s, struct batch *batch, struct event_list *events,
                          bool seen)
{
    CLEANUP(bson_destroy) bson_t extra = BSON_INITIALIZER;

    put_bool(&extra, "seen", seen);
    return record_save(s, store_plan(s->store, &batch_record), batch, events, &extra);
}

static enum err imports_commit(void *self, struct scope *scope, struct batch *batch,
                               struct event_list *events)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t found;

    TRY(refuse_seen(&s, batch->id));
    put_of_batch(&filter, &s, batch->id);
    TRY(documents_count(&s, job_record.name, &filter, 0, &found));
    if (found != batch->counts.jobs)
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "batch.rows_lost",
                         P_I64("wanted", batch->counts.jobs), P_I64("found", found));
    return save_seen(&s, batch, events, true);
}

/* Was it ever dialed, or is it about to be? That it was not yet is no promise. */
static enum err is_touched(struct session *s, struct batch_id batch, bool *ret)
{
    static const struct str stages[] = { STR_INIT("leased"), STR_INIT("dialing"), STR_INIT("on"),
                                         STR_INIT("ended") };
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    bson_t either, one;
    int64_t found;

    put_of_batch(&filter, s, batch);
    bson_append_array_begin(&filter, "$or", -1, &either);
    bson_append_document_begin(&either, "0", -1, &one);
    put_compare(&one, "attempts", "$gt", 0);
    bson_append_document_end(&either, &one);
    bson_append_document_begin(&either, "1", -1, &one);
    put_any_of(&one, "stage", stages, ARRAY_LEN(stages), put_str);
    bson_append_document_end(&either, &one);
    bson_append_array_end(&filter, &either);
    TRY(documents_count(s, job_record.name, &filter, 1, &found));
    *ret = found > 0;
    return ERR_OK;
}

/* Out of sight first, then the look at what was claimed before: a claim that comes in between sees
 * that the batch has gone (job_claim.c). */
static enum err imports_hide(void *self, struct scope *scope, struct batch *batch,
                             struct event_list *events)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    bool touched = true;

    TRY(show(&s, batch->id, false));
    enum err err = is_touched(&s, batch->id, &touched);
    if (err == ERR_OK && touched)
        err = FAIL(&scope->error, ERR_CONFLICT, "batch.dialed");
    if (err == ERR_OK)
        err = save_seen(&s, batch, events, false);
    if (err != ERR_OK)
        DROP(show(&s, batch->id, true)); /* the error is told; asking again begins anew */
    return err;
}

/* -- discarding -- */

/* At most `most` by their _id: whole batches are too much for one command. */
static enum err drop_some(struct session *s, const char *collection, struct batch_id batch,
                          int64_t most, int64_t *dropped)
{
    CLEANUP(bson_destroy) bson_t of_batch = BSON_INITIALIZER, filter = BSON_INITIALIZER;
    struct documents found;

    put_of_batch(&of_batch, s, batch);
    TRY(documents_find(s, collection, &of_batch, NULL, most, &found));
    put_any_id(&filter, found.items, found.n);
    *dropped = (int64_t)found.n;
    int64_t removed;
    return found.n == 0 ? ERR_OK : documents_remove(s, collection, &filter, &removed);
}

static enum err imports_discard(void *self, struct scope *scope, struct batch_id batch,
                                int64_t most, bool *left)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    int64_t piece = most < 1 ? 1 : most > ROWS_MOST ? ROWS_MOST : most, phones, jobs;

    TRY(refuse_seen(&s, batch));
    TRY(drop_some(&s, "job_phones", batch, piece, &phones));
    TRY(drop_some(&s, job_record.name, batch, piece, &jobs));
    *left = phones == piece || jobs == piece;
    return ERR_OK;
}

/* -- reads -- */

static enum err imports_dialed(void *self, struct scope *scope, struct batch_id batch, int64_t *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_of_batch(&filter, &s, batch);
    put_compare(&filter, "attempts", "$gt", 0);
    return documents_count(&s, job_record.name, &filter, 0, ret);
}

static int64_t rows_limit(int64_t most)
{
    return most < 1 ? 1 : most > ROWS_MOST ? ROWS_MOST : most;
}

static enum err read_jobs(struct session *s, const struct documents *found, struct job ***ret,
                          size_t *n)
{
    struct job **jobs = ARENA_ARRAY(s->arena, struct job *, found->n);
    void *job;

    for (size_t i = 0; i < found->n; i++) {
        TRY(object_read_whole(s, store_plan(s->store, &job_record), found->items[i], &job));
        jobs[i] = job;
    }
    *ret = jobs;
    *n = found->n;
    return ERR_OK;
}

static enum err imports_rows(void *self, struct scope *scope, struct batch_id batch,
                             int64_t after_row, int64_t most, struct job ***ret, size_t *n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found = { 0 };
    struct str document;

    TRY(read_batch(&s, batch, &document));
    put_of_batch(&filter, &s, batch);
    put_compare(&filter, "row", "$gt", after_row);
    bson_append_int32(&sort, "row", -1, 1);
    if (document_bool(document, "seen"))
        TRY(documents_find(&s, job_record.name, &filter, &sort, rows_limit(most), &found));
    return read_jobs(&s, &found, ret, n);
}

static enum err imports_jobs_of(void *self, struct scope *scope, struct phone_hash_id hash,
                                int64_t most, struct job ***ret, size_t *n)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found = { 0 };

    put_key(&filter, "account", scope->account.v);
    TRY(seen_jobs_of(&s, hash, &filter));
    bson_append_int32(&sort, "id", -1, -1);
    TRY(documents_find(&s, job_record.name, &filter, &sort, rows_limit(most), &found));
    return read_jobs(&s, &found, ret, n);
}

struct import_store mongodb_import_store(struct mongodb_store *store)
{
    static const struct import_store_ops ops = {
        .known = numbers_known,
        .stage = imports_stage,
        .stage_phones = imports_stage_phones,
        .commit = imports_commit,
        .discard = imports_discard,
        .dialed = imports_dialed,
        .hide = imports_hide,
        .rows = imports_rows,
        .jobs_of = imports_jobs_of,
    };

    return (struct import_store){ &ops, store };
}
