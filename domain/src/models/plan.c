/* domain/src/models/plan.c */
#include "domain/models/plan.h"

static const char *const plan_kind_texts[] = {
    [PLAN_MINUTES] = "minutes",
    [PLAN_CREDITS] = "credits",
    [PLAN_UNLIMITED] = "unlimited",
    [PLAN_PAY_AS_YOU_GO] = "pay_as_you_go",
};
ENUM_NAMES_DEFINE(plan_kind)

static const struct field plan_fields[] = {
    FIELD_ID(struct plan, id, FIELD_KEY | FIELD_READ_ONLY | FIELD_MAYBE),
    FIELD_ID(struct plan, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct plan, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct plan, code, FIELD_REQUIRED | FIELD_FIXED | FIELD_INDEXED, 1, 40),
    FIELD_STR(struct plan, name, FIELD_REQUIRED, 1, 80),
    FIELD_STR(struct plan, tier, FIELD_REQUIRED, 1, 40),
    FIELD_ENUM(struct plan, kind, FIELD_REQUIRED, plan_kind_names),
    FIELD_SUB(struct plan, tariff, FIELD_REQUIRED, tariff_record),
    FIELD_AMOUNT(struct plan, monthly_fee, 0),
    FIELD_AMOUNT(struct plan, included, 0),
    FIELD_I64(struct plan, max_active, FIELD_REQUIRED, 1, 100000),
    FIELD_I64(struct plan, max_rows, FIELD_REQUIRED, 1, 1048576),
    FIELD_I64(struct plan, max_upload_bytes, FIELD_REQUIRED, 1, 209715200),
    FIELD_DURATION(struct plan, fair_use_ms, 0, 0, INT64_MAX),
    FIELD_BOOL(struct plan, retired, 0),
};
const struct record plan_record = RECORD("plans", struct plan, plan_fields);

enum unit plan_unit(const struct plan *plan)
{
    return plan->tariff.per_minute.unit;
}

static void wrong(struct error *error, const char *field)
{
    error_add_field(error, (struct field_error){ .field = str_from_c(field), .slug = "plan.unit" });
}

void plan_check(const struct plan *plan, struct error *error)
{
    bool minutes = plan->kind == PLAN_MINUTES;

    if ((plan_unit(plan) == UNIT_TALK_MS) != minutes)
        wrong(error, "tariff.per_minute");
    if (minutes && plan->tariff.per_minute.units != MS_PER_MINUTE)
        wrong(error, "tariff.per_minute"); /* a minute costs a minute */
    if (plan->tariff.per_minute.units < 0)
        wrong(error, "tariff.per_minute");
    if (plan->monthly_fee.unit == UNIT_TALK_MS || plan->monthly_fee.units < 0)
        wrong(error, "monthly_fee");
    if ((plan->included.unit != 0 && plan->included.unit != plan_unit(plan)) ||
        plan->included.units < 0)
        wrong(error, "included");
}

const struct plan *plan_find(const struct plan_list *plans, struct str code)
{
    for (size_t i = 0; i < plans->n; i++)
        if (str_eq(plans->items[i].code, code))
            return &plans->items[i];
    return NULL;
}
