/* tests/fakes/memory_job_reads.c - jobs as sweeps, webhooks and people look for them. */
#include <string.h>

#include "base/checked.h"
#include "fakes/memory_dialing_inside.h"

typedef bool job_test(const struct job *job, const void *context);

static struct job_list select_jobs(struct memory_dialing *m, struct scope *scope, job_test *test,
                                   const void *context, int64_t most)
{
    struct job_list list = { ARENA_ARRAY(scope->arena, struct job *, m->store->rows.n), 0 };

    for (size_t i = 0; i < m->store->rows.n && (int64_t)list.n < most; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (job != NULL && test(job, context))
            list.items[list.n++] = record_copy(&job_record, job, scope->arena);
    }
    return list;
}

static void sort_jobs(struct job_list *list,
                      bool (*before)(const struct job *a, const struct job *b))
{
    for (size_t i = 1; i < list->n; i++)
        for (size_t k = i; k > 0 && before(list->items[k], list->items[k - 1]); k--) {
            struct job *job = list->items[k];

            list->items[k] = list->items[k - 1];
            list->items[k - 1] = job;
        }
}

static bool reconcile_is_due(const struct job *job, const void *context)
{
    const struct instant *now = context;

    return job->state == JOB_DIALING && !instant_before(*now, job->attempt.reconcile_at.v);
}

enum err memory_job_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                                  struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    *ret = select_jobs(m, scope, reconcile_is_due, &now, most);
    return ERR_OK;
}

static bool looks_before(const struct job *a, const struct job *b)
{
    return instant_before(job_look_due(a), job_look_due(b));
}

static bool is_overdue(const struct job *job, const void *context)
{
    const struct instant *now = context;

    return (job->state == JOB_PLACED || job->state == JOB_LIVE) &&
           !instant_before(*now, job_look_due(job));
}

enum err memory_job_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                            struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    *ret = select_jobs(m, scope, is_overdue, &now, INT64_MAX);
    sort_jobs(ret, looks_before);
    ret->n = (size_t)min_i64((int64_t)ret->n, most);
    return ERR_OK;
}

struct place {
    const struct job *after;
};

static int compare_places(const struct job *a, const struct job *b)
{
    int by_account = memcmp(&a->account, &b->account, sizeof a->account);

    return by_account != 0 ? by_account : memcmp(&a->id, &b->id, sizeof a->id);
}

static bool lies_before(const struct job *a, const struct job *b)
{
    return compare_places(a, b) < 0;
}

static bool is_active_behind(const struct job *job, const void *context)
{
    const struct place *place = context;

    return job_state_may_ring(job->state) &&
           (place->after == NULL || compare_places(job, place->after) > 0);
}

enum err memory_job_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                           struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct place place = { after };

    *ret = select_jobs(m, scope, is_active_behind, &place, INT64_MAX);
    sort_jobs(ret, lies_before);
    ret->n = (size_t)min_i64((int64_t)ret->n, most);
    return ERR_OK;
}

static bool is_unsettled(const struct job *job, const void *context)
{
    (void)context;
    return job->state == JOB_ENDED;
}

enum err memory_job_unsettled(void *self, struct scope *scope, int64_t most, struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    *ret = select_jobs(m, scope, is_unsettled, NULL, most);
    return ERR_OK;
}

struct campaign_key {
    struct account_id account;
    struct campaign_id campaign;
};

static bool rings(const struct job *job, const void *context)
{
    const struct campaign_key *key = context;

    return (job->state == JOB_PLACED || job->state == JOB_LIVE) &&
           ID_EQ(job->account, key->account) && ID_EQ(job->campaign, key->campaign);
}

enum err memory_job_ringing(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct campaign_key key = { account, campaign };

    *ret = select_jobs(m, scope, rings, &key, INT64_MAX);
    return ERR_OK;
}

struct call_key {
    struct connection_id connection;
    struct str provider_call;
};

static bool is_of_call(const struct job *job, const void *context)
{
    const struct call_key *key = context;

    return key->provider_call.n > 0 && ID_EQ(job->attempt.connection, key->connection) &&
           str_eq(job->attempt.provider_call, key->provider_call);
}

static enum err first_of(struct scope *scope, struct job_list list, struct job **ret)
{
    if (list.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    *ret = list.items[0];
    return ERR_OK;
}

enum err memory_job_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                                 struct str provider_call, struct job **ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct call_key key = { connection, provider_call };

    return first_of(scope, select_jobs(m, scope, is_of_call, &key, 1), ret);
}

static bool has_id(const struct job *job, const void *context)
{
    return ID_EQ(job->id, *(const struct job_id *)context);
}

enum err memory_job_find_by_tag(void *self, struct scope *scope, struct str tag, struct job **ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct job *found = NULL;
    struct job_id id;
    int64_t n;

    if (!attempt_tag_parse(tag, &id, &n))
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    TRY(first_of(scope, select_jobs(m, scope, has_id, &id, 1), &found));
    if (n > found->attempt.n || (n == found->attempt.n && !found->attempt.intent_at.has))
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    *ret = found;
    return ERR_OK;
}

enum err memory_job_find(void *self, struct scope *scope, struct account_id account,
                         struct job_id id, struct job **ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    const struct job *found = memory_job(m, account, id);

    if (found == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    *ret = record_copy(&job_record, found, scope->arena);
    return ERR_OK;
}

enum err memory_job_counts(void *self, struct scope *scope, struct account_id account,
                           struct campaign_id campaign, struct state_counts *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct state_counts counts = { { 0 } };

    (void)scope;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (job != NULL && ID_EQ(job->account, account) && ID_EQ(job->campaign, campaign) &&
            memory_job_is_seen(m, job))
            counts.n[job->state]++;
    }
    *ret = counts;
    return ERR_OK;
}

static bool may_be_claimed(struct memory_dialing *m, const struct job *job,
                           struct account_id account, struct campaign_id campaign)
{
    return job != NULL && ID_EQ(job->account, account) && ID_EQ(job->campaign, campaign) &&
           job_state_is_claimable(job->state) && memory_job_is_seen(m, job);
}

enum err memory_job_count_due(void *self, struct scope *scope, struct account_id account,
                              struct campaign_id campaign, struct instant until, int64_t most,
                              int64_t *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    int64_t sum = 0;

    (void)scope;
    for (size_t i = 0; i < m->store->rows.n && sum < most; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        sum += may_be_claimed(m, job, account, campaign) && !instant_before(until, job->not_before);
    }
    *ret = sum;
    return ERR_OK;
}

enum err memory_job_next_due(void *self, struct scope *scope, struct account_id account,
                             struct campaign_id campaign, struct opt_instant *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct opt_instant next = { .has = false };

    (void)scope;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (!may_be_claimed(m, job, account, campaign))
            continue;
        if (!next.has || instant_before(job->not_before, next.v))
            next = SOME_INSTANT(job->not_before);
    }
    *ret = next;
    return ERR_OK;
}
