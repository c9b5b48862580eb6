/* application/src/commands/sandbox.c - each step may be done again: what was cut short is completed
 * by the next who enters. */
#include "application/commands/sandbox.h"

#include "domain/models/account.h"
#include "plans.h"

RECORD_REPOSITORY(account)

enum { PLAY_MONEY = 1000, PLAY_MINUTES = 1000 };

/* What is there already is as good as made. */
static enum err unless_there(struct scope *scope, enum err err)
{
    if (err != ERR_EXISTS)
        return err;
    error_clear(&scope->error);
    return ERR_OK;
}

static enum err make_account(const struct ports *ports, struct scope *inside,
                             const struct account *of)
{
    struct event_list events = { 0 };
    struct account sandbox = {
        .id = inside->account,
        .account = inside->account,
        .status = ACCOUNT_ACTIVE,
        .name = of->name,
        .country = of->country,
        .time_zone = of->time_zone,
        .language = of->language,
        .currency = of->currency,
        .plan = of->plan,
        .sandbox_of = of->id,
        .max_active = of->max_active,
        .created_at = inside->now,
    };

    event_list_add(&events, inside->arena,
                   (struct event){ .type = EVENT_ACCOUNT_CREATED,
                                   .account = sandbox.id,
                                   .aggregate = sandbox.id.v,
                                   .version = 1,
                                   .at = inside->now });
    return unless_there(inside, account_save(ports->records, inside, &sandbox, &events));
}

static enum err fill_wallet(const struct ports *ports, struct scope *inside,
                            const struct account *of)
{
    const struct plan *plan;
    struct wallet wallet;
    enum unit unit;
    bool again;

    TRY(plan_of(ports, inside, of->plan, &plan));
    if (plan == NULL)
        return FAIL_WITH(&inside->error, ERR_PRECONDITION, "account.plan_unknown",
                         P_STR("value", of->plan));
    unit = plan_unit(plan);
    TRY(unless_there(
        inside, VIA(ports->ledger, open, inside, unit, plan->kind == PLAN_UNLIMITED, (int64_t)0)));
    if (plan->kind == PLAN_UNLIMITED)
        return ERR_OK;
    return VIA(ports->ledger, fund, inside,
               AMOUNT(unit == UNIT_TALK_MS ? (int64_t)PLAY_MINUTES * MS_PER_MINUTE
                                           : (int64_t)PLAY_MONEY * MICROS,
                      unit),
               STR("sandbox:start"), STR("sandbox"), &wallet, &again);
}

enum err enter_sandbox(const struct ports *ports, struct scope *scope, bool make)
{
    struct scope inside;
    struct account *account, *sandbox;
    enum err err;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(account_find(ports->records, scope, scope->account, &account));
    if (!ID_NONE(account->sandbox_of))
        return FAIL(&scope->error, ERR_PRECONDITION, "sandbox.is_one");
    inside = *scope;
    inside.idempotency_key = STR_NONE; /* it stands for what is made inside */
    inside.account = account_sandbox_id(account->id);
    err = account_find(ports->records, &inside, inside.account, &sandbox);
    if (err == ERR_NOT_FOUND) {
        error_clear(&inside.error);
        err = make ? make_account(ports, &inside, account)
                   : FAIL(&inside.error, ERR_NOT_FOUND, "sandbox.none");
    }
    if (err == ERR_OK && make)
        err = fill_wallet(ports, &inside, account);
    scope->error = inside.error;
    if (err == ERR_OK)
        scope->account = inside.account;
    return err;
}
