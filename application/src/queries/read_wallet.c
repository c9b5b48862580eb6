/* application/src/queries/read_wallet.c - the balance, and its movements. */
#include "application/queries/read_wallet.h"

#include "domain/models/account.h"
#include "domain/services/pricing.h"
#include "plans.h"

static const struct field wallet_view_fields[] = {
    FIELD_AMOUNT(struct wallet_view, available, 0),
    FIELD_AMOUNT(struct wallet_view, held, 0),
    FIELD_AMOUNT(struct wallet_view, spent, 0),
    FIELD_AMOUNT(struct wallet_view, funded, 0),
    FIELD_AMOUNT(struct wallet_view, refunded, 0),
    FIELD_AMOUNT(struct wallet_view, adjusted, 0),
    FIELD_AMOUNT(struct wallet_view, debt, 0),
    FIELD_BOOL(struct wallet_view, unlimited, 0),
    FIELD_OPT_DURATION(struct wallet_view, buys_ms, 0, 0, 0),
};
const struct record wallet_view_record = RECORD("wallet", struct wallet_view, wallet_view_fields);

static struct amount in_unit(const struct wallet *w, int64_t units)
{
    return AMOUNT(units, w->unit);
}

/* What the rest buys is a courtesy: without a plan that can be found it is left out. */
static struct opt_duration what_it_buys(const struct ports *ports, struct scope *scope,
                                        const struct wallet *w)
{
    struct error error = { .arena = scope->arena };
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    const struct duration most = HOURS(100000);
    struct duration buys;
    const struct plan *plan;
    void *account;

    if (w->unlimited ||
        VIA(ports->records, find, &asking, &account_record, scope->account.v, &account) != ERR_OK)
        return (struct opt_duration){ 0 };
    if (plan_of(ports, &asking, ((struct account *)account)->plan, &plan) != ERR_OK ||
        plan == NULL ||
        price_affordable(&plan->tariff, in_unit(w, w->available), most, &buys, &error) != ERR_OK)
        return (struct opt_duration){ 0 };
    return SOME_DURATION(buys);
}

struct wallet_view wallet_view_of(const struct ports *ports, struct scope *scope,
                                  const struct wallet *w)
{
    return (struct wallet_view){
        .available = in_unit(w, w->available),
        .held = in_unit(w, w->held),
        .spent = in_unit(w, w->spent),
        .funded = in_unit(w, w->funded),
        .refunded = in_unit(w, w->refunded),
        .adjusted = in_unit(w, w->adjusted),
        .debt = in_unit(w, w->debt),
        .unlimited = w->unlimited,
        .buys_ms = what_it_buys(ports, scope, w),
    };
}

enum err read_wallet(const struct ports *ports, struct scope *scope, struct wallet_view *ret)
{
    struct wallet w;

    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    TRY(VIA(ports->ledger, wallet, scope, &w));
    *ret = wallet_view_of(ports, scope, &w);
    return ERR_OK;
}

static enum err may_read_plans(struct scope *scope)
{
    bool is_operator = (scope->actor.permissions & PERMISSION_BIT(PERMISSION_PLATFORM)) != 0;

    return is_operator ? ERR_OK : scope_require(scope, PERMISSION_READ);
}

enum err list_plans(const struct ports *ports, struct scope *scope, struct plan_list *ret)
{
    TRY(may_read_plans(scope));
    return plans_all(ports, scope, ret);
}

enum err read_plan(const struct ports *ports, struct scope *scope, struct str code,
                   const struct plan **ret)
{
    const struct plan *plan;

    TRY(may_read_plans(scope));
    TRY(plan_of(ports, scope, code, &plan));
    if (plan == NULL)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "plan.not_found", P_STR("id", code));
    *ret = plan;
    return ERR_OK;
}

enum err list_entries(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret)
{
    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    return VIA(ports->ledger, entries, scope, query, ret);
}

enum err check_ledger(const struct ports *ports, struct scope *scope)
{
    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    return VIA(ports->ledger, check, scope);
}
