/* application/src/queries/call_analytics.c - what calls brought and cost, from roll-ups. */
#include "application/queries/call_analytics.h"

#include "application/queries/read_records.h"
#include "base/sort.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/models/script.h"
#include "local_buckets.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(campaign)
RECORD_REPOSITORY(script)

static const char *const analytics_group_texts[] = {
    [GROUP_TOTAL] = "total",       [GROUP_HOUR] = "hour",
    [GROUP_DAY] = "day",           [GROUP_HOUR_OF_WEEK] = "hour_of_week",
    [GROUP_CAMPAIGN] = "campaign", [GROUP_SCRIPT] = "script",
    [GROUP_OUTCOME] = "outcome",
};
ENUM_NAMES_DEFINE(analytics_group)

#define COUNT(member) FIELD_I64(struct call_figures, member, 0, 0, 0)
static const struct field call_figures_fields[] = {
    COUNT(calls),
    COUNT(rang),
    COUNT(answered),
    COUNT(talked),
    COUNT(voicemail),
    COUNT(promises),
    FIELD_AMOUNT(struct call_figures, promised, 0),
    FIELD_DURATION(struct call_figures, talk_ms, 0, 0, 0),
    FIELD_AMOUNT(struct call_figures, price, FIELD_MONEY),
    FIELD_AMOUNT(struct call_figures, cost, FIELD_MONEY),
};
const struct record call_figures_record =
    RECORD("call_figures", struct call_figures, call_figures_fields);

static const struct field row_fields[] = {
    FIELD_STR(struct call_analytics_row, key, 0, 0, 0),
    FIELD_STR(struct call_analytics_row, name, 0, 0, 0),
    FIELD_OPT_INSTANT(struct call_analytics_row, from, 0),
    FIELD_SUB(struct call_analytics_row, figures, 0, call_figures_record),
};
static const struct record row_record =
    RECORD("call_analytics_row", struct call_analytics_row, row_fields);

static const struct field call_analytics_fields[] = {
    FIELD_ENUM(struct call_analytics, group, 0, analytics_group_names),
    FIELD_INSTANT(struct call_analytics, from, 0),
    FIELD_INSTANT(struct call_analytics, until, 0),
    FIELD_STR(struct call_analytics, time_zone, 0, 0, 0),
    FIELD_SUB(struct call_analytics, total, 0, call_figures_record),
    FIELD_LIST(struct call_analytics, rows, 0, row_record, 0),
};
const struct record call_analytics_record =
    RECORD("call_analytics", struct call_analytics, call_analytics_fields);

struct call_figures call_figures_of(const struct rollup *r, enum unit wallet, enum unit currency)
{
    return (struct call_figures){
        .calls = r->calls,
        .rang = r->rang,
        .answered = r->answered,
        .talked = r->talked,
        .voicemail = r->outcomes[OUTCOME_VOICEMAIL],
        .promises = r->outcomes[OUTCOME_PROMISE],
        .promised = AMOUNT(r->promised_micros, currency),
        .talk_ms = { r->talk_ms },
        .price = AMOUNT(r->charge_units, wallet),
        .cost = AMOUNT(r->cost_micros, UNIT_USD),
    };
}

/* Of one query: what it asks, and what its answers are told in. */
struct asking {
    const struct ports *ports;
    struct scope *scope;
    const struct call_analytics_query *query;
    struct call_analytics *ret;
    enum unit wallet, currency;
    struct campaign_id *of_script; /* campaigns of the script that is asked for */
    size_t of_script_n;
    struct rollup total;
};

/* -- the range -- */

static void wrong(struct scope *scope, const char *field, const char *slug, struct param param)
{
    error_add_field(
        &scope->error,
        (struct field_error){ .field = str_from_c(field), .slug = slug, .params = { param } });
}

/* "2026-11-25" in the account's zone, or an instant. What is neither is told with the rest. */
static enum err read_moment(struct asking *a, const char *field, struct str text,
                            struct instant *ret)
{
    struct scope *scope = a->scope;
    struct date date;

