/* reader.c - jobs, and what each of them asks. */
#include "live/reader.h"

#include <pthread.h>
#include <stdlib.h>

#include "application/queries/authenticate.h"
#include "application/queries/live.h"
#include "application/queries/read_records.h"
#include "codec/json_record.h"
#include "domain/models/batch.h"
#include "step_back.h"

enum { THREADS = 2, VIEW_MOST = 64 * 1024, IMPORT_REFRESH_MS = 500, CALLING_REFRESH_MS = 2000 };

struct live_readers {
    const struct ports *ports;
    void (*done)(void *self, struct live_job *job);
    void *self;
    pthread_t threads[THREADS];
    size_t n;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    struct live_job *first, **last;
    bool stopping;
};

/* -- what is asked -- */

static struct scope scope_for(const struct live_readers *r, struct live_job *job)
{
    struct scope scope =
        scope_system(&job->arena, job->account, VIA0(r->ports->clock, wall), r->ports->log);

    scope.actor = job->actor;
    return scope;
}

static enum err enter(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    TRY(enter_live(r->ports, scope, job->ticket));
    job->account = scope->account;
    job->actor = scope->actor;
    return ERR_OK;
}

/* Heard first, read then: what happens in between is told twice rather than not at all. */
static enum err join(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    struct event_list events = { NULL, 0, 0 };
    bool resumed = false;
    enum err err;

    TRY(VIA(r->ports->fan_out, subscribe, job->account, &scope->error));
    err = job->after.has
              ? live_events_since(r->ports, scope, job->after.v, RESUME_MOST, &events, &resumed)
              : ERR_OK;
    if (err != ERR_OK) {
        VIA(r->ports->fan_out, unsubscribe, job->account);
        return err;
    }
    if (resumed)
        job->seq = events.n > 0 ? events.items[events.n - 1].seq : job->after.v;
    job->greeting = greeting_compose(&job->arena, scope, &events, job->seq, resumed);
    return ERR_OK;
}

static void add_item(struct live_job *job, struct id128 key, const struct record *record,
                     const void *object)
{
    struct strbuf out = strbuf_init(&job->arena, VIEW_MOST);
    struct json_writer w = json_writer_init(&out);

    if (object == NULL)
        json_put_null(&w);
    else
        json_put_record(&w, record, object, FIELD_PRIVATE);
    if (strbuf_ok(&out))
        job->items[job->items_n++] = (struct live_read_item){ key, strbuf_str(&out) };
}

static bool may(const struct scope *scope, enum permission permission)
{
    return (scope->actor.permissions & PERMISSION_BIT(permission)) != 0;
}

static enum err read_account(const struct live_readers *r, struct live_job *job,
                             struct scope *scope)
{
    struct wallet_view wallet;

    if (!may(scope, PERMISSION_READ_MONEY)) {
        add_item(job, job->of, NULL, NULL);
        return ERR_OK;
    }
    TRY(read_wallet(r->ports, scope, &wallet));
    add_item(job, job->of, &wallet_view_record, &wallet);
    return ERR_OK;
}

/* Between two events jobs move on in silence: due, claimed, waiting for funds. */
static void refresh_while_it_runs(struct live_job *job, const struct campaign_progress *p)
{
    if (p->status == CAMPAIGN_RUNNING && p->queued + p->ringing + p->talking + p->closing > 0)
        job->refresh.ms = CALLING_REFRESH_MS;
}

static enum err read_campaign(const struct live_readers *r, struct live_job *job,
                              struct scope *scope)
{
    const struct campaign_id id = { job->of };
    struct board_campaign board;
    struct campaign_progress progress;

    if (may(scope, PERMISSION_READ)) {
        TRY(campaign_progress(r->ports, scope, id, &progress));
        add_item(job, job->of, &campaign_progress_record, &progress);
        refresh_while_it_runs(job, &progress);
        return ERR_OK;
    }
    TRY(read_board_campaign(r->ports, scope, id, &board));
    add_item(job, job->of, &board_campaign_record, &board);
    refresh_while_it_runs(job, &board.progress);
    return ERR_OK;
}

