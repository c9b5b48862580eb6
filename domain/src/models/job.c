/* domain/src/models/job.c - every change of state of a job. docs/architecture/life_of_a_call.md
 * draws them. */
#include "domain/models/job.h"

#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "base/strbuf.h"
#include "domain/services/pricing.h"

/* -- what a state allows ------------------------------------------------------------------------
 */

bool job_state_is_open(enum job_state state)
{
    switch (state) {
    case JOB_SCHEDULED:
    case JOB_WAITING_FUNDS:
    case JOB_CLAIMED:
    case JOB_HELD:
    case JOB_DIALING:
    case JOB_PLACED:
    case JOB_LIVE:
    case JOB_ENDED:
    case JOB_RETRY_WAIT:
        return true;
    case JOB_DONE:
    case JOB_FAILED:
    case JOB_UNDETERMINED:
    case JOB_BLOCKED:
    case JOB_CANCELLED:
        break;
    }
    return false;
}

bool job_state_is_claimable(enum job_state state)
{
    return state == JOB_SCHEDULED || state == JOB_RETRY_WAIT;
}

bool job_state_may_ring(enum job_state state)
{
    return state == JOB_DIALING || state == JOB_PLACED || state == JOB_LIVE;
}

static bool state_is_leased(enum job_state state)
{
    return state == JOB_CLAIMED || state == JOB_HELD;
}

/* States whose attempt has ended: facts told again change nothing. */
static bool state_is_past_end(enum job_state state)
{
    return state == JOB_ENDED || state == JOB_RETRY_WAIT || state == JOB_DONE ||
           state == JOB_FAILED;
}

bool job_is_sound(const struct job *job)
{
    const struct attempt *a = &job->attempt;
    bool working = state_is_leased(job->state) || job_state_may_ring(job->state);

    if (job->state < JOB_SCHEDULED || job->state > JOB_CANCELLED)
        return false;
    if (job->finished_at.has == job_state_is_open(job->state))
        return false;
    if (a->hold_open && !working && job->state != JOB_ENDED && job->state != JOB_FAILED)
        return false; /* a poisoned job is failed with its hold: the store gives it back */
    if (job->state == JOB_HELD && !a->hold_open)
        return false;
    if ((working || job->state == JOB_ENDED) && (a->n < 1 || a->tag.n == 0 || job->fence < 1))
        return false;
    if ((job_state_may_ring(job->state) || job->state == JOB_ENDED ||
         job->state == JOB_UNDETERMINED) &&
        !a->intent_at.has)
        return false;
    if (a->reconcile_at.has && job->state != JOB_DIALING)
        return false;
    return job->attempts >= 0 && job->attempts <= a->n && a->hold.units >= 0;
}

static enum err done(const struct job *job)
{
    assert(job_is_sound(job));
    (void)job;
    return ERR_OK;
}

static enum err wrong_state(const struct job *job, struct error *error)
{
    return FAIL_WITH(error, ERR_PRECONDITION, "job.wrong_state",
                     P_STR("state", job_state_name(job->state)));
}

static enum err own_fence(const struct job *job, int64_t fence, struct error *error)
{
    return job->fence == fence ? ERR_OK : FAIL(error, ERR_CONFLICT, "job.fenced");
}

static enum err own_tag(const struct job *job, struct str tag, struct error *error)
{
    return str_eq(job->attempt.tag, tag) && tag.n > 0
               ? ERR_OK
               : FAIL(error, ERR_CONFLICT, "job.other_attempt");
}

static void finish(struct job *job, enum job_state state, struct instant now)
{
    job->state = state;
    job->finished_at = SOME_INSTANT(now);
}

/* -- claims -------------------------------------------------------------------------------------
 */

/* A tag whose money was given back or whose intent was durable is never used again. */
static bool attempt_is_spent(const struct attempt *a)
{
    return a->n == 0 || a->intent_at.has || (a->hold.unit != 0 && !a->hold_open);
}

/* The phone whose turn it is after `last`: the next one that is not known to be dead, wrapping. The
 * phones may be sealed (n == 0): then the turn stays. */
