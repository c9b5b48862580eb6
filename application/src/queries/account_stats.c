/* application/src/queries/account_stats.c - the dashboard's first page in one answer. */
#include "application/queries/account_stats.h"

#include "application/queries/read_records.h"
#include "domain/models/account.h"
#include "local_buckets.h"
#include "queries/stats_alerts.h"

RECORD_REPOSITORY(account)

#define COUNT(T, member) FIELD_I64(struct T, member, 0, 0, 0)
static const struct field campaign_stats_fields[] = {
    FIELD_ID(struct campaign_stats, campaign, 0),
    FIELD_STR(struct campaign_stats, name, 0, 0, 0),
    FIELD_ENUM(struct campaign_stats, status, 0, campaign_status_names),
    FIELD_OPT_INSTANT(struct campaign_stats, launched_at, 0),
    COUNT(campaign_stats, jobs),
    COUNT(campaign_stats, queued),
    COUNT(campaign_stats, waiting_funds),
    COUNT(campaign_stats, on_line),
    COUNT(campaign_stats, over),
    COUNT(campaign_stats, undetermined),
    FIELD_SUB(struct campaign_stats, figures, 0, call_figures_record),
};
static const struct record campaign_stats_record =
    RECORD("campaign_stats", struct campaign_stats, campaign_stats_fields);

static const struct field call_funnel_fields[] = {
    COUNT(call_funnel, queued),
    COUNT(call_funnel, rung),
    COUNT(call_funnel, answered),
    COUNT(call_funnel, talked),
    COUNT(call_funnel, promises),
    FIELD_AMOUNT(struct call_funnel, promised, 0),
    FIELD_AMOUNT(struct call_funnel, spent, FIELD_MONEY),
};
static const struct record call_funnel_record =
    RECORD("call_funnel", struct call_funnel, call_funnel_fields);

static const struct field outcome_cost_fields[] = {
    FIELD_ENUM(struct outcome_cost, outcome, 0, outcome_names),
    COUNT(outcome_cost, calls),
    FIELD_AMOUNT(struct outcome_cost, price, FIELD_MONEY),
    FIELD_AMOUNT(struct outcome_cost, each, FIELD_MONEY),
};
static const struct record outcome_cost_record =
    RECORD("outcome_cost", struct outcome_cost, outcome_cost_fields);

static const struct field week_hour_fields[] = {
    FIELD_I64(struct week_hour, weekday, 0, 1, 7),
    FIELD_I64(struct week_hour, hour, 0, 0, 23),
    COUNT(week_hour, rang),
    COUNT(week_hour, answered),
};
static const struct record week_hour_record =
    RECORD("week_hour", struct week_hour, week_hour_fields);

static const struct field account_stats_fields[] = {
    FIELD_INSTANT(struct account_stats, at, 0),
    FIELD_STR(struct account_stats, time_zone, 0, 0, 0),
    FIELD_STR(struct account_stats, date, 0, 0, 0),
    FIELD_SUB(struct account_stats, wallet, 0, wallet_view_record),
    COUNT(account_stats, campaigns_running),
    COUNT(account_stats, campaigns_paused),
    COUNT(account_stats, calls_now),
    FIELD_LIST(struct account_stats, campaigns, 0, campaign_stats_record, STATS_CAMPAIGNS),
    FIELD_SUB(struct account_stats, today, 0, call_funnel_record),
    FIELD_INSTANT(struct account_stats, since, 0),
    FIELD_LIST(struct account_stats, outcomes, 0, outcome_cost_record, OUTCOME_COUNT),
    FIELD_LIST(struct account_stats, answer_rate, 0, week_hour_record, HOURS_OF_WEEK),
    FIELD_LIST(struct account_stats, alerts, 0, alert_record, STATS_ALERTS),
};
const struct record account_stats_record =
    RECORD("account_stats", struct account_stats, account_stats_fields);

struct asking {
    const struct ports *ports;
    struct scope *scope;
    const struct account *account;
    struct wallet wallet;
    struct account_stats *ret;
};

static struct call_figures figures(const struct asking *a, const struct rollup *r)
{
    return call_figures_of(r, a->wallet.unit, a->account->currency);
}

static enum err sums(const struct asking *a, const struct rollup_query *query, struct rollup *ret)
{
    struct rollup_list list;

    TRY(VIA(a->ports->analytics, rollups, a->scope, query, &list));
    *ret = list.n > 0 ? list.items[0] : (struct rollup){ .slot = 0 };
    return ERR_OK;
}

/* -- campaigns -- */

static void add_states(struct campaign_stats *s, const struct state_counts *c)
{
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        s->jobs += c->n[state];
    s->queued = c->n[JOB_SCHEDULED] + c->n[JOB_RETRY_WAIT] + c->n[JOB_CLAIMED] + c->n[JOB_HELD];
    s->waiting_funds = c->n[JOB_WAITING_FUNDS];
    s->on_line = c->n[JOB_DIALING] + c->n[JOB_PLACED] + c->n[JOB_LIVE];
    s->undetermined = c->n[JOB_UNDETERMINED];
    s->over = c->n[JOB_DONE] + c->n[JOB_FAILED] + c->n[JOB_UNDETERMINED] + c->n[JOB_BLOCKED] +
              c->n[JOB_CANCELLED];
}

