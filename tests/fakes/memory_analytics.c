/* tests/fakes/memory_analytics.c - sums over the roll-ups of settled calls, as a store gives them:
 * one row for all, also when there is nothing to sum. */
#include "fakes/memory_dialing_inside.h"

static bool is_asked(const struct rollup *r, const struct scope *scope,
                     const struct rollup_query *query)
{
    const struct instant begin = { r->slot * ROLLUP_SLOT_MS };

    return ID_EQ(r->account, scope->account) &&
           (ID_NONE(query->campaign) || ID_EQ(r->campaign, query->campaign)) &&
           begin.unix_ms + ROLLUP_SLOT_MS > query->from.unix_ms &&
           instant_before(begin, query->until);
}

static void add(struct rollup *sum, const struct rollup *r)
{
    sum->calls += r->calls;
    sum->answered += r->answered;
    sum->talk_ms += r->talk_ms;
    sum->charge_units += r->charge_units;
    sum->cost_micros += r->cost_micros;
    for (size_t o = 0; o < OUTCOME_COUNT; o++)
        sum->outcomes[o] += r->outcomes[o];
}

static struct rollup *row_of(struct rollup_list *list, const struct rollup *r, bool by_slot)
{
    for (size_t i = 0; i < list->n; i++)
        if (!by_slot || list->items[i].slot == r->slot)
            return &list->items[i];
    list->items[list->n] = (struct rollup){ .account = r->account,
                                            .campaign = r->campaign,
                                            .slot = by_slot ? r->slot : 0 };
    return &list->items[list->n++];
}

static enum err memory_rollups(void *self, struct scope *scope, const struct rollup_query *query,
                               struct rollup_list *ret)
{
    struct memory_dialing *m = self;
    const struct rollup nothing = { .account = scope->account, .campaign = query->campaign };
    MEMORY_HOLD(m);

    *ret = (struct rollup_list){ ARENA_ARRAY(scope->arena, struct rollup, m->rollups.n + 1), 0 };
    if (!query->by_slot)
        row_of(ret, &nothing, false);
    for (size_t i = 0; i < m->rollups.n; i++)
        if (is_asked(&m->rollups.items[i], scope, query))
            add(row_of(ret, &m->rollups.items[i], query->by_slot), &m->rollups.items[i]);
    return ERR_OK;
}

struct analytics_reader memory_analytics(struct memory_dialing *m)
{
    static const struct analytics_reader_ops ops = { memory_rollups };

    return (struct analytics_reader){ &ops, m };
}
