/* call/dial_turn.c - a pass over the running campaigns: for each, as many jobs as can start now. */
#include "base/checked.h"
#include "call/parts.h"

/* One campaign of a pass. */
struct pass_item {
    struct dial_plan plan;
    bool may;
    int64_t flights; /* of its lane before the store counted: in one of the two each call is */
};
struct pass {
    struct pass_item *items;
    size_t n;
};

static enum err running_campaigns(struct call_worker *w, struct scope *scope, struct str after,
                                  struct page *ret)
{
    const struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, campaign_status_name(CAMPAIGN_RUNNING) } },
        .n = 1,
        .limit = PAGE_MOST,
        .after = after,
    };

    return VIA(w->ports->records, page_global, scope, &campaign_record, &query, ret);
}

/* Said when it changes, not at every pass. */
static void say_why_it_waits(struct call_worker *w, const struct campaign *campaign,
                             const char *slug)
{
    struct lane *lane;
    bool news;

    pthread_mutex_lock(&w->lock);
    lane = lane_of(w, campaign->id);
    lane->turn = w->turn;
    news = lane->waits != slug;
    lane->waits = slug;
    pthread_mutex_unlock(&w->lock);
    if (news && slug != NULL)
        log_warn(w->ports->log, "dial.campaign_waits", LF_ID("campaign", "cmp", campaign->id.v),
                 LF_STR("reason", str_from_c(slug)));
}

/* A campaign that cannot be dialed now (connection stopped, clock not trusted …) is passed over.
 * Only a store that is away ends the pass. */
static enum err read_plan(struct call_worker *w, struct scope *scope, struct campaign *campaign,
                          struct pass_item *ret)
{
    struct scope inside = scope_page(scope, scope->arena, VIA0(w->ports->clock, wall));
    enum err err;

    pthread_mutex_lock(&w->lock);
    ret->flights = lane_of(w, campaign->id)->flights;
    pthread_mutex_unlock(&w->lock);
    inside.account = campaign->account;
    err = dial_plan_read(w->ports, &inside, campaign, &ret->plan);
    ret->may = err == ERR_OK;
    say_why_it_waits(w, campaign, err == ERR_OK ? NULL : inside.error.slug);
    if (err != ERR_UNAVAILABLE && err != ERR_TIMEOUT)
        return ERR_OK;
    scope->error = inside.error;
    return err;
}

