/* application/src/queries/read_billing.c - revenue, cost and margin. */
#include "application/queries/read_billing.h"

#include "base/checked.h"
#include "base/sort.h"
#include "plans.h"

#define AMOUNT_OF(T, member) FIELD_AMOUNT(struct T, member, 0)
#define OPT_AMOUNT_OF(T, member) FIELD_OPT_AMOUNT(struct T, member, 0)
#define COUNT(T, member) FIELD_I64(struct T, member, 0, 0, 0)
static const struct field wallet_totals_fields[] = {
    COUNT(wallet_totals, wallets),       AMOUNT_OF(wallet_totals, funded),
    AMOUNT_OF(wallet_totals, refunded),  AMOUNT_OF(wallet_totals, adjusted),
    AMOUNT_OF(wallet_totals, spent),     AMOUNT_OF(wallet_totals, held),
    AMOUNT_OF(wallet_totals, available), AMOUNT_OF(wallet_totals, debt),
};
static const struct record wallet_totals_record =
    RECORD("wallet_totals", struct wallet_totals, wallet_totals_fields);

static const struct field account_margin_fields[] = {
    FIELD_ID(struct account_margin, account, 0),
    FIELD_STR(struct account_margin, name, 0, 0, 0),
    FIELD_STR(struct account_margin, plan, 0, 0, 0),
    FIELD_ENUM(struct account_margin, status, 0, account_status_names),
    COUNT(account_margin, calls),
    FIELD_DURATION(struct account_margin, talk_ms, 0, 0, 0),
    AMOUNT_OF(account_margin, charged),
    AMOUNT_OF(account_margin, cost),
    OPT_AMOUNT_OF(account_margin, revenue),
    OPT_AMOUNT_OF(account_margin, margin),
    FIELD_BOOL(struct account_margin, below_cost, 0),
};
static const struct record account_margin_record =
    RECORD("account_margin", struct account_margin, account_margin_fields);

static const struct field plan_margin_fields[] = {
    FIELD_STR(struct plan_margin, plan, 0, 0, 0),
    FIELD_STR(struct plan_margin, name, 0, 0, 0),
    COUNT(plan_margin, accounts),
    OPT_AMOUNT_OF(plan_margin, price_per_minute),
    OPT_AMOUNT_OF(plan_margin, cost_per_minute),
    OPT_AMOUNT_OF(plan_margin, revenue),
    OPT_AMOUNT_OF(plan_margin, cost),
    FIELD_BOOL(struct plan_margin, below_cost, 0),
};
static const struct record plan_margin_record =
    RECORD("plan_margin", struct plan_margin, plan_margin_fields);

static const struct field billing_view_fields[] = {
    FIELD_INSTANT(struct billing_view, from, 0),
    FIELD_INSTANT(struct billing_view, until, 0),
    COUNT(billing_view, calls),
    FIELD_DURATION(struct billing_view, talk_ms, 0, 0, 0),
    AMOUNT_OF(billing_view, revenue),
    AMOUNT_OF(billing_view, cost),
    AMOUNT_OF(billing_view, margin),
    FIELD_LIST(struct billing_view, wallets, 0, wallet_totals_record, 0),
    FIELD_LIST(struct billing_view, plans, 0, plan_margin_record, 0),
    FIELD_LIST(struct billing_view, accounts, 0, account_margin_record, 0),
};
const struct record billing_view_record =
    RECORD("billing", struct billing_view, billing_view_fields);

enum { UNITS_MOST = UNIT_BRL + 1, FEE_DAYS = 30, RANGE_DAYS = 30 };

struct billing {
    const struct ports *ports;
    struct scope *scope; /* the installation's */
    struct billing_view *ret;
    struct plan_list plans;
    struct rollup_list rollups;        /* by account, in the order of ids */
    int64_t *plan_talk_ms, *plan_cost; /* by plan, in their order */
    int64_t unknown_cost;              /* of calls whose revenue has no rate */
};

static struct opt_amount dollars(int64_t micros)
{
    return (struct opt_amount){ true, AMOUNT(micros, UNIT_USD) };
}

/* units * up / down, rounded down; what does not fit is divided first. */
static int64_t share(int64_t units, int64_t up, int64_t down)
{
    int64_t product;

    return mul_i64(units, up, &product) ? product / down : units / down * up;
}

static bool has_fee_in_dollars(const struct plan *plan)
{
    return plan->monthly_fee.unit == UNIT_USD;
}

static struct opt_amount price_of(const struct plan *plan)
{
    const struct amount *price = &plan->tariff.per_minute;

