/* tests/fakes/memory_job_steps.c - the steps of dialing and money, one item after the other. */
#include <string.h>

#include "base/checked.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/connection.h"
#include "domain/services/step_kind.h"
#include "fakes/memory_dialing_inside.h"

/* One item of a step: a copy of the job and of its wallet, and what becomes of them. */
struct attempt_step {
    struct memory_dialing *m;
    struct scope *scope;
    struct wallet wallet;
    struct dialing d;
    struct effects fx;
};

static enum err load(struct attempt_step *s, struct memory_dialing *m, struct scope *scope,
                     struct account_id account, struct job_id id)
{
    const struct job *kept = memory_job(m, account, id);
    const struct wallet *wallet = memory_wallet_of(m, account);

    *s = (struct attempt_step){ .m = m, .scope = scope };
    if (kept == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "job.not_found");
    s->d.job = record_copy(&job_record, kept, scope->arena);
    s->d.now = scope->now;
    s->d.store_now = VIA0(m->clock, boot);
    s->d.arena = scope->arena;
    if (wallet != NULL) {
        s->wallet = *wallet;
        s->d.wallet = &s->wallet;
    }
    return ERR_OK;
}

static void save_call(struct attempt_step *s)
{
    const struct job *job = s->d.job;
    const struct memory_row *kept =
        memory_find(s->m->store, &call_record, job->account, job->attempt.call.v);
    struct call call = { 0 };

    if (kept != NULL)
        call = *(const struct call *)kept->object;
    call_follow(&call, job);
    call_add_payload(&call, &s->fx.payload);
    memory_put(s->m->store, &call_record, &call);
}

static void save(struct attempt_step *s)
{
    struct memory_dialing *m = s->m;
    struct effects *fx = &s->fx;

    if (fx->job)
        memory_put(m->store, &job_record, s->d.job);
    if (fx->wallet)
        memory_save_wallet(m, s->scope, s->d.wallet, fx->has_entry ? &fx->entry : NULL);
    if (fx->call)
        save_call(s);
    if (fx->has_rollup)
        MEMORY_ADD(m->store, &m->rollups, fx->rollup);
    memory_publish(m->store, s->scope, &fx->events, s->d.job->id.v, s->d.job->version);
}

/* -- claims and holds -- */

static bool gate_is_open(struct memory_dialing *m, struct campaign_id campaign)
{
    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, campaign))
            return m->gates.items[i].gate.state == GATE_OPEN;
    return false;
}

/* The oldest that may be claimed; NULL: none. */
static const struct job *next_claimable(struct memory_dialing *m, struct scope *scope,
                                        const struct claim_request *request)
{
    struct instant store_now = VIA0(m->clock, boot);
    const struct job *best = NULL;

    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (job == NULL || !ID_EQ(job->account, request->account) ||
            !ID_EQ(job->campaign, request->campaign) || !memory_job_is_seen(m, job))
            continue;
        bool due =
            job_state_is_claimable(job->state) && !instant_before(scope->now, job->not_before);
        bool lost = (job->state == JOB_CLAIMED || job->state == JOB_HELD) &&
                    !instant_before(store_now, job->lease_until);
        if ((due || lost) && (best == NULL || instant_before(job->not_before, best->not_before)))
            best = job;
    }
    return best;
}

static enum err memory_claim(void *self, struct scope *scope, const struct claim_request *request,
                             struct job_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct job_list list = { ARENA_ARRAY(scope->arena, struct job *, (size_t)request->most), 0 };
    const struct job *next;

    if (gate_is_open(m, request->campaign))
        while (list.n < (size_t)request->most &&
               (next = next_claimable(m, scope, request)) != NULL) {
            struct attempt_step s;
            struct call_id call = { random_id(m->random, scope->now) };

            TRY(load(&s, m, scope, next->account, next->id));
            enum err err = orchestrate_claim(&s.d, call, &s.fx, &scope->error);
            save(&s);
            if (err == ERR_OK)
                list.items[list.n++] = s.d.job;
        }
    *ret = list;
    return ERR_OK;
}

