/* tests/contract/fan_out_contract.c - what every fan-out promises. Some hear on a thread of their
 * own, a moment later: the suite waits until what must come has come. */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "contract/adapter.h"
#include "support/expect.h"

enum { HEARD_MOST = 300, WAIT_S = 120 };

struct given {
    struct adapter *adapter;
    struct arena arena;
    struct scope scope;
    struct account_id mine, theirs;
    pthread_mutex_t lock; /* guards what follows */
    int64_t seqs[HEARD_MOST];
    struct account_id accounts[HEARD_MOST];
    struct campaign_id campaign; /* of the last */
    char detail[32];             /* of the last */
    size_t n;
};

#define FAN_OUT(g) ((g)->adapter->fan_out)

static void heard(void *self, const struct event *event)
{
    struct given *g = self;

    pthread_mutex_lock(&g->lock);
    assert(g->n < HEARD_MOST && event->detail.n < sizeof g->detail);
    g->seqs[g->n] = event->seq;
    g->accounts[g->n++] = event->account;
    g->campaign = event->campaign;
    if (event->detail.n > 0)
        memcpy(g->detail, event->detail.p, event->detail.n);
    g->detail[event->detail.n] = '\0';
    pthread_mutex_unlock(&g->lock);
}

static void missed(void *self)
{
    (void)self;
}

static void start_listening(struct given *g)
{
    const struct fan_out_listener listener = { .heard = heard, .missed = missed, .self = g };

    VIA(FAN_OUT(g), listen, &listener);
}

