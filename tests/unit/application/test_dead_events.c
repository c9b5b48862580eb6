/* Events that were given up: seen by the operator alone, tried again when they ask. */
#include "application/application.h"
#include "application/queries/dead_events.h"
#include "support/expect.h"
#include "support/world.h"

/* One event that nobody could handle. */
static struct dead_event_view given_dead(struct world *w)
{
    struct event_list events = { 0 };
    struct page page;
    int64_t n;

    event_list_add(&events, &w->d.arena,
                   (struct event){ .type = EVENT_ALARM,
                                   .account = w->d.account.id,
                                   .campaign = { given_id(&w->d) },
                                   .detail = STR("call.unknown") });
    memory_publish(w->d.store, scope_of(w), &events, w->d.campaign.id.v, 7);
    expect_ok(VIA(w->ports.bus, bury, scope_global(w), "notification",
                  &(struct delivery){ .event = w->d.store->events.items[0] }, STR("mail.refused")));
    expect_ok(handle_events(&w->ports, scope_global(w), CONSUMER_NOTIFICATION, &n));
    expect_ok(list_dead_events(&w->ports, scope_global(w), &page));
    assert_int_equal(page.n, 1);
    return *(struct dead_event_view *)page.items;
}

static void list__tells_what_was_given_up_and_why(void **state)
{
    struct world *w = *state;
    struct dead_event_view dead = given_dead(w);
    struct event_consumer_view *consumers;
    struct page page;

    expect_str(dead.consumer, "notification");
    expect_str(dead.reason, "mail.refused");
    expect_str(dead.type, "alarm");
    expect_str(dead.detail, "call.unknown");
    assert_true(str_starts(dead.id, STR("notification:")));
    expect_ok(list_event_consumers(&w->ports, scope_global(w), &page));
    consumers = page.items;
    assert_int_equal(consumers[CONSUMER_NOTIFICATION - 1].dead, 1);
    assert_int_equal(consumers[CONSUMER_NOTIFICATION - 1].waiting, 0);
}

static void replay__handles_it_and_forgets_it(void **state)
{
    struct world *w = *state;
    struct dead_event_view dead = given_dead(w), told;
    struct replay_dead_event cmd = { dead.id };
    struct page page;

    expect_ok(replay_dead_event(&w->ports, scope_global(w), &cmd, &told));
    expect_str(told.reason, "mail.refused");
    expect_ok(list_dead_events(&w->ports, scope_global(w), &page));
    assert_int_equal(page.n, 0);
    expect_error(replay_dead_event(&w->ports, scope_global(w), &cmd, &told),
                 &scope_global(w)->error, ERR_PRECONDITION, "event.not_dead");
}

static void replay__knows_its_own_names_alone(void **state)
{
    static const char *const unknown[] = { "", "billing", "nobody:1-1-1", "billing:1-1-1" };
    struct world *w = *state;
    struct dead_event_view told;

    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        struct replay_dead_event cmd = { str_from_c(unknown[i]) };
        struct scope *scope = scope_global(w);

        expect_error(replay_dead_event(&w->ports, scope, &cmd, &told), &scope->error,
                     ERR_PRECONDITION, "event.not_dead");
    }
}

static void dead_events__are_the_operators_alone(void **state)
{
    struct world *w = *state;
    struct scope *scope = scope_with(w, all_but(PERMISSION_PLATFORM));
    struct replay_dead_event cmd = { STR("billing:1-1-1") };
    struct dead_event_view told;
    struct page page;

    assert_int_equal(list_dead_events(&w->ports, scope, &page), ERR_FORBIDDEN);
    assert_int_equal(list_event_consumers(&w->ports, scope, &page), ERR_FORBIDDEN);
    assert_int_equal(replay_dead_event(&w->ports, scope, &cmd, &told), ERR_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(list__tells_what_was_given_up_and_why),
        WORLD_TEST(replay__handles_it_and_forgets_it),
        WORLD_TEST(replay__knows_its_own_names_alone),
        WORLD_TEST(dead_events__are_the_operators_alone),
    };

    return cmocka_run_group_tests_name("dead events", tests, NULL, NULL);
}
