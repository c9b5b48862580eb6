/* application/commands/change_wallet.h - what of the wallet is for its account to choose. */
#ifndef APPLICATION_COMMANDS_CHANGE_WALLET_H
#define APPLICATION_COMMANDS_CHANGE_WALLET_H

#include "application/ports.h"
#include "application/queries/read_wallet.h"

struct change_wallet {
    struct opt_amount low_at; /* in the wallet's unit; 0: never say that it is low */
};
extern const struct record change_wallet_record;

/* PERMISSION_MANAGE_ACCOUNT. A wallet that is low by the new mark and was not before says so at
 * once. Field errors of low_at: "field.required", "wallet.other_unit" {unit}, "field.too_small". */
enum err change_wallet(const struct ports *ports, struct scope *scope,
                       const struct change_wallet *cmd, struct wallet_view *ret) MUST_USE;

#endif
