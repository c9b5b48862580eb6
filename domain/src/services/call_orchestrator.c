/* domain/src/services/call_orchestrator.c - the steps of dialing and money. */
#include "domain/services/call_orchestrator.h"

#include <assert.h>
#include <string.h>

#include "domain/services/pricing.h"

enum { SUSPENDED_WAIT_MS = 10 * 60 * 1000 };

/* -- what every step does around its transition -- */

/* The job before the step, byte by byte: transitions that change nothing write nothing. */
static void remember(const struct dialing *d, struct job *before)
{
    memcpy(before, d->job, sizeof *before);
}

static struct event event_of(const struct dialing *d, enum event_type type)
{
    const struct job *job = d->job;

    return (struct event){ .account = job->account,
                           .type = type,
                           .at = d->now,
                           .campaign = job->campaign,
                           .batch = job->batch,
                           .job = job->id,
                           .call = job->attempt.call,
                           .tag = job->attempt.tag };
}

static void tell(struct dialing *d, struct effects *fx, enum event_type type, struct str detail)
{
    struct event event = event_of(d, type);

    event.detail = detail;
    event_list_add(&fx->events, d->arena, event);
}

static void alarm(struct dialing *d, struct effects *fx, const char *slug)
{
    tell(d, fx, EVENT_ALARM, str_from_c(slug));
}

void wallet_tell(const struct wallet *before, const struct wallet *after, struct instant now,
                 struct event_list *events, struct arena *arena)
{
    if (after->low && !before->low)
        event_list_add(events, arena,
                       (struct event){ .account = after->account,
                                       .type = EVENT_WALLET_LOW,
                                       .at = now,
                                       .amount = { true, AMOUNT(after->available, after->unit) } });
}

/* The line of a hold or of its end, with what it was for. */
static void write_entry(struct dialing *d, struct effects *fx, struct entry entry)
{
    entry.campaign = d->job->campaign;
    entry.call = d->job->attempt.call;
    entry.at = d->now;
    fx->entry = entry;
    fx->has_entry = true;
    fx->wallet = true;
}

/* A transition that ended an open hold without a settlement gives the money back. */
static enum err release_if_ended(struct dialing *d, const struct job *before, struct effects *fx,
                                 struct error *error)
{
    const struct attempt *a = &before->attempt;
    struct entry entry = { 0 };

    if (!a->hold_open || d->job->attempt.hold_open)
        return ERR_OK;
    assert(d->wallet != NULL);
    TRY(wallet_release(d->wallet, a->hold, a->tag, &entry, d->arena, error));
    write_entry(d, fx, entry);
    return ERR_OK;
}

/* Marks what is to be saved; the last act of every step. */
static enum err conclude(struct dialing *d, const struct job *before, struct effects *fx,
                         struct error *error)
{
    if (record_equal(&job_record, before, d->job))
        return ERR_OK;
    TRY(release_if_ended(d, before, fx, error));
    d->job->version++;
    fx->job = true;
    fx->call = d->job->attempt.intent_at.has;
    return ERR_OK;
}

static bool entered(const struct job *before, const struct job *after, enum job_state state)
{
    return before->state != state && after->state == state;
}

/* -- before the call -- */

enum err orchestrate_claim(struct dialing *d, struct call_id call, struct effects *fx,
                           struct error *error)
{
    struct job before;

    remember(d, &before);
    enum err err = job_claim(d->job, call, d->store_now, d->now, d->arena, error);
    if (err == ERR_EXHAUSTED) { /* poisoned: failed, and its money goes back */
        d->job->attempt.hold_open = false;
        alarm(d, fx, "job.poison");
    }
    if (err == ERR_OK || err == ERR_EXHAUSTED)
        TRY(conclude(d, &before, fx, NULL));
    fx->call = false; /* the attempt of before, if any, has not changed */
    return err;
}

enum err orchestrate_renew(struct dialing *d, const struct step *step, struct effects *fx,
                           struct error *error)
{
    TRY(job_renew(d->job, step->fence, d->store_now, error));
    d->job->version++;
    fx->job = true;
    return ERR_OK;
}

