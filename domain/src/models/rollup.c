/* domain/src/models/rollup.c - figures of settled calls, added up. */
#include "domain/models/rollup.h"

#include "base/checked.h"
#include "domain/amount.h"

#define SUM_FIELD(name_, member)                                                                   \
    {                                                                                              \
        .name = (name_), .kind = KIND_I64, .offset = FIELD_OFFSET(struct rollup, member, int64_t), \
        .has = FIELD_ALWAYS                                                                        \
    }
#define OUTCOMES(X, prefix, member)                                                                \
    X(OUTCOME_PROMISE, prefix "promise", member)                                                   \
    , X(OUTCOME_PAID, prefix "paid", member), X(OUTCOME_REFUSED, prefix "refused", member),        \
        X(OUTCOME_CALLBACK, prefix "callback", member),                                            \
        X(OUTCOME_WRONG_PERSON, prefix "wrong_person", member),                                    \
        X(OUTCOME_OPTED_OUT, prefix "opted_out", member),                                          \
        X(OUTCOME_TALKED, prefix "talked", member),                                                \
        X(OUTCOME_VOICEMAIL, prefix "voicemail", member),                                          \
        X(OUTCOME_NO_ANSWER, prefix "no_answer", member), X(OUTCOME_BUSY, prefix "busy", member),  \
        X(OUTCOME_DECLINED, prefix "declined", member),                                            \
        X(OUTCOME_INVALID_NUMBER, prefix "invalid_number", member),                                \
        X(OUTCOME_BLOCKED, prefix "blocked", member),                                              \
        X(OUTCOME_CANCELLED, prefix "cancelled", member),                                          \
        X(OUTCOME_FAILED, prefix "failed", member),                                                \
        X(OUTCOME_UNDETERMINED, prefix "undetermined", member)
#define OF_OUTCOME(outcome, name, member) SUM_FIELD(name, member[outcome])

static const struct field rollup_fields[] = {
    FIELD_ID(struct rollup, account, FIELD_KEY),
    FIELD_ID(struct rollup, campaign, FIELD_KEY),
    FIELD_I64(struct rollup, slot, FIELD_KEY, 0, 0),
    SUM_FIELD("calls", calls),
    SUM_FIELD("rang", rang),
    SUM_FIELD("answered", answered),
    SUM_FIELD("talked", talked),
    OUTCOMES(OF_OUTCOME, "outcome_", outcomes),
    SUM_FIELD("talk_ms", talk_ms),
    SUM_FIELD("charge_units", charge_units),
    SUM_FIELD("cost_micros", cost_micros),
    SUM_FIELD("promised_micros", promised_micros),
    OUTCOMES(OF_OUTCOME, "answered_", outcome_answered),
    OUTCOMES(OF_OUTCOME, "talk_ms_", outcome_talk_ms),
    OUTCOMES(OF_OUTCOME, "charge_units_", outcome_charge_units),
    OUTCOMES(OF_OUTCOME, "cost_micros_", outcome_cost_micros),
};
const struct record rollup_record = RECORD("rollups", struct rollup, rollup_fields);
_Static_assert(ARRAY_LEN(rollup_fields) == ROLLUP_KEY_FIELDS + 8 + 5 * (OUTCOME_COUNT - 1),
               "every outcome has its sums");

static int64_t *sum_at(const struct rollup *r, size_t i)
{
    return field_at(&rollup_fields[i], r);
}

void rollup_sum(struct rollup *sum, const struct rollup *r, int64_t factor)
{
    for (size_t i = ROLLUP_KEY_FIELDS; i < ARRAY_LEN(rollup_fields); i++)
        *sum_at(sum, i) += factor * *sum_at(r, i);
}

bool rollup_is_empty(const struct rollup *r)
{
    for (size_t i = ROLLUP_KEY_FIELDS; i < ARRAY_LEN(rollup_fields); i++)
        if (*sum_at(r, i) != 0)
            return false;
    return true;
}