static int given_fan_out(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->adapter = adapter_open(NULL, 0);
    g->scope =
        scope_system(&g->arena, (struct account_id){ 0 }, g->adapter->clock->wall, log_none());
    g->mine.v.bytes[0] = 1;
    g->theirs.v.bytes[0] = 2;
    pthread_mutex_init(&g->lock, NULL);
    start_listening(g);
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    VIA(FAN_OUT(g), listen, NULL);
    adapter_free(g->adapter);
    pthread_mutex_destroy(&g->lock);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static void publish(struct given *g, struct account_id account, int64_t seq)
{
    const struct event event = { .account = account,
                                 .seq = seq,
                                 .type = EVENT_CAMPAIGN_LAUNCHED,
                                 .campaign = { account.v },
                                 .detail = STR("why, \"so\"") };

    expect_ok(VIA(FAN_OUT(g), publish, &g->scope, &event, 1));
}

static size_t count(struct given *g)
{
    pthread_mutex_lock(&g->lock);
    size_t n = g->n;
    pthread_mutex_unlock(&g->lock);
    return n;
}

static void wait_for(struct given *g, size_t n)
{
    time_t end = time(NULL) + WAIT_S;

    while (count(g) < n && time(NULL) < end)
        sched_yield();
    assert_int_equal(count(g), n);
}

static void subscribe(struct given *g, struct account_id account)
{
    expect_ok(VIA(FAN_OUT(g), subscribe, account, &g->scope.error));
}

static void listener__hears_its_accounts_in_order_and_no_others(void **state)
{
    struct given *g = *state;

    subscribe(g, g->mine);
    publish(g, g->theirs, 1);
    for (int64_t seq = 2; seq < 100; seq++)
        publish(g, g->mine, seq);

    wait_for(g, 98);
    for (size_t i = 0; i < g->n; i++) {
        assert_int_equal(g->seqs[i], i + 2);
        assert_true(ID_EQ(g->accounts[i], g->mine));
    }
    assert_true(id128_eq(g->campaign.v, g->mine.v));
    assert_string_equal(g->detail, "why, \"so\"");
}

static void subscription__lasts_as_long_as_one_of_them_does(void **state)
{
    struct given *g = *state;

    subscribe(g, g->mine);
    subscribe(g, g->mine);
    subscribe(g, g->theirs);
    VIA(FAN_OUT(g), unsubscribe, g->mine);
    publish(g, g->mine, 1);
    wait_for(g, 1);
    VIA(FAN_OUT(g), unsubscribe, g->mine);
    publish(g, g->mine, 2);
    publish(g, g->theirs, 3);

    wait_for(g, 2);
    assert_int_equal(g->seqs[1], 3);
}

static void many__are_published_in_one_go(void **state)
{
    struct given *g = *state;
    const struct event events[] = {
        { .account = g->mine, .seq = 5, .type = EVENT_CALL_PLACED },
        { .account = g->theirs, .seq = 6, .type = EVENT_CALL_PLACED },
        { .account = g->mine, .seq = 7, .type = EVENT_CALL_ENDED },
    };

    subscribe(g, g->mine);
    expect_ok(VIA(FAN_OUT(g), publish, &g->scope, events, ARRAY_LEN(events)));

    wait_for(g, 2);
    assert_int_equal(g->seqs[0], 5);
    assert_int_equal(g->seqs[1], 7);
}

static void listener__that_left_hears_nothing(void **state)
{
    struct given *g = *state;

    subscribe(g, g->mine);
    VIA(FAN_OUT(g), listen, NULL);
    publish(g, g->mine, 1);
    assert_int_equal(count(g), 0);
}

/* -- who comes back -- */

static bool since(struct given *g, struct account_id account, int64_t after, int64_t most,
                  struct event_list *ret)
{
    g->scope.account = account;
    return VIA(FAN_OUT(g), since, &g->scope, after, most, ret);
}

/* It may keep nothing; what it says it knows is all there is. */
static void who_comes_back__is_told_all_that_came_since_or_nothing(void **state)
{
    struct given *g = *state;
    struct event_list events;

    for (int64_t seq = 3; seq < 9; seq++)
        publish(g, seq == 5 ? g->theirs : g->mine, seq);
    publish(g, g->mine, 6); /* again: nothing was known of the first time */

    assert_int_equal(since(g, g->mine, 4, 10, &events), g->adapter->keeps_published);
    if (!g->adapter->keeps_published)
        return;
    const int64_t mine[] = { 4, 6, 7, 8 };
    assert_int_equal(events.n, ARRAY_LEN(mine));
    for (size_t i = 0; i < events.n; i++) {
        assert_int_equal(events.items[i].seq, mine[i]);
        assert_true(ID_EQ(events.items[i].account, g->mine));
        assert_int_equal(events.items[i].type, EVENT_CAMPAIGN_LAUNCHED);
        expect_str(events.items[i].detail, "why, \"so\"");
    }
    assert_true(since(g, g->mine, 8, 10, &events));
    assert_int_equal(events.n, 1);
    assert_true(since(g, g->mine, 3, 2, &events));
    assert_int_equal(events.n, 2);
    assert_false(since(g, g->mine, 5, 10, &events)); /* of another account */
    assert_false(since(g, g->mine, 2, 10, &events)); /* never published here */
    assert_false(since(g, g->mine, 9, 10, &events));
    assert_true(since(g, g->theirs, 5, 10, &events));
    assert_int_equal(events.n, 1);
}

static void what_is_kept__is_not_without_end(void **state)
{
    struct given *g = *state;
    struct event events[500];
    struct event_list found;

    if (!g->adapter->keeps_published)
        return;
    for (int64_t page = 0; page < 4; page++) {
        for (size_t i = 0; i < ARRAY_LEN(events); i++)
            events[i] = (struct event){ .account = g->mine,
                                        .seq = page * 500 + (int64_t)i + 1,
                                        .type = EVENT_CALL_PLACED };
        expect_ok(VIA(FAN_OUT(g), publish, &g->scope, events, ARRAY_LEN(events)));
    }
    assert_false(since(g, g->mine, 1, 10, &found));
    assert_true(since(g, g->mine, 1500, 502, &found));
    assert_int_equal(found.n, 501);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_fan_out, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(listener__hears_its_accounts_in_order_and_no_others),
        TEST(subscription__lasts_as_long_as_one_of_them_does),
        TEST(many__are_published_in_one_go),
        TEST(listener__that_left_hears_nothing),
        TEST(who_comes_back__is_told_all_that_came_since_or_nothing),
        TEST(what_is_kept__is_not_without_end),
    };

    return cmocka_run_group_tests_name("fan-out", tests, NULL, NULL);
}