/* The largest whole step that the wallet buys, where the campaign allows less than its cap. */
static enum err hold_less(struct dialing *d, const struct hold_step *step, struct amount *amount,
                          struct duration *talk, struct entry *entry, struct error *error)
{
    struct amount available = AMOUNT(d->wallet->available, d->wallet->unit);

    TRY(price_affordable(&step->tariff, available, step->max_talk, talk, error));
    if (talk->ms < step->shortest.v.ms || talk->ms == 0)
        return FAIL_WITH(error, ERR_EXHAUSTED, "wallet.short", P_I64("needed", step->amount.units),
                         P_I64("available", d->wallet->available));
    TRY(price_hold(&step->tariff, *talk, amount, error));
    return wallet_hold(d->wallet, *amount, d->job->attempt.tag, entry, d->arena, error);
}

static enum err take_hold(struct dialing *d, const struct hold_step *step, struct amount *amount,
                          struct duration *talk, struct entry *entry, struct error *error)
{
    /* the charge will be worked out by this tariff: in the wallet's unit, or not at all */
    if (!d->wallet->unlimited && step->tariff.per_minute.unit != d->wallet->unit)
        return FAIL(error, ERR_INVALID, "amount.unit_mismatch");
    *amount = d->wallet->unlimited ? AMOUNT(0, d->wallet->unit) : step->amount;
    *talk = step->max_talk;
    enum err err = wallet_hold(d->wallet, *amount, d->job->attempt.tag, entry, d->arena, error);
    if (err == ERR_EXHAUSTED && step->shortest.has)
        return hold_less(d, step, amount, talk, entry, error);
    return err;
}

static enum err wait_for_funds(struct dialing *d, const struct hold_step *step,
                               const struct job *before, struct effects *fx, struct error *error)
{
    TRY(job_wait_for_funds(d->job, step->at.fence, error));
    if (!d->wallet->empty) {
        d->wallet->empty = true;
        d->wallet->version++;
        fx->wallet = true;
        tell(d, fx, EVENT_WALLET_EMPTY, STR("wallet.short"));
    }
    return conclude(d, before, fx, error);
}

static void answer_hold(const struct job *job, struct hold_step *step)
{
    step->held = job->attempt.hold;
    step->held_talk = job->attempt.max_talk_ms;
}

/* A job that has its hold already, or that was told before that it must wait. */
static enum err hold_again(struct dialing *d, struct hold_step *step, const struct job *before,
                           struct effects *fx, struct error *error)
{
    if (d->job->state == JOB_WAITING_FUNDS && d->job->fence == step->at.fence)
        return FAIL(error, ERR_EXHAUSTED, "wallet.short");
    TRY(job_hold(d->job, step->at.fence, step->amount, &step->tariff, step->max_talk, error));
    answer_hold(d->job, step);
    return conclude(d, before, fx, error);
}

enum err orchestrate_hold(struct dialing *d, struct hold_step *step, struct effects *fx,
                          struct error *error)
{
    struct job before;
    struct wallet wallet_before;
    struct entry entry = { 0 };
    struct amount amount;
    struct duration talk;

    if (d->wallet == NULL)
        return FAIL(error, ERR_NOT_FOUND, "wallet.not_found");
    remember(d, &before);
    wallet_before = *d->wallet;
    if (d->job->state != JOB_CLAIMED || d->job->fence != step->at.fence ||
        d->job->attempt.hold_open)
        return hold_again(d, step, &before, fx, error);
    if (!d->account_active) {
        TRY(job_defer(d->job, step->at.fence,
                      instant_add(d->now, (struct duration){ SUSPENDED_WAIT_MS }),
                      STR("account.suspended"), error));
        TRY(conclude(d, &before, fx, error));
        return FAIL(error, ERR_PRECONDITION, "account.suspended");
    }

