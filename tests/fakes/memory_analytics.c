/* tests/fakes/memory_analytics.c - sums over the roll-ups of settled calls, as a store gives them:
 * one row for all, also when there is nothing to sum. */
#include "base/sort.h"
#include "fakes/memory_dialing_inside.h"

static bool is_in(const struct rollup *r, struct instant from, struct instant until)
{
    const struct instant begin = { r->slot * ROLLUP_SLOT_MS };

    return begin.unix_ms + ROLLUP_SLOT_MS > from.unix_ms && instant_before(begin, until);
}

static bool is_asked(const struct rollup *r, const struct scope *scope,
                     const struct rollup_query *query)
{
    return ID_EQ(r->account, scope->account) &&
           (ID_NONE(query->campaign) || ID_EQ(r->campaign, query->campaign)) &&
           is_in(r, query->from, query->until);
}

/* What a store that was not asked for them leaves out. */
static void forget_outcomes(struct rollup *r)
{
    for (size_t o = 0; o < OUTCOME_COUNT; o++)
        r->outcome_answered[o] = r->outcome_talk_ms[o] = r->outcome_charge_units[o] =
            r->outcome_cost_micros[o] = 0;
}

static struct rollup key_of(const struct rollup *r, const struct rollup_query *query)
{
    return (struct rollup){ .account = r->account,
                            .campaign = query->by_campaign ? r->campaign : query->campaign,
                            .slot = query->by_slot ? r->slot : 0 };
}

static int order(const void *a, const void *b)
{
    const struct rollup *x = a, *y = b;

    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return id128_cmp(x->campaign.v, y->campaign.v);
}

static struct rollup *row_of(struct rollup_list *list, struct rollup key)
{
    for (size_t i = 0; i < list->n; i++)
        if (ID_EQ(list->items[i].account, key.account) &&
            ID_EQ(list->items[i].campaign, key.campaign) && list->items[i].slot == key.slot)
            return &list->items[i];
    list->items[list->n] = key;
    return &list->items[list->n++];
}

static enum err memory_rollups(void *self, struct scope *scope, const struct rollup_query *query,
                               struct rollup_list *ret)
{
    struct memory_dialing *m = self;
    const struct rollup nothing = { .account = scope->account, .campaign = query->campaign };
    MEMORY_HOLD(m);

    *ret = (struct rollup_list){ ARENA_ARRAY(scope->arena, struct rollup, m->rollups.n + 1), 0 };
    if (!query->by_slot && !query->by_campaign)
        row_of(ret, nothing);
    for (size_t i = 0; i < m->rollups.n; i++)
        if (is_asked(&m->rollups.items[i], scope, query))
            rollup_sum(row_of(ret, key_of(&m->rollups.items[i], query)), &m->rollups.items[i], 1);
    for (size_t i = 0; i < ret->n && !query->by_outcome; i++)
        forget_outcomes(&ret->items[i]);
    if (ret->n > 1)
        sort_items(ret->items, ret->n, sizeof *ret->items, order);
    return ERR_OK;
}

static enum err memory_rollups_global(void *self, struct scope *scope, struct instant from,
                                      struct instant until, struct rollup_list *ret)
{
    struct memory_dialing *m = self;
    const struct rollup_query query = { .from = from, .until = until };
    MEMORY_HOLD(m);

    *ret = (struct rollup_list){ ARENA_ARRAY(scope->arena, struct rollup, m->rollups.n + 1), 0 };
    for (size_t i = 0; i < m->rollups.n; i++) {
        const struct rollup *r = &m->rollups.items[i];

        if (is_in(r, from, until))
            rollup_sum(row_of(ret, key_of(r, &query)), r, 1);
    }
    for (size_t i = 0; i < ret->n; i++)
        forget_outcomes(&ret->items[i]);
    return ERR_OK;
}

static enum err memory_batch_states(void *self, struct scope *scope, struct batch_id batch,
                                    struct state_counts *ret)
{
    struct memory_dialing *m = self;
    struct state_counts counts = { { 0 } };
    MEMORY_HOLD(m);

    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (job != NULL && ID_EQ(job->account, scope->account) && ID_EQ(job->batch, batch))
            counts.n[job->state]++;
    }
    *ret = counts;
    return ERR_OK;
}

static enum err memory_in_course_global(void *self, struct scope *scope, struct state_counts *ret)
{
    struct memory_dialing *m = self;
    struct state_counts counts = { { 0 } };
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        if (job != NULL && memory_job_is_seen(m, job) &&
            (job_state_is_in_course(job->state) || job->state == JOB_UNDETERMINED))
            counts.n[job->state]++;
    }
    *ret = counts;
    return ERR_OK;
}

static enum err memory_active_of(void *self, struct scope *scope, struct connection_id connection,
                                 int64_t *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    *ret = 0;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);

        *ret += job != NULL && job_state_may_ring(job->state) &&
                ID_EQ(job->attempt.connection, connection);
    }
    return ERR_OK;
}

static struct account_now memory_standing(struct memory_dialing *m, struct account_id account)
{
    const struct wallet *wallet = memory_wallet_of(m, account);
    struct account_now standing = { .account = account, .has_wallet = wallet != NULL };
    int64_t last = -1;

    if (wallet != NULL)
        standing.wallet = *wallet;
    for (size_t i = 0; i < m->store->rows.n; i++) {
        const struct job *job = memory_row_of(m, i, &job_record);
        const struct campaign *campaign = memory_row_of(m, i, &campaign_record);

        standing.active_calls +=
            job != NULL && job_state_may_ring(job->state) && ID_EQ(job->account, account);
        standing.running_campaigns += campaign != NULL && campaign->status == CAMPAIGN_RUNNING &&
                                      ID_EQ(campaign->account, account);
    }
    for (size_t i = 0; i < m->rollups.n; i++)
        if (ID_EQ(m->rollups.items[i].account, account) && m->rollups.items[i].slot > last)
            last = m->rollups.items[i].slot;
    if (last >= 0)
        standing.last_call = SOME_INSTANT((struct instant){ last * ROLLUP_SLOT_MS });
    return standing;
}

static enum err memory_standings(void *self, struct scope *scope, const struct account_id *accounts,
                                 size_t n, struct account_now *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < n; i++)
        ret[i] = memory_standing(m, accounts[i]);
    return ERR_OK;
}

struct analytics_reader memory_analytics(struct memory_dialing *m)
{
    static const struct analytics_reader_ops ops = { .rollups = memory_rollups,
                                                     .batch_states = memory_batch_states,
                                                     .rollups_global = memory_rollups_global,
                                                     .in_course_global = memory_in_course_global,
                                                     .active_of = memory_active_of,
                                                     .standings = memory_standings };

    return (struct analytics_reader){ &ops, m };
}