static const struct account *account_of(struct memory_dialing *m, struct account_id id)
{
    const struct memory_row *row = memory_find(m->store, &account_record, id, id.v);

    return row == NULL ? NULL : row->object;
}

static bool account_is_active(struct memory_dialing *m, struct account_id id)
{
    const struct account *account = account_of(m, id);

    return account != NULL && account->status == ACCOUNT_ACTIVE;
}

/* -- permit and intent -- */

static struct gate gate_of(struct memory_dialing *m, const struct job *job)
{
    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, job->campaign) &&
            ID_EQ(m->gates.items[i].account, job->account))
            return m->gates.items[i].gate;
    return (struct gate){ .state = GATE_CLOSED };
}

static int64_t begun_calls(struct memory_dialing *m, const struct job *job)
{
    int64_t n = 0;

    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *other = memory_row_of(m, i, &job_record);

        if (other != NULL && ID_EQ(other->account, job->account) &&
            ID_EQ(other->campaign, job->campaign))
            n += other->attempts;
    }
    return n;
}

/* As its record says now. */
static const struct campaign *campaign_of(struct memory_dialing *m, const struct job *job)
{
    const struct memory_row *row =
        memory_find(m->store, &campaign_record, job->account, job->campaign.v);

    return row == NULL ? NULL : row->object;
}

static int64_t budget_of(struct memory_dialing *m, const struct job *job)
{
    const struct campaign *c = campaign_of(m, job);

    return c != NULL && c->budget_calls.has ? c->budget_calls.v : INT64_MAX;
}

static enum err ask_decision(struct attempt_step *s, const struct step *at)
{
    const struct account *account = account_of(s->m, s->d.job->account);
    const struct campaign *campaign = campaign_of(s->m, s->d.job);
    const struct decided_by now = { campaign == NULL ? 0 : campaign->version,
                                    account == NULL ? 0 : account->version };

    return decision_holds(&at->decided_by, &now, &s->scope->error);
}

static struct dialing_room room_of(struct memory_dialing *m, const struct job *job,
                                   struct connection_id connection)
{
    const struct account *account = account_of(m, job->account);
    struct dialing_room room = { .account_active = account_is_active(m, job->account),
                                 .account_most = account == NULL ? 0 : account->max_active };

    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct connection *c = memory_row_of(m, i, &connection_record);
        const struct job *other = memory_row_of(m, i, &job_record);

        if (c != NULL && ID_EQ(c->id, connection)) {
            room.connection_most = c->max_active;
            room.connection_stopped = c->stopped;
        }
        if (other == NULL || !job_state_may_ring(other->state))
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

    if (begin_asks_permit(s->d.job, item)) {
        struct dialing_room room = room_of(s->m, s->d.job, item->intent.connection);
        int64_t most = min_i64(item->calls_most.has ? item->calls_most.v : INT64_MAX,
                               budget_of(s->m, s->d.job));

        room.calls_left.has = most < INT64_MAX;
        room.calls_left.v = most - begun_calls(s->m, s->d.job);
        TRY(gate_permit(&gate, &room, error));
        TRY(ask_decision(s, &item->at));
    }
    return orchestrate_begin(&s->d, item, &gate, &s->fx, error);
}

static enum err look_one(struct attempt_step *s, const struct step *item)
{
    struct error *error = &s->scope->error;
    struct gate gate = gate_of(s->m, s->d.job);

    TRY(gate_still_open(&gate, s->d.job, item, error));
    TRY(ask_decision(s, item));
    if (memory_is_suppressed(s->m, s->d.job, s->scope->now))
        return FAIL(error, ERR_PRECONDITION, "person.suppressed");
    return ERR_OK;
}

/* -- the steps -- */

static enum err ask(struct attempt_step *s, enum step_no no, void *item)
{
    if (no == STEP_BEGIN_DIALING)
        return begin_one(s, item);
    if (no == STEP_STILL_ALLOWED)
        return look_one(s, item);
    return step_kind(no)->ask(&s->d, item, &s->fx, &s->scope->error);
}

static enum err run_one(struct memory_dialing *m, struct scope *scope, enum step_no no, void *item)
{
    const struct step *at = item;
    struct attempt_step s;

