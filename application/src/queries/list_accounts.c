/* application/src/queries/list_accounts.c - all accounts, each with how it stands. */
#include "application/queries/admin_accounts.h"

static const char *const account_standing_texts[] = {
    [ACCOUNTS_CALLING] = "calling",
    [ACCOUNTS_LOW] = "low",
    [ACCOUNTS_IDLE] = "idle",
};
ENUM_NAMES_DEFINE(account_standing)

#define TEXT_OF(member) FIELD_STR(struct listed_account, member, 0, 0, 0)
#define COUNT(T, member) FIELD_I64(struct T, member, 0, 0, 0)
static const struct field listed_account_fields[] = {
    FIELD_ID(struct listed_account, id, FIELD_KEY),
    COUNT(listed_account, version),
    FIELD_ENUM(struct listed_account, status, FIELD_INDEXED, account_status_names),
    FIELD_STR(struct listed_account, name, FIELD_INDEXED | FIELD_SORTED, 0, 0),
    TEXT_OF(country),
    TEXT_OF(time_zone),
    TEXT_OF(language),
    FIELD_ENUM(struct listed_account, currency, 0, unit_names),
    FIELD_STR(struct listed_account, plan, FIELD_INDEXED, 0, 0),
    FIELD_ID(struct listed_account, sandbox_of, 0),
    COUNT(listed_account, max_active),
    TEXT_OF(window_start),
    TEXT_OF(window_end),
    TEXT_OF(brand_name),
    TEXT_OF(brand_color),
    TEXT_OF(subdomain),
    TEXT_OF(logo_type),
    COUNT(listed_account, retention_days),
    FIELD_INSTANT(struct listed_account, created_at, 0),
    FIELD_OPT_AMOUNT(struct listed_account, available, 0),
    FIELD_OPT_AMOUNT(struct listed_account, held, 0),
    FIELD_OPT_AMOUNT(struct listed_account, debt, 0),
    FIELD_BOOL(struct listed_account, unlimited, 0),
    FIELD_BOOL(struct listed_account, low, 0),
    COUNT(listed_account, active_calls),
    COUNT(listed_account, running_campaigns),
    FIELD_OPT_INSTANT(struct listed_account, last_call_at, 0),
};
const struct record listed_account_record =
    RECORD("listed_account", struct listed_account, listed_account_fields);

static const struct field accounts_summary_fields[] = {
    COUNT(accounts_summary, accounts),     COUNT(accounts_summary, suspended),
    COUNT(accounts_summary, closed),       COUNT(accounts_summary, calling),
    COUNT(accounts_summary, low),          COUNT(accounts_summary, idle),
    COUNT(accounts_summary, active_calls), COUNT(accounts_summary, running_campaigns),
};
const struct record accounts_summary_record =
    RECORD("accounts_summary", struct accounts_summary, accounts_summary_fields);

enum { IDLE_DAYS = 30 };

/* -- one account -- */

/* What runs while it is suspended is not called for, yet it runs again when that is lifted. */
static bool is_low(const struct account *a, const struct account_now *s)
{
    return s->has_wallet && a->status != ACCOUNT_CLOSED && wallet_needs_money(&s->wallet);
}

static struct opt_amount amount_of(const struct account_now *s, int64_t units)
{
    return (struct opt_amount){ s->has_wallet, AMOUNT(units, s->wallet.unit) };
}

static struct listed_account listed_account_of(const struct account *a, const struct account_now *s)
{
    return (struct listed_account){ .id = a->id,
                                    .version = a->version,
                                    .status = a->status,
                                    .name = a->name,
                                    .country = a->country,
                                    .time_zone = a->time_zone,
                                    .language = a->language,
                                    .plan = a->plan,
                                    .currency = a->currency,
                                    .sandbox_of = a->sandbox_of,
                                    .max_active = a->max_active,
                                    .retention_days = a->retention_days,
                                    .window_start = a->window_start,
                                    .window_end = a->window_end,
                                    .brand_name = a->brand_name,
                                    .brand_color = a->brand_color,
                                    .subdomain = a->subdomain,
                                    .logo_type = a->logo_type,
                                    .created_at = a->created_at,
                                    .available = amount_of(s, s->wallet.available),
                                    .held = amount_of(s, s->wallet.held),
                                    .debt = amount_of(s, s->wallet.debt),
                                    .unlimited = s->has_wallet && s->wallet.unlimited,
                                    .low = is_low(a, s),
                                    .active_calls = s->active_calls,
                                    .running_campaigns = s->running_campaigns,
                                    .last_call_at = s->last_call };
}