    enum err err = take_hold(d, step, &amount, &talk, &entry, error);
    if (err == ERR_EXHAUSTED || err == ERR_PRECONDITION) {
        bool in_debt = err == ERR_PRECONDITION;
        TRY(wait_for_funds(d, step, &before, fx, error));
        return in_debt ? FAIL(error, ERR_EXHAUSTED, "wallet.in_debt") : err;
    }
    if (err != ERR_OK)
        return err;
    TRY(job_hold(d->job, step->at.fence, amount, &step->tariff, talk, error));
    write_entry(d, fx, entry);
    wallet_tell(&wallet_before, d->wallet, d->now, &fx->events, d->arena);
    answer_hold(d->job, step);
    return conclude(d, &before, fx, error);
}

enum err orchestrate_defer(struct dialing *d, const struct defer_step *step, struct effects *fx,
                           struct error *error)
{
    struct job before;

    remember(d, &before);
    if (step->blocked) {
        if (d->job->fence != step->at.fence)
            return FAIL(error, ERR_CONFLICT, "job.fenced");
        TRY(job_block(d->job, step->reason, d->now, error));
    } else {
        TRY(job_defer(d->job, step->at.fence, step->until, step->reason, error));
        if (before.state != d->job->state)
            job_note_deferral(d->job, d->now, step->until, step->reason, d->arena);
    }
    TRY(conclude(d, &before, fx, error));
    fx->call = false;
    return ERR_OK;
}

enum err gate_permit(const struct gate *gate, const struct dialing_room *room, struct error *error)
{
    if (gate->state != GATE_OPEN)
        return FAIL(error, ERR_PRECONDITION, "gate.closed");
    if (!room->account_active)
        return FAIL(error, ERR_PRECONDITION, "account.suspended");
    if (room->connection_stopped)
        return FAIL(error, ERR_PRECONDITION, "connection.stopped");
    if (room->calls_left.has && room->calls_left.v <= 0)
        return FAIL(error, ERR_EXHAUSTED, "campaign.budget_spent");
    if (gate->max_active > 0 && room->campaign_active_calls >= gate->max_active)
        return FAIL(error, ERR_EXHAUSTED, "gate.full");
    if (room->account_most > 0 && room->account_active_calls >= room->account_most)
        return FAIL(error, ERR_EXHAUSTED, "account.full");
    if (room->connection_most > 0 && room->connection_active_calls >= room->connection_most)
        return FAIL(error, ERR_EXHAUSTED, "connection.full");
    return ERR_OK;
}

bool decision_asks(const struct decided_by *then)
{
    return then->campaign != 0 || then->account != 0;
}

enum err decision_holds(const struct decided_by *then, const struct decided_by *now,
                        struct error *error)
{
    bool same = (then->campaign == 0 || then->campaign == now->campaign) &&
                (then->account == 0 || then->account == now->account);

    return same ? ERR_OK : FAIL(error, ERR_PRECONDITION, "policy.stale");
}

bool begin_asks_permit(const struct job *job, const struct intent_step *step)
{
    return job->state == JOB_HELD && job->fence == step->at.fence;
}

enum err gate_still_open(const struct gate *gate, const struct job *job, const struct step *step,
                         struct error *error)
{
    if (!str_eq(step->tag, job->attempt.tag))
        return FAIL(error, ERR_CONFLICT, "job.other_attempt");
    return gate->state == GATE_OPEN && gate->epoch == job->attempt.gate_epoch
               ? ERR_OK
               : FAIL(error, ERR_PRECONDITION, "gate.closed");
}

enum err orchestrate_begin(struct dialing *d, struct intent_step *step, const struct gate *gate,
                           struct effects *fx, struct error *error)
{
    struct job before;
    struct dial_intent intent = step->intent;

    remember(d, &before);
    if (step->at.tag.n > 0 && !str_eq(step->at.tag, d->job->attempt.tag))
        return FAIL(error, ERR_CONFLICT, "job.other_attempt");
    intent.gate_epoch = gate->epoch;
    TRY(job_begin_dialing(d->job, step->at.fence, &intent, d->now, error));
    step->intent.gate_epoch = d->job->attempt.gate_epoch;
    return conclude(d, &before, fx, error);
}

