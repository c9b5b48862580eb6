/* tests/fakes/memory_import_store.c - the port import_store over the rows in memory. */
#include "domain/models/person.h"
#include "fakes/memory_store.h"

static struct memory_batch *batch_of(struct memory_store *m, struct account_id account,
                                     struct batch_id batch)
{
    for (size_t i = 0; i < m->batches.n; i++)
        if (ID_EQ(m->batches.items[i].account, account) && ID_EQ(m->batches.items[i].batch, batch))
            return &m->batches.items[i];
    return NULL;
}

static bool is_seen(struct memory_store *m, struct account_id account, struct batch_id batch)
{
    const struct memory_batch *found = batch_of(m, account, batch);

    return found != NULL && found->seen;
}

static enum err open_batch(struct memory_store *m, struct scope *scope, struct batch_id batch)
{
    struct memory_batch fresh = { scope->account, batch, false };

    if (is_seen(m, scope->account, batch))
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_importing",
                         P_STR("status", batch_status_name(BATCH_COMMITTED)));
    if (batch_of(m, scope->account, batch) == NULL)
        MEMORY_ADD(m, &m->batches, fresh);
    return ERR_OK;
}

static const struct job *job_in(const struct memory_store *m, size_t i, struct account_id account,
                                struct batch_id batch)
{
    const struct job *job = m->rows.items[i].object;

    return m->rows.items[i].record == &job_record && ID_EQ(job->account, account) &&
                   ID_EQ(job->batch, batch)
               ? job
               : NULL;
}

static void ask_person(struct memory_store *m, struct scope *scope, struct phone_hash_id hash,
                       struct phone_known *known)
{
    const struct memory_row *row = memory_find(m, &person_record, scope->account, hash.v);
    const struct person *person = row == NULL ? NULL : row->object;

    if (person == NULL)
        return;
    known->suppressed = person_is_suppressed(person, scope->now);
    for (size_t i = 0; i < person->touches.n; i++)
        if (person->touches.items[i].contact)
            known->reached_at = SOME_INSTANT(person->touches.items[i].at);
}

static enum err memory_known(void *self, struct scope *scope, struct campaign_id campaign,
                             const struct phone_hash_id *hashes, size_t n, struct phone_known *ret)
{
    struct memory_store *m = self;

    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct phone_known){ 0 };
        ask_person(m, scope, hashes[i], &ret[i]);
        for (size_t p = 0; p < m->phones.n; p++) {
            const struct memory_phone *phone = &m->phones.items[p];

            if (!ID_EQ(phone->account, scope->account) || !ID_EQ(phone->hash, hashes[i]) ||
                !is_seen(m, phone->account, phone->batch))
                continue;
            if (ID_EQ(phone->campaign, campaign))
                ret[i].in_campaign = true;
            else
                ret[i].elsewhere = true;
        }
    }
    return ERR_OK;
}

static enum err memory_stage(void *self, struct scope *scope, struct job *const *jobs, size_t n)
{
    struct memory_store *m = self;

    TRY(memory_may_write(m, scope));
    for (size_t i = 0; i < n; i++) {
        TRY(open_batch(m, scope, jobs[i]->batch));
        if (memory_find(m, &job_record, scope->account, jobs[i]->id.v) != NULL)
            return FAIL(&scope->error, ERR_EXISTS, "record.exists");
    }
    for (size_t i = 0; i < n; i++) {
        jobs[i]->account = scope->account;
        jobs[i]->version = 1;
        memory_put(m, &job_record, jobs[i]);
    }
    return ERR_OK;
}

static bool has_phone(const struct memory_store *m, const struct memory_phone *phone)
{
    for (size_t i = 0; i < m->phones.n; i++) {
        const struct memory_phone *p = &m->phones.items[i];

        if (ID_EQ(p->account, phone->account) && ID_EQ(p->hash, phone->hash) &&
            ID_EQ(p->campaign, phone->campaign) && ID_EQ(p->job, phone->job))
            return true;
    }
    return false;
}

static enum err memory_stage_phones(void *self, struct scope *scope, struct campaign_id campaign,
                                    struct batch_id batch, const struct job_phone_key *keys,
                                    size_t n)
{
    struct memory_store *m = self;

    TRY(memory_may_write(m, scope));
    for (size_t i = 0; i < n; i++) {
        struct memory_phone phone = { scope->account, keys[i].hash, campaign, keys[i].job, batch };

        if (!has_phone(m, &phone))
            MEMORY_ADD(m, &m->phones, phone);
    }
    return ERR_OK;
}

static int64_t count_jobs(const struct memory_store *m, struct account_id account,
                          struct batch_id batch, bool (*counts)(const struct job *job))
{
    int64_t n = 0;

    for (size_t i = 0; i < m->rows.n; i++) {
        const struct job *job = job_in(m, i, account, batch);

        n += job != NULL && counts(job);
    }
    return n;
}

static bool any_job(const struct job *job)
{
    return job != NULL;
}
static bool was_dialed(const struct job *job)
{
    return job->attempts > 0 || job_state_may_ring(job->state) || job->state == JOB_ENDED ||
           job->state == JOB_UNDETERMINED;
}
static bool is_in_hands(const struct job *job)
{
    return was_dialed(job) || job->state == JOB_CLAIMED || job->state == JOB_HELD;
}

static enum err save_batch(struct memory_store *m, struct scope *scope, struct batch *batch,
                           struct event_list *events)
{
    return VIA(memory_record_store(m), save, scope, &batch_record, batch, events);
}

