/* domain/models/plan.h - what an account buys; plans and tiers are data: of a file
 * (data/plans.json), or made by the installation's operator and kept in the store. */
#ifndef DOMAIN_MODELS_PLAN_H
#define DOMAIN_MODELS_PLAN_H

#include "domain/amount.h"
#include "domain/ids.h"

enum plan_kind { PLAN_MINUTES = 1, PLAN_CREDITS, PLAN_UNLIMITED, PLAN_PAY_AS_YOU_GO };
ENUM_NAMES_DECLARE(plan_kind)

struct plan {
    struct plan_id id;         /* of a plan that stands in the store; of the file's: none */
    struct account_id account; /* zero: plans are the installation's */
    int64_t version;
    struct str code; /* "starter" */
    struct str name;
    struct str tier; /* "starter", "professional", "enterprise" */
    enum plan_kind kind;
    struct tariff tariff;      /* per_minute in the wallet's unit; of minutes: 60 000 talk_ms */
    struct amount monthly_fee; /* in a currency */
    struct amount included;    /* put into the wallet each month, in the wallet's unit */
    int64_t max_active;
    int64_t max_rows;
    int64_t max_upload_bytes;
    struct duration fair_use_ms; /* unlimited: talk time a month; 0: none */
    bool retired;                /* nobody takes it any more; who has it keeps it */
};
extern const struct record plan_record;
struct plan_list {
    struct plan *items;
    size_t n;
};

/* Field errors: "plan.unit" where the units of tariff, fee and included do not go with the kind. */
void plan_check(const struct plan *plan, struct error *error);
/* What the plan's wallet is counted in: talk time, or the currency of its tariff. */
enum unit plan_unit(const struct plan *plan);
/* NULL: no such plan. */
const struct plan *plan_find(const struct plan_list *plans, struct str code);

#endif
