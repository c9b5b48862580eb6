/* database/sqlite/wallets.h - wallets and their lines inside a write request: a wallet is read
 * once, changed in memory by as many items as the request has, and written once at its end. */
#ifndef SQLITE_WALLETS_H
#define SQLITE_WALLETS_H

#include "database/sqlite/engine.h"
#include "domain/models/wallet.h"
#include "domain/scope.h"

struct kept_wallet {
    struct wallet wallet;
    int64_t was; /* version of its row */
    struct kept_wallet *next;
};
/* Of one request, in tx->arena. Starts as { 0 }. */
struct wallets {
    struct kept_wallet *first;
};

/* *ret is NULL when the account has no wallet. Changes are made to *ret in place. */
enum err wallets_find(struct wallets *wallets, struct tx *tx, struct account_id account,
                      struct wallet **ret) MUST_USE;
/* Adds the line to the chain: fills its id, actor and hash, and the wallet's head. */
enum err wallets_append(struct tx *tx, const struct scope *scope, struct wallet *wallet,
                        struct entry *entry) MUST_USE;
/* Writes those that changed. */
enum err wallets_flush(struct wallets *wallets, struct tx *tx) MUST_USE;

#endif
