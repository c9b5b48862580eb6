/* domain/src/services/campaign_forecast.c */
#include "domain/services/campaign_forecast.h"

#include "base/checked.h"
#include "domain/services/pricing.h"

enum { PERMILLE = 1000 };

/* Of a person: the share that answers within the attempts, and how many attempts it takes. */
static void attempts_of(const struct forecast_basis *b, int64_t *answered, int64_t *calls)
{
    int64_t silent = PERMILLE * PERMILLE; /* in millionths: thousandths would round away */

    *calls = 0;
    for (int64_t i = 0; i < b->max_attempts; i++) {
        *calls += silent;
        silent = silent * (PERMILLE - b->answer_permille) / PERMILLE;
    }
    *answered = PERMILLE * PERMILLE - silent;
}

static bool share(int64_t people, int64_t millionths, int64_t *ret)
{
    int64_t product;

    if (!mul_i64(people, millionths, &product))
        return false;
    *ret = (product + PERMILLE * PERMILLE - 1) / (PERMILLE * PERMILLE);
    return true;
}

/* The pace, or the lines if they are what holds it up. */
static bool dialing_time(const struct forecast_basis *b, int64_t calls, struct duration *ret)
{
    int64_t busy = b->ring.ms + b->talk.ms * b->answer_permille / PERMILLE;
    int64_t by_pace, by_lines;

    if (!mul_i64(calls, MS_PER_MINUTE, &by_pace) || !mul_i64(calls, busy, &by_lines))
        return false;
    ret->ms =
        max_i64(by_pace / max_i64(b->starts_per_minute, 1), by_lines / max_i64(b->max_active, 1));
    return true;
}

enum err campaign_forecast(const struct forecast_basis *b, struct forecast *ret,
                           struct error *error)
{
    enum unit unit = b->tariff.per_minute.unit;
    struct forecast f = { .minimum = AMOUNT(0, unit) };
    int64_t answered, calls, most_calls;
    struct amount usual, most;

    TRY(price_charge(&b->tariff, b->talk, &usual, error));
    TRY(price_hold(&b->tariff, b->max_call, &most, error));
    attempts_of(b, &answered, &calls);
    f.expected.unit = f.maximum.unit = unit;
    if (!share(b->people, calls, &f.calls) || !share(b->people, answered, &f.answered) ||
        !mul_i64(f.answered, usual.units, &f.expected.units) ||
        !mul_i64(b->people, b->max_attempts, &most_calls) ||
        !mul_i64(most_calls, most.units, &f.maximum.units) || !dialing_time(b, f.calls, &f.dialing))
        return FAIL(error, ERR_INVALID, "price.overflow");
    *ret = f;
    return ERR_OK;
}
