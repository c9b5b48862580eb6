/* application/commands/top_up_wallet.h - money into the wallet, by a payment that was looked at
 * again. */
#ifndef APPLICATION_COMMANDS_TOP_UP_WALLET_H
#define APPLICATION_COMMANDS_TOP_UP_WALLET_H

#include "application/ports.h"
#include "application/queries/read_wallet.h"

struct top_up_wallet {
    struct opt_amount amount; /* in the wallet's unit */
};
extern const struct record top_up_wallet_record;
struct topped_up {
    struct str payment;
    enum payment_status status;
    struct str url; /* where to pay, when it is pending */
    struct wallet_view wallet;
};
extern const struct record topped_up_record;

/* PERMISSION_SPEND. scope->idempotency_key is required ("idempotency.required"). Funds at once when
 * the gateway says the payment succeeded. Each payment id counts once, for ever. */
enum err top_up_wallet(const struct ports *ports, struct scope *scope,
                       const struct top_up_wallet *cmd, struct topped_up *ret) MUST_USE;

#endif