/* -- the call -- */

enum err orchestrate_placed(struct dialing *d, const struct placed_step *step, struct effects *fx,
                            struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_placed(d->job, step->at.tag, step->provider_call, d->now, error));
    if (entered(&before, d->job, JOB_PLACED))
        tell(d, fx, EVENT_CALL_PLACED, STR(""));
    return conclude(d, &before, fx, error);
}

enum err orchestrate_not_sent(struct dialing *d, const struct not_sent_step *step,
                              struct effects *fx, struct error *error)
{
    struct job before;

    remember(d, &before);
    if (step->refused)
        TRY(job_refused(d->job, step->at.tag, step->reason, step->outcome, d->now, error));
    else
        TRY(job_not_sent(d->job, step->at.tag, step->until, step->reason, error));
    if (entered(&before, d->job, JOB_ENDED))
        tell(d, fx, EVENT_CALL_ENDED, step->reason);
    return conclude(d, &before, fx, error);
}

enum err orchestrate_started(struct dialing *d, const struct started_step *step, struct effects *fx,
                             struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_started(d->job, step->at.tag, step->provider_call, step->started_at, step->key,
                    d->arena, error));
    if (entered(&before, d->job, JOB_LIVE))
        tell(d, fx, EVENT_CALL_STARTED, STR(""));
    return conclude(d, &before, fx, error);
}

static bool length_is_absurd(const struct attempt *a, struct duration talk)
{
    return talk.ms < 0 || (a->max_talk_ms.ms > 0 && talk.ms > a->max_talk_ms.ms + TALK_SLACK_MS);
}

enum err orchestrate_ended(struct dialing *d, const struct ended_step *step, struct effects *fx,
                           struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_ended(d->job, step->at.tag, &step->facts, d->now, d->arena, error));
    if (entered(&before, d->job, JOB_ENDED)) {
        tell(d, fx, EVENT_CALL_ENDED, outcome_name(d->job->attempt.outcome));
        if (length_is_absurd(&d->job->attempt, step->facts.talk_ms))
            alarm(d, fx, "call.absurd_length");
        if (!before.attempt.hold_open && before.attempt.intent_at.has)
            alarm(d, fx, "call.found_late");
    }
    TRY(conclude(d, &before, fx, error));
    fx->call = fx->call || step->transcript.n > 0 || step->recording_url.n > 0;
    fx->payload = (struct call_payload){ .transcript = step->transcript,
                                         .word_times = step->word_times,
                                         .recording_url = step->recording_url };
    return ERR_OK;
}

/* -- figures -- */

/* Figures are those of settled calls, in the quarter of an hour of their end: what the step has
 * made of them. An analysis after the settlement moves a call from one outcome to another. */
static void count(struct dialing *d, const struct job *before, struct effects *fx)
{
    struct rollup was = rollup_of_job(before);

    if (!d->job->attempt.settled_at.has)
        return;
    fx->rollup = rollup_of_job(d->job);
    rollup_sum(&fx->rollup, &was, -1);
    fx->has_rollup = !rollup_is_empty(&fx->rollup);
}

enum err orchestrate_analyzed(struct dialing *d, const struct analyzed_step *step,
                              struct effects *fx, struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_analyzed(d->job, step->at.tag, &step->analysis, d->now, d->arena, error));
    if (!record_equal(&job_record, &before, d->job))
        tell(d, fx, EVENT_CALL_ANALYZED,
             d->job->attempt.outcome == 0 ? STR("") : outcome_name(d->job->attempt.outcome));
    count(d, &before, fx);
    fx->payload = (struct call_payload){ step->transcript, step->word_times, step->recording_url,
                                         step->analysis.summary, step->analysis.sentiment };
    return conclude(d, &before, fx, error);
}

/* -- the money is closed -- */

static enum err settle_money(struct dialing *d, struct settle_step *step, struct effects *fx,
                             struct error *error)
{
    const struct attempt *a = &d->job->attempt;
    struct entry entry = { 0 };

