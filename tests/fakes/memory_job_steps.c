/* tests/fakes/memory_job_steps.c - the steps of dialing and money, one item after the other. */
#include <string.h>

#include "fakes/memory_dialing_inside.h"

/* One item of a step: a copy of the job and of its wallet, and what becomes of them. */
struct attempt_step {
    struct memory_dialing *m;
    struct scope *scope;
    struct memory_job *kept;
    struct wallet wallet;
    struct dialing d;
    struct effects fx;
};

static enum err load(struct attempt_step *s, struct memory_dialing *m, struct scope *scope,
                     struct account_id account, struct job_id id)
{
    struct wallet *wallet = memory_find_wallet(m, account);

    *s = (struct attempt_step){ .m = m, .scope = scope, .kept = memory_find_job(m, account, id) };
    if (s->kept == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    s->d.job = record_copy(&job_record, s->kept->job, scope->arena);
    s->d.now = scope->now;
    s->d.store_now = VIA0(m->clock, boot);
    s->d.arena = scope->arena;
    if (wallet != NULL) {
        s->wallet = *wallet;
        s->d.wallet = &s->wallet;
    }
    return ERR_OK;
}

static void save_call(struct attempt_step *s, struct str transcript, struct str recording_url,
                      const struct analysis *analysis)
{
    struct memory_dialing *m = s->m;
    struct call *call = NULL;

    for (size_t i = 0; i < m->calls.n && call == NULL; i++)
        if (ID_EQ(m->calls.items[i]->id, s->d.job->attempt.call))
            call = m->calls.items[i];
    if (call == NULL)
        *MEMORY_ADD(m, calls) = call = ARENA_NEW(&m->arena, struct call);
    call_follow(call, s->d.job);
    if (transcript.n > 0)
        call->transcript = transcript;
    if (recording_url.n > 0)
        call->recording_url = recording_url;
    if (analysis != NULL && analysis->summary.n > 0)
        call->summary = analysis->summary;
    if (analysis != NULL && analysis->sentiment.n > 0)
        call->sentiment = analysis->sentiment;
    *call = *(struct call *)record_copy(&call_record, call, &m->arena);
}

static void save_with(struct attempt_step *s, struct str transcript, struct str recording_url,
                      const struct analysis *analysis)
{
    struct memory_dialing *m = s->m;
    struct effects *fx = &s->fx;

    if (fx->job)
        s->kept->job = record_copy(&job_record, s->d.job, &m->arena);
    if (fx->wallet)
        memory_save_wallet(m, s->scope, s->d.wallet, fx->has_entry ? &fx->entry : NULL);
    if (fx->call)
        save_call(s, transcript, recording_url, analysis);
    if (fx->has_rollup)
        *MEMORY_ADD(m, rollups) = fx->rollup;
    memory_tell(m, s->scope, &fx->events, s->d.job->id.v, s->d.job->version);
}

static void save(struct attempt_step *s)
{
    save_with(s, STR_NONE, STR_NONE, NULL);
}

static void answer(struct step *at, enum err err, const struct error *error)
{
    at->err = err;
    at->slug = err == ERR_OK ? NULL : error->slug;
}

/* Runs `work` on each item: loaded before, saved after, its result told. */
#define EACH(m_, scope_, steps_, n_, item_, step_, work_)                                          \
    MEMORY_HOLD(m_);                                                                               \
    for (size_t i_ = 0; i_ < (n_); i_++) {                                                         \
        struct attempt_step step_;                                                                 \
        struct step *at_ = (struct step *)&(steps_)[i_];                                           \
        enum err err_ = load(&step_, (m_), (scope_), at_->account, at_->job);                      \
        if (err_ == ERR_OK) {                                                                      \
            __typeof__(&(steps_)[i_]) item_ = &(steps_)[i_];                                       \
            (void)item_;                                                                           \
            err_ = (work_);                                                                        \
        }                                                                                          \
        answer(at_, err_, &(scope_)->error);                                                       \
    }                                                                                              \
    return ERR_OK

static enum err saved(struct attempt_step *s, enum err err)
{
    save(s);
    return err;
}

/* -- claims and holds ---------------------------------------------------------------------------
 */

static bool gate_is_open(struct memory_dialing *m, struct campaign_id campaign)
{
    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, campaign))
            return m->gates.items[i].gate.state == GATE_OPEN;
    return false;
}

