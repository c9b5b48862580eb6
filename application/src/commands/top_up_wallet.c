/* application/src/commands/top_up_wallet.c - money into the wallet, by a payment that was looked at
 * again. */
#include "application/commands/top_up_wallet.h"

#include "domain/models/wallet.h"

static const struct field top_up_wallet_fields[] = {
    FIELD_OPT_AMOUNT(struct top_up_wallet, amount, FIELD_REQUIRED),
};
const struct record top_up_wallet_record =
    RECORD("top_up_wallet", struct top_up_wallet, top_up_wallet_fields);

static const struct field topped_up_fields[] = {
    FIELD_STR(struct topped_up, payment, 0, 0, 200),
    FIELD_ENUM(struct topped_up, status, 0, payment_status_names),
    FIELD_STR(struct topped_up, url, 0, 0, 2000),
    FIELD_SUB(struct topped_up, wallet, 0, wallet_view_record),
};
const struct record topped_up_record = RECORD("topped_up", struct topped_up, topped_up_fields);

static enum err check(struct scope *scope, const struct top_up_wallet *cmd,
                      const struct wallet *wallet)
{
    struct field_error wrong = { .field = STR("amount") };

    if (scope->idempotency_key.n == 0)
        return FAIL(&scope->error, ERR_INVALID, "idempotency.required");
    if (!cmd->amount.has)
        wrong.slug = "field.required";
    else if (cmd->amount.v.unit != wallet->unit)
        wrong.slug = "wallet.other_unit";
    else if (cmd->amount.v.units <= 0)
        wrong.slug = "field.too_small";
    if (wrong.slug != NULL) {
        wrong.params[0] = P_STR("unit", unit_name(wallet->unit));
        wrong.params[1] = P_STR("min", STR("0.000001"));
        error_add_field(&scope->error, wrong);
    }
    return error_fields(&scope->error);
}

enum err top_up_wallet(const struct ports *ports, struct scope *scope,
                       const struct top_up_wallet *cmd, struct topped_up *ret)
{
    struct payment asked, payment;
    struct wallet wallet;
    bool again;

    TRY(scope_require(scope, PERMISSION_SPEND));
    TRY(VIA(ports->ledger, wallet, scope, &wallet));
    TRY(check(scope, cmd, &wallet));
    TRY(VIA(ports->payments, create, scope->arena, scope->account, cmd->amount.v,
            scope->idempotency_key, &asked, &scope->error));
    TRY(VIA(ports->payments, fetch, scope->arena, asked.id, &payment, &scope->error));
    if (!ID_EQ(payment.account, scope->account))
        return FAIL(&scope->error, ERR_INTERNAL, "payment.foreign");
    if (payment.status == PAYMENT_SUCCEEDED)
        TRY(VIA(ports->ledger, fund, scope, payment.amount, payment.id, VIA0(ports->payments, name),
                &wallet, &again));

    *ret = (struct topped_up){ .payment = payment.id,
                               .status = payment.status,
                               .url = payment.url,
                               .wallet = wallet_view_of(ports, scope, &wallet) };
    return ERR_OK;
}
