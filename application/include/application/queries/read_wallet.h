/* application/queries/read_wallet.h - the balance, its movements, and the plans. */
#ifndef APPLICATION_QUERIES_READ_WALLET_H
#define APPLICATION_QUERIES_READ_WALLET_H

#include "application/ports.h"

/* Amounts with their unit, as people read them: put in = spent + held + left. */
struct wallet_view {
    struct amount available, held, spent, funded, refunded, adjusted, debt;
    bool unlimited;
    struct opt_duration buys_ms; /* talk time that `available` still buys by the plan's tariff */
};
extern const struct record wallet_view_record;

/* Asks no permission: for those who may see the wallet already. */
struct wallet_view wallet_view_of(const struct ports *ports, struct scope *scope,
                                  const struct wallet *wallet);

/* PERMISSION_READ_MONEY. */
enum err read_wallet(const struct ports *ports, struct scope *scope,
                     struct wallet_view *ret) MUST_USE;
enum err list_entries(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret) MUST_USE;
/* I1 to I7 over the whole ledger. */
enum err check_ledger(const struct ports *ports, struct scope *scope) MUST_USE;

/* PERMISSION_READ, or that of the operator. What can be bought: the file's plans, and those that
 * the operator has made. */
enum err list_plans(const struct ports *ports, struct scope *scope, struct plan_list *ret) MUST_USE;
/* ERR_NOT_FOUND "plan.not_found" {id}: its code. */
enum err read_plan(const struct ports *ports, struct scope *scope, struct str code,
                   const struct plan **ret) MUST_USE;

#endif