    if (plan->kind == PLAN_MINUTES && has_fee_in_dollars(plan) && plan->included.units > 0)
        return dollars(share(plan->monthly_fee.units, MS_PER_MINUTE, plan->included.units));
    if (plan->kind == PLAN_UNLIMITED && has_fee_in_dollars(plan) && plan->fair_use_ms.ms > 0)
        return dollars(share(plan->monthly_fee.units, MS_PER_MINUTE, plan->fair_use_ms.ms));
    if ((plan->kind == PLAN_CREDITS || plan->kind == PLAN_PAY_AS_YOU_GO) && price->unit == UNIT_USD)
        return dollars(price->units);
    return (struct opt_amount){ .has = false };
}

static struct opt_amount revenue_of(const struct billing *b, const struct plan *plan,
                                    const struct rollup *r, enum unit unit)
{
    int64_t seconds = instant_minus(b->ret->until, b->ret->from).ms / MS_PER_SECOND;

    if (unit == UNIT_USD && plan->kind != PLAN_UNLIMITED)
        return dollars(r->charge_units);
    if (plan->kind == PLAN_MINUTES && has_fee_in_dollars(plan) && plan->included.units > 0)
        return dollars(share(plan->monthly_fee.units, r->charge_units, plan->included.units));
    if (plan->kind == PLAN_UNLIMITED && has_fee_in_dollars(plan))
        return dollars(share(plan->monthly_fee.units, seconds,
                             (int64_t)FEE_DAYS * MS_PER_DAY / MS_PER_SECOND));
    return (struct opt_amount){ .has = false };
}

static size_t plan_at(const struct billing *b, struct str code)
{
    size_t at = 0;

    while (at < b->plans.n && !str_eq(b->plans.items[at].code, code))
        at++;
    return at;
}

static const struct rollup *rollup_for(const struct billing *b, struct account_id id)
{
    for (size_t i = 0; i < b->rollups.n; i++)
        if (ID_EQ(b->rollups.items[i].account, id))
            return &b->rollups.items[i];
    return NULL;
}

/* -- accounts -- */

static void add_to_plan(struct billing *b, size_t at, const struct account_margin *m)
{
    struct plan_margin *plan = &b->ret->plans.items[at];

    plan->accounts++;
    plan->cost = dollars(plan->cost.v.units + m->cost.units);
    if (m->revenue.has)
        plan->revenue = dollars(plan->revenue.v.units + m->revenue.v.units);
    b->plan_talk_ms[at] += m->talk_ms.ms;
    b->plan_cost[at] += m->cost.units;
}

static void add_account(struct billing *b, const struct account *account,
                        const struct wallet *wallet, const struct rollup *r)
{
    struct account_margin m = { .account = account->id,
                                .name = account->name,
                                .plan = account->plan,
                                .status = account->status,
                                .calls = r->calls,
                                .talk_ms = { r->talk_ms },
                                .charged = AMOUNT(r->charge_units, wallet->unit),
                                .cost = AMOUNT(r->cost_micros, UNIT_USD) };
    size_t at = plan_at(b, account->plan);

    if (at < b->plans.n)
        m.revenue = revenue_of(b, &b->plans.items[at], r, wallet->unit);
    if (m.revenue.has) {
        m.margin = dollars(m.revenue.v.units - m.cost.units);
        m.below_cost = m.margin.v.units < 0;
        b->ret->revenue.units += m.revenue.v.units;
    } else {
        b->unknown_cost += m.cost.units;
    }
    if (at < b->plans.n)
        add_to_plan(b, at, &m);
    b->ret->calls += m.calls;
    b->ret->talk_ms.ms += m.talk_ms.ms;
    b->ret->cost.units += m.cost.units;
    b->ret->accounts.items[b->ret->accounts.n++] = m;
}

static void add_wallet(struct billing *b, const struct wallet *w)
{
    struct wallet_totals *t = b->ret->wallets.items;
    size_t at = 0;

    while (at < b->ret->wallets.n && t[at].funded.unit != w->unit)
        at++;
    if (at == b->ret->wallets.n) {
        struct amount none = AMOUNT(0, w->unit);

        t[at] = (struct wallet_totals){ 0, none, none, none, none, none, none, none };
        b->ret->wallets.n++;
    }
    t[at].wallets++;
    t[at].funded.units += w->funded;
    t[at].refunded.units += w->refunded;
    t[at].adjusted.units += w->adjusted;
    t[at].spent.units += w->spent;
    t[at].held.units += w->held;
    t[at].available.units += w->available;
    t[at].debt.units += w->debt;
}

/* One whose making was cut short has no wallet, and counts for nothing. */
static void visit(struct billing *b, const struct account *account, const struct account_now *now)
{
    const struct rollup *r = rollup_for(b, account->id);

    if (!now->has_wallet)
        return;
    add_wallet(b, &now->wallet);
    if (r != NULL && r->calls > 0)
        add_account(b, account, &now->wallet, r);
}