/* The oldest that may be claimed; NULL: none. */
static struct memory_job *next_claimable(struct memory_dialing *m, struct scope *scope,
                                         const struct claim_request *request)
{
    struct instant store_now = VIA0(m->clock, boot);
    struct memory_job *best = NULL;

    for (size_t i = 0; i < m->jobs.n; i++) {
        struct memory_job *k = &m->jobs.items[i];
        bool due = job_state_is_claimable(k->job->state) &&
                   !instant_before(scope->now, k->job->not_before);
        bool lost = (k->job->state == JOB_CLAIMED || k->job->state == JOB_HELD) &&
                    !instant_before(store_now, k->job->lease_until);

        if (!k->committed || !ID_EQ(k->job->account, request->account) ||
            !ID_EQ(k->job->campaign, request->campaign) || (!due && !lost))
            continue;
        if (best == NULL || instant_before(k->job->not_before, best->job->not_before))
            best = k;
    }
    return best;
}

static enum err memory_claim(void *self, struct scope *scope, const struct claim_request *request,
                             struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct job_list list = { ARENA_ARRAY(scope->arena, struct job *, (size_t)request->most), 0 };
    struct memory_job *next;

    if (gate_is_open(m, request->campaign))
        while (list.n < (size_t)request->most &&
               (next = next_claimable(m, scope, request)) != NULL) {
            struct attempt_step s;
            struct call_id call = { random_id(m->random, scope->now) };

            TRY(load(&s, m, scope, next->job->account, next->job->id));
            enum err err = orchestrate_claim(&s.d, call, &s.fx, &scope->error);
            save(&s);
            if (err == ERR_OK)
                list.items[list.n++] = s.d.job;
        }
    *ret = list;
    return ERR_OK;
}

static enum err renew_one(struct attempt_step *s, const struct step *at)
{
    TRY(job_renew(s->d.job, at->fence, s->d.store_now, &s->scope->error));
    s->d.job->version++;
    s->fx.job = true;
    return saved(s, ERR_OK);
}

static enum err memory_renew(void *self, struct scope *scope, struct step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, renew_one(&s, item));
}

static bool account_is_active(struct memory_dialing *m, struct account_id id)
{
    const struct account *account = memory_find_account(m, id);

    return account != NULL && account->status == ACCOUNT_ACTIVE;
}

static enum err hold_one(struct attempt_step *s, struct hold_step *item)
{
    if (s->d.wallet == NULL)
        return FAIL(&s->scope->error, ERR_NOT_FOUND, "wallet.not_found");
    return saved(s, orchestrate_hold(&s->d, item, account_is_active(s->m, item->at.account), &s->fx,
                                     &s->scope->error));
}

static enum err memory_hold(void *self, struct scope *scope, struct hold_step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, hold_one(&s, item));
}

static enum err memory_defer(void *self, struct scope *scope, struct defer_step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_defer(&s.d, item, &s.fx, &scope->error)));
}

/* -- permit and intent --------------------------------------------------------------------------
 */

static struct gate gate_of(struct memory_dialing *m, const struct job *job)
{
    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, job->campaign) &&
            ID_EQ(m->gates.items[i].account, job->account))
            return m->gates.items[i].gate;
    return (struct gate){ .state = GATE_CLOSED };
}

static struct dialing_room room_of(struct memory_dialing *m, const struct job *job,
                                   struct connection_id connection)
{
    const struct account *account = memory_find_account(m, job->account);
    struct dialing_room room = { .account_active = account_is_active(m, job->account),
                                 .account_most = account == NULL ? 0 : account->max_active };

