/* application/src/queries/read_wallet.c - the balance, and its movements. */
#include "application/queries/read_wallet.h"

#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/user.h"
#include "domain/services/pricing.h"
#include "operator_of.h"
#include "plans.h"

RECORD_REPOSITORY(api_key)
RECORD_REPOSITORY(campaign)

static const struct field wallet_view_fields[] = {
    FIELD_AMOUNT(struct wallet_view, available, 0),
    FIELD_AMOUNT(struct wallet_view, held, 0),
    FIELD_AMOUNT(struct wallet_view, spent, 0),
    FIELD_AMOUNT(struct wallet_view, funded, 0),
    FIELD_AMOUNT(struct wallet_view, refunded, 0),
    FIELD_AMOUNT(struct wallet_view, adjusted, 0),
    FIELD_AMOUNT(struct wallet_view, debt, 0),
    FIELD_BOOL(struct wallet_view, unlimited, 0),
    FIELD_AMOUNT(struct wallet_view, low_at, 0),
    FIELD_BOOL(struct wallet_view, low, 0),
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
        .low_at = in_unit(w, w->low_at),
        .low = w->low,
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

/* -- the ledger's lines -- */

static const struct field ledger_line_fields[] = {
    FIELD_ID(struct ledger_line, id, FIELD_KEY),
    FIELD_I64(struct ledger_line, seq, FIELD_READ_ONLY, 1, INT64_MAX),
    FIELD_STR(struct ledger_line, key, FIELD_READ_ONLY, 1, ENTRY_KEY_MOST),
    FIELD_ENUM(struct ledger_line, kind, FIELD_READ_ONLY | FIELD_INDEXED, entry_kind_names),
    FIELD_AMOUNT(struct ledger_line, available, FIELD_READ_ONLY),
    FIELD_AMOUNT(struct ledger_line, held, FIELD_READ_ONLY),
    FIELD_AMOUNT(struct ledger_line, spent, FIELD_READ_ONLY),
    FIELD_AMOUNT(struct ledger_line, debt, FIELD_READ_ONLY),
    FIELD_AMOUNT(struct ledger_line, outside, FIELD_READ_ONLY),
    FIELD_STR(struct ledger_line, tag, FIELD_READ_ONLY | FIELD_INDEXED, 0, 64),
    FIELD_ID(struct ledger_line, campaign, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_ID(struct ledger_line, call, FIELD_READ_ONLY),
    FIELD_OPT_DURATION(struct ledger_line, talk_ms, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct ledger_line, note, FIELD_READ_ONLY, 0, 500),
    FIELD_STR(struct ledger_line, actor, FIELD_READ_ONLY, 0, 64),
    FIELD_INSTANT(struct ledger_line, at, FIELD_READ_ONLY),
    FIELD_BYTES(struct ledger_line, hash, FIELD_READ_ONLY, 32),
};
const struct record ledger_line_record = RECORD("entries", struct ledger_line, ledger_line_fields);

/* The stored line keeps who it was, for it is in the chain; what is told is what the log tells. */
static enum err line_of(const struct ports *ports, struct scope *scope, struct actors_asked *asked,
                        const struct entry *e, struct ledger_line *ret)
{
    bool above = entry_is_of_operator(e->kind);

    if (!above)
        TRY(actor_asked(ports, scope, asked, e->actor, &above));
    *ret = (struct ledger_line){
        .id = e->id,
        .seq = e->seq,
        .key = e->key,
        .kind = e->kind,
        .available = AMOUNT(e->available, e->unit),
        .held = AMOUNT(e->held, e->unit),
        .spent = AMOUNT(e->spent, e->unit),
        .debt = AMOUNT(e->debt, e->unit),
        .outside = AMOUNT(e->outside, e->unit),
        .tag = e->tag,
        .campaign = e->campaign,
        .call = e->call,
        .talk_ms = e->talk_ms,
        .note = e->note,
        .actor = above ? OPERATOR_ACTOR : e->actor,
        .at = e->at,
        .hash = e->hash,
    };
    return ERR_OK;
}

enum err list_entries(const struct ports *ports, struct scope *scope,
                      const struct page_query *query, struct page *ret)
{
    struct actors_asked asked;
    struct ledger_line *lines;
    struct page page;

    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    TRY(VIA(ports->ledger, entries, scope, query, &page));
    lines = ARENA_ARRAY(scope->arena, struct ledger_line, page.n);
    asked = actors_asked_init(scope->arena, page.n);
    for (size_t i = 0; i < page.n; i++)
        TRY(line_of(ports, scope, &asked, &((const struct entry *)page.items)[i], &lines[i]));
    *ret = (struct page){ .items = lines, .n = page.n, .next = page.next };
    return ERR_OK;
}

/* -- one line, with what stands beside it -- */

static const struct field entry_view_fields[] = {
    FIELD_SUB(struct entry_view, entry, 0, ledger_line_record),
    FIELD_STR(struct entry_view, campaign_name, 0, 0, 0),
    FIELD_STR(struct entry_view, by, 0, 0, 0),
    FIELD_ENUM(struct entry_view, payment, FIELD_MAYBE, payment_status_names),
};
const struct record entry_view_record = RECORD("entry_view", struct entry_view, entry_view_fields);

/* Each of these is a courtesy: a line of money is told whoever is gone by now. */
static struct str name_of_actor(const struct ports *ports, struct scope *scope, struct str actor)
{
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    struct api_key *key;
    struct api_key_id key_id;
    struct user_id user_id;
    void *user;

    if (ID_SCAN(actor, &key_id) && api_key_find(ports->records, &asking, key_id, &key) == ERR_OK)
        return key->name;
    if (ID_SCAN(actor, &user_id) &&
        VIA(ports->records, find_global, &asking, &user_record, "id", actor, &user) == ERR_OK)
        return ((struct user *)user)->email;
    return STR("");
}

static struct str name_of_campaign(const struct ports *ports, struct scope *scope,
                                   struct campaign_id id)
{
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    struct campaign *campaign;

    if (ID_NONE(id) || campaign_find(ports->records, &asking, id, &campaign) != ERR_OK)
        return STR("");
    return campaign->name;
}

enum err entry_view_of(const struct ports *ports, struct scope *scope, const struct entry *entry,
                       struct entry_view *ret)
{
    struct actors_asked asked = actors_asked_init(scope->arena, 1);
    struct ledger_line line;

    TRY(line_of(ports, scope, &asked, entry, &line));
    *ret = (struct entry_view){ .entry = line,
                                .campaign_name = name_of_campaign(ports, scope, entry->campaign),
                                .by = name_of_actor(ports, scope, line.actor) };
    return ERR_OK;
}

static enum payment_status status_of(const struct ports *ports, struct scope *scope,
                                     const struct entry *entry)
{
    struct error error = { .arena = scope->arena };
    struct payment payment;

    if (entry->kind != ENTRY_FUND ||
        VIA(ports->payments, fetch, scope->arena, entry->key, &payment, &error) != ERR_OK ||
        !ID_EQ(payment.account, scope->account))
        return (enum payment_status)0;
    return payment.status;
}

enum err read_entry(const struct ports *ports, struct scope *scope, struct entry_id id,
                    struct entry_view *ret)
{
    const struct str text = ID_TEXT(scope->arena, id);
    const struct page_query query = { .filters = { { STR("id"), FILTER_EQ, text } },
                                      .n = 1,
                                      .limit = 1 };
    struct page page;

    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    TRY(VIA(ports->ledger, entries, scope, &query, &page));
    if (page.n == 0)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "entry.not_found", P_STR("id", text));
    TRY(entry_view_of(ports, scope, page.items, ret));
    ret->payment = status_of(ports, scope, page.items);
    return ERR_OK;
}

enum err check_ledger(const struct ports *ports, struct scope *scope)
{
    TRY(scope_require(scope, PERMISSION_READ_MONEY));
    return VIA(ports->ledger, check, scope);
}
