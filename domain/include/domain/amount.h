/* domain/amount.h - money and talk time. An amount is whole micro-units of one currency (1 USD =
 * 1 000 000) or talk milliseconds; two units are never added; nothing is a float. */
#ifndef DOMAIN_AMOUNT_H
#define DOMAIN_AMOUNT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/field.h"
#include "base/time.h"

/* UNIT_TALK_MS is 1: codecs print that one as a length of time. */
enum unit {
    UNIT_TALK_MS = 1,
    UNIT_USD,
    UNIT_EUR,
    UNIT_COP,
    UNIT_MXN,
    UNIT_PEN,
    UNIT_CLP,
    UNIT_ARS,
    UNIT_BRL
};
ENUM_NAMES_DECLARE(unit)

enum { MICROS = 1000000 };

struct amount {
    int64_t units;
    enum unit unit;
};
_Static_assert(sizeof(struct amount) == sizeof(struct quantity) &&
                   offsetof(struct amount, unit) == offsetof(struct quantity, unit),
               "KIND_AMOUNT reads an amount as a quantity");

struct opt_amount {
    bool has;
    struct amount v;
};

#define AMOUNT(units_, unit_) ((struct amount){ (units_), (unit_) })
#define FIELD_AMOUNT(T, m, fl)                                                                     \
    {                                                                                              \
        .name = #m, .kind = KIND_AMOUNT, .flags = (fl),                                            \
        .offset = FIELD_OFFSET(T, m, struct amount), .has = FIELD_ALWAYS, .names = &unit_names     \
    }
#define FIELD_OPT_AMOUNT(T, m, fl)                                                                 \
    {                                                                                              \
        .name = #m, .kind = KIND_AMOUNT, .flags = (fl),                                            \
        .offset = FIELD_OFFSET(T, m, struct opt_amount) + offsetof(struct opt_amount, v),          \
        .has = offsetof(T, m) + offsetof(struct opt_amount, has), .names = &unit_names             \
    }

/* ERR_INVALID "amount.unit_mismatch" | "amount.overflow" */
enum err amount_add(struct amount a, struct amount b, struct amount *ret,
                    struct error *error) MUST_USE;

/* Exact decimal text without its unit: "12.345678" of a currency, seconds "90.000" of talk. */
struct str amount_print(struct arena *arena, struct amount amount);

/* What a minute of talk costs, billed in whole steps (60/60, 6/6, 1/1) from a minimum up. In a
 * wallet of minutes per_minute is 60 000 UNIT_TALK_MS: the charge is the billable length itself. */
struct tariff {
    struct amount per_minute;
    struct duration step_ms, minimum_ms;
};
extern const struct record tariff_record;

#endif
