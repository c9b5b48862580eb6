/* tests/contract/event_bus_contract.c - what every bus promises. An event is stored in the log, as
 * events are, and then published: a bus that reads the log has it from there. */
#include <time.h>

#include "contract/given_gadgets.h"

#define BUS(g) ((g)->adapter->bus)

enum { WAIT_S = 120 };

/* Stores n events, told apart by their count, and publishes them. */
static void given_events(struct given *g, int n)
{
    struct event_list stored;

    for (int i = 0; i < n; i++) {
        struct gadget gadget = gadget_named(g, "x");
        struct event_list raised = { NULL, 0, 0 };

        event_list_add(&raised, &g->arena,
                       (struct event){ .type = EVENT_CALL_ENDED,
                                       .tag = STR("job_1-1"),
                                       .amount = { true, AMOUNT(12345, UNIT_USD) },
                                       .count = SOME_I64(i) });
        expect_ok(VIA(g->adapter->records, save, &g->scope, &gadget_record, &gadget, &raised));
    }
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 100, &stored));
    assert_int_equal(stored.n, n);
    expect_ok(VIA(BUS(g), publish, &g->scope, stored.items, stored.n));
}

/* Takes until there are n, or there are none for long. */
static struct delivery_list take(struct given *g, size_t n)
{
    struct delivery_list all = { ARENA_ARRAY(&g->arena, struct delivery, n + 100), 0 }, some;
    time_t end = time(NULL) + WAIT_S;

    while (all.n < n && time(NULL) < end) {
        expect_ok(VIA(BUS(g), take, &g->scope, "billing", (int64_t)(n - all.n), &some));
        for (size_t i = 0; i < some.n; i++)
            all.items[all.n++] = some.items[i];
    }
    assert_int_equal(all.n, n);
    return all;
}

static void expect_none(struct given *g)
{
    struct delivery_list none;

    for (int i = 0; i < 3; i++) {
        expect_ok(VIA(BUS(g), take, &g->scope, "billing", 10, &none));
        assert_int_equal(none.n, 0);
    }
}

static void done(struct given *g, const struct delivery *deliveries, size_t n)
{
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", deliveries, n));
}

static void take__gives_what_was_published_whole_and_in_order(void **state)
{
    struct given *g = *state;
    struct delivery_list list;

    given_events(g, 3);
    list = take(g, 3);
    for (int64_t i = 0; i < 3; i++) {
        const struct event *event = &list.items[i].event;

        assert_int_equal(event->count.v, i);
        assert_int_equal(event->type, EVENT_CALL_ENDED);
        expect_str(event->tag, "job_1-1");
        assert_int_equal(event->amount.v.units, 12345);
        assert_true(ID_EQ(event->account, g->scope.account));
        assert_int_equal(list.items[i].tries, 0);
    }
    done(g, list.items, 3);
    expect_none(g);
}

static void what_was_not_ended__comes_again_after_a_crash(void **state)
{
    struct given *g = *state;
    struct delivery_list list;

    given_events(g, 3);
    list = take(g, 3);
    done(g, list.items, 1);
    adapter_reopen(g->adapter);

    list = take(g, 2);
    assert_int_equal(list.items[0].event.count.v + list.items[1].event.count.v, 3);
    done(g, list.items, 2);
    adapter_reopen(g->adapter);
    expect_none(g);
}

static void again__brings_it_back(void **state)
{
    struct given *g = *state;
    struct delivery_list list;

    given_events(g, 1);
    list = take(g, 1);
    expect_ok(VIA(BUS(g), again, &g->scope, "billing", &list.items[0], STR("store.busy")));

    list = take(g, 1);
    assert_int_equal(list.items[0].event.count.v, 0);
    expect_str(list.items[0].event.tag, "job_1-1");
    done(g, list.items, 1);
    expect_none(g);
}

static void bury__keeps_it_aside_until_it_is_exhumed(void **state)
{
    struct given *g = *state;
    struct dead_event_list dead;
    struct delivery_list list;
    int64_t waiting, n;
    struct str id;

    given_events(g, 2);
    list = take(g, 2);
    for (size_t i = 0; i < 2; i++)
        expect_ok(VIA(BUS(g), bury, &g->scope, "billing", &list.items[i], STR("job.not_found")));
    expect_none(g);

    expect_ok(VIA(BUS(g), dead, &g->scope, "billing", 10, &dead));
    assert_int_equal(dead.n, 2);
    expect_str(dead.items[0].reason, "job.not_found");
    assert_true(dead.items[0].at.unix_ms > 0);
    assert_int_equal(dead.items[0].event.amount.v.units, 12345);
    expect_ok(VIA(BUS(g), depth, &g->scope, "billing", &waiting, &n));
    assert_int_equal(waiting, 0);
    assert_int_equal(n, 2);

    id = event_identity(&g->arena, &dead.items[1].event);
    expect_ok(VIA(BUS(g), exhume, &g->scope, "billing", id));
    expect_error(VIA(BUS(g), exhume, &g->scope, "billing", id), &g->scope.error, ERR_NOT_FOUND,
                 "event.not_dead");
    expect_ok(VIA(BUS(g), dead, &g->scope, "billing", 10, &dead));
    assert_int_equal(dead.n, 1);
    assert_false(str_eq(id, event_identity(&g->arena, &dead.items[0].event)));
}

static void consumers__have_each_their_own(void **state)
{
    struct given *g = *state;
    struct delivery_list list;
    int64_t waiting, dead;

    given_events(g, 2);
    done(g, take(g, 2).items, 2);
    expect_ok(VIA(BUS(g), depth, &g->scope, "notification", &waiting, &dead));
    assert_int_equal(waiting, 2);
    expect_ok(VIA(BUS(g), take, &g->scope, "notification", 2, &list));
    assert_true(list.n > 0);
}

static void publish__twice_is_no_error(void **state)
{
    struct given *g = *state;
    struct event_list stored;

    given_events(g, 1);
    expect_ok(VIA(g->adapter->events, page, &g->scope, 0, 100, &stored));
    expect_ok(VIA(BUS(g), publish, &g->scope, stored.items, stored.n));
    expect_ok(VIA(BUS(g), publish, &g->scope, NULL, 0));
    assert_true(take(g, 1).items[0].event.seq > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_two_accounts, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(take__gives_what_was_published_whole_and_in_order),
        TEST(what_was_not_ended__comes_again_after_a_crash),
        TEST(again__brings_it_back),
        TEST(bury__keeps_it_aside_until_it_is_exhumed),
        TEST(consumers__have_each_their_own),
        TEST(publish__twice_is_no_error),
    };

    return cmocka_run_group_tests_name("event bus", tests, NULL, NULL);
}