static int64_t phone_turn(const struct job *job, int64_t last)
{
    int64_t n = (int64_t)job->phones.n;

    for (int64_t i = 1; i <= n; i++) {
        int64_t next = (last + i) % n;
        if ((job->dead_phones & (INT64_C(1) << next)) == 0)
            return next;
    }
    return last;
}

static void attempt_start(struct job *job, struct call_id call, struct instant now,
                          struct arena *arena)
{
    const struct attempt *last = &job->attempt;
    bool tried = last->ended_at.has; /* an unsent one tried nobody: the same phone again */

    job->attempt = (struct attempt){
        .n = last->n + 1,
        .tag = attempt_tag(arena, job->id, last->n + 1),
        .call = call,
        .phone = tried ? phone_turn(job, last->phone) : last->phone,
        .claimed_at = SOME_INSTANT(now),
    };
}

enum err job_claim(struct job *job, struct call_id call, struct instant store_now,
                   struct instant now, struct arena *arena, struct error *error)
{
    if (!job_state_is_claimable(job->state) && !state_is_leased(job->state))
        return wrong_state(job, error);
    if (job_state_is_claimable(job->state) && instant_before(now, job->not_before))
        return FAIL(error, ERR_PRECONDITION, "job.not_due");
    if (state_is_leased(job->state) && instant_before(store_now, job->lease_until))
        return FAIL(error, ERR_PRECONDITION, "job.leased");

    job->fence++;
    job->claims++;
    if (job->claims >= JOB_CLAIMS_MOST) {
        finish(job, JOB_FAILED, now);
        job->outcome = OUTCOME_FAILED;
        job->wait_reason = STR("job.poison");
        DROP(done(job)); /* it cannot fail */
        return FAIL(error, ERR_EXHAUSTED, "job.poison");
    }
    if (attempt_is_spent(&job->attempt))
        attempt_start(job, call, now, arena);
    job->state = JOB_CLAIMED;
    job->lease_until = instant_add(store_now, (struct duration){ LEASE_MS });
    job->wait_reason = STR("");
    return done(job);
}

enum err job_hold(struct job *job, int64_t fence, struct amount hold, const struct tariff *tariff,
                  struct duration max_talk, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_fence(job, fence, error));
    if (job->state == JOB_HELD)
        return done(job);
    if (job->state != JOB_CLAIMED)
        return wrong_state(job, error);

    assert(hold.units >= 0 && max_talk.ms > 0);
    job->state = JOB_HELD;
    if (a->hold_open) /* of a claim before this one: the same tag has the same hold */
        return done(job);
    a->hold = hold;
    a->tariff = *tariff;
    a->max_talk_ms = max_talk;
    a->hold_open = true;
    return done(job);
}

enum err job_defer(struct job *job, int64_t fence, struct instant at, struct str reason,
                   struct error *error)
{
    TRY(own_fence(job, fence, error));
    if (job->state == JOB_SCHEDULED)
        return done(job);
    if (!state_is_leased(job->state))
        return wrong_state(job, error);

    job->state = JOB_SCHEDULED;
    job->not_before = at;
    job->wait_reason = reason;
    job->claims = 0; /* somebody decided: that is progress */
    job->attempt.hold_open = false;
    return done(job);
}

enum err job_wait_for_funds(struct job *job, int64_t fence, struct error *error)
{
    TRY(own_fence(job, fence, error));
    if (job->state == JOB_WAITING_FUNDS)
        return done(job);
    if (job->state != JOB_CLAIMED || job->attempt.hold_open)
        return wrong_state(job, error);

    job->state = JOB_WAITING_FUNDS;
    job->wait_reason = STR("wallet.short");
    job->claims = 0;
    return done(job);
}

enum err job_wake(struct job *job, struct instant now, struct error *error)
{
    if (job->state != JOB_WAITING_FUNDS)
        return wrong_state(job, error);

    job->state = JOB_SCHEDULED;
    job->not_before = now;
    job->wait_reason = STR("");
    return done(job);
}

/* -- ends before a call exists ------------------------------------------------------------------
 */

