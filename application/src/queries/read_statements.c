/* application/src/queries/read_statements.c - months of the wallet: movements from the ledger,
 * charges from roll-ups. */
#include "application/queries/read_statements.h"

#include "base/sort.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)

static const struct field statement_fields[] = {
    FIELD_STR(struct statement, month, 0, 7, 7), FIELD_INSTANT(struct statement, from, 0),
    FIELD_INSTANT(struct statement, until, 0),   FIELD_BOOL(struct statement, running, 0),
    FIELD_AMOUNT(struct statement, opening, 0),  FIELD_AMOUNT(struct statement, funded, 0),
    FIELD_AMOUNT(struct statement, adjusted, 0), FIELD_AMOUNT(struct statement, refunded, 0),
    FIELD_AMOUNT(struct statement, charged, 0),  FIELD_AMOUNT(struct statement, closing, 0),
    FIELD_I64(struct statement, calls, 0, 0, 0), FIELD_DURATION(struct statement, talk_ms, 0, 0, 0),
};
const struct record statement_record = RECORD("statement", struct statement, statement_fields);

static const struct field campaign_charge_fields[] = {
    FIELD_ID(struct campaign_charge, campaign, 0),
    FIELD_STR(struct campaign_charge, name, 0, 0, 0),
    FIELD_I64(struct campaign_charge, calls, 0, 0, 0),
    FIELD_DURATION(struct campaign_charge, talk_ms, 0, 0, 0),
    FIELD_AMOUNT(struct campaign_charge, charged, 0),
};
static const struct record campaign_charge_record =
    RECORD("campaign_charge", struct campaign_charge, campaign_charge_fields);

static const struct field statement_view_fields[] = {
    FIELD_SUB(struct statement_view, statement, 0, statement_record),
    FIELD_LIST(struct statement_view, movements, 0, entry_view_record, 0),
    FIELD_LIST(struct statement_view, campaigns, 0, campaign_charge_record, 0),
};
const struct record statement_view_record =
    RECORD("statement_view", struct statement_view, statement_view_fields);

/* Months are counted from the year 0: the next one is one more, also after December. */
enum { MONTHS_A_YEAR = 12 };

struct telling {
    const struct ports *ports;
    struct scope *scope;
    struct str zone;
    enum unit unit;
    int64_t first, last;             /* months of the account's life */
    LIST_OF(struct entry) movements; /* all lines of money from outside */
};

/* -- months -- */

static int64_t month_of(struct date date)
{
    return (int64_t)date.year * MONTHS_A_YEAR + date.month - 1;
}

static enum err month_at(const struct telling *t, struct instant at, int64_t *ret)
{
    struct local_time local;

    TRY(VIA(t->ports->zones, local, t->zone, at, &local, &t->scope->error));
    *ret = month_of(local.date);
    return ERR_OK;
}

static enum err month_begins(const struct telling *t, int64_t month, struct instant *ret)
{
    const struct date day = { (int32_t)(month / MONTHS_A_YEAR),
                              (int32_t)(month % MONTHS_A_YEAR) + 1, 1 };

    return VIA(t->ports->zones, instant, t->zone, day, 0, ret, &t->scope->error);
}

static struct str month_text(struct arena *arena, int64_t month)
{
    return str_format(arena, "%04d-%02d", (int)(month / MONTHS_A_YEAR),
                      (int)(month % MONTHS_A_YEAR) + 1);
}

/* -- what moved -- */

static void keep_page(struct telling *t, const struct page *page)
{
    struct entry *all = ARENA_ARRAY(t->scope->arena, struct entry, t->movements.n + page->n);

    for (size_t i = 0; i < t->movements.n; i++)
        all[i] = t->movements.items[i];
    for (size_t i = 0; i < page->n; i++)
        all[t->movements.n + i] = ((const struct entry *)page->items)[i];
    t->movements.items = all;
    t->movements.n += page->n;
}

