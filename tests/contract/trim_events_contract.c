/* tests/contract/trim_events_contract.c - what a store that trims its log of events lets go, and
 * what it keeps. */
#include "contract/given_jobs.h"

#define TRIM(g) ((g)->adapter->trim)

static const char *const consumers[] = { "billing", "notification" };

static struct instant later(struct given *g)
{
    return instant_add(g->scope.now, HOURS(1));
}

static int64_t newest(struct given *g)
{
    struct event_list events = { 0 };

    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10000, &events));
    assert_true(events.n > 0);
    return events.items[events.n - 1].seq;
}

static size_t kept_events(struct given *g)
{
    struct event_list events = { 0 };

    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 10000, &events));
    return events.n;
}

static void trim_all_events(struct given *g, struct instant before)
{
    bool left = true;

    while (left)
        expect_ok(
            VIA(TRIM(g), events, &g->scope, before, consumers, ARRAY_LEN(consumers), 1, &left));
}

static void advance(struct given *g, const char *consumer, int64_t seq)
{
    expect_ok(VIA(g->adapter->events, advance, &g->scope, consumer, seq));
}

static void events__stay_until_everybody_has_handled_them(void **state)
{
    struct given *g = *state;
    size_t all;

    given_money(g, &g->scope, 1);
    given_money(g, &g->scope, 1);
    all = kept_events(g);
    trim_all_events(g, later(g));
    assert_int_equal(kept_events(g), all);
    advance(g, "billing", newest(g));
    trim_all_events(g, later(g));
    assert_int_equal(kept_events(g), all); /* the other has no cursor: it has handled nothing */
    advance(g, "notification", newest(g) - 1);
    advance(g, "somebody", newest(g) - 2);
    trim_all_events(g, later(g));
    assert_int_equal(kept_events(g), 2);
}

static void events__that_are_young_or_the_newest_stay(void **state)
{
    struct given *g = *state;
    int64_t seq;
    size_t all;

    given_money(g, &g->scope, 1);
    all = kept_events(g);
    seq = newest(g);
    advance(g, "billing", seq);
    advance(g, "notification", seq);
    trim_all_events(g, (struct instant){ 0 });
    assert_int_equal(kept_events(g), all);
    trim_all_events(g, later(g));
    assert_int_equal(kept_events(g), 1);

    adapter_reopen(g->adapter);
    given_money(g, &g->scope, 1); /* numbers go on: nobody's cursor is ahead of them */
    assert_int_equal(newest(g), seq + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(events__stay_until_everybody_has_handled_them),
        TEST(events__that_are_young_or_the_newest_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