enum { MICRO_DECIMALS = 6 };
/* A thousand million units: what is said beyond it is no debt, and sums stay far from overflow. */
static const int64_t promise_most = INT64_C(1000000000) * MICROS;

/* "150000.50"; decimals beyond the sixth are dropped. 0: no amount, or none that can be believed.
 */
static int64_t promise_micros(struct str text)
{
    struct str decimals = text;
    struct str whole = str_cut(&decimals, '.');
    int64_t units, parts = 0;

    if (!str_to_i64(whole, 0, promise_most / MICROS, &units))
        return 0;
    decimals = str_slice(decimals, 0, MICRO_DECIMALS);
    if (decimals.n > 0 && !str_to_i64(decimals, 0, MICROS, &parts))
        return 0;
    for (size_t places = decimals.n; places < MICRO_DECIMALS; places++)
        parts *= 10;
    return min_i64(units * MICROS + parts, promise_most);
}

/* Of these we know that no phone rang, unless something was connected all the same. */
static bool rings(enum outcome outcome)
{
    return outcome != OUTCOME_INVALID_NUMBER && outcome != OUTCOME_BLOCKED &&
           outcome != OUTCOME_CANCELLED && outcome != OUTCOME_FAILED &&
           outcome != OUTCOME_UNDETERMINED;
}

static bool is_talk(enum outcome outcome)
{
    return outcome == OUTCOME_TALKED || outcome_is_said(outcome);
}

struct rollup rollup_of_call(const struct rollup_call *call)
{
    struct rollup r = { .slot = call->ended_at.unix_ms / ROLLUP_SLOT_MS, .calls = 1 };

    r.talk_ms = call->talk_ms;
    r.charge_units = call->charge_units;
    r.cost_micros = call->cost_micros;
    r.answered = call->talk_ms > 0;
    r.rang = r.answered || rings(call->outcome);
    r.talked = r.answered && is_talk(call->outcome);
    r.outcomes[call->outcome] = 1;
    r.outcome_answered[call->outcome] = r.answered;
    r.outcome_talk_ms[call->outcome] = call->talk_ms;
    r.outcome_charge_units[call->outcome] = call->charge_units;
    r.outcome_cost_micros[call->outcome] = call->cost_micros;
    if (call->outcome == OUTCOME_PROMISE)
        r.promised_micros = promise_micros(call->promise_amount);
    return r;
}

struct rollup rollup_of_job(const struct job *job)
{
    const struct attempt *a = &job->attempt;
    struct rollup_call call = { .ended_at = a->ended_at.v,
                                .outcome = a->outcome,
                                .talk_ms = attempt_talk(a).ms,
                                .charge_units = a->charge.v.units,
                                .cost_micros = a->cost_micros.has ? a->cost_micros.v : 0,
                                .promise_amount = job->promise_amount };
    struct rollup r = { .slot = 0 };

    if (a->settled_at.has)
        r = rollup_of_call(&call);
    r.account = job->account;
    r.campaign = job->campaign;
    return r;
}

struct rollup rollup_of_outcome(const struct rollup *r, enum outcome outcome)
{
    struct rollup one = { r->account, r->campaign, r->slot, .calls = r->outcomes[outcome] };

    one.answered = r->outcome_answered[outcome];
    one.rang = rings(outcome) ? one.calls : one.answered;
    one.talked = is_talk(outcome) ? one.answered : 0;
    one.outcomes[outcome] = r->outcomes[outcome];
    one.talk_ms = r->outcome_talk_ms[outcome];
    one.charge_units = r->outcome_charge_units[outcome];
    one.cost_micros = r->outcome_cost_micros[outcome];
    one.promised_micros = outcome == OUTCOME_PROMISE ? r->promised_micros : 0;
    one.outcome_answered[outcome] = one.answered;
    one.outcome_talk_ms[outcome] = one.talk_ms;
    one.outcome_charge_units[outcome] = one.charge_units;
    one.outcome_cost_micros[outcome] = one.cost_micros;
    return one;
}
