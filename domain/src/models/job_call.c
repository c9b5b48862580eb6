/* domain/src/models/job_call.c - the life of a job from the durable intent on: the call, its end,
 * its money, and calls that turn up late. */
#include <string.h>

#include "base/checked.h"
#include "domain/services/pricing.h"
#include "models/job_rules.h"

/* States whose attempt has ended: facts told again change nothing. */
static bool state_is_past_end(enum job_state state)
{
    return state == JOB_ENDED || state == JOB_RETRY_WAIT || state == JOB_DONE ||
           state == JOB_FAILED;
}

/* -- the call -- */

enum err job_begin_dialing(struct job *job, int64_t fence, const struct dial_intent *intent,
                           struct instant now, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_fence(job, fence, error));
    if (job->state == JOB_DIALING)
        return done(job);
    if (job->state != JOB_HELD)
        return wrong_state(job, error);

    assert(intent->phone >= 0 && intent->phone < JOB_PHONES);
    job->state = JOB_DIALING;
    job->claims = 0;
    job->attempts++;
    a->phone = intent->phone;
    a->from_number = intent->from_number;
    a->connection = intent->connection;
    a->gate_epoch = intent->gate_epoch;
    a->rules = intent->rules;
    a->local_time = intent->local_time;
    a->clock = intent->clock;
    a->intent_at = SOME_INSTANT(now);
    a->reconcile_at = SOME_INSTANT(instant_add(now, (struct duration){ RECONCILE_FIRST_MS }));
    a->reconcile_n = 0;
    return done(job);
}

/* An attempt that was given up, but its call turns up: see the header. */
static bool is_adoptable(const struct job *job)
{
    const struct attempt *a = &job->attempt;

    if (job->state == JOB_UNDETERMINED)
        return true;
    return (job->state == JOB_SCHEDULED || job->state == JOB_CANCELLED ||
            job->state == JOB_BLOCKED) &&
           a->intent_at.has && !a->ended_at.has;
}

static void adopt(struct job *job)
{
    if (job->state != JOB_UNDETERMINED && job->attempt.outcome != OUTCOME_UNDETERMINED)
        job->attempts++; /* taken out of the count as unsent: it was sent after all */
    job->finished_at = (struct opt_instant){ .has = false };
    job->wait_reason = STR("");
    job->outcome = 0;
    job->attempt.outcome = 0;
}

/* The provider's id is learned once; another one for the same attempt is a second call. */
static enum err learn_call(struct attempt *a, struct str provider_call, struct error *error)
{
    if (a->provider_call.n > 0 && provider_call.n > 0 && !str_eq(a->provider_call, provider_call))
        return FAIL(error, ERR_CONFLICT, "job.other_call");
    if (a->provider_call.n == 0)
        a->provider_call = provider_call;
    return ERR_OK;
}

static void reconcile_over(struct attempt *a)
{
    a->reconcile_at = (struct opt_instant){ .has = false };
    a->reconcile_n = 0;
}

enum err job_placed(struct job *job, struct str tag, struct str provider_call, struct instant now,
                    struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (provider_call.n == 0)
        return FAIL(error, ERR_INVALID, "job.no_call_id");
    bool later =
        job->state == JOB_PLACED || job->state == JOB_LIVE || state_is_past_end(job->state);
    if (!later && job->state != JOB_DIALING && !is_adoptable(job))
        return wrong_state(job, error);
    TRY(learn_call(a, provider_call, error));
    if (!a->placed_at.has)
        a->placed_at = SOME_INSTANT(now);
    if (later)
        return done(job);

    if (job->state != JOB_DIALING)
        adopt(job);
    reconcile_over(a);
    job->state = JOB_PLACED;
    return done(job);
}

enum err job_not_sent(struct job *job, struct str tag, struct instant at, struct str reason,
                      struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (job->state == JOB_SCHEDULED && a->intent_at.has)
        return done(job);
    if (job->state != JOB_DIALING)
        return wrong_state(job, error);

    job->state = JOB_SCHEDULED;
    job->not_before = at;
    job->wait_reason = reason;
    job->attempts--;
    a->hold_open = false;
    reconcile_over(a);
    return done(job);
}

