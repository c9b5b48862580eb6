/* application/src/commands/change_wallet.c - what of the wallet is for its account to choose. */
#include "application/commands/change_wallet.h"

#include "audit_event.h"
#include "domain/models/wallet.h"

static const struct field change_wallet_fields[] = {
    FIELD_OPT_AMOUNT(struct change_wallet, low_at, FIELD_REQUIRED),
};
const struct record change_wallet_record =
    RECORD("change_wallet", struct change_wallet, change_wallet_fields);

static enum err check(struct scope *scope, const struct change_wallet *cmd,
                      const struct wallet *wallet)
{
    struct field_error wrong = { .field = STR("low_at") };

    if (!cmd->low_at.has)
        wrong.slug = "field.required";
    else if (cmd->low_at.v.unit != wallet->unit)
        wrong.slug = "wallet.other_unit";
    else if (cmd->low_at.v.units < 0)
        wrong.slug = "field.too_small";
    if (wrong.slug != NULL) {
        wrong.params[0] = P_STR("unit", unit_name(wallet->unit));
        wrong.params[1] = P_STR("min", STR("0"));
        error_add_field(&scope->error, wrong);
    }
    return error_fields(&scope->error);
}

enum err change_wallet(const struct ports *ports, struct scope *scope,
                       const struct change_wallet *cmd, struct wallet_view *ret)
{
    struct change_wallet before;
    struct event_list events;
    struct wallet wallet;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(VIA(ports->ledger, wallet, scope, &wallet));
    TRY(check(scope, cmd, &wallet));
    if (cmd->low_at.v.units != wallet.low_at) {
        before.low_at = (struct opt_amount){ true, AMOUNT(wallet.low_at, wallet.unit) };
        events = audit_events(scope, EVENT_ACCOUNT_CHANGED, ID_TEXT(scope->arena, scope->account),
                              &change_wallet_record, &before, cmd);
        events.items[0].detail = STR("wallet");
        TRY(VIA(ports->ledger, warn_below, scope, cmd->low_at.v.units, &events, &wallet));
    }
    *ret = wallet_view_of(ports, scope, &wallet);
    return ERR_OK;
}
