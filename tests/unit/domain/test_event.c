/* tests/unit/domain/test_event.c - what a store adds to the envelope of an event. */
#include "base/arena.h"
#include "domain/event.h"
#include "domain/scope.h"
#include "support/expect.h"

static const struct account_id ours = { { { 1 } } }, theirs = { { { 2 } } };
static const struct id128 saved = { { 3 } }, another = { { 4 } };

static struct scope given_scope(struct arena *arena)
{
    struct scope scope = scope_system(arena, ours, (struct instant){ 1000 }, log_none());

    scope.address = STR("192.0.2.7");
    scope.request_id = STR("req-1");
    return scope;
}

static void event_complete__takes_what_is_absent_from_the_scope_and_the_record(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = given_scope(&arena);
    struct event event = { .type = EVENT_CAMPAIGN_LAUNCHED };

    (void)state;
    event_complete(&event, &scope, saved, 7, 2);

    assert_true(ID_EQ(event.account, ours));
    assert_true(id128_eq(event.aggregate, saved));
    assert_int_equal(event.version, 7);
    assert_int_equal(event.ordinal, 2);
    assert_int_equal(event.type_version, 1);
    assert_int_equal(event.at.unix_ms, 1000);
    expect_str(event.actor, "system");
    expect_str(event.address, "192.0.2.7");
    expect_str(event.request_id, "req-1");
}

static void event_complete__leaves_what_is_there(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = given_scope(&arena);
    struct event event = {
        .type = EVENT_CALL_ENDED,
        .account = theirs,
        .aggregate = another,
        .version = 3,
        .ordinal = 9,
        .type_version = 2,
        .at = { 500 },
        .actor = STR_INIT("provider"),
        .address = STR_INIT("198.51.100.1"),
        .request_id = STR_INIT("req-0"),
    };
    struct event before = event;

    (void)state;
    event_complete(&event, &scope, saved, 7, 2);

    assert_true(record_equal(&event_record, &event, &before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(event_complete__takes_what_is_absent_from_the_scope_and_the_record),
        cmocka_unit_test(event_complete__leaves_what_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