    if (instant_parse(text, ret) && ret->unix_ms >= 0)
        return ERR_OK;
    if (!date_parse(text, &date) || date.year < 1970) {
        wrong(scope, field, "field.format", (struct param){ .name = NULL });
        return ERR_OK;
    }
    return VIA(a->ports->zones, instant, a->ret->time_zone, date, 0, ret, &scope->error);
}

static int64_t days_most(enum analytics_group group)
{
    return group == GROUP_HOUR ? ANALYTICS_HOURS_MOST_DAYS : ANALYTICS_DAYS_MOST;
}

static enum err read_range(struct asking *a)
{
    int64_t back = a->query->group == GROUP_HOUR ? 7 : 30;
    struct call_analytics *ret = a->ret;

    ret->until = a->scope->now;
    if (a->query->until.n > 0)
        TRY(read_moment(a, "until", a->query->until, &ret->until));
    ret->from = (struct instant){ ret->until.unix_ms - back * MS_PER_DAY };
    if (a->query->from.n > 0)
        TRY(read_moment(a, "from", a->query->from, &ret->from));
    TRY(error_fields(&a->scope->error));
    if (ret->from.unix_ms < 0)
        ret->from.unix_ms = 0;
    back = days_most(ret->group);
    if (!instant_before(ret->from, ret->until))
        wrong(a->scope, "from", "analytics.range_turned", (struct param){ .name = NULL });
    else if (instant_minus(ret->until, ret->from).ms > (back + 1) * MS_PER_DAY)
        wrong(a->scope, "from", "analytics.range_too_long", P_I64("days", back));
    return error_fields(&a->scope->error);
}

/* -- whose calls -- */

static bool is_of_script(const void *context, struct campaign_id campaign)
{
    const struct asking *a = context;

    for (size_t i = 0; i < a->of_script_n; i++)
        if (ID_EQ(a->of_script[i], campaign))
            return true;
    return false;
}

static void keep_of_script(struct asking *a, const struct page *page)
{
    const struct campaign_id *old = a->of_script;
    size_t n = a->of_script_n;

    a->of_script = ARENA_ARRAY(a->scope->arena, struct campaign_id, n + page->n);
    for (size_t i = 0; i < n; i++)
        a->of_script[i] = old[i];
    for (size_t i = 0; i < page->n; i++) {
        const struct campaign *c = &((const struct campaign *)page->items)[i];

        if (ID_EQ(c->script, a->query->script))
            a->of_script[n++] = c->id;
    }
    a->of_script_n = n;
}