enum err job_refused(struct job *job, struct str tag, struct str reason, enum outcome outcome,
                     struct instant now, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (state_is_past_end(job->state))
        return done(job);
    if (job->state != JOB_DIALING)
        return wrong_state(job, error);

    job->state = JOB_ENDED;
    a->ended_at = SOME_INSTANT(now);
    a->end_reason = reason;
    a->outcome = outcome;
    a->retry = outcome == OUTCOME_INVALID_NUMBER ? RETRY_OTHER_PHONE : RETRY_NEVER;
    a->billable = false;
    a->talk_ms = SOME_DURATION(((struct duration){ 0 }));
    if (a->retry == RETRY_OTHER_PHONE)
        job->dead_phones |= INT64_C(1) << a->phone;
    reconcile_over(a);
    return done(job);
}

static bool is_applied(const struct attempt *a, struct str key)
{
    for (size_t i = 0; i < a->applied.n; i++)
        if (str_eq(a->applied.items[i], key))
            return true;
    return false;
}

static void applied_add(struct attempt *a, struct str key, struct arena *arena)
{
    if (key.n == 0 || is_applied(a, key))
        return;
    size_t drop = a->applied.n >= JOB_APPLIED ? a->applied.n - JOB_APPLIED + 1 : 0;
    size_t keep = a->applied.n - drop;
    struct str *items = ARENA_ARRAY(arena, struct str, keep + 1);
    if (keep > 0)
        memcpy(items, a->applied.items + drop, keep * sizeof *items);
    items[keep] = key;
    a->applied = (struct str_list){ items, keep + 1 };
}

enum err job_started(struct job *job, struct str tag, struct str provider_call, struct instant at,
                     struct str key, struct arena *arena, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    bool later = job->state == JOB_LIVE || state_is_past_end(job->state);
    if (!later && job->state != JOB_DIALING && job->state != JOB_PLACED && !is_adoptable(job))
        return wrong_state(job, error);
    TRY(learn_call(a, provider_call, error));
    if (!a->started_at.has)
        a->started_at = SOME_INSTANT(at);
    applied_add(a, key, arena);
    if (later)
        return done(job);

    if (!job_state_may_ring(job->state))
        adopt(job);
    if (!a->placed_at.has)
        a->placed_at = SOME_INSTANT(at);
    reconcile_over(a);
    job->state = JOB_LIVE;
    return done(job);
}

/* -- the end -- */

/* The provider's stamp as far as it can be true: the next attempt is planned by it. */
static struct instant end_believed(const struct attempt *a, struct opt_instant told,
                                   struct instant now)
{
    bool possible = told.has && !instant_before(told.v, a->intent_at.v) &&
                    instant_minus(told.v, now).ms <= CLOCKS_APART_MS;

    return possible ? told.v : now;
}

/* The provider tells it with the end or, later, with the analysis: what it told first stays. */
static void learn_cost(struct attempt *a, struct opt_i64 told)
{
    if (!a->cost_micros.has && told.has && told.v >= 0 && told.v <= COST_MICROS_MOST)
        a->cost_micros = told;
}

static void take_end(struct attempt *a, const struct end_facts *facts, struct instant now)
{
    const struct end_reason *row = end_reason_find(facts->reason, facts->call_status);
    bool analyzed = a->outcome != 0; /* it overtook the end */

    if (facts->started_at.has && !a->started_at.has)
        a->started_at = facts->started_at;
    a->ended_at = SOME_INSTANT(end_believed(a, facts->ended_at, now));
    a->end_reason = facts->reason;
    a->retry = row->retry;
    a->billable = row->billable;
    if (!analyzed)
        a->outcome = row->outcome;
    else if (outcome_is_said(a->outcome))
        a->retry = RETRY_NEVER;
    else if (a->outcome == OUTCOME_VOICEMAIL)
        a->retry = RETRY_VOICEMAIL;
    a->talk_ms = SOME_DURATION(facts->talk_ms);
    learn_cost(a, facts->cost_micros);
}