static enum err read_pass(struct call_worker *w, struct scope *scope, struct page page,
                          struct pass *ret)
{
    *ret = (struct pass){ ARENA_ARRAY(scope->arena, struct pass_item, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        TRY(read_plan(w, scope, &((struct campaign *)page.items)[i], &ret->items[i]));
    return ERR_OK;
}

static int64_t limit_of(int64_t limit)
{
    return limit > 0 ? limit : INT64_MAX;
}

/* Calls that are on, of all campaigns of the pass that share the account or the connection, as far
 * as the store has counted them; those that it has not are in the air. The store itself decides
 * when it gives permits: this only keeps from claiming what could not start. */
static int64_t room(struct call_worker *w, const struct pass *pass, const struct dial_plan *plan,
                    const struct lane *lane)
{
    int64_t account =
        limit_of(min_i64(limit_of(plan->account->max_active), limit_of(plan->plan->max_active)));
    int64_t connection = limit_of(plan->connection->max_active);
    int64_t campaign = limit_of(plan->campaign->pacing.max_active);

    campaign -= plan->active + lane->flights;
    for (size_t i = 0; i < pass->n; i++) {
        const struct dial_plan *other = &pass->items[i].plan;
        int64_t on;

        if (!pass->items[i].may)
            continue;
        on = other->active + lane_of(w, other->campaign->id)->flights;
        if (ID_EQ(other->account->id, plan->account->id))
            account -= on;
        if (ID_EQ(other->connection->id, plan->connection->id))
            connection -= on;
    }
    return max_i64(min_i64(campaign, min_i64(account, connection)), 0);
}

/* How many of this campaign may start now. */
static int64_t may_start(struct call_worker *w, const struct pass *pass,
                         const struct pass_item *item)
{
    const struct dial_plan *plan = &item->plan;
    struct instant now = boot_now(w);
    int64_t most = w->settings.pass_most;
    struct lane *lane;
    struct line *line;

    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < pass->n; i++) /* may move the lanes: before any pointer is kept */
        if (pass->items[i].may)
            lane_of(w, pass->items[i].plan.campaign->id)->turn = w->turn;
    lane = lane_of(w, plan->campaign->id);
    line = line_of(w, plan->connection->id);
    most = min_i64(most, room(w, pass, plan, lane));
    most = min_i64(most, breaker_allows(&line->breaker, &w->breaker, now));
    if (plan->has_budget)
        most = min_i64(most, plan->budget_left - item->flights);
    if (!line->looked && !line->asked) { /* a connection that came after the start */
        line->asked = true;
        worker_loop_wake(w->loops[LOOP_COMPLETE]);
    }
    if (w->stopping || !line->looked || instant_before(now, line->slow_until) ||
        instant_before(now, lane->idle_until))
        most = 0;
    pthread_mutex_unlock(&w->lock);
    return max_i64(most, 0);
}

/* So many may start by the campaign's pace, which all call workers share; what was not used is
 * caught up for at most a second. A negative n gives back. */
static int64_t take_pace(struct call_worker *w, const struct dial_plan *plan, int64_t n)
{
    int64_t starts = plan->campaign->pacing.starts_per_minute;
    struct rate rate = { .per_minute = starts, .burst = max_i64(starts / 60, 1) };
    char key[] = "pace:--------------------------";

    if (n == 0 || starts <= 0)
        return 0;
    id128_text(plan->campaign->id.v, key + 5);
    return VIA(w->ports->limiter, take, str_from_c(key), rate, n).granted;
}

static void place(struct call_worker *w, struct dial_orders *orders, struct instant decided_at)
{
    for (size_t i = 0; i < orders->n; i++) {
        struct flight *f = flight_new(w, &orders->items[i].ticket, decided_at);

        VIA(w->ports->voice, place, &orders->items[i].order,
            ((struct voice_asker){ &flight_asker, w }), f);
    }
}

static void started(struct call_worker *w, const struct dial_plan *plan, int64_t orders,
                    int64_t claimed)
{
    struct lane *lane;

    pthread_mutex_lock(&w->lock);
    breaker_started(&line_of(w, plan->connection->id)->breaker, orders);
    lane = lane_of(w, plan->campaign->id);
    if (claimed == 0)
        lane->idle_until = instant_add(boot_now(w), w->settings.idle);
    pthread_mutex_unlock(&w->lock);
}

/* *more: jobs were claimed, so there may be others. */
static enum err dial_one(struct call_worker *w, struct scope *scope, const struct pass *pass,
                         const struct pass_item *item, bool *more)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct dial_plan *plan = &item->plan;
    struct scope inside = scope_page(scope, &arena, VIA0(w->ports->clock, wall));
    int64_t most = take_pace(w, plan, may_start(w, pass, item)), claims = most, claimed;
    struct instant decided_at = boot_now(w);
    struct dial_orders orders;
    enum err err;

    if (most == 0)
        return ERR_OK;
    if (!plan->in_hours) /* nearly all of them will only be told when their hours begin */
        claims = max_i64(claims, w->settings.bulk_most);
    inside.account = plan->account->id;
    err = dial_prepare(w->ports, &inside, plan, claims, most, &orders, &claimed);
    take_pace(w, plan, err != ERR_OK ? -most : (int64_t)orders.n - most);
    if (err != ERR_OK) /* its texts die with its arena */
        return FAIL(&scope->error, err, inside.error.slug);
    place(w, &orders, decided_at);
    started(w, plan, (int64_t)orders.n, claimed);
    *more = *more || claimed > 0;
    return ERR_OK;
}

/* One campaign that fails does not hold up the others. */
static enum err dial_all(struct call_worker *w, struct scope *scope, const struct pass *pass,
                         bool *more)
{
    enum err first = ERR_OK;

    for (size_t i = 0; i < pass->n && !worker_loop_is_stopping(w->loops[LOOP_DIAL]); i++) {
        enum err err = ERR_OK;

        if (pass->items[i].may)
            err = dial_one(w, scope, pass, &pass->items[i], more);
        first = first == ERR_OK ? err : first;
    }
    return first;
}

struct duration dial_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    struct page page = { .next = STR_NONE };
    enum err err = ERR_OK;
    bool more = false;

    pthread_mutex_lock(&w->lock);
    w->turn++;
    pthread_mutex_unlock(&w->lock);
    do {
        struct pass pass;

        err = running_campaigns(w, scope, page.next, &page);
        if (err == ERR_OK)
            err = read_pass(w, scope, page, &pass);
        if (err == ERR_OK)
            err = dial_all(w, scope, &pass, &more);
    } while (err == ERR_OK && page.next.p != NULL);
    if (err != ERR_OK)
        return worker_loop_failed(w->loops[LOOP_DIAL], scope);
    return more ? (struct duration){ 10 } : w->settings.dial_every;
}
