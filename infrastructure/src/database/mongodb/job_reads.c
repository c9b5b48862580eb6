/* database/mongodb/job_reads.c - jobs as sweeps, webhooks and people look for them. */
#include "database/mongodb/job_docs.h"

static enum err read_whole(struct session *s, struct str document, struct job **ret)
{
    void *job;

    TRY(object_read_whole(s, store_plan(s->store, &job_record), document, &job));
    *ret = job;
    return ERR_OK;
}

static enum err read_jobs_by(struct session *s, const bson_t *filter, const char *order,
                             int64_t most, struct job_list *ret)
{
    CLEANUP(bson_destroy) bson_t sort = BSON_INITIALIZER;
    struct documents found;
    struct job_list list;

    bson_append_int32(&sort, order, -1, 1);
    TRY(documents_find(s, job_record.name, filter, &sort, most, &found));
    list = (struct job_list){ ARENA_ARRAY(s->arena, struct job *, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        TRY(read_whole(s, found.items[i], &list.items[i]));
    *ret = list;
    return ERR_OK;
}

static enum err read_jobs(struct session *s, const bson_t *filter, int64_t most,
                          struct job_list *ret)
{
    return read_jobs_by(s, filter, "at", most, ret);
}

static enum err staged(struct mongodb_store *store, struct scope *scope, const char *stage,
                       int64_t until, int64_t most, struct job_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_str(&filter, "stage", str_from_c(stage));
    put_compare(&filter, "at", "$lte", until);
    return read_jobs(&s, &filter, most, ret);
}

enum err jobs_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                            struct job_list *ret)
{
    return staged(self, scope, "dialing", now.unix_ms, most, ret);
}

enum err jobs_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                      struct job_list *ret)
{
    return staged(self, scope, "on", now.unix_ms - OVERDUE_MS, most, ret);
}

enum err jobs_unsettled(void *self, struct scope *scope, int64_t most, struct job_list *ret)
{
    return staged(self, scope, "ended", INT64_MAX, most, ret);
}

enum err jobs_ringing(void *self, struct scope *scope, struct account_id account,
                      struct campaign_id campaign, struct job_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;

    put_key(&filter, "account", account.v);
    put_key(&filter, "campaign", campaign.v);
    put_str(&filter, "stage", STR("on"));
    return read_jobs(&s, &filter, 0, ret);
}

/* The key of a job is its account and its id. */
enum err jobs_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                     struct job_list *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    bson_t in, key;

    bson_append_document_begin(&filter, "stage", -1, &in);
    bson_append_array_begin(&in, "$in", -1, &key);
    put_str(&key, "0", STR("dialing"));
    put_str(&key, "1", STR("on"));
    bson_append_array_end(&in, &key);
    bson_append_document_end(&filter, &in);
    if (after != NULL) {
        bson_append_document_begin(&filter, "_id", -1, &key);
        put_bytes(&key, "$gt", record_key(s.arena, after->account.v, after->id.v));
        bson_append_document_end(&filter, &key);
    }
    return read_jobs_by(&s, &filter, "_id", most, ret);
}

/* -- one -- */

static enum err found_job(struct session *s, struct str document, struct job **ret)
{
    return document.p == NULL ? FAIL(s->error, ERR_NOT_FOUND, "job.not_found")
                              : read_whole(s, document, ret);
}

enum err jobs_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                           struct str provider_call, struct job **ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str document;

    put_str(&filter, "attempt.provider_call", provider_call);
    put_id(&filter, "attempt.connection", connection.v);
    TRY(document_one(&s, job_record.name, &filter, NULL, &document));
    return found_job(&s, document, ret);
}

/* Only an attempt whose intent was durable can be told of, and each of those has its call. */
enum err jobs_find_by_tag(void *self, struct scope *scope, struct str tag, struct job **ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    struct str call, document = STR_NONE;

    put_str(&filter, "tag", tag);
    TRY(document_one(&s, call_record.name, &filter, NULL, &call));
    if (call.p != NULL)
        TRY(document_by_id(
            &s, job_record.name,
            record_key(s.arena, document_id(call, "account"), document_id(call, "job")),
            &document));
    return found_job(&s, document, ret);
}

enum err jobs_find(void *self, struct scope *scope, struct account_id account, struct job_id id,
                   struct job **ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct str document;

    TRY(document_by_id(&s, job_record.name, record_key(s.arena, account.v, id.v), &document));
    return found_job(&s, document, ret);
}

/* -- when the next is due -- */

static enum err first_of_batch(struct session *s, struct account_id account, struct id128 batch,
                               struct opt_instant *next)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, opts = BSON_INITIALIZER;
    struct str document;
    bson_t sort;

    put_key(&filter, "account", account.v);
    put_key(&filter, "batch", batch);
    put_str(&filter, "stage", STR("due"));
    bson_append_document_begin(&opts, "sort", -1, &sort);
    bson_append_int32(&sort, "at", -1, 1);
    bson_append_document_end(&opts, &sort);
    TRY(document_one(s, job_record.name, &filter, &opts, &document));
    if (document.p == NULL)
        return ERR_OK;
    struct instant first = { document_i64(document, "at") };
    if (!next->has || instant_before(first, next->v))
        *next = SOME_INSTANT(first);
    return ERR_OK;
}

enum err jobs_next_due(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, struct opt_instant *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct opt_instant next = { .has = false };
    struct documents batches;

    TRY(seen_batches(&s, account, campaign, &batches));
    for (size_t i = 0; i < batches.n; i++)
        TRY(first_of_batch(&s, account, document_id(batches.items[i], "id"), &next));
    *ret = next;
    return ERR_OK;
}

static enum err count_of_batch(struct session *s, struct id128 account, struct id128 batch,
                               struct instant until, int64_t most, int64_t *sum)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER;
    int64_t n;

    put_key(&filter, "account", account);
    put_key(&filter, "batch", batch);
    put_str(&filter, "stage", STR("due"));
    put_compare(&filter, "at", "$lte", until.unix_ms);
    TRY(documents_count(s, job_record.name, &filter, most - *sum, &n));
    *sum += n;
    return ERR_OK;
}

enum err jobs_count_due(void *self, struct scope *scope, struct account_id account,
                        struct campaign_id campaign, struct instant until, int64_t most,
                        int64_t *ret)
{
    CLEANUP(session_end) struct session s = session_begin(self, scope);
    struct documents batches;
    int64_t sum = 0;

    TRY(seen_batches(&s, account, campaign, &batches));
    for (size_t i = 0; i < batches.n && sum < most; i++)
        TRY(count_of_batch(&s, account.v, document_id(batches.items[i], "id"), until, most, &sum));
    *ret = sum;
    return ERR_OK;
}