enum err job_ended(struct job *job, struct str tag, const struct end_facts *facts,
                   struct instant now, struct arena *arena, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    bool later = state_is_past_end(job->state);
    if (!later && !job_state_may_ring(job->state) && !is_adoptable(job))
        return wrong_state(job, error);
    TRY(learn_call(a, facts->provider_call, error));
    applied_add(a, facts->key, arena);
    if (later)
        return done(job);

    if (!job_state_may_ring(job->state))
        adopt(job);
    take_end(a, facts, now);
    if (a->retry == RETRY_OTHER_PHONE)
        job->dead_phones |= INT64_C(1) << a->phone;
    reconcile_over(a);
    job->state = JOB_ENDED;
    return done(job);
}

/* May words of the analysis stand in place of what the end reason said? Only where something was
 * connected; a newer analysis corrects an older one. */
static bool is_refinable(enum outcome outcome)
{
    return outcome == 0 || outcome == OUTCOME_TALKED || outcome == OUTCOME_VOICEMAIL ||
           outcome == OUTCOME_NO_ANSWER || outcome_is_said(outcome);
}

static void refine(struct job *job, const struct analysis *analysis)
{
    struct attempt *a = &job->attempt;
    bool settled = a->settled_at.has;

    if (analysis->in_voicemail && !outcome_is_said(analysis->outcome)) {
        a->outcome = OUTCOME_VOICEMAIL;
        if (job->state == JOB_ENDED)
            a->retry = RETRY_VOICEMAIL;
    } else if (outcome_is_said(analysis->outcome)) {
        a->outcome = analysis->outcome;
        a->retry = a->ended_at.has ? RETRY_NEVER : a->retry;
    }
    if (settled && a->outcome != 0)
        job->outcome = a->outcome;
}

enum err job_analyzed(struct job *job, struct str tag, const struct analysis *analysis,
                      struct instant now, struct arena *arena, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (job->state != JOB_PLACED && job->state != JOB_LIVE && !state_is_past_end(job->state))
        return wrong_state(job, error);
    if (analysis->key.n > 0 && is_applied(a, analysis->key))
        return done(job);

    applied_add(a, analysis->key, arena);
    learn_cost(a, analysis->cost_micros);
    bool connected = !a->talk_ms.has || a->talk_ms.v.ms > 0;
    if (!connected || !is_refinable(a->outcome))
        return done(job);
    refine(job, analysis);
    if (analysis->promise_date.n > 0)
        job->promise_date = analysis->promise_date;
    if (analysis->promise_amount.n > 0)
        job->promise_amount = analysis->promise_amount;
    if (analysis->callback_at.has)
        job->callback_at = analysis->callback_at;
    if (job->state == JOB_RETRY_WAIT && outcome_is_said(a->outcome))
        job_finish(job, JOB_DONE, now);
    return done(job);
}

/* -- the money is closed -- */

struct duration attempt_talk(const struct attempt *a)
{
    int64_t talk = a->talk_ms.has ? a->talk_ms.v.ms : 0;
    int64_t cap = a->max_talk_ms.ms > 0 ? a->max_talk_ms.ms + TALK_SLACK_MS : INT64_MAX;

    return (struct duration){ clamp_i64(talk, 0, cap) };
}

struct instant job_end_due(const struct job *job)
{
    const struct attempt *a = &job->attempt;

    return (struct instant){ a->placed_at.v.unix_ms + a->max_talk_ms.ms + OVERDUE_MS };
}

struct instant job_look_due(const struct job *job)
{
    return job->attempt.reconcile_at.has ? job->attempt.reconcile_at.v : job_end_due(job);
}

enum err job_charge(const struct job *job, struct amount *ret, bool *absurd, struct error *error)
{
    const struct attempt *a = &job->attempt;
    struct amount charge = AMOUNT(0, a->hold.unit);
    int64_t reported = a->talk_ms.has ? a->talk_ms.v.ms : 0;

    if (job->state != JOB_ENDED)
        return wrong_state(job, error);
    bool beyond = reported < 0 || reported > a->max_talk_ms.ms + TALK_SLACK_MS;
    if (a->billable && a->hold_open && a->hold.units > 0 && attempt_talk(a).ms > 0) {
        TRY(price_charge(&a->tariff, attempt_talk(a), &charge, error));
        assert(charge.unit == a->hold.unit);
        charge.units = min_i64(charge.units, a->hold.units);
    }
    *ret = charge;
    *absurd = beyond;
    return ERR_OK;
}