static enum err campaigns_of_script(struct asking *a)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct script *script;
    struct page page;

    TRY(script_find(a->ports->records, a->scope, a->query->script, &script));
    do {
        TRY(VIA(a->ports->records, page, a->scope, &campaign_record, &query, &page));
        keep_of_script(a, &page);
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

static enum err read_subject(struct asking *a)
{
    struct campaign *campaign;

    if (!ID_NONE(a->query->campaign))
        TRY(campaign_find(a->ports->records, a->scope, a->query->campaign, &campaign));
    return ID_NONE(a->query->script) ? ERR_OK : campaigns_of_script(a);
}

/* -- rows -- */

static void rows_make(struct asking *a, size_t most)
{
    a->ret->rows.items = ARENA_ARRAY(a->scope->arena, struct call_analytics_row, most + 1);
    a->ret->rows.n = 0;
}

static void row_add_figures(struct asking *a, struct call_analytics_row row, struct rollup *sum)
{
    if (a->query->outcome != 0 && a->ret->group != GROUP_OUTCOME)
        *sum = rollup_of_outcome(sum, a->query->outcome);
    if (sum->calls == 0)
        return;
    row.figures = call_figures_of(sum, a->wallet, a->currency);
    a->ret->rows.items[a->ret->rows.n++] = row;
    rollup_sum(&a->total, sum, 1);
}

static struct str bucket_key(struct arena *arena, enum bucket_kind kind, const struct bucket *b)
{
    if (kind == BUCKET_HOUR_OF_WEEK)
        return str_format(arena, "%dT%02d", b->weekday + 1, b->hour);
    if (kind == BUCKET_DAY)
        return date_print(arena, b->date);
    return str_format(arena, "%.*sT%02d", STR_ARG(date_print(arena, b->date)), b->hour);
}

static int by_hour_of_week(const void *a, const void *b)
{
    const struct bucket *x = a, *y = b;

    return (x->weekday * 24 + x->hour) - (y->weekday * 24 + y->hour);
}

static enum err rows_by_time(struct asking *a, enum bucket_kind kind)
{
    struct bucket_request request = { .kind = kind,
                                      .zone = a->ret->time_zone,
                                      .from = a->ret->from,
                                      .until = a->ret->until,
                                      .campaign = a->query->campaign,
                                      .by_outcome = a->query->outcome != 0,
                                      .context = a };
    struct bucket_list list;

    if (!ID_NONE(a->query->script))
        request.is_asked = is_of_script;
    TRY(local_buckets(a->ports, a->scope, &request, &list));
    if (kind == BUCKET_HOUR_OF_WEEK && list.n > 1)
        sort_items(list.items, list.n, sizeof *list.items, by_hour_of_week);
    rows_make(a, list.n);
    for (size_t i = 0; i < list.n; i++) {
        struct bucket *b = &list.items[i];
        struct call_analytics_row row = { .key = bucket_key(a->scope->arena, kind, b) };

        row.from.has = kind != BUCKET_HOUR_OF_WEEK;
        if (row.from.has)
            TRY(VIA(a->ports->zones, instant, a->ret->time_zone, b->date, b->hour * 60, &row.from.v,
                    &a->scope->error));
        row_add_figures(a, row, &b->sum);
    }
    return ERR_OK;
}

static enum err read_sums(struct asking *a, bool by_campaign, struct rollup_list *ret)
{
    bool of_script = !ID_NONE(a->query->script);
    struct rollup_query query = {
        .campaign = a->query->campaign,
        .from = a->ret->from,
        .until = a->ret->until,
        .by_campaign = by_campaign || of_script,
        .by_outcome = a->query->outcome != 0 || a->ret->group == GROUP_OUTCOME,
    };
    size_t n = 0;

    TRY(VIA(a->ports->analytics, rollups, a->scope, &query, ret));
    for (size_t i = 0; i < ret->n; i++)
        if (!of_script || is_of_script(a, ret->items[i].campaign))
            ret->items[n++] = ret->items[i];
    ret->n = n;
    return ERR_OK;
}

static enum err read_sum(struct asking *a, struct rollup *ret)
{
    struct rollup_list sums;

    *ret = (struct rollup){ .slot = 0 };
    TRY(read_sums(a, false, &sums));
    for (size_t i = 0; i < sums.n; i++)
        rollup_sum(ret, &sums.items[i], 1);
    return ERR_OK;
}

static enum err rows_of_total(struct asking *a)
{
    struct rollup sum;

    TRY(read_sum(a, &sum));
    rows_make(a, 1);
    row_add_figures(a, (struct call_analytics_row){ .key = STR("total") }, &sum);
    return ERR_OK;
}

static enum err rows_by_outcome(struct asking *a)
{
    struct rollup sum;

    TRY(read_sum(a, &sum));
    rows_make(a, OUTCOME_COUNT);
    for (int outcome = 1; outcome < OUTCOME_COUNT; outcome++) {
        struct rollup one = rollup_of_outcome(&sum, (enum outcome)outcome);

        if (a->query->outcome != 0 && outcome != (int)a->query->outcome)
            continue;
        row_add_figures(
            a, (struct call_analytics_row){ .key = outcome_name((enum outcome)outcome) }, &one);
    }
    return ERR_OK;
}

/* A campaign is kept as long as its calls are; what is gone all the same has no name. */
static enum err find_campaign(struct asking *a, struct campaign_id id, struct script_id *script,
                              struct str *name)
{
    struct scope asking = scope_page(a->scope, a->scope->arena, a->scope->now);
    struct campaign *c;
    enum err err = campaign_find(a->ports->records, &asking, id, &c);

    if (err == ERR_OK) {
        *script = c->script;
        *name = c->name;
    } else if (err != ERR_NOT_FOUND) {
        a->scope->error = asking.error;
        return err;
    }
    return ERR_OK;
}

static enum err rows_by_campaign(struct asking *a)
{
    struct rollup_list sums;

    TRY(read_sums(a, true, &sums));
    rows_make(a, sums.n);
    for (size_t i = 0; i < sums.n; i++) {
        struct call_analytics_row row = { .key = ID_TEXT(a->scope->arena, sums.items[i].campaign) };
        struct script_id script;

        TRY(find_campaign(a, sums.items[i].campaign, &script, &row.name));
        row_add_figures(a, row, &sums.items[i]);
    }
    return ERR_OK;
}

struct script_sum {
    struct script_id script;
    struct rollup sum;
};

static enum err fold_by_script(struct asking *a, const struct rollup_list *sums,
                               struct script_sum *scripts, size_t *n)
{
    for (size_t i = 0; i < sums->n; i++) {
        struct script_id script = { { { 0 } } };
        struct str name;
        size_t at = 0;

        TRY(find_campaign(a, sums->items[i].campaign, &script, &name));
        while (at < *n && !ID_EQ(scripts[at].script, script))
            at++;
        if (at == *n)
            scripts[(*n)++] = (struct script_sum){ .script = script };
        rollup_sum(&scripts[at].sum, &sums->items[i], 1);
    }
    return ERR_OK;
}

static enum err rows_by_script(struct asking *a)
{
    struct rollup_list sums;
    struct script_sum *scripts;
    size_t n = 0;

    TRY(read_sums(a, true, &sums));
    scripts = ARENA_ARRAY(a->scope->arena, struct script_sum, sums.n + 1);
    TRY(fold_by_script(a, &sums, scripts, &n));
    rows_make(a, n);
    for (size_t i = 0; i < n; i++) {
        struct call_analytics_row row = { .key = ID_TEXT(a->scope->arena, scripts[i].script) };
        struct script *script;
        enum err err = script_find(a->ports->records, a->scope, scripts[i].script, &script);

        if (err == ERR_OK)
            row.name = script->name;
        else if (err == ERR_NOT_FOUND)
            error_clear(&a->scope->error); /* its calls stay */
        else
            return err;
        row_add_figures(a, row, &scripts[i].sum);
    }
    return ERR_OK;
}

static enum err read_rows(struct asking *a)
{
    switch (a->ret->group) {
    case GROUP_TOTAL:
        return rows_of_total(a);
    case GROUP_HOUR:
        return rows_by_time(a, BUCKET_HOUR);
    case GROUP_DAY:
        return rows_by_time(a, BUCKET_DAY);
    case GROUP_HOUR_OF_WEEK:
        return rows_by_time(a, BUCKET_HOUR_OF_WEEK);
    case GROUP_CAMPAIGN:
        return rows_by_campaign(a);
    case GROUP_SCRIPT:
        return rows_by_script(a);
    case GROUP_OUTCOME:
        return rows_by_outcome(a);
    }
    return FAIL(&a->scope->error, ERR_INTERNAL, "analytics.no_group");
}

enum err call_analytics(const struct ports *ports, struct scope *scope,
                        const struct call_analytics_query *query, struct call_analytics *ret)
{
    struct asking a = { .ports = ports, .scope = scope, .query = query, .ret = ret };
    struct account *account;
    struct wallet wallet;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(VIA(ports->ledger, wallet, scope, &wallet));
    a.wallet = wallet.unit;
    a.currency = account->currency;
    *ret = (struct call_analytics){ .group = query->group, .time_zone = account->time_zone };
    TRY(read_range(&a));
    TRY(read_subject(&a));
    TRY(read_rows(&a));
    ret->total = call_figures_of(&a.total, a.wallet, a.currency);
    hide_unpermitted(scope, &call_analytics_record, ret);
    return ERR_OK;
}
