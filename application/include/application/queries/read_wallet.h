/* application/queries/read_wallet.h - the balance, its movements, and the plans. */
#ifndef APPLICATION_QUERIES_READ_WALLET_H
#define APPLICATION_QUERIES_READ_WALLET_H

#include "application/ports.h"

/* Amounts with their unit, as people read them: put in = spent + held + left. */
struct wallet_view {
    struct amount available, held, spent, funded, refunded, adjusted, debt;
    bool unlimited;
    struct amount low_at; /* below it the account is told that the wallet is low; 0: never */
    bool low;
    struct opt_duration buys_ms; /* talk time that `available` still buys by the plan's tariff */
};
extern const struct record wallet_view_record;

/* Asks no permission: for those who may see the wallet already. */
struct wallet_view wallet_view_of(const struct ports *ports, struct scope *scope,
                                  const struct wallet *wallet);

/* PERMISSION_READ_MONEY. */
enum err read_wallet(const struct ports *ports, struct scope *scope,
                     struct wallet_view *ret) MUST_USE;
/* A line of the ledger as people read it: what each book gained or lost, with its unit. */
struct ledger_line {
    struct entry_id id;
    int64_t seq;
    struct str key;
    enum entry_kind kind;
    struct amount available, held, spent, debt, outside;
    struct str tag;
    struct campaign_id campaign;
    struct call_id call;
    struct opt_duration talk_ms;
    struct str note, actor;
    struct instant at;
    struct str hash;
};
extern const struct record ledger_line_record;
/* A page of ledger_line: the stored line says who it was, what is read here "operator" where the
 * audit log does (operator_of.h). Filters and sorts are those of entry_record, named alike. */
enum err list_entries(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret) MUST_USE;
/* A line with what stands beside it. */
struct entry_view {
    struct ledger_line entry;
    struct str campaign_name;
    /* who did it: the e-mail of a person, the name of a key; empty: neither, or who stands above
     * the account */
    struct str by;
    enum payment_status payment; /* as the gateway says now; 0: no payment, or it does not say */
};
extern const struct record entry_view_record;
/* Asks no permission, and no gateway: `payment` is 0. */
enum err entry_view_of(const struct ports *ports, struct scope *scope, const struct entry *entry,
                       struct entry_view *ret) MUST_USE;
/* ERR_NOT_FOUND "entry.not_found" {id}. */
enum err read_entry(const struct ports *ports, struct scope *scope, struct entry_id id,
                    struct entry_view *ret) MUST_USE;
/* I1 to I7 over the whole ledger. */
enum err check_ledger(const struct ports *ports, struct scope *scope) MUST_USE;

/* PERMISSION_READ, or that of the operator. What can be bought: the file's plans, and those that
 * the operator has made. */
enum err list_plans(const struct ports *ports, struct scope *scope, struct plan_list *ret) MUST_USE;
/* ERR_NOT_FOUND "plan.not_found" {id}: its code. */
enum err read_plan(const struct ports *ports, struct scope *scope, struct str code,
                   const struct plan **ret) MUST_USE;

#endif
