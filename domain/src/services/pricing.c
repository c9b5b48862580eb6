/* domain/src/services/pricing.c - what talk costs: whole steps, one rounding at the end. */
#include "domain/services/pricing.h"

#include "base/checked.h"

static bool tariff_is_sane(const struct tariff *t)
{
    return t->minimum_ms.ms >= 0 && t->step_ms.ms > 0 && t->per_minute.units >= 0;
}

/* Billed length times price: the charge in units of a minute's milliseconds, before it is rounded.
 */
static enum err price_product(const struct tariff *t, struct duration talk, int64_t *ret,
                              struct error *error)
{
    int64_t billed_ms, product;

    if (talk.ms < 0 || !tariff_is_sane(t))
        return FAIL_WITH(error, ERR_INVALID, "price.bad_input", P_I64("talk_ms", talk.ms));
    if (talk.ms == 0) {
        *ret = 0;
        return ERR_OK;
    }
    int64_t ms = max_i64(talk.ms, t->minimum_ms.ms);
    int64_t steps = ms / t->step_ms.ms + (ms % t->step_ms.ms != 0);
    if (!mul_i64(steps, t->step_ms.ms, &billed_ms) ||
        !mul_i64(billed_ms, t->per_minute.units, &product))
        return FAIL_WITH(error, ERR_INVALID, "price.overflow", P_I64("talk_ms", talk.ms));
    *ret = product;
    return ERR_OK;
}

enum err price_charge(const struct tariff *t, struct duration talk, struct amount *ret,
                      struct error *error)
{
    int64_t product;

    TRY(price_product(t, talk, &product, error));
    *ret = AMOUNT(product / MS_PER_MINUTE, t->per_minute.unit);
    return ERR_OK;
}

enum err price_hold(const struct tariff *t, struct duration most, struct amount *ret,
                    struct error *error)
{
    int64_t product;

    TRY(price_product(t, most, &product, error));
    *ret = AMOUNT(product / MS_PER_MINUTE + (product % MS_PER_MINUTE != 0), t->per_minute.unit);
    return ERR_OK;
}

/* A hold of b milliseconds is at most `units` exactly when b * price <= units * 60 000. Divided
 * first, so that large wallets do not overflow. */
static int64_t billed_within(int64_t units, int64_t per_minute, int64_t most_ms)
{
    int64_t whole, part;

    if (per_minute == 0)
        return most_ms;
    if (!mul_i64(units / per_minute, MS_PER_MINUTE, &whole))
        return most_ms;
    if (!mul_i64(units % per_minute, MS_PER_MINUTE, &part))
        part = 0; /* a price beyond 10^14 a minute: the part of a minute is given up */
    return min_i64(whole > INT64_MAX - part / per_minute ? most_ms : whole + part / per_minute,
                   most_ms);
}

enum err price_affordable(const struct tariff *t, struct amount available, struct duration most,
                          struct duration *ret, struct error *error)
{
    if (available.unit != t->per_minute.unit)
        return FAIL(error, ERR_INVALID, "amount.unit_mismatch");
    if (most.ms < 0 || !tariff_is_sane(t))
        return FAIL_WITH(error, ERR_INVALID, "price.bad_input", P_I64("talk_ms", most.ms));

    int64_t step = t->step_ms.ms;
    int64_t least = t->minimum_ms.ms / step + (t->minimum_ms.ms % step != 0);
    int64_t whole = available.units <= 0 && t->per_minute.units > 0
                        ? 0
                        : billed_within(max_i64(available.units, 0), t->per_minute.units,
                                        max_i64(most.ms, t->minimum_ms.ms + step));
    int64_t steps = min_i64(whole / step, most.ms / step);
    if (whole / step < least)
        steps = 0; /* not even the minimum is paid for */
    *ret = (struct duration){ steps * step };
    return ERR_OK;
}