    TRY(job_charge(d->job, &step->charge, &step->absurd, error));
    if (!a->hold_open) /* a call that turned up late: its hold was given back */
        return ERR_OK;
    assert(d->wallet != NULL);
    TRY(wallet_settle(d->wallet, a->hold, step->charge, a->tag, &entry, d->arena, error));
    entry.talk_ms = SOME_DURATION(attempt_talk(a));
    entry.cost_micros = a->cost_micros;
    write_entry(d, fx, entry);
    return ERR_OK;
}

static void answer_settle(const struct job *job, struct settle_step *step)
{
    const struct attempt *a = &job->attempt;

    step->charge = a->charge.v;
    step->state = job->state;
    step->absurd = a->talk_ms.has && length_is_absurd(a, a->talk_ms.v);
}

enum err orchestrate_settle(struct dialing *d, struct settle_step *step, struct effects *fx,
                            struct error *error)
{
    struct job before;

    remember(d, &before);
    if (!str_eq(step->at.tag, d->job->attempt.tag))
        return FAIL(error, ERR_CONFLICT, "job.other_attempt");
    if (!d->job->attempt.settled_at.has)
        TRY(settle_money(d, step, fx, error));
    TRY(job_settled(d->job, step->at.tag, step->charge, &step->rules, d->now, error));
    answer_settle(d->job, step);
    if (!before.attempt.settled_at.has) {
        struct event event = event_of(d, EVENT_CALL_SETTLED);
        event.detail = outcome_name(d->job->attempt.outcome);
        event.amount = d->job->attempt.charge;
        event_list_add(&fx->events, d->arena, event);
        count(d, &before, fx);
        before.attempt.hold_open = false; /* closed by the settlement: nothing to release */
    }
    return conclude(d, &before, fx, error);
}

enum err orchestrate_undetermined(struct dialing *d, const struct step *step, struct effects *fx,
                                  struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_undetermined(d->job, step->tag, d->now, error));
    if (entered(&before, d->job, JOB_UNDETERMINED))
        tell(d, fx, EVENT_CALL_UNDETERMINED, STR(""));
    return conclude(d, &before, fx, error);
}

enum err orchestrate_recover(struct dialing *d, const struct recover_step *step, struct effects *fx,
                             struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_recover(d->job, step->at.fence, &step->attempt, error));
    if (entered(&before, d->job, JOB_PLACED))
        tell(d, fx, EVENT_CALL_PLACED, STR(""));
    return conclude(d, &before, fx, error);
}

enum err orchestrate_redial(struct dialing *d, const struct step *step, struct effects *fx,
                            struct error *error)
{
    struct job before;

    (void)step; /* no claim is its */
    remember(d, &before);
    TRY(job_redial(d->job, d->now, error));
    TRY(conclude(d, &before, fx, error));
    fx->call = false; /* the call stays as unknown as it was */
    return ERR_OK;
}

enum err orchestrate_cancel(struct dialing *d, struct effects *fx, struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_cancel(d->job, d->now, error));
    TRY(conclude(d, &before, fx, error));
    fx->call = false; /* of the attempt before, if any */
    return ERR_OK;
}

enum err orchestrate_wake(struct dialing *d, struct effects *fx, struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_wake(d->job, d->now, error));
    TRY(conclude(d, &before, fx, error));
    fx->call = false;
    return ERR_OK;
}

enum err orchestrate_reconcile_later(struct dialing *d, const struct later_step *step,
                                     struct effects *fx, struct error *error)
{
    struct job before;

    remember(d, &before);
    TRY(job_reconcile_later(d->job, step->at.tag, step->until, error));
    TRY(conclude(d, &before, fx, error));
    fx->call = false;
    return ERR_OK;
}

/* -- readers -- */

void call_follow(struct call *call, const struct job *job)
{
    call_from_job(call, job);
    if (job->state == JOB_SCHEDULED && !job->attempt.ended_at.has) {
        call->state = JOB_CANCELLED; /* taken back before it reached anybody */
        call->end_reason = job->wait_reason;
    }
    call->version++;
}