/* Few, whatever the number of calls. */
static enum err read_movements(struct telling *t, enum entry_kind kind)
{
    struct page_query query = { .filters = { { STR("kind"), FILTER_EQ, entry_kind_name(kind) } },
                                .n = 1,
                                .limit = PAGE_MOST };
    struct page page;

    do {
        TRY(VIA(t->ports->ledger, entries, t->scope, &query, &page));
        if (page.n > 0)
            keep_page(t, &page);
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

static bool is_within(struct instant at, struct instant from, struct instant until)
{
    return !instant_before(at, from) && instant_before(at, until);
}

static int64_t gained(const struct telling *t, enum entry_kind kind, struct instant from,
                      struct instant until)
{
    int64_t sum = 0;

    for (size_t i = 0; i < t->movements.n; i++) {
        const struct entry *e = &t->movements.items[i];

        if (e->kind == kind && is_within(e->at, from, until))
            sum -= e->outside;
    }
    return sum;
}

static enum err read_charges(const struct telling *t, struct instant from, struct instant until,
                             struct rollup *ret)
{
    const struct rollup_query query = { .from = from, .until = until };
    struct rollup_list sums;

    TRY(VIA(t->ports->analytics, rollups, t->scope, &query, &sums));
    *ret = sums.items[0];
    return ERR_OK;
}

static enum err begin(struct telling *t)
{
    static const enum entry_kind kinds[] = { ENTRY_FUND, ENTRY_ADJUST, ENTRY_REFUND };
    struct account *account;
    struct wallet wallet;

    TRY(scope_require(t->scope, PERMISSION_READ_MONEY));
    TRY(account_find(t->ports->records, t->scope, t->scope->account, &account));
    TRY(VIA(t->ports->ledger, wallet, t->scope, &wallet));
    t->zone = account->time_zone;
    t->unit = wallet.unit;
    TRY(month_at(t, account->created_at, &t->first));
    TRY(month_at(t, t->scope->now, &t->last));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        TRY(read_movements(t, kinds[i]));
    return ERR_OK;
}

/* -- statements -- */

static enum err balance_before(const struct telling *t, struct instant at, int64_t *ret)
{
    const struct instant birth = { 0 };
    struct rollup charged = { 0 };

    if (instant_before(birth, at))
        TRY(read_charges(t, birth, at, &charged));
    *ret = gained(t, ENTRY_FUND, birth, at) + gained(t, ENTRY_ADJUST, birth, at) +
           gained(t, ENTRY_REFUND, birth, at) - charged.charge_units;
    return ERR_OK;
}

static enum err fill(const struct telling *t, int64_t month, int64_t opening, struct statement *ret)
{
    struct instant from, end;
    struct rollup charged;

    TRY(month_begins(t, month, &from));
    TRY(month_begins(t, month + 1, &end));
    TRY(read_charges(t, from, end, &charged));
    const int64_t funded = gained(t, ENTRY_FUND, from, end);
    const int64_t adjusted = gained(t, ENTRY_ADJUST, from, end);
    const int64_t refunded = -gained(t, ENTRY_REFUND, from, end);
    *ret = (struct statement){
        .month = month_text(t->scope->arena, month),
        .from = from,
        .until = month == t->last ? t->scope->now : end,
        .running = month == t->last,
        .opening = AMOUNT(opening, t->unit),
        .funded = AMOUNT(funded, t->unit),
        .adjusted = AMOUNT(adjusted, t->unit),
        .refunded = AMOUNT(refunded, t->unit),
        .charged = AMOUNT(charged.charge_units, t->unit),
        .closing = AMOUNT(opening + funded + adjusted - refunded - charged.charge_units, t->unit),
        .calls = charged.calls,
        .talk_ms = { charged.talk_ms },
    };
    return ERR_OK;
}

enum err list_statements(const struct ports *ports, struct scope *scope, int64_t months,
                         struct statement_list *ret)
{
    struct telling t = { .ports = ports, .scope = scope };
    struct instant from;
    int64_t opening;

    TRY(begin(&t));
    if (t.first < t.last - months + 1)
        t.first = t.last - months + 1;
    const size_t n = t.last < t.first ? 0 : (size_t)(t.last - t.first + 1);
    ret->items = ARENA_ARRAY(scope->arena, struct statement, n + 1);
    ret->n = n;
    TRY(month_begins(&t, t.first, &from));
    TRY(balance_before(&t, from, &opening));
    for (size_t i = n; i-- > 0;) {
        TRY(fill(&t, t.last - (int64_t)i, opening, &ret->items[i]));
        opening = ret->items[i].closing.units;
    }
    return ERR_OK;
}

/* -- one, with what it sums -- */

static int by_seq(const void *a, const void *b)
{
    const struct entry_view *x = a, *y = b;

    return (x->entry.seq > y->entry.seq) - (x->entry.seq < y->entry.seq);
}

static int by_charge(const void *a, const void *b)
{
    const struct campaign_charge *x = a, *y = b;

    if (x->charged.units != y->charged.units)
        return x->charged.units > y->charged.units ? -1 : 1;
    return id128_cmp(x->campaign.v, y->campaign.v);
}

static enum err fill_movements(const struct telling *t, struct instant from, struct instant until,
                               struct statement_view *ret)
{
    struct entry_view *items = ARENA_ARRAY(t->scope->arena, struct entry_view, t->movements.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < t->movements.n; i++)
        if (is_within(t->movements.items[i].at, from, until))
            TRY(entry_view_of(t->ports, t->scope, &t->movements.items[i], &items[n++]));
    if (n > 1)
        sort_items(items, n, sizeof *items, by_seq);
    ret->movements.items = items;
    ret->movements.n = n;
    return ERR_OK;
}

/* A campaign that is gone has no name. */
static struct str name_of(const struct telling *t, struct campaign_id id)
{
    struct scope asking = scope_page(t->scope, t->scope->arena, t->scope->now);
    struct campaign *campaign;

    return campaign_find(t->ports->records, &asking, id, &campaign) == ERR_OK ? campaign->name
                                                                              : STR("");
}

static enum err fill_campaigns(const struct telling *t, struct instant from, struct instant until,
                               struct statement_view *ret)
{
    const struct rollup_query query = { .from = from, .until = until, .by_campaign = true };
    struct campaign_charge *items;
    struct rollup_list sums;

    TRY(VIA(t->ports->analytics, rollups, t->scope, &query, &sums));
    items = ARENA_ARRAY(t->scope->arena, struct campaign_charge, sums.n + 1);
    for (size_t i = 0; i < sums.n; i++)
        items[i] = (struct campaign_charge){
            .campaign = sums.items[i].campaign,
            .name = name_of(t, sums.items[i].campaign),
            .calls = sums.items[i].calls,
            .talk_ms = { sums.items[i].talk_ms },
            .charged = AMOUNT(sums.items[i].charge_units, t->unit),
        };
    if (sums.n > 1)
        sort_items(items, sums.n, sizeof *items, by_charge);
    ret->campaigns.items = items;
    ret->campaigns.n = sums.n;
    return ERR_OK;
}

static bool read_month(struct arena *arena, struct str text, int64_t *ret)
{
    struct date date;

    if (!date_parse(str_format(arena, "%.*s-01", STR_ARG(text)), &date))
        return false;
    *ret = month_of(date);
    return true;
}

enum err read_statement(const struct ports *ports, struct scope *scope, struct str month,
                        struct statement_view *ret)
{
    struct telling t = { .ports = ports, .scope = scope };
    struct instant from, end;
    int64_t asked, opening;

    TRY(begin(&t));
    if (!read_month(scope->arena, month, &asked) || asked < t.first || asked > t.last)
        return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "statement.not_found", P_STR("id", month));
    TRY(month_begins(&t, asked, &from));
    TRY(month_begins(&t, asked + 1, &end));
    TRY(balance_before(&t, from, &opening));
    TRY(fill(&t, asked, opening, &ret->statement));
    TRY(fill_movements(&t, from, end, ret));
    return fill_campaigns(&t, from, end, ret);
}
