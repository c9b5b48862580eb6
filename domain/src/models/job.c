/* domain/src/models/job.c - the life of a job until a call may exist: claims, holds, waits. What
 * follows is in job_call.c. docs/architecture/life_of_a_call.md draws it all. */
#include <string.h>

#include "base/strbuf.h"
#include "models/job_rules.h"

/* -- what a state allows -- */

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

bool job_state_is_in_course(enum job_state state)
{
    return state >= JOB_WAITING_FUNDS && state <= JOB_ENDED;
}

bool job_state_may_ring(enum job_state state)
{
    return state == JOB_DIALING || state == JOB_PLACED || state == JOB_LIVE;
}

static bool state_is_leased(enum job_state state)
{
    return state == JOB_CLAIMED || state == JOB_HELD;
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
    if (a->reconcile_at.has && !job_state_may_ring(job->state))
        return false;
    return job->attempts >= 0 && job->attempts <= a->n && a->hold.units >= 0;
}

/* -- claims -- */

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
        job_finish(job, JOB_FAILED, now);
        job->outcome = OUTCOME_FAILED;
        job->wait_reason = STR("job.poison");
        DROP(done(job)); /* it cannot fail */
        return FAIL(error, ERR_EXHAUSTED, "job.poison");
    }
    if (attempt_is_spent(&job->attempt))
        attempt_start(job, call, now, arena);
    else if (!job->attempt.hold_open) { /* it may have waited for weeks: ids tell their birth */
        job->attempt.call = call;
        job->attempt.claimed_at = SOME_INSTANT(now);
    }
    job->state = JOB_CLAIMED;
    job->lease_until = instant_add(store_now, (struct duration){ LEASE_MS });
    job->wait_reason = STR("");
    return done(job);
}

enum err job_renew(struct job *job, int64_t fence, struct instant store_now, struct error *error)
{
    TRY(own_fence(job, fence, error));
    if (!state_is_leased(job->state))
        return wrong_state(job, error);

    job->lease_until = instant_add(store_now, (struct duration){ LEASE_MS });
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

void job_note_deferral(struct job *job, struct instant now, struct instant until, struct str reason,
                       struct arena *arena)
{
    size_t n = job->deferrals.n;
    size_t drop = n >= JOB_DEFERRALS ? n - JOB_DEFERRALS + 1 : 0;
    struct deferral *items = ARENA_ARRAY(arena, struct deferral, n + 1);

    if (instant_minus(until, now).ms < DEFERRAL_LEAST_MS)
        return;
    if (n > 0)
        memcpy(items, job->deferrals.items, n * sizeof *items);
    if (n > 0 && str_eq(items[n - 1].reason, reason)) {
        items[n - 1].until = until;
        items[n - 1].times++;
    } else {
        items[n++] = (struct deferral){ now, until, reason, 1 };
        items += drop;
        n -= drop;
    }
    job->deferrals.items = items;
    job->deferrals.n = n;
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

/* -- ends before a call exists -- */

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

    job_finish(job, JOB_BLOCKED, now);
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

    job_finish(job, JOB_CANCELLED, now);
    job->outcome = OUTCOME_CANCELLED;
    job->wait_reason = STR("");
    job->attempt.hold_open = false;
    return done(job);
}

/* -- tags -- */

/* Rows of a batch stand in their order: the last four bytes count them. */
struct job_id job_id_of_row(struct batch_id batch, int64_t row)
{
    struct id128 id = batch.v;

    id.bytes[6] ^= 0xff;
    for (int i = 0; i < 4; i++)
        id.bytes[15 - i] = (unsigned char)((uint64_t)row >> (8 * i));
    return (struct job_id){ id };
}

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