/* The wallets of a page at once: there are as many questions as pages, not as accounts. */
static enum err visit_page(struct billing *b, const struct page *page)
{
    const struct account *accounts = page->items;
    struct account_id *ids = ARENA_ARRAY(b->scope->arena, struct account_id, page->n + 1);
    struct account_now *standings = ARENA_ARRAY(b->scope->arena, struct account_now, page->n + 1);

    for (size_t i = 0; i < page->n; i++)
        ids[i] = accounts[i].id;
    TRY(VIA(b->ports->analytics, standings, b->scope, ids, page->n, standings));
    for (size_t i = 0; i < page->n; i++)
        visit(b, &accounts[i], &standings[i]);
    return ERR_OK;
}

static enum err visit_all(struct billing *b)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct page page;

    do {
        TRY(VIA(b->ports->records, page_global, b->scope, &account_record, &query, &page));
        TRY(visit_page(b, &page));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

static int by_cost(const void *a, const void *b)
{
    const struct account_margin *x = a, *y = b;

    if (x->cost.units != y->cost.units)
        return x->cost.units > y->cost.units ? -1 : 1;
    return id128_cmp(x->account.v, y->account.v);
}

/* -- plans -- */

static void begin_plans(struct billing *b)
{
    struct arena *arena = b->scope->arena;

    b->plan_talk_ms = ARENA_ARRAY(arena, int64_t, b->plans.n + 1);
    b->plan_cost = ARENA_ARRAY(arena, int64_t, b->plans.n + 1);
    b->ret->plans.items = ARENA_ARRAY(arena, struct plan_margin, b->plans.n + 1);
    for (size_t i = 0; i < b->plans.n; i++) {
        b->plan_talk_ms[i] = b->plan_cost[i] = 0;
        b->ret->plans.items[i] =
            (struct plan_margin){ .plan = b->plans.items[i].code,
                                  .name = b->plans.items[i].name,
                                  .price_per_minute = price_of(&b->plans.items[i]) };
    }
    b->ret->plans.n = b->plans.n;
}

/* What is sold by the minute is compared by the minute, called or not; what is not, by what its
 * accounts brought, and as long as none called, by what is left of it for those who use all. */
static void end_plans(struct billing *b)
{
    const struct billing_view *all = b->ret;

    for (size_t i = 0; i < all->plans.n; i++) {
        struct plan_margin *p = &all->plans.items[i];
        bool own = b->plan_talk_ms[i] > 0;
        int64_t talk = own ? b->plan_talk_ms[i] : all->talk_ms.ms;
        int64_t cost = own ? b->plan_cost[i] : all->cost.units;

        if (talk > 0)
            p->cost_per_minute = dollars(share(cost, MS_PER_MINUTE, talk));
        if (p->price_per_minute.has && !(b->plans.items[i].kind == PLAN_UNLIMITED && own))
            p->below_cost =
                p->cost_per_minute.has && p->price_per_minute.v.units < p->cost_per_minute.v.units;
        else
            p->below_cost = p->revenue.has && p->cost.has && p->revenue.v.units < p->cost.v.units;
    }
}

static enum err read_all(struct billing *b)
{
    struct billing_view *ret = b->ret;

    TRY(plans_all(b->ports, b->scope, &b->plans));
    TRY(VIA(b->ports->analytics, rollups_global, b->scope, ret->from, ret->until, &b->rollups));
    begin_plans(b);
    ret->wallets.items = ARENA_ARRAY(b->scope->arena, struct wallet_totals, UNITS_MOST);
    ret->accounts.items = ARENA_ARRAY(b->scope->arena, struct account_margin, b->rollups.n + 1);
    TRY(visit_all(b));
    if (ret->accounts.n > 1)
        sort_items(ret->accounts.items, ret->accounts.n, sizeof *ret->accounts.items, by_cost);
    end_plans(b);
    ret->margin.units = ret->revenue.units - (ret->cost.units - b->unknown_cost);
    return ERR_OK;
}

enum err read_billing(const struct ports *ports, struct scope *scope,
                      const struct billing_query *query, struct billing_view *ret)
{
    struct scope own = *scope;
    struct billing b = { .ports = ports, .scope = &own, .ret = ret };

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    own.account = (struct account_id){ { { 0 } } };
    *ret = (struct billing_view){ .until = query->until.has ? query->until.v : scope->now,
                                  .revenue = AMOUNT(0, UNIT_USD),
                                  .cost = AMOUNT(0, UNIT_USD),
                                  .margin = AMOUNT(0, UNIT_USD) };
    ret->from = query->from.has
                    ? query->from.v
                    : (struct instant){ ret->until.unix_ms - (int64_t)RANGE_DAYS * MS_PER_DAY };
    if (!instant_before(ret->from, ret->until)) {
        error_add_field(&scope->error, (struct field_error){ .field = STR("from"),
                                                             .slug = "analytics.range_turned" });
        return error_fields(&scope->error);
    }
    enum err err = read_all(&b);
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}
