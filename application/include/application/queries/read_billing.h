/* application/queries/read_billing.h - is the installation profitable? What accounts were charged
 * and what the provider charged for their calls, by account and by plan. */
#ifndef APPLICATION_QUERIES_READ_BILLING_H
#define APPLICATION_QUERIES_READ_BILLING_H

#include "application/ports.h"
#include "domain/models/account.h"

/* All wallets of one unit: put in = spent + held + left. */
struct wallet_totals {
    int64_t wallets;
    struct amount funded, refunded, adjusted, spent, held, available, debt;
};
/* Revenue is what calls were charged: in US dollars as it is; of minutes by the plan's fee for
 * them; of an unlimited plan its fee for the time of the range. In another currency there is no
 * rate: absent, and so is the margin. */
struct account_margin {
    struct account_id account;
    struct str name, plan;
    enum account_status status;
    int64_t calls;
    struct duration talk_ms;
    struct amount charged; /* in the wallet's unit */
    struct amount cost;
    struct opt_amount revenue, margin;
    bool below_cost;
};
struct plan_margin {
    struct str plan, name;
    int64_t accounts;                   /* that had calls */
    struct opt_amount price_per_minute; /* as it is sold; unlimited: the fee over its fair use */
    struct opt_amount cost_per_minute;  /* measured: of its own calls, else of all */
    struct opt_amount revenue, cost;    /* of its accounts in the range */
    bool below_cost;                    /* it sells below what its calls cost */
};
struct billing_view {
    struct instant from, until;
    int64_t calls;
    struct duration talk_ms;
    struct amount revenue, cost, margin; /* of what has a revenue in US dollars */
    LIST_OF(struct wallet_totals) wallets;
    LIST_OF(struct plan_margin) plans;
    LIST_OF(struct account_margin) accounts; /* that had calls; the largest cost first */
};
extern const struct record billing_view_record;

struct billing_query {
    struct opt_instant from, until; /* absent: 30 days back, and now */
};

/* PERMISSION_PLATFORM. Field error of from: "analytics.range_turned". */
enum err read_billing(const struct ports *ports, struct scope *scope,
                      const struct billing_query *query, struct billing_view *ret) MUST_USE;

#endif