static bool state_is_before_dialing(enum job_state state)
{
    return job_state_is_claimable(state) || state == JOB_WAITING_FUNDS || state_is_leased(state);
}

enum err job_block(struct job *job, struct str reason, struct instant now, struct error *error)
{
    if (job->state == JOB_BLOCKED)
        return done(job);
    if (!state_is_before_dialing(job->state))
        return wrong_state(job, error);

    finish(job, JOB_BLOCKED, now);
    job->outcome = OUTCOME_BLOCKED;
    job->wait_reason = reason;
    job->attempt.hold_open = false;
    return done(job);
}

enum err job_cancel(struct job *job, struct instant now, struct error *error)
{
    if (job->state == JOB_CANCELLED)
        return done(job);
    if (!state_is_before_dialing(job->state))
        return wrong_state(job, error);

    finish(job, JOB_CANCELLED, now);
    job->outcome = OUTCOME_CANCELLED;
    job->wait_reason = STR("");
    job->attempt.hold_open = false;
    return done(job);
}

/* -- the call -----------------------------------------------------------------------------------
 */

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
}

enum err job_placed(struct job *job, struct str tag, struct str provider_call, struct instant now,
                    struct error *error)
{
    struct attempt *a = &job->attempt;

    assert(provider_call.n > 0);
    TRY(own_tag(job, tag, error));
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

/* -- the end ------------------------------------------------------------------------------------
 */

static void take_end(struct attempt *a, const struct end_facts *facts, struct instant now)
{
    const struct end_reason *row = end_reason_find(facts->reason, facts->call_status);
    bool analyzed = a->outcome != 0; /* it overtook the end */

    if (facts->started_at.has && !a->started_at.has)
        a->started_at = facts->started_at;
    a->ended_at = facts->ended_at.has ? facts->ended_at : SOME_INSTANT(now);
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
    if (facts->cost_micros.has)
        a->cost_micros = facts->cost_micros;
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
        finish(job, JOB_DONE, now);
    return done(job);
}

/* -- the money is closed ------------------------------------------------------------------------
 */

struct duration attempt_talk(const struct attempt *a)
{
    int64_t talk = a->talk_ms.has ? a->talk_ms.v.ms : 0;
    int64_t cap = a->max_talk_ms.ms > 0 ? a->max_talk_ms.ms + TALK_SLACK_MS : INT64_MAX;

    return (struct duration){ clamp_i64(talk, 0, cap) };
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
        finish(job, last_state(a), now);
    }
    return done(job);
}

enum err job_undetermined(struct job *job, struct str tag, struct instant now, struct error *error)
{
    struct attempt *a = &job->attempt;

    TRY(own_tag(job, tag, error));
    if (job->state == JOB_UNDETERMINED)
        return done(job);
    if (job->state != JOB_DIALING)
        return wrong_state(job, error);

    finish(job, JOB_UNDETERMINED, now);
    job->outcome = OUTCOME_UNDETERMINED;
    a->outcome = OUTCOME_UNDETERMINED;
    a->hold_open = false;
    reconcile_over(a);
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

/* -- tags ---------------------------------------------------------------------------------------
 */

struct str attempt_tag(struct arena *arena, struct job_id job, int64_t n)
{
    struct strbuf b = strbuf_init(arena, 64);
    struct str id = ID_TEXT(arena, job);

    strbuf_add(&b, id);
    strbuf_add_char(&b, '-');
    strbuf_add_i64(&b, n);
    assert(strbuf_ok(&b));
    return strbuf_str(&b);
}

bool attempt_tag_parse(struct str tag, struct job_id *job, int64_t *n)
{
    size_t dash = str_find_char(tag, '-');
    struct job_id id;
    int64_t number;

    if (dash == SIZE_MAX)
        return false;
    struct str digits = str_slice(tag, dash + 1, tag.n);
    if (digits.n == 0 || digits.p[0] == '0' || !str_to_i64(digits, 1, INT64_MAX, &number))
        return false;
    if (!ID_SCAN(str_slice(tag, 0, dash), &id))
        return false;
    *job = id;
    *n = number;
    return true;
}
