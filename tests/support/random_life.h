/* tests/support/random_life.h - four jobs and a wallet, driven by any bytes through the steps of
 * dialing and money, in any order, with older claims and tags among them; after each step
 * everything that must hold is looked at. For the unit test's dice and the fuzzer. */
#ifndef SUPPORT_RANDOM_LIFE_H
#define SUPPORT_RANDOM_LIFE_H

#include <stdio.h>
#include <stdlib.h>

#include "domain/services/call_orchestrator.h"
#include "domain/services/ledger_audit.h"

enum { LIFE_JOBS = 4, LIFE_OPS = 19, LIFE_STEP_BYTES = 3 };

struct life {
    struct arena arena;
    struct wallet wallet;
    struct ledger_audit audit;
    struct job jobs[LIFE_JOBS];
    struct job_phone phones[2];
    struct rollup sums; /* all roll-ups together */
    int64_t settled, charged;
    struct instant now;
    bool active;
};

#define LIFE_MUST(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline void life_begin(struct life *life)
{
    *life = (struct life){ .arena = arena_init(),
                           .wallet = { .unit = UNIT_USD, .low_at = 1000000 },
                           .now = { 1000000 },
                           .active = true };
    life->audit = ledger_audit_begin(UNIT_USD, &life->arena);
    for (size_t i = 0; i < 2; i++)
        life->phones[i] = (struct job_phone){ { STR("+573001234567") }, PHONE_VALID };
    for (size_t i = 0; i < LIFE_JOBS; i++) {
        struct job *job = &life->jobs[i];

        *job = (struct job){ .state = JOB_SCHEDULED };
        job->id.v.bytes[0] = (unsigned char)(i + 1);
        job->phones.items = life->phones;
        job->phones.n = 1 + i % 2;
    }
}

static inline void life_end(struct life *life)
{
    arena_release(&life->arena);
}

/* Which facts and claims a step speaks of: mostly the current ones. */
static inline struct step life_at(struct life *life, const struct job *job, uint8_t b)
{
    struct step at = { .job = job->id, .fence = job->fence, .tag = job->attempt.tag };

    if (b >= 0xf0)
        at.fence--;
    if (b >= 0xf8 && job->attempt.n > 1)
        at.tag = attempt_tag(&life->arena, job->id, job->attempt.n - 1);
    return at;
}

static inline enum err life_end_call(struct dialing *d, struct step at, uint8_t b,
                                     struct effects *fx)
{
    size_t n;
    const struct end_reason *reasons = end_reasons(&n);
    struct ended_step step = { .at = at,
                               .facts = { .provider_call =
                                              b % 16 == 15 ? STR("call_2") : STR("call_1"),
                                          .reason = str_from_c(reasons[b % n].reason),
                                          .call_status = STR("ended"),
                                          .talk_ms = { (int64_t)b * 4000 - 8000 },
                                          .cost_micros = SOME_I64(b),
                                          .key = b % 3 == 0 ? STR("k1") : STR("k2") } };

    return orchestrate_ended(d, &step, fx, NULL);
}

static inline enum err life_analyze(struct dialing *d, struct step at, uint8_t b,
                                    struct effects *fx)
{
    struct analyzed_step step = { .at = at,
                                  .analysis = { .outcome = (enum outcome)(b % OUTCOME_COUNT),
                                                .in_voicemail = b % 5 == 0,
                                                .key = b % 2 == 0 ? STR("k3") : STR("k4") } };

    return orchestrate_analyzed(d, &step, fx, NULL);
}

static inline enum err life_hold(struct dialing *d, struct step at, uint8_t b, struct effects *fx)
{
    struct hold_step step = { .at = at,
                              .amount = AMOUNT(1200000, UNIT_USD),
                              .tariff = { AMOUNT(120000, UNIT_USD), SECONDS(60), SECONDS(60) },
                              .max_talk = MINUTES(10) };

    if (b % 3 == 0)
        step.shortest = SOME_DURATION(MINUTES(2));
    enum err err = orchestrate_hold(d, &step, fx, NULL);
    LIFE_MUST(err != ERR_OK || step.held.units <= 1200000);
    return err;
}

static inline enum err life_settle(struct life *life, struct dialing *d, struct step at,
                                   struct effects *fx)
{
    struct settle_step step = { .at = at, .rules = { .max_attempts = 3 } };
    int64_t spent = life->wallet.spent, hold = d->job->attempt.hold.units;
    enum err err = orchestrate_settle(d, &step, fx, NULL);

    if (err != ERR_OK)
        return err;
    LIFE_MUST(step.charge.units >= 0 && step.charge.units <= hold);
    LIFE_MUST(life->wallet.spent == spent || life->wallet.spent == spent + step.charge.units);
    life->charged += life->wallet.spent - spent;
    return ERR_OK;
}

static inline enum err life_dial(struct dialing *d, struct step at, uint8_t b, struct effects *fx)
{
    const struct gate gate = { GATE_OPEN, b, 0 };
    struct intent_step step = { .at = at, .intent = { .phone = d->job->attempt.phone } };

    return orchestrate_begin(d, &step, &gate, fx, NULL);
}

/* The provider has an attempt of now, or of a life behind the copy. */
static inline enum err life_recover(struct life *life, struct dialing *d, struct step at, uint8_t b,
                                    struct effects *fx)
{
    struct str tag = attempt_tag(d->arena, d->job->id, d->job->attempt.n + b % 3);
    const struct recover_step step = { at,
                                       { .tag = tag,
                                         .provider_call = STR("call_1"),
                                         .max_talk = MINUTES(10),
                                         .placed_at = life->now } };