    TRY(load(&s, m, scope, at->account, at->job));
    s.d.account_active = account_is_active(m, at->account);
    enum err err = ask(&s, no, item);
    save(&s);
    return err;
}

static enum err run(void *self, struct scope *scope, enum step_no no, void *items, size_t n)
{
    MEMORY_HOLD((struct memory_dialing *)self);
    for (size_t i = 0; i < n; i++) {
        void *item = (char *)items + i * step_kind(no)->size;

        step_answer(item, run_one(self, scope, no, item), &scope->error);
    }
    return ERR_OK;
}

STEP_SLOTS(run)

static enum err memory_begin_dialing(void *self, struct scope *scope, struct intent_step *steps,
                                     size_t n)
{
    return run(self, scope, STEP_BEGIN_DIALING, steps, n);
}

static void memory_begin_dialing_async(void *self, struct scope *scope, struct intent_step *steps,
                                       size_t n, struct step_waiter waiter)
{
    waiter.told(waiter.context, memory_begin_dialing(self, scope, steps, n));
}

static enum err memory_still_allowed(void *self, struct scope *scope, struct step *steps, size_t n)
{
    return run(self, scope, STEP_STILL_ALLOWED, steps, n);
}

static void memory_still_allowed_async(void *self, struct scope *scope, struct step *steps,
                                       size_t n, struct step_waiter waiter)
{
    waiter.told(waiter.context, memory_still_allowed(self, scope, steps, n));
}

/* -- many at once -- */

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
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);
        struct attempt_step s;

        if (job == NULL || !ID_EQ(job->account, account) ||
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

static void note_unwanted(struct memory_dialing *m, struct scope *scope, struct account_id account,
                          struct campaign_id campaign)
{
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);
        struct job *noted;

        if (job == NULL || job->state != JOB_DIALING || !ID_EQ(job->account, account) ||
            !ID_EQ(job->campaign, campaign))
            continue;
        noted = record_copy(&job_record, job, scope->arena);
        noted->attempt.unwanted = true;
        memory_put(m->store, &job_record, noted);
    }
}

static enum err memory_set_gate(void *self, struct scope *scope, struct account_id account,
                                struct campaign_id campaign, enum gate_state state,
                                int64_t max_active)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct memory_gate *g = NULL;

    for (size_t i = 0; i < m->gates.n; i++)
        if (ID_EQ(m->gates.items[i].campaign, campaign) &&
            ID_EQ(m->gates.items[i].account, account))
            g = &m->gates.items[i];
    if (g == NULL) {
        MEMORY_ADD(m->store, &m->gates,
                   ((struct memory_gate){ .account = account, .campaign = campaign }));
        g = &m->gates.items[m->gates.n - 1];
    }
    g->gate.epoch += state == GATE_CLOSED;
    g->gate.state = state;
    g->gate.max_active = max_active;
    if (state == GATE_CLOSED)
        note_unwanted(m, scope, account, campaign);
    return ERR_OK;
}

/* -- the port -- */

struct job_steps memory_job_steps(struct memory_dialing *m)
{
    static const struct job_steps_ops ops = { .claim = memory_claim,
                                              .begin_dialing = memory_begin_dialing,
                                              .begin_dialing_async = memory_begin_dialing_async,
                                              .still_allowed = memory_still_allowed,
                                              .still_allowed_async = memory_still_allowed_async,
                                              .cancel = memory_cancel,
                                              .wake = memory_wake,
                                              .set_gate = memory_set_gate,
                                              .reconcile_due = memory_job_reconcile_due,
                                              .overdue = memory_job_overdue,
                                              .unsettled = memory_job_unsettled,
                                              .ringing = memory_job_ringing,
                                              .active = memory_job_active,
                                              .find_by_call = memory_job_find_by_call,
                                              .find_by_tag = memory_job_find_by_tag,
                                              .find = memory_job_find,
                                              .counts = memory_job_counts,
                                              .counts_in_course = memory_job_counts,
                                              .next_due = memory_job_next_due,
                                              .count_due = memory_job_count_due,
                                              STEP_SLOTS_OF_OPS };

    return (struct job_steps){ &ops, m };
}