static enum err add_campaign(struct asking *a, const struct campaign *c)
{
    struct rollup_query query = { .campaign = c->id, .until = { INT64_MAX } };
    struct campaign_stats stats = {
        .campaign = c->id, .name = c->name, .status = c->status, .launched_at = c->launched_at
    };
    struct account_stats *ret = a->ret;
    struct state_counts counts;
    struct rollup sum;

    TRY(VIA(a->ports->jobs, counts, a->scope, a->scope->account, c->id, &counts));
    add_states(&stats, &counts);
    ret->campaigns_running += c->status == CAMPAIGN_RUNNING;
    ret->campaigns_paused += c->status == CAMPAIGN_PAUSED;
    ret->calls_now += stats.on_line;
    ret->today.queued += stats.queued + stats.waiting_funds;
    if (ret->campaigns.n == STATS_CAMPAIGNS)
        return ERR_OK; /* it counts, but is not shown */
    TRY(sums(a, &query, &sum));
    stats.figures = figures(a, &sum);
    ret->campaigns.items[ret->campaigns.n++] = stats;
    return ERR_OK;
}

static enum err add_campaigns(struct asking *a, enum campaign_status status)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, campaign_status_name(status) } },
        .n = 1,
        .descending = true,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(a->ports->records, page, a->scope, &campaign_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(add_campaign(a, &((const struct campaign *)page.items)[i]));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

/* -- figures -- */

static enum err add_today(struct asking *a)
{
    struct account_stats *ret = a->ret;
    struct rollup_query query = { .until = { INT64_MAX } };
    struct local_time now;
    struct rollup sum;

    TRY(VIA(a->ports->zones, local, ret->time_zone, ret->at, &now, &a->scope->error));
    ret->date = date_print(a->scope->arena, now.date);
    TRY(VIA(a->ports->zones, instant, ret->time_zone, now.date, 0, &query.from, &a->scope->error));
    TRY(sums(a, &query, &sum));
    ret->today.rung = sum.rang;
    ret->today.answered = sum.answered;
    ret->today.talked = sum.talked;
    ret->today.promises = sum.outcomes[OUTCOME_PROMISE];
    ret->today.promised = AMOUNT(sum.promised_micros, a->account->currency);
    ret->today.spent = AMOUNT(sum.charge_units, a->wallet.unit);
    return ERR_OK;
}

static enum err add_outcomes(struct asking *a)
{
    struct account_stats *ret = a->ret;
    struct rollup_query query = { .from = ret->since, .until = ret->at, .by_outcome = true };
    struct rollup sum;

    TRY(sums(a, &query, &sum));
    ret->outcomes.items = ARENA_ARRAY(a->scope->arena, struct outcome_cost, OUTCOME_COUNT);
    for (int outcome = 1; outcome < OUTCOME_COUNT; outcome++)
        if (sum.outcomes[outcome] > 0)
            ret->outcomes.items[ret->outcomes.n++] = (struct outcome_cost){
                .outcome = (enum outcome)outcome,
                .calls = sum.outcomes[outcome],
                .price = AMOUNT(sum.outcome_charge_units[outcome], a->wallet.unit),
                .each = AMOUNT(sum.charge_units / sum.outcomes[outcome], a->wallet.unit),
            };
    return ERR_OK;
}

static enum err add_answer_rate(struct asking *a)
{
    struct account_stats *ret = a->ret;
    struct bucket_request request = {
        .kind = BUCKET_HOUR_OF_WEEK, .zone = ret->time_zone, .from = ret->since, .until = ret->at
    };
    struct bucket_list list;

    TRY(local_buckets(a->ports, a->scope, &request, &list));
    ret->answer_rate.items = ARENA_ARRAY(a->scope->arena, struct week_hour, list.n + 1);
    for (size_t i = 0; i < list.n; i++) {
        const struct bucket *b = &list.items[i];

        if (b->sum.rang > 0)
            ret->answer_rate.items[ret->answer_rate.n++] =
                (struct week_hour){ b->weekday + 1, b->hour, b->sum.rang, b->sum.answered };
    }
    return ERR_OK;
}

enum err account_stats(const struct ports *ports, struct scope *scope, struct account_stats *ret)
{
    struct asking a = { .ports = ports, .scope = scope, .ret = ret };
    struct account *account;

    TRY(scope_require(scope, PERMISSION_READ));
    TRY(account_find(ports->records, scope, scope->account, &account));
    TRY(VIA(ports->ledger, wallet, scope, &a.wallet));
    a.account = account;
    *ret = (struct account_stats){
        .at = scope->now,
        .time_zone = account->time_zone,
        .since = { scope->now.unix_ms - (int64_t)STATS_DAYS * MS_PER_DAY },
    };
    ret->campaigns.items = ARENA_ARRAY(scope->arena, struct campaign_stats, STATS_CAMPAIGNS);
    if ((scope->actor.permissions & PERMISSION_BIT(PERMISSION_READ_MONEY)) != 0)
        ret->wallet = wallet_view_of(ports, scope, &a.wallet);
    TRY(add_campaigns(&a, CAMPAIGN_RUNNING));
    TRY(add_campaigns(&a, CAMPAIGN_PAUSED));
    TRY(add_today(&a));
    TRY(add_outcomes(&a));
    TRY(add_answer_rate(&a));
    TRY(add_alerts(ports, scope, account, &a.wallet, ret));
    hide_unpermitted(scope, &account_stats_record, ret);
    return ERR_OK;
}
