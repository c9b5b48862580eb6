/* application/commands/admin_accounts.h - what the installation's operator does to an account. Each
 * needs PERMISSION_PLATFORM, is told in the account's audit log, and can be done again. */
#ifndef APPLICATION_COMMANDS_ADMIN_ACCOUNTS_H
#define APPLICATION_COMMANDS_ADMIN_ACCOUNTS_H

#include "application/ports.h"
#include "application/queries/read_wallet.h"
#include "domain/models/account.h"

struct account_reason {
    struct str reason;
};
extern const struct record account_reason_record;

/* When it has answered, nothing of the account is placed any more: no permit is given, all gates
 * are closed, and what was on its way is there or taken back. Calls that are on go on to their end.
 * ERR_PRECONDITION "account.closed". */
enum err suspend_account(const struct ports *ports, struct scope *scope, struct account_id id,
                         const struct account_reason *cmd, struct account **ret) MUST_USE;
/* Running campaigns go on. */
enum err reinstate_account(const struct ports *ports, struct scope *scope, struct account_id id,
                           const struct account_reason *cmd, struct account **ret) MUST_USE;

struct change_plan {
    struct str plan; /* its code */
};
extern const struct record change_plan_record;
/* From the next call on; what is held keeps its price. Field errors "account.plan_unknown",
 * "account.plan_retired"; ERR_PRECONDITION "account.plan_other_wallet" {unit}: the wallet holds
 * something else than what the plan counts in. */
enum err change_plan(const struct ports *ports, struct scope *scope, struct account_id id,
                     const struct change_plan *cmd, struct account **ret) MUST_USE;

struct adjust_wallet {
    struct opt_amount amount; /* of either sign, in the wallet's unit */
    struct str reason;
};
extern const struct record adjust_wallet_record;
struct adjusted_wallet {
    struct wallet_view wallet;
};
extern const struct record adjusted_wallet_record;
/* An entry of the kind "adjust". scope->idempotency_key is required; it counts once, for ever.
 * Field errors "field.required", "wallet.other_unit", "field.zero"; ERR_EXHAUSTED "wallet.short":
 * less is there than is to be taken. */
enum err adjust_wallet(const struct ports *ports, struct scope *scope, struct account_id id,
                       const struct adjust_wallet *cmd, struct adjusted_wallet *ret) MUST_USE;

#endif