    for (size_t i = 0; i < m->connections.n; i++)
        if (ID_EQ(m->connections.items[i]->id, connection)) {
            room.connection_most = m->connections.items[i]->max_active;
            room.connection_stopped = m->connections.items[i]->stopped;
        }
    for (size_t i = 0; i < m->jobs.n; i++) {
        const struct job *other = m->jobs.items[i].job;
        if (!job_state_may_ring(other->state))
            continue;
        room.account_active_calls += ID_EQ(other->account, job->account);
        room.campaign_active_calls += ID_EQ(other->campaign, job->campaign);
        room.connection_active_calls += ID_EQ(other->attempt.connection, connection);
    }
    return room;
}

static enum err begin_one(struct attempt_step *s, struct intent_step *item)
{
    struct error *error = &s->scope->error;
    struct gate gate = gate_of(s->m, s->d.job);

    if (s->d.job->state == JOB_HELD && s->d.job->fence == item->at.fence) {
        struct dialing_room room = room_of(s->m, s->d.job, item->intent.connection);
        TRY(gate_permit(&gate, &room, error));
    }
    return saved(s, orchestrate_begin(&s->d, item, &gate, &s->fx, error));
}

static enum err memory_begin_dialing(void *self, struct scope *scope, struct intent_step *steps,
                                     size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, begin_one(&s, item));
}

static void memory_begin_dialing_async(void *self, struct scope *scope, struct intent_step *steps,
                                       size_t n, struct step_waiter waiter)
{
    waiter.told(waiter.context, memory_begin_dialing(self, scope, steps, n));
}

static enum err look_one(struct attempt_step *s, const struct step *item)
{
    struct error *error = &s->scope->error;
    struct gate gate = gate_of(s->m, s->d.job);

    if (!str_eq(item->tag, s->d.job->attempt.tag))
        return FAIL(error, ERR_CONFLICT, "job.other_attempt");
    if (gate.state != GATE_OPEN || gate.epoch != s->d.job->attempt.gate_epoch)
        return FAIL(error, ERR_PRECONDITION, "gate.closed");
    if (memory_is_suppressed(s->m, s->d.job, s->scope->now))
        return FAIL(error, ERR_PRECONDITION, "person.suppressed");
    return ERR_OK;
}

static enum err memory_still_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, look_one(&s, item));
}

static void memory_still_allowed_async(void *self, struct scope *scope, struct step *steps,
                                       size_t n, struct step_waiter waiter)
{
    waiter.told(waiter.context, memory_still_allowed(self, scope, steps, n));
}

/* -- the call -----------------------------------------------------------------------------------
 */

static enum err memory_placed(void *self, struct scope *scope, struct placed_step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_placed(&s.d, item, &s.fx, &scope->error)));
}

static enum err memory_not_sent(void *self, struct scope *scope, struct not_sent_step *steps,
                                size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_not_sent(&s.d, item, &s.fx, &scope->error)));
}

static enum err memory_started(void *self, struct scope *scope, struct started_step *steps,
                               size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_started(&s.d, item, &s.fx, &scope->error)));
}

static enum err end_one(struct attempt_step *s, const struct ended_step *item)
{
    TRY(orchestrate_ended(&s->d, item, &s->fx, &s->scope->error));
    save_with(s, item->transcript, item->recording_url, NULL);
    return ERR_OK;
}

static enum err memory_ended(void *self, struct scope *scope, struct ended_step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, end_one(&s, item));
}

static enum err analyze_one(struct attempt_step *s, const struct analyzed_step *item)
{
    TRY(orchestrate_analyzed(&s->d, item, &s->fx, &s->scope->error));
    save_with(s, item->transcript, item->recording_url, &item->analysis);
    return ERR_OK;
}

static enum err memory_analyzed(void *self, struct scope *scope, struct analyzed_step *steps,
                                size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s, analyze_one(&s, item));
}

static enum err memory_settle(void *self, struct scope *scope, struct settle_step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_settle(&s.d, item, &s.fx, &scope->error)));
}

