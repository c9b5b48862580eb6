/* Events that were given up: seen by the operator alone, tried again when they ask. */
#include "application/application.h"
#include "application/queries/dead_events.h"
#include "domain/models/event_decision.h"
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
    expect_str(dead.text, ""); /* no sentence */
    expect_str(dead.type, "alarm");
    expect_str(dead.detail, "call.unknown");
    assert_true(str_starts(dead.id, STR("notification:")));
    expect_ok(list_event_consumers(&w->ports, scope_global(w), &page));
    consumers = page.items;
    assert_int_equal(consumers[CONSUMER_NOTIFICATION - 1].dead, 1);
    assert_int_equal(consumers[CONSUMER_NOTIFICATION - 1].waiting, 0);
}

static void list__says_why_in_the_language_of_who_asks(void **state)
{
    struct world *w = *state;
    struct scope *scope = scope_global(w);
    struct page page;

    (void)given_dead(w);
    scope->language = STR("en");

    expect_ok(list_dead_events(&w->ports, scope, &page));

    expect_str(((struct dead_event_view *)page.items)->text, "en:mail.refused");
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
    expect_refused(w, replay_dead_event(&w->ports, scope_global(w), &cmd, &told), ERR_PRECONDITION,
                   "event.not_dead");
}

static int events_of_type(struct world *w, enum event_type type)
{
    int n = 0;

    for (size_t i = 0; i < w->d.store->events.n; i++)
        n += w->d.store->events.items[i].type == type;
    return n;
}

static void discard__forgets_it_and_keeps_why(void **state)
{
    struct world *w = *state;
    struct dead_event_view dead = given_dead(w), told;
    struct discard_dead_event cmd = { dead.id, STR("the customer closed the mailbox") };
    const struct event *noted;
    struct page page;

    expect_ok(discard_dead_event(&w->ports, scope_global(w), &cmd, &told));

    expect_str(told.reason, "mail.refused");
    expect_ok(list_dead_events(&w->ports, scope_global(w), &page));
    assert_int_equal(page.n, 0);
    noted = &w->d.store->events.items[w->d.store->events.n - 1];
    assert_int_equal(noted->type, EVENT_DEAD_EVENT_DISCARDED);
    expect_str(noted->detail, "the customer closed the mailbox");
    assert_true(str_eq(noted->object, dead.id));
    assert_true(ID_NONE(noted->account));
    expect_ok(VIA(w->ports.records, page, scope_global(w), &event_decision_record,
                  &(struct page_query){ .limit = 9 }, &page));
    assert_int_equal(page.n, 1);
    expect_str(((struct event_decision *)page.items)->event.detail, "call.unknown");
    expect_refused(w, discard_dead_event(&w->ports, scope_global(w), &cmd, &told), ERR_PRECONDITION,
                   "event.not_dead");
}

/* Two notices of the provider that could not be applied, however often. */
static void given_dead_notices(struct world *w)
{
    static const char *const keys[] = { "c1:call_ended:00", "c2:call_analyzed:00" };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct inbox_item item = { .key = str_from_c(keys[i]),
                                   .tag = STR("job_x-1"),
                                   .raw = STR("{}"),
                                   .received_at = w->d.scope.now };
        bool again;

        expect_ok(VIA(w->ports.inbox, put, scope_global(w), &item, &again));
        expect_ok(VIA(w->ports.inbox, park, scope_global(w), item.key, (struct instant){ 0 }));
    }
}

static void notices__are_listed_and_go_back_or_end(void **state)
{
    struct world *w = *state;
    struct replay_dead_event replay = { STR("webhooks:c1:call_ended:00") };
    struct discard_dead_event discard = { STR("webhooks:c2:call_analyzed:00"), STR("of a test") };
    struct dead_event_view *views, told;
    struct inbox_list due;
    struct page page;
    given_dead_notices(w);

    expect_ok(list_dead_events(&w->ports, scope_global(w), &page));
    assert_int_equal(page.n, 2);
    views = page.items;
    expect_str(views[0].id, "webhooks:c1:call_ended:00");
    expect_str(views[0].type, "call_ended");
    assert_int_equal(views[0].tries.v, 1);
    assert_false(views[0].buried_at.has);
    expect_ok(replay_dead_event(&w->ports, scope_global(w), &replay, &told));
    expect_ok(discard_dead_event(&w->ports, scope_global(w), &discard, &told));

    expect_ok(VIA(w->ports.inbox, due, scope_global(w), w->d.scope.now, 9, &due));
    assert_int_equal(due.n, 1);
    expect_str(due.items[0].key, "c1:call_ended:00");
    assert_int_equal(events_of_type(w, EVENT_DEAD_EVENT_REPLAYED), 1);
    assert_int_equal(events_of_type(w, EVENT_DEAD_EVENT_DISCARDED), 1);
}

static void replay__knows_its_own_names_alone(void **state)
{
    static const char *const unknown[] = { "", "billing", "nobody:1-1-1", "billing:1-1-1",
                                           "webhooks:c9:call_ended:00" };
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
    struct discard_dead_event end = { STR("billing:1-1-1"), STR("why") };
    struct dead_event_view told;
    struct page page;

    assert_int_equal(list_dead_events(&w->ports, scope, &page), ERR_FORBIDDEN);
    assert_int_equal(list_event_consumers(&w->ports, scope, &page), ERR_FORBIDDEN);
    assert_int_equal(replay_dead_event(&w->ports, scope, &cmd, &told), ERR_FORBIDDEN);
    assert_int_equal(discard_dead_event(&w->ports, scope, &end, &told), ERR_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(list__tells_what_was_given_up_and_why),
        WORLD_TEST(list__says_why_in_the_language_of_who_asks),
        WORLD_TEST(replay__handles_it_and_forgets_it),
        WORLD_TEST(discard__forgets_it_and_keeps_why),
        WORLD_TEST(notices__are_listed_and_go_back_or_end),
        WORLD_TEST(replay__knows_its_own_names_alone),
        WORLD_TEST(dead_events__are_the_operators_alone),
    };

    return cmocka_run_group_tests_name("dead events", tests, NULL, NULL);
}
