/* application/src/commands/admin_accounts.c - suspended, reinstated, another plan, money put right.
 */
#include "application/commands/admin_accounts.h"

#include "account_campaigns.h"
#include "base/strbuf.h"
#include "campaign_gate.h"
#include "permits.h"
#include "plans.h"

RECORD_REPOSITORY(account)

static const struct field account_reason_fields[] = {
    FIELD_STR(struct account_reason, reason, FIELD_REQUIRED, 3, 200),
};
const struct record account_reason_record =
    RECORD("account_reason", struct account_reason, account_reason_fields);

static const struct field change_plan_fields[] = {
    FIELD_STR(struct change_plan, plan, FIELD_REQUIRED, 1, 40),
};
const struct record change_plan_record =
    RECORD("change_plan", struct change_plan, change_plan_fields);

static const struct field adjust_wallet_fields[] = {
    FIELD_OPT_AMOUNT(struct adjust_wallet, amount, FIELD_REQUIRED),
    FIELD_STR(struct adjust_wallet, reason, FIELD_REQUIRED, 3, 200),
};
const struct record adjust_wallet_record =
    RECORD("adjust_wallet", struct adjust_wallet, adjust_wallet_fields);

static const struct field adjusted_wallet_fields[] = {
    FIELD_SUB(struct adjusted_wallet, wallet, 0, wallet_view_record),
};
const struct record adjusted_wallet_record =
    RECORD("adjusted_wallet", struct adjusted_wallet, adjusted_wallet_fields);

/* `account` was changed since it was loaded as `before`. */
static enum err save(const struct ports *ports, struct scope *inside, const struct account *before,
                     struct account *account, enum event_type type, struct str detail)
{
    struct event_list events = { 0 };

    event_list_add(
        &events, inside->arena,
        (struct event){ .type = type,
                        .account = account->id,
                        .aggregate = account->id.v,
                        .version = account->version + 1,
                        .at = inside->now,
                        .detail = detail,
                        .object = ID_TEXT(inside->arena, account->id),
                        .changes = changes_of(inside->arena, &account_record, before, account) });
    return account_save(ports->records, inside, account, &events);
}

/* -- status -- */

static enum err close_gate(const struct ports *ports, struct scope *inside,
                           const struct campaign *c, const void *with)
{
    (void)with;
    return VIA(ports->jobs, set_gate, inside, inside->account, c->id, GATE_CLOSED,
               c->pacing.max_active);
}

static enum err wait_for_permits(const struct ports *ports, struct scope *inside,
                                 const struct campaign *c, const void *with)
{
    (void)with;
    return permits_of_campaign_end(ports, inside, c->id);
}

static enum err open_gate(const struct ports *ports, struct scope *inside, const struct campaign *c,
                          const void *with)
{
    (void)with;
    return campaign_gate_open(ports, inside, c);
}

/* Told by `type`, unless the account has that status already. */
static enum err set_status(const struct ports *ports, struct scope *inside,
                           enum account_status status, enum event_type type, struct str reason,
                           struct account **ret)
{
    const struct account *before;
    struct account *account;

    TRY(account_find(ports->records, inside, inside->account, &account));
    if (account->status == ACCOUNT_CLOSED)
        return FAIL(&inside->error, ERR_PRECONDITION, "account.closed");
    if (account->status != status) {
        before = record_copy(&account_record, account, inside->arena);
        account->status = status;
        TRY(save(ports, inside, before, account, type, reason));
    }
    *ret = account;
    return ERR_OK;
}

/* The status first: from then on no permit is given, and no gate that opens stays open. */
static enum err suspend(const struct ports *ports, struct scope *inside, struct str reason,
                        struct account **ret)
{
    struct account *account;

    TRY(set_status(ports, inside, ACCOUNT_SUSPENDED, EVENT_ACCOUNT_SUSPENDED, reason, &account));
    TRY(each_campaign(ports, inside, CAMPAIGN_RUNNING, close_gate, NULL));
    TRY(each_campaign(ports, inside, CAMPAIGN_RUNNING, wait_for_permits, NULL));
    *ret = account;
    return ERR_OK;
}

enum err suspend_account(const struct ports *ports, struct scope *scope, struct account_id id,
                         const struct account_reason *cmd, struct account **ret)
{
    struct scope inside = scope_inside(scope, id);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return scope_pass_on(scope, &inside, suspend(ports, &inside, cmd->reason, ret));
}