static enum err memory_undetermined(void *self, struct scope *scope, struct step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_undetermined(&s.d, item, &s.fx, &scope->error)));
}

static enum err memory_redial(void *self, struct scope *scope, struct step *steps, size_t n)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_redial(&s.d, &s.fx, &scope->error)));
}

static enum err memory_reconcile_later(void *self, struct scope *scope, struct step *steps,
                                       size_t n, struct instant at)
{
    EACH((struct memory_dialing *)self, scope, steps, n, item, s,
         saved(&s, orchestrate_reconcile_later(&s.d, item, at, &s.fx, &scope->error)));
}

/* -- many at once -------------------------------------------------------------------------------
 */

typedef enum err sweep_fn(struct dialing *d, struct effects *fx, struct error *error);

static bool is_before_dialing(const struct job *job)
{
    return job->state == JOB_SCHEDULED || job->state == JOB_RETRY_WAIT ||
           job->state == JOB_WAITING_FUNDS || job->state == JOB_CLAIMED || job->state == JOB_HELD;
}

/* Sweeps the account's jobs that `wanted` names; true: there are more. */
static enum err sweep(struct memory_dialing *m, struct scope *scope, struct account_id account,
                      struct campaign_id campaign, struct batch_id batch, enum job_state only,
                      int64_t most, sweep_fn *work, bool *left)
{
    *left = false;
    for (size_t i = 0; i < m->jobs.n; i++) {
        const struct job *job = m->jobs.items[i].job;
        struct attempt_step s;

        if (!ID_EQ(job->account, account) || !m->jobs.items[i].committed ||
            (!ID_NONE(campaign) && !ID_EQ(job->campaign, campaign)) ||
            (!ID_NONE(batch) && !ID_EQ(job->batch, batch)) ||
            (only != 0 ? job->state != only : !is_before_dialing(job)))
            continue;
        if (most-- <= 0) {
            *left = true;
            return ERR_OK;
        }
        TRY(load(&s, m, scope, account, job->id));
        TRY(work(&s.d, &s.fx, &scope->error));
        save(&s);
    }
    return ERR_OK;
}

static enum err memory_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                              struct batch_id batch, int64_t most, bool *left)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return sweep(m, scope, scope->account, campaign, batch, 0, most, orchestrate_cancel, left);
}

static enum err memory_wake(void *self, struct scope *scope, struct account_id account,
                            int64_t most, bool *left)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    return sweep(m, scope, account, (struct campaign_id){ 0 }, (struct batch_id){ 0 },
                 JOB_WAITING_FUNDS, most, orchestrate_wake, left);
}

static enum err memory_set_gate(void *self, struct scope *scope, struct account_id account,
                                struct campaign_id campaign, enum gate_state state,
                                int64_t max_active)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct memory_gate *g = NULL;

    (void)scope;
    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, campaign) &&
            ID_EQ(m->gates.items[i].account, account))
            g = &m->gates.items[i];
    if (g == NULL) {
        g = MEMORY_ADD(m, gates);
        g->account = account;
        g->campaign = campaign;
    }
    g->gate.epoch += state == GATE_CLOSED;
    g->gate.state = state;
    g->gate.max_active = max_active;
    return ERR_OK;
}

/* -- reads --------------------------------------------------------------------------------------
 */

typedef bool job_test(const struct job *job, const void *context);

static struct job_list select_jobs(struct memory_dialing *m, struct scope *scope, job_test *test,
                                   const void *context, int64_t most)
{
    struct job_list list = { ARENA_ARRAY(scope->arena, struct job *, m->jobs.n), 0 };

    for (size_t i = 0; i < m->jobs.n && (int64_t)list.n < most; i++)
        if (test(m->jobs.items[i].job, context))
            list.items[list.n++] = record_copy(&job_record, m->jobs.items[i].job, scope->arena);
    return list;
}

static bool reconcile_is_due(const struct job *job, const void *context)
{
    const struct instant *now = context;

    return job->state == JOB_DIALING && !instant_before(*now, job->attempt.reconcile_at.v);
}