static enum err memory_commit(void *self, struct scope *scope, struct batch *batch,
                              struct event_list *events)
{
    struct memory_store *m = self;
    int64_t found = count_jobs(m, scope->account, batch->id, any_job);

    if (found != batch->counts.jobs)
        return FAIL_WITH(&scope->error, ERR_INTERNAL, "batch.rows_lost",
                         P_I64("wanted", batch->counts.jobs), P_I64("found", found));
    TRY(open_batch(m, scope, batch->id));
    TRY(save_batch(m, scope, batch, events));
    batch_of(m, scope->account, batch->id)->seen = true;
    return ERR_OK;
}

static enum err memory_hide(void *self, struct scope *scope, struct batch *batch,
                            struct event_list *events)
{
    struct memory_store *m = self;

    if (count_jobs(m, scope->account, batch->id, is_in_hands) > 0)
        return FAIL(&scope->error, ERR_CONFLICT, "batch.dialed");
    TRY(save_batch(m, scope, batch, events));
    if (batch_of(m, scope->account, batch->id) != NULL)
        batch_of(m, scope->account, batch->id)->seen = false;
    return ERR_OK;
}

static enum err memory_discard(void *self, struct scope *scope, struct batch_id batch, int64_t most,
                               bool *left)
{
    struct memory_store *m = self;
    int64_t jobs = 0, phones = 0;

    if (is_seen(m, scope->account, batch))
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "batch.not_importing",
                         P_STR("status", batch_status_name(BATCH_COMMITTED)));
    TRY(memory_may_write(m, scope));
    for (size_t i = m->rows.n; i > 0 && jobs < most; i--)
        if (job_in(m, i - 1, scope->account, batch) != NULL) {
            m->rows.items[i - 1] = m->rows.items[--m->rows.n];
            jobs++;
        }
    for (size_t i = m->phones.n; i > 0 && phones < most; i--)
        if (ID_EQ(m->phones.items[i - 1].batch, batch) &&
            ID_EQ(m->phones.items[i - 1].account, scope->account)) {
            m->phones.items[i - 1] = m->phones.items[--m->phones.n];
            phones++;
        }
    *left = jobs == most || phones == most;
    return ERR_OK;
}

static enum err memory_dialed(void *self, struct scope *scope, struct batch_id batch, int64_t *ret)
{
    *ret = count_jobs(self, scope->account, batch, was_dialed);
    return ERR_OK;
}

static enum err memory_rows(void *self, struct scope *scope, struct batch_id batch,
                            int64_t after_row, int64_t most, struct job ***ret, size_t *n)
{
    struct memory_store *m = self;
    struct job **jobs = ARENA_ARRAY(scope->arena, struct job *, m->rows.n);

    *n = 0;
    while (is_seen(m, scope->account, batch) && *n < (size_t)(most < 1 ? 1 : most)) {
        const struct job *next = NULL;

        for (size_t i = 0; i < m->rows.n; i++) {
            const struct job *job = job_in(m, i, scope->account, batch);

            if (job != NULL && job->row > after_row && (next == NULL || job->row < next->row))
                next = job;
        }
        if (next == NULL)
            break;
        jobs[(*n)++] = record_copy(&job_record, next, scope->arena);
        after_row = next->row;
    }
    *ret = jobs;
    return ERR_OK;
}

static bool job_has_phone(const struct memory_store *m, struct account_id account,
                          struct job_id job, struct phone_hash_id hash)
{
    for (size_t i = 0; i < m->phones.n; i++)
        if (ID_EQ(m->phones.items[i].account, account) && ID_EQ(m->phones.items[i].job, job) &&
            ID_EQ(m->phones.items[i].hash, hash))
            return true;
    return false;
}

static enum err memory_jobs_of(void *self, struct scope *scope, struct phone_hash_id hash,
                               int64_t most, struct job ***ret, size_t *n)
{
    struct memory_store *m = self;
    struct job **jobs = ARENA_ARRAY(scope->arena, struct job *, m->rows.n);
    const struct job *last = NULL;

    *n = 0;
    while (*n < (size_t)(most < 1 ? 1 : most)) {
        const struct job *next = NULL;

        for (size_t i = 0; i < m->rows.n; i++) {
            const struct job *job =
                m->rows.items[i].record == &job_record ? m->rows.items[i].object : NULL;

            if (job != NULL && ID_EQ(job->account, scope->account) &&
                job_has_phone(m, scope->account, job->id, hash) &&
                is_seen(m, scope->account, job->batch) &&
                (last == NULL || id128_cmp(job->id.v, last->id.v) < 0) &&
                (next == NULL || id128_cmp(job->id.v, next->id.v) > 0))
                next = job;
        }
        if (next == NULL)
            break;
        jobs[(*n)++] = record_copy(&job_record, next, scope->arena);
        last = next;
    }
    *ret = jobs;
    return ERR_OK;
}

struct import_store memory_import_store(struct memory_store *store)
{
    static const struct import_store_ops ops = {
        .known = memory_known,
        .stage = memory_stage,
        .stage_phones = memory_stage_phones,
        .commit = memory_commit,
        .discard = memory_discard,
        .dialed = memory_dialed,
        .hide = memory_hide,
        .rows = memory_rows,
        .jobs_of = memory_jobs_of,
    };

    return (struct import_store){ &ops, store };
}