static bool stands(const struct listed_account *a, enum account_standing standing,
                   struct instant now)
{
    const struct instant long_ago = { now.unix_ms - (int64_t)IDLE_DAYS * MS_PER_DAY };
    const bool calling = a->active_calls > 0 || a->running_campaigns > 0;
    const struct instant used = a->last_call_at.has ? a->last_call_at.v : a->created_at;

    switch (standing) {
    case ACCOUNTS_CALLING:
        return calling;
    case ACCOUNTS_LOW:
        return a->low;
    case ACCOUNTS_IDLE:
        return !calling && a->status == ACCOUNT_ACTIVE && !instant_before(long_ago, used);
    }
    return false;
}

/* -- many -- */

/* Those of the page, in its order. */
static enum err list_page(const struct ports *ports, struct scope *scope,
                          const struct page_query *query, struct listed_account **ret, size_t *n,
                          struct str *next)
{
    struct page page;

    TRY(VIA(ports->records, page_global, scope, &account_record, query, &page));
    const struct account *accounts = page.items;
    struct account_id *ids = ARENA_ARRAY(scope->arena, struct account_id, page.n + 1);
    struct account_now *standings = ARENA_ARRAY(scope->arena, struct account_now, page.n + 1);
    struct listed_account *listed = ARENA_ARRAY(scope->arena, struct listed_account, page.n + 1);

    for (size_t i = 0; i < page.n; i++)
        ids[i] = accounts[i].id;
    TRY(VIA(ports->analytics, standings, scope, ids, page.n, standings));
    for (size_t i = 0; i < page.n; i++)
        listed[i] = listed_account_of(&accounts[i], &standings[i]);
    *ret = listed;
    *n = page.n;
    *next = page.next;
    return ERR_OK;
}

static bool is_wanted(const struct listed_account *a, const struct accounts_query *query,
                      struct instant now)
{
    return !query->standing.has || (ID_NONE(a->sandbox_of) && stands(a, query->standing.v, now));
}

/* As every list is searched: whatever the case and the accents. */
static enum err search_by_name(struct scope *scope, struct str part, struct page_query *ret)
{
    if (part.n == 0)
        return ERR_OK;
    if (ret->n == PAGE_FILTERS)
        return FAIL(&scope->error, ERR_INVALID, "filter.too_many");
    ret->filters[ret->n++] = (struct filter){ STR("name"), FILTER_CONTAINS, part };
    return ERR_OK;
}

/* Page by page, each as large as what is still wanted: so the cursor is the store's own. */
enum err list_accounts(const struct ports *ports, struct scope *scope,
                       const struct accounts_query *query, struct page *ret)
{
    struct page_query asked = query->page;
    struct listed_account *found, *listed;
    size_t n = 0, most = (size_t)asked.limit, got;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(search_by_name(scope, query->search, &asked));
    found = ARENA_ARRAY(scope->arena, struct listed_account, most + 1);
    do {
        asked.limit = (int64_t)(most - n);
        TRY(list_page(ports, scope, &asked, &listed, &got, &asked.after));
        for (size_t i = 0; i < got; i++)
            if (is_wanted(&listed[i], query, scope->now))
                found[n++] = listed[i];
    } while (asked.after.p != NULL && n < most);
    *ret = (struct page){ .items = found, .n = n, .next = asked.after };
    return ERR_OK;
}

static void count(struct accounts_summary *sum, const struct listed_account *a, struct instant now)
{
    if (!ID_NONE(a->sandbox_of))
        return;
    sum->accounts++;
    sum->suspended += a->status == ACCOUNT_SUSPENDED;
    sum->closed += a->status == ACCOUNT_CLOSED;
    sum->calling += stands(a, ACCOUNTS_CALLING, now);
    sum->low += stands(a, ACCOUNTS_LOW, now);
    sum->idle += stands(a, ACCOUNTS_IDLE, now);
    sum->active_calls += a->active_calls;
    sum->running_campaigns += a->running_campaigns;
}

enum err summarize_accounts(const struct ports *ports, struct scope *scope,
                            struct accounts_summary *ret)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct accounts_summary sum = { 0 };
    struct listed_account *listed;
    size_t n;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    do {
        TRY(list_page(ports, scope, &query, &listed, &n, &query.after));
        for (size_t i = 0; i < n; i++)
            count(&sum, &listed[i], scope->now);
    } while (query.after.p != NULL);
    *ret = sum;
    return ERR_OK;
}
