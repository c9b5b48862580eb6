/* tests/contract/event_log_contract.c - what every event log promises. */
#include "contract/given_gadgets.h"

#define LOG(g) ((g)->adapter->events)

/* Publishes n events, each told by a save of its own. */
static void given_events(struct given *g, struct scope *scope, int n)
{
    for (int i = 0; i < n; i++) {
        struct gadget gadget = gadget_named(g, "x");
        struct event_list raised = { NULL, 0, 0 };

        event_list_add(&raised, &g->arena,
                       (struct event){ .type = EVENT_CALL_ENDED,
                                       .tag = STR("job_1-1"),
                                       .amount = { true, AMOUNT(12345, UNIT_USD) },
                                       .count = SOME_I64(i) });
        expect_ok(VIA(g->adapter->records, save, scope, &gadget_record, &gadget, &raised));
    }
}

static void read__gives_what_is_behind_the_cursor(void **state)
{
    struct given *g = *state;
    struct event_list list;

    given_events(g, &g->scope, 3);
    given_events(g, &g->other, 2);

    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 4, &list));
    assert_int_equal(list.n, 4);
    for (size_t i = 1; i < list.n; i++)
        assert_true(list.items[i].seq > list.items[i - 1].seq);
    expect_str(list.items[0].tag, "job_1-1");
    assert_true(list.items[0].amount.has && list.items[0].amount.v.units == 12345);

    expect_ok(VIA(LOG(g), advance, &g->scope, "billing", list.items[3].seq));
    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    assert_int_equal(list.n, 1);
    assert_true(ID_EQ(list.items[0].account, g->other.account));
}

static void cursors__are_each_consumers_own_and_durable(void **state)
{
    struct given *g = *state;
    struct event_list list;
    int64_t lag;

    given_events(g, &g->scope, 2);
    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    expect_ok(VIA(LOG(g), advance, &g->scope, "billing", list.items[1].seq));
    adapter_reopen(g->adapter);

    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    assert_int_equal(list.n, 0);
    expect_ok(VIA(LOG(g), read, &g->scope, "notification", 10, &list));
    assert_int_equal(list.n, 2);
    expect_ok(VIA(LOG(g), lag, &g->scope, "billing", &lag));
    assert_int_equal(lag, 0);
    expect_ok(VIA(LOG(g), lag, &g->scope, "notification", &lag));
    assert_int_equal(lag, 2);
}

static void advance__never_goes_back(void **state)
{
    struct given *g = *state;
    struct event_list list;

    given_events(g, &g->scope, 2);
    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    expect_ok(VIA(LOG(g), advance, &g->scope, "billing", list.items[1].seq));
    expect_ok(VIA(LOG(g), advance, &g->scope, "billing", list.items[0].seq));

    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    assert_int_equal(list.n, 0);
}

static void numbers__go_on_after_a_restart(void **state)
{
    struct given *g = *state;
    struct event_list list;
    int64_t last;

    given_events(g, &g->scope, 2);
    expect_ok(VIA(LOG(g), page, &g->scope, 0, 10, &list));
    last = list.items[1].seq;
    adapter_reopen(g->adapter);
    given_events(g, &g->scope, 1);

    expect_ok(VIA(LOG(g), page, &g->scope, last, 10, &list));
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].seq, last + 1);
}

static void page__is_of_one_account(void **state)
{
    struct given *g = *state;
    struct event_list list;

    given_events(g, &g->scope, 1);
    given_events(g, &g->other, 2);

    expect_ok(VIA(LOG(g), page, &g->other, 0, 10, &list));
    assert_int_equal(list.n, 2);
    assert_true(ID_EQ(list.items[0].account, g->other.account));
    expect_ok(VIA(LOG(g), page, &g->other, list.items[0].seq, 10, &list));
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].count.v, 1);
}

/* An account and its wallet are one aggregate, and each counts its own versions. */
static void events__of_one_version_are_two_if_they_are_of_two_types(void **state)
{
    struct given *g = *state;
    struct gadget first = gadget_named(g, "x"), second = gadget_named(g, "y");
    struct event_list raised = { NULL, 0, 0 }, again = { NULL, 0, 0 }, list;
    struct event event = { .type = EVENT_CALL_ENDED, .version = 1, .ordinal = 1 };

    event.aggregate = id128_make(1, (const unsigned char[10]){ 7 });
    event_list_add(&raised, &g->arena, event);
    expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &first, &raised));
    event.type = EVENT_WALLET_LOW;
    event_list_add(&again, &g->arena, event);
    expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &second, &again));

    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 10, &list));
    assert_int_equal(list.n, 2);
    assert_false(str_eq(event_identity(&g->arena, &list.items[0]),
                        event_identity(&g->arena, &list.items[1])));
}

static void bury__keeps_an_event_twice_told_once(void **state)
{
    struct given *g = *state;
    struct event_list list;

    given_events(g, &g->scope, 1);
    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 1, &list));

    expect_ok(VIA(LOG(g), bury, &g->scope, "billing", &list.items[0], STR("store.unavailable")));
    expect_ok(VIA(LOG(g), bury, &g->scope, "billing", &list.items[0], STR("store.broken")));
    int64_t n;
    expect_ok(VIA(LOG(g), dead_count, &g->scope, "billing", &n));
    assert_int_equal(n, 1);
}

static void dead__are_listed_by_consumer_until_they_are_unburied(void **state)
{
    struct given *g = *state;
    struct dead_event_list dead;
    struct event_list list;

    given_events(g, &g->scope, 3);
    expect_ok(VIA(LOG(g), read, &g->scope, "billing", 3, &list));
    for (size_t i = 0; i < 3; i++)
        expect_ok(VIA(LOG(g), bury, &g->scope, "billing", &list.items[i], STR("store.broken")));
    adapter_reopen(g->adapter);

    expect_ok(VIA(LOG(g), dead, &g->scope, "billing", 0, 2, &dead));
    assert_int_equal(dead.n, 2);
    expect_str(dead.items[0].reason, "store.broken");
    assert_true(id128_eq(dead.items[0].event.aggregate, list.items[0].aggregate));
    assert_int_equal(dead.items[0].event.type, EVENT_CALL_ENDED);
    assert_int_equal(dead.items[0].event.amount.v.units, 12345);
    expect_ok(VIA(LOG(g), dead, &g->scope, "billing", dead.items[1].event.seq, 9, &dead));
    assert_int_equal(dead.n, 1);
    expect_ok(VIA(LOG(g), dead, &g->scope, "notification", 0, 9, &dead));
    assert_int_equal(dead.n, 0);

    expect_ok(VIA(LOG(g), unbury, &g->scope, "billing", list.items[1].seq));
    expect_ok(VIA(LOG(g), unbury, &g->scope, "billing", list.items[1].seq));
    expect_ok(VIA(LOG(g), dead, &g->scope, "billing", 0, 9, &dead));
    assert_int_equal(dead.n, 2);
    assert_int_equal(dead.items[1].event.seq, list.items[2].seq);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(read__gives_what_is_behind_the_cursor),
        TEST(cursors__are_each_consumers_own_and_durable),
        TEST(advance__never_goes_back),
        TEST(numbers__go_on_after_a_restart),
        TEST(page__is_of_one_account),
        TEST(events__of_one_version_are_two_if_they_are_of_two_types),
        TEST(bury__keeps_an_event_twice_told_once),
        TEST(dead__are_listed_by_consumer_until_they_are_unburied),
    };

    return cmocka_run_group_tests_name("event log", tests, NULL, NULL);
}