static enum err read_batch(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    const struct batch *batch;
    void *found;

    TRY(read_record(r->ports, scope, &batch_record, job->of, &found));
    batch = found;
    add_item(job, job->of, &batch_record, batch);
    if (batch->status == BATCH_IMPORTING)
        job->refresh.ms = IMPORT_REFRESH_MS;
    return ERR_OK;
}

static enum err read_calls(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    struct call *call;

    TRY(scope_require(scope, PERMISSION_READ));
    for (size_t i = 0; i < job->calls_n; i++) {
        enum err err = live_call(r->ports, scope, (struct call_id){ job->calls[i] }, &call);

        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_OK)
            add_item(job, job->calls[i], &live_call_record, call);
        error_clear(&scope->error);
    }
    return ERR_OK;
}

static enum err read_topic(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    job->items = ARENA_ARRAY(&job->arena, struct live_read_item, job->calls_n + 1);
    switch (job->kind_of_topic) {
    case LIVE_ACCOUNT:
        return read_account(r, job, scope);
    case LIVE_CAMPAIGN:
        return read_campaign(r, job, scope);
    case LIVE_BATCH:
        return read_batch(r, job, scope);
    case LIVE_CALLS:
        return read_calls(r, job, scope);
    }
    return ERR_INTERNAL;
}

static enum err recheck(const struct live_readers *r, struct live_job *job, struct scope *scope)
{
    TRY(authenticate_again(r->ports, scope));
    job->actor = scope->actor;
    return ERR_OK;
}

static void work(const struct live_readers *r, struct live_job *job)
{
    struct scope scope = scope_for(r, job);

    switch (job->kind) {
    case JOB_ENTER:
        job->err = enter(r, job, &scope);
        break;
    case JOB_JOIN:
        job->err = join(r, job, &scope);
        break;
    case JOB_LEAVE:
        VIA(r->ports->fan_out, unsubscribe, job->account);
        break;
    case JOB_RECHECK:
        job->err = recheck(r, job, &scope);
        break;
    case JOB_READ:
        job->err = read_topic(r, job, &scope);
        break;
    }
    job->slug = job->err == ERR_OK ? NULL : scope.error.slug;
    r->done(r->self, job);
}

/* -- threads -- */

static struct live_job *take(struct live_readers *r)
{
    struct live_job *job;

    pthread_mutex_lock(&r->lock);
    while (r->first == NULL && !r->stopping)
        pthread_cond_wait(&r->changed, &r->lock);
    job = r->stopping ? NULL : r->first;
    if (job != NULL) {
        r->first = job->next;
        if (r->first == NULL)
            r->last = &r->first;
        job->next = NULL;
    }
    pthread_mutex_unlock(&r->lock);
    return job;
}

static void *run(void *self)
{
    struct live_readers *r = self;

    step_back(); /* what a page shows of itself may come a moment later than what somebody asked for
                  */
    for (struct live_job *job = take(r); job != NULL; job = take(r))
        work(r, job);
    return NULL;
}

struct live_readers *live_readers_new(const struct ports *ports,
                                      void (*done)(void *self, struct live_job *job), void *self)
{
    struct live_readers *r = calloc(1, sizeof *r);

    if (r == NULL)
        return NULL;
    r->ports = ports;
    r->done = done;
    r->self = self;
    r->last = &r->first;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    while (r->n < THREADS && pthread_create(&r->threads[r->n], NULL, run, r) == 0)
        r->n++;
    if (r->n == THREADS)
        return r;
    live_readers_free(r);
    return NULL;
}

struct live_job *live_job_new(enum live_job_kind kind)
{
    struct live_job *job = calloc(1, sizeof *job);

    if (job == NULL)
        abort(); /* as an arena does */
    job->kind = kind;
    job->arena = arena_init();
    return job;
}

void live_job_free(struct live_job *job)
{
    arena_release(&job->arena);
    free(job);
}

void live_readers_give(struct live_readers *r, struct live_job *job)
{
    pthread_mutex_lock(&r->lock);
    *r->last = job;
    r->last = &job->next;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

void live_readers_free(struct live_readers *r)
{
    if (r == NULL)
        return;
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < r->n; i++)
        pthread_join(r->threads[i], NULL);
    for (struct live_job *job = r->first, *next; job != NULL; job = next) {
        next = job->next;
        job->next = NULL;
        job->err = ERR_UNAVAILABLE;
        r->done(r->self, job);
    }
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