static enum err reinstate(const struct ports *ports, struct scope *inside, struct str reason,
                          struct account **ret)
{
    struct account *account;

    TRY(set_status(ports, inside, ACCOUNT_ACTIVE, EVENT_ACCOUNT_REINSTATED, reason, &account));
    TRY(each_campaign(ports, inside, CAMPAIGN_RUNNING, open_gate, NULL));
    *ret = account;
    return ERR_OK;
}

enum err reinstate_account(const struct ports *ports, struct scope *scope, struct account_id id,
                           const struct account_reason *cmd, struct account **ret)
{
    struct scope inside = scope_inside(scope, id);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return scope_pass_on(scope, &inside, reinstate(ports, &inside, cmd->reason, ret));
}

/* -- plan -- */

static enum err plan_fits(struct scope *inside, const struct plan *plan,
                          const struct wallet *wallet)
{
    if (wallet->unit == plan_unit(plan) && wallet->unlimited == (plan->kind == PLAN_UNLIMITED))
        return ERR_OK;
    return FAIL_WITH(&inside->error, ERR_PRECONDITION, "account.plan_other_wallet",
                     P_STR("unit", unit_name(wallet->unit)));
}

static enum err take_plan(const struct ports *ports, struct scope *inside, struct str code,
                          struct account **ret)
{
    const struct account *before;
    struct account *account;
    const struct plan *plan;
    struct wallet wallet;

    TRY(account_find(ports->records, inside, inside->account, &account));
    TRY(plan_of(ports, inside, code, &plan));
    if (plan == NULL || (plan->retired && !str_eq(account->plan, code))) {
        error_add_field(&inside->error,
                        (struct field_error){ .field = STR("plan"),
                                              .slug = plan == NULL ? "account.plan_unknown"
                                                                   : "account.plan_retired",
                                              .params = { P_STR("value", code) } });
        return error_fields(&inside->error);
    }
    TRY(VIA(ports->ledger, wallet, inside, &wallet));
    TRY(plan_fits(inside, plan, &wallet));
    if (!str_eq(account->plan, plan->code)) {
        before = record_copy(&account_record, account, inside->arena);
        account->plan = plan->code;
        account->max_active = plan->max_active;
        TRY(save(ports, inside, before, account, EVENT_ACCOUNT_PLAN_CHANGED, plan->code));
    }
    *ret = account;
    return ERR_OK;
}

enum err change_plan(const struct ports *ports, struct scope *scope, struct account_id id,
                     const struct change_plan *cmd, struct account **ret)
{
    struct scope inside = scope_inside(scope, id);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return scope_pass_on(scope, &inside, take_plan(ports, &inside, cmd->plan, ret));
}

/* -- money -- */

static enum err check_adjustment(struct scope *inside, const struct adjust_wallet *cmd,
                                 const struct wallet *wallet)
{
    struct field_error wrong = { .field = STR("amount") };

    if (inside->idempotency_key.n == 0)
        return FAIL(&inside->error, ERR_INVALID, "idempotency.required");
    if (!cmd->amount.has)
        wrong.slug = "field.required";
    else if (cmd->amount.v.unit != wallet->unit)
        wrong.slug = "wallet.other_unit";
    else if (cmd->amount.v.units == 0)
        wrong.slug = "field.zero";
    if (wrong.slug != NULL) {
        wrong.params[0] = P_STR("unit", unit_name(wallet->unit));
        error_add_field(&inside->error, wrong);
    }
    return error_fields(&inside->error);
}

static enum err adjust(const struct ports *ports, struct scope *inside,
                       const struct adjust_wallet *cmd, struct adjusted_wallet *ret)
{
    struct wallet wallet;

    TRY(VIA(ports->ledger, wallet, inside, &wallet));
    TRY(check_adjustment(inside, cmd, &wallet));
    TRY(VIA(ports->ledger, adjust, inside, cmd->amount.v,
            str_format(inside->arena, "adjust:%.*s", STR_ARG(inside->idempotency_key)), cmd->reason,
            &wallet));
    ret->wallet = wallet_view_of(ports, inside, &wallet);
    return ERR_OK;
}

enum err adjust_wallet(const struct ports *ports, struct scope *scope, struct account_id id,
                       const struct adjust_wallet *cmd, struct adjusted_wallet *ret)
{
    struct scope inside = scope_inside(scope, id);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return scope_pass_on(scope, &inside, adjust(ports, &inside, cmd, ret));
}