static bool phones_left(const struct job *job)
{
    int64_t all = (INT64_C(1) << job->phones.n) - 1;

    return (job->dead_phones & all) != all;
}

/* Where a job without another attempt stays. */
static enum job_state last_state(const struct attempt *a)
{
    if (a->outcome == OUTCOME_CANCELLED)
        return JOB_CANCELLED;
    if (a->outcome == OUTCOME_FAILED || a->outcome == OUTCOME_INVALID_NUMBER ||
        a->outcome == OUTCOME_BLOCKED)
        return JOB_FAILED;
    return JOB_DONE;
}

enum err job_settled(struct job *job, struct str tag, struct amount charge,
                     const struct retry_rules *rules, struct instant now, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (a->settled_at.has)
        return done(job);
    if (job->state != JOB_ENDED)
        return wrong_state(job, error);

    assert(charge.units >= 0 && charge.units <= a->hold.units);
    a->charge = (struct opt_amount){ true, charge };
    a->settled_at = SOME_INSTANT(now);
    a->hold_open = false;
    job->outcome = a->outcome;
    struct opt_instant again = retry_at(rules, a->retry, job->attempts, a->ended_at.v);
    if (a->retry == RETRY_OTHER_PHONE && !phones_left(job))
        again.has = false;
    if (again.has) {
        job->state = JOB_RETRY_WAIT;
        job->not_before = again.v;
    } else {
        job_finish(job, last_state(a), now);
    }
    return done(job);
}

enum err job_undetermined(struct job *job, struct str tag, struct instant now, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (job->state == JOB_UNDETERMINED)
        return done(job);
    if (!job_state_may_ring(job->state))
        return wrong_state(job, error);

    job_finish(job, JOB_UNDETERMINED, now);
    job->outcome = OUTCOME_UNDETERMINED;
    a->outcome = OUTCOME_UNDETERMINED;
    a->hold_open = false;
    reconcile_over(a);
    return done(job);
}

enum err job_reconcile_later(struct job *job, struct str tag, struct instant at,
                             struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (job_state_may_ring(job->state) && instant_before(job_look_due(job), at)) {
        a->reconcile_at = SOME_INSTANT(at);
        a->reconcile_n++;
    }
    return done(job);
}

enum err job_recover(struct job *job, int64_t fence, const struct forgotten_attempt *forgotten,
                     struct error *error)
{
    const struct attempt *a = &job->attempt;
    struct job_id of;
    int64_t n;

    TRY(own_fence(job, fence, error));
    if (job->state == JOB_PLACED && str_eq(a->tag, forgotten->tag))
        return done(job);
    if (job->state != JOB_CLAIMED)
        return wrong_state(job, error);
    if (!attempt_tag_parse(forgotten->tag, &of, &n) || !ID_EQ(of, job->id) || n < a->n)
        return FAIL(error, ERR_CONFLICT, "job.other_attempt");

    job->state = JOB_PLACED;
    job->claims = 0;
    job->attempts++;
    job->attempt = (struct attempt){
        .n = n,
        .tag = forgotten->tag,
        .call = a->call,
        .phone = a->phone,
        .from_number = forgotten->from_number,
        .connection = forgotten->connection,
        .max_talk_ms = forgotten->max_talk,
        .claimed_at = a->claimed_at,
        .intent_at = SOME_INSTANT(forgotten->placed_at),
        .placed_at = SOME_INSTANT(forgotten->placed_at),
        .provider_call = forgotten->provider_call,
    };
    return done(job);
}

enum err job_redial(struct job *job, struct instant now, struct error *error)
{
    if (job->state != JOB_UNDETERMINED)
        return wrong_state(job, error);

    job->state = JOB_SCHEDULED;
    job->not_before = now;
    job->finished_at = (struct opt_instant){ .has = false };
    job->outcome = 0;
    return done(job);
}
