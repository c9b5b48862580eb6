/* From the log to a bus that is elsewhere: what it is told, and what it is not. */
#include "application/event_handlers/subscriptions.h"
#include "support/expect.h"
#include "support/world.h"

enum { TOLD_MOST = 100 };

/* A bus that keeps what it was told. */
struct told {
    int64_t seqs[TOLD_MOST];
    size_t n;
    enum err answer;
};

static enum err keep(void *self, struct scope *scope, const struct event *events, size_t n)
{
    struct told *told = self;

    if (told->answer != ERR_OK)
        return FAIL(&scope->error, told->answer, "rabbitmq.unreachable");
    for (size_t i = 0; i < n; i++)
        told->seqs[told->n++] = events[i].seq;
    return ERR_OK;
}

static struct ports with_bus(struct world *w, struct told *told)
{
    static const struct event_bus_ops ops = { .in_order = false, .publish = keep };
    struct ports ports = w->ports;

    *told = (struct told){ .answer = ERR_OK };
    ports.bus = (struct event_bus){ &ops, told };
    return ports;
}

static void given_events(struct world *w, int n)
{
    for (int i = 0; i < n; i++) {
        struct event_list events = { 0 };

        event_list_add(&events, &w->d.arena,
                       (struct event){ .type = EVENT_WALLET_LOW, .account = w->d.account.id });
        memory_publish(w->d.store, scope_of(w), &events, given_id(&w->d), 1);
    }
}

static int64_t newest(const struct world *w)
{
    return w->d.store->events.items[w->d.store->events.n - 1].seq;
}

static void given_read(struct world *w, const char *consumer, int64_t seq)
{
    expect_ok(VIA(w->ports.events, advance, scope_global(w), consumer, seq));
}

static void relay_all(const struct ports *ports, struct world *w)
{
    int64_t n = 1;

    while (n > 0)
        expect_ok(relay_events(ports, scope_global(w), &n));
}

static void relay__tells_a_bus_that_was_there_from_the_beginning_everything_once(void **state)
{
    struct world *w = *state;
    struct told told;
    struct ports ports = with_bus(w, &told);
    given_events(w, 3);

    relay_all(&ports, w);
    size_t before = told.n;
    given_events(w, 2);
    relay_all(&ports, w);

    assert_int_equal(before, w->d.store->events.n - 2);
    assert_int_equal(told.n, w->d.store->events.n);
    for (size_t i = 0; i < told.n; i++)
        assert_int_equal(told.seqs[i], w->d.store->events.items[i].seq);
}

static void relay__of_a_bus_turned_on_later_begins_with_what_somebody_has_not_read(void **state)
{
    struct world *w = *state;
    struct told told;
    struct ports ports = with_bus(w, &told);
    given_events(w, 5);
    for (size_t i = 1; i < consumer_names.n; i++)
        given_read(w, consumer_names.names[i], newest(w));
    given_events(w, 2);
    given_read(w, "billing", newest(w)); /* the others have two before them */

    relay_all(&ports, w);

    assert_int_equal(told.n, 2);
    assert_int_equal(told.seqs[0], newest(w) - 1);
    assert_int_equal(told.seqs[1], newest(w));
}

static void relay__of_a_bus_turned_on_later_tells_nothing_that_all_have_read(void **state)
{
    struct world *w = *state;
    struct told told;
    struct ports ports = with_bus(w, &told);
    given_events(w, 5);
    for (size_t i = 1; i < consumer_names.n; i++)
        given_read(w, consumer_names.names[i], newest(w));

    relay_all(&ports, w);

    assert_int_equal(told.n, 0);
}

static void relay__takes_the_cursors_of_the_log_along(void **state)
{
    struct world *w = *state;
    struct told told;
    struct ports ports = with_bus(w, &told);
    int64_t behind;
    given_events(w, 3);

    relay_all(&ports, w);

    for (size_t i = 1; i < consumer_names.n; i++) {
        expect_ok(VIA(ports.events, lag, scope_global(w), consumer_names.names[i], &behind));
        assert_int_equal(behind, 0);
    }
}

static void relay__to_a_bus_that_is_away_moves_nothing(void **state)
{
    struct world *w = *state;
    struct told told;
    struct ports ports = with_bus(w, &told);
    int64_t n;
    given_events(w, 3);
    told.answer = ERR_UNAVAILABLE;

    expect_refused(w, relay_events(&ports, scope_global(w), &n), ERR_UNAVAILABLE,
                   "rabbitmq.unreachable");
    told.answer = ERR_OK;
    relay_all(&ports, w);

    assert_int_equal(told.n, w->d.store->events.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(relay__tells_a_bus_that_was_there_from_the_beginning_everything_once),
        WORLD_TEST(relay__of_a_bus_turned_on_later_begins_with_what_somebody_has_not_read),
        WORLD_TEST(relay__of_a_bus_turned_on_later_tells_nothing_that_all_have_read),
        WORLD_TEST(relay__takes_the_cursors_of_the_log_along),
        WORLD_TEST(relay__to_a_bus_that_is_away_moves_nothing),
    };

    return cmocka_run_group_tests_name("relay events", tests, NULL, NULL);
}