static enum err memory_reconcile_due(void *self, struct scope *scope, struct instant now,
                                     int64_t most, struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    *ret = select_jobs(m, scope, reconcile_is_due, &now, most);
    return ERR_OK;
}

static bool is_overdue(const struct job *job, const void *context)
{
    const struct instant *now = context;

    return (job->state == JOB_PLACED || job->state == JOB_LIVE) &&
           !instant_before(*now, job_end_due(job));
}

static enum err memory_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                               struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    *ret = select_jobs(m, scope, is_overdue, &now, most);
    return ERR_OK;
}

static bool is_unsettled(const struct job *job, const void *context)
{
    (void)context;
    return job->state == JOB_ENDED;
}

static enum err memory_unsettled(void *self, struct scope *scope, int64_t most,
                                 struct job_list *ret)
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

static enum err memory_ringing(void *self, struct scope *scope, struct account_id account,
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

static enum err memory_find_by_call(void *self, struct scope *scope,
                                    struct connection_id connection, struct str provider_call,
                                    struct job **ret)
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

static enum err memory_find_by_tag(void *self, struct scope *scope, struct str tag,
                                   struct job **ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct job *found;
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

static enum err memory_find(void *self, struct scope *scope, struct account_id account,
                            struct job_id id, struct job **ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct memory_job *found = memory_find_job(m, account, id);

    if (found == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    *ret = record_copy(&job_record, found->job, scope->arena);
    return ERR_OK;
}

static enum err memory_counts(void *self, struct scope *scope, struct account_id account,
                              struct campaign_id campaign, struct state_counts *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct state_counts counts = { { 0 } };

    (void)scope;
    for (size_t i = 0; i < m->jobs.n; i++) {
        const struct job *job = m->jobs.items[i].job;
        if (m->jobs.items[i].committed && ID_EQ(job->account, account) &&
            ID_EQ(job->campaign, campaign))
            counts.n[job->state]++;
    }
    *ret = counts;
    return ERR_OK;
}

static enum err memory_next_due(void *self, struct scope *scope, struct account_id account,
                                struct campaign_id campaign, struct opt_instant *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct opt_instant next = { .has = false };

    (void)scope;
    for (size_t i = 0; i < m->jobs.n; i++) {
        const struct job *job = m->jobs.items[i].job;
        if (!m->jobs.items[i].committed || !ID_EQ(job->account, account) ||
            !ID_EQ(job->campaign, campaign) || !job_state_is_claimable(job->state))
            continue;
        if (!next.has || instant_before(job->not_before, next.v))
            next = SOME_INSTANT(job->not_before);
    }
    *ret = next;
    return ERR_OK;
}

struct job_steps memory_job_steps(struct memory_dialing *m)
{
    static const struct job_steps_ops ops = {
        .claim = memory_claim,
        .renew = memory_renew,
        .hold = memory_hold,
        .defer = memory_defer,
        .begin_dialing = memory_begin_dialing,
        .begin_dialing_async = memory_begin_dialing_async,
        .still_allowed = memory_still_allowed,
        .still_allowed_async = memory_still_allowed_async,
        .placed = memory_placed,
        .not_sent = memory_not_sent,
        .started = memory_started,
        .ended = memory_ended,
        .analyzed = memory_analyzed,
        .settle = memory_settle,
        .undetermined = memory_undetermined,
        .redial = memory_redial,
        .cancel = memory_cancel,
        .wake = memory_wake,
        .set_gate = memory_set_gate,
        .reconcile_due = memory_reconcile_due,
        .reconcile_later = memory_reconcile_later,
        .overdue = memory_overdue,
        .unsettled = memory_unsettled,
        .ringing = memory_ringing,
        .find_by_call = memory_find_by_call,
        .find_by_tag = memory_find_by_tag,
        .find = memory_find,
        .counts = memory_counts,
        .next_due = memory_next_due,
    };

    return (struct job_steps){ &ops, m };
}
