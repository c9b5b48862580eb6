/* domain/repositories/ledger.h - money of an account outside of a call: put in, taken back,
 * corrected, shown. Holds and settlements belong to job_steps. Account: scope->account. */
#ifndef DOMAIN_REPOSITORIES_LEDGER_H
#define DOMAIN_REPOSITORIES_LEDGER_H

#include "base/port.h"
#include "domain/event.h"
#include "domain/models/wallet.h"
#include "domain/page.h"
#include "domain/scope.h"

struct ledger_ops {
    /* Idempotent by key: *again tells a repetition; a known key with another amount is ERR_EXISTS
     * "ledger.key_reused". Raises wallet.funded in the same step. */
    enum err (*fund)(void *self, struct scope *scope, struct amount amount, struct str key,
                     struct str note, struct wallet *ret, bool *again) MUST_USE;
    enum err (*refund)(void *self, struct scope *scope, struct amount amount, struct str key,
                       struct str note, struct wallet *ret) MUST_USE;
    /* As fund, by an amount of either sign; wallet.adjusted with the note. */
    enum err (*adjust)(void *self, struct scope *scope, struct amount amount, struct str key,
                       struct str note, struct wallet *ret) MUST_USE;
    /* Makes the account's wallet; again: ERR_EXISTS "wallet.exists". */
    enum err (*open)(void *self, struct scope *scope, enum unit unit, bool unlimited,
                     int64_t low_at) MUST_USE;
    /* wallet_warn_below() and the events, in one step; wallet.low when it is low by that and was
     * not before. */
    enum err (*warn_below)(void *self, struct scope *scope, int64_t low_at,
                           struct event_list *events, struct wallet *ret) MUST_USE;
    enum err (*wallet)(void *self, struct scope *scope, struct wallet *ret) MUST_USE;
    /* Newest first if query->descending; filters: id, campaign, kind, tag. */
    enum err (*entries)(void *self, struct scope *scope, const struct page_query *query,
                        struct page *ret) MUST_USE;
    /* Reads everything and checks I1 to I7. ERR_INTERNAL "ledger.broken" {invariant, seq}. */
    enum err (*check)(void *self, struct scope *scope) MUST_USE;
};
struct ledger {
    const struct ledger_ops *ops;
    void *self;
};

#endif
