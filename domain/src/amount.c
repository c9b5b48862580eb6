/* domain/src/amount.c - units and their sums. */
#include "domain/amount.h"

#include "base/checked.h"
#include "base/strbuf.h"

static const char *const unit_texts[] = {
    [UNIT_TALK_MS] = "talk_ms", [UNIT_USD] = "USD", [UNIT_EUR] = "EUR",
    [UNIT_COP] = "COP",         [UNIT_MXN] = "MXN", [UNIT_PEN] = "PEN",
    [UNIT_CLP] = "CLP",         [UNIT_ARS] = "ARS", [UNIT_BRL] = "BRL",
};
ENUM_NAMES_DEFINE(unit)

enum err amount_add(struct amount a, struct amount b, struct amount *ret, struct error *error)
{
    int64_t units;

    if (a.unit != b.unit)
        return FAIL(error, ERR_INVALID, "amount.unit_mismatch");
    if (!add_i64(a.units, b.units, &units))
        return FAIL(error, ERR_INVALID, "amount.overflow");
    *ret = AMOUNT(units, a.unit);
    return ERR_OK;
}

struct str amount_print(struct arena *arena, struct amount amount)
{
    const int64_t whole = amount.unit == UNIT_TALK_MS ? MS_PER_SECOND : MICROS;
    const int digits = amount.unit == UNIT_TALK_MS ? 3 : 6;
    uint64_t units = amount.units < 0 ? 0 - (uint64_t)amount.units : (uint64_t)amount.units;

    return str_format(arena, "%s%llu.%0*llu", amount.units < 0 ? "-" : "",
                      (unsigned long long)(units / (uint64_t)whole), digits,
                      (unsigned long long)(units % (uint64_t)whole));
}

static const struct field tariff_fields[] = {
    FIELD_AMOUNT(struct tariff, per_minute, FIELD_REQUIRED),
    FIELD_DURATION(struct tariff, step_ms, FIELD_REQUIRED, 1, MS_PER_HOUR),
    FIELD_DURATION(struct tariff, minimum_ms, FIELD_REQUIRED, 0, MS_PER_HOUR),
};
const struct record tariff_record = RECORD("tariff", struct tariff, tariff_fields);