    return orchestrate_recover(d, &step, fx, NULL);
}

static inline enum err life_step_of(struct life *life, struct dialing *d, uint8_t op, uint8_t b,
                                    struct effects *fx)
{
    struct step at = life_at(life, d->job, b);

    switch (op) {
    case 0:
        return orchestrate_claim(d, (struct call_id){ { { b } } }, fx, NULL);
    case 1:
        return life_hold(d, at, b, fx);
    case 2:
        return orchestrate_defer(
            d, &(struct defer_step){ at, { life->now.unix_ms + b }, STR("x"), b % 16 == 0 }, fx,
            NULL);
    case 3:
        return life_dial(d, at, b, fx);
    case 4:
        return orchestrate_placed(
            d, &(struct placed_step){ at, b % 16 == 15 ? STR("call_2") : STR("call_1") }, fx, NULL);
    case 5:
        return orchestrate_not_sent(
            d,
            &(struct not_sent_step){ .at = at,
                                     .until = life->now,
                                     .reason = STR("x"),
                                     .refused = b % 2 == 0,
                                     .outcome =
                                         b % 4 == 0 ? OUTCOME_FAILED : OUTCOME_INVALID_NUMBER },
            fx, NULL);
    case 6:
        return orchestrate_started(
            d, &(struct started_step){ at, STR("call_1"), life->now, STR("k0") }, fx, NULL);
    case 7:
        return life_end_call(d, at, b, fx);
    case 8:
        return life_analyze(d, at, b, fx);
    case 9:
        return life_settle(life, d, at, fx);
    case 10:
        return orchestrate_undetermined(d, &at, fx, NULL);
    case 11:
        return orchestrate_redial(d, &at, fx, NULL);
    case 12:
        return b % 8 == 0 ? orchestrate_cancel(d, fx, NULL) : ERR_OK;
    case 13:
        return orchestrate_wake(d, fx, NULL);
    case 14:
        return orchestrate_reconcile_later(d, &(struct later_step){ at, { life->now.unix_ms + b } },
                                           fx, NULL);
    case 18:
        return life_recover(life, d, at, b, fx);
    default:
        return ERR_OK;
    }
}

/* Money from outside, and time. */
static inline void life_world(struct life *life, uint8_t op, uint8_t b)
{
    struct entry entry = { 0 };
    enum err err = ERR_INVALID;

    if (op == 15)
        life->now.unix_ms += (int64_t)b * 60000;
    if (op == 16)
        err = b % 8 == 7
                  ? wallet_refund(&life->wallet, AMOUNT(b + 1, UNIT_USD), STR("r"), &entry, NULL)
                  : wallet_fund(&life->wallet, AMOUNT((int64_t)b * 30000 + 1, UNIT_USD), STR("f"),
                                &entry, NULL);
    if (op == 17)
        life->active = b % 8 != 0;
    if (err == ERR_OK)
        LIFE_MUST(ledger_audit_line(&life->audit, &entry) == NULL);
}

static inline void life_add_rollup(struct life *life, const struct rollup *r)
{
    life->sums.calls += r->calls;
    life->sums.answered += r->answered;
    life->sums.charge_units += r->charge_units;
    for (size_t i = 0; i < OUTCOME_COUNT; i++)
        life->sums.outcomes[i] += r->outcomes[i];
}

static inline void life_look(const struct life *life)
{
    int64_t held = 0, outcomes = 0;

    LIFE_MUST(wallet_is_sound(&life->wallet));
    for (size_t i = 0; i < LIFE_JOBS; i++) {
        const struct attempt *a = &life->jobs[i].attempt;

        LIFE_MUST(job_is_sound(&life->jobs[i]));
        held += a->hold_open ? a->hold.units : 0;
    }
    LIFE_MUST(life->wallet.held == held);
    LIFE_MUST(life->wallet.spent == life->charged);
    LIFE_MUST(ledger_audit_end(&life->audit, &life->wallet) == NULL);
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        LIFE_MUST(life->sums.outcomes[i] >= 0);
        outcomes += life->sums.outcomes[i];
    }
    LIFE_MUST(outcomes == life->sums.calls && life->sums.calls == life->settled);
    LIFE_MUST(life->sums.charge_units == life->charged);
}

static inline void life_step(struct life *life, const uint8_t bytes[LIFE_STEP_BYTES])
{
    struct job *job = &life->jobs[bytes[0] % LIFE_JOBS];
    uint8_t op = bytes[1] % LIFE_OPS;
    struct dialing d = { job, &life->wallet, life->active, life->now, life->now, &life->arena };
    struct effects fx = { 0 };
    int64_t version = job->version, attempts = job->attempts;
    struct str tag = job->attempt.tag;
    bool may_ring = job_state_may_ring(job->state);

    DROP(life_step_of(life, &d, op, bytes[2], &fx)); /* refusals are part of the game */
    life_world(life, op, bytes[2]);
    LIFE_MUST(job->version == version + fx.job);
    LIFE_MUST(job->attempts - attempts <= 1);
    /* no second tag while a call of the first may exist */
    LIFE_MUST(!may_ring || str_eq(job->attempt.tag, tag));
    if (fx.has_entry)
        LIFE_MUST(ledger_audit_line(&life->audit, &fx.entry) == NULL);
    for (size_t i = 0; i < fx.events.n; i++)
        life->settled += fx.events.items[i].type == EVENT_CALL_SETTLED;
    if (fx.has_rollup)
        life_add_rollup(life, &fx.rollup);
    life_look(life);
}

#endif
