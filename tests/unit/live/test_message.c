/* tests/unit/live/test_message.c - what a client may say, and what it may not. */
#include "base/arena.h"
#include "live/message.h"
#include "support/expect.h"

#define CAMPAIGN "cmp_01m8c46tb30pw6n15zzbws3j17"
#define BATCH "bat_01m8c46tb30pw6n15zzbws3j17"

static enum err read(struct arena *arena, const char *text, struct live_message *ret)
{
    struct error error = { .arena = arena };

    return live_message_read(arena, str_from_c(text), ret, &error);
}

static void message__is_understood_when_it_is_one(void **state)
{
    struct arena arena = arena_init();
    struct live_message m;

    (void)state;
    expect_ok(read(&arena, "{\"type\":\"enter\",\"ticket\":\"t\",\"after\":7}", &m));
    assert_int_equal(m.type, LIVE_ENTER);
    expect_str(m.ticket, "t");
    assert_true(m.after.has && m.after.v == 7);
    expect_ok(read(&arena, "{\"type\":\"enter\",\"ticket\":\"t\"}", &m));
    assert_false(m.after.has);
    expect_ok(read(&arena,
                   "{\"type\":\"subscribe\",\"topic\":\"campaign\",\"id\":\"" CAMPAIGN "\"}", &m));
    assert_int_equal(m.topic, LIVE_CAMPAIGN);
    assert_false(id128_is_zero(m.of));
    expect_ok(read(&arena, "{\"type\":\"subscribe\",\"topic\":\"calls\"}", &m));
    assert_true(id128_is_zero(m.of));
    expect_ok(read(&arena, "{\"type\":\"unsubscribe\",\"topic\":\"account\"}", &m));
    assert_int_equal(m.type, LIVE_UNSUBSCRIBE);
    arena_release(&arena);
}

static void message__is_refused_when_it_is_none(void **state)
{
    static const char *const wrong[] = {
        "",
        "{}",
        "null",
        "{\"type\":\"enter\"}",
        "{\"type\":\"enter\",\"ticket\":\"\"}",
        "{\"type\":\"enter\",\"ticket\":\"t\",\"topic\":\"account\"}",
        "{\"type\":\"enter\",\"ticket\":\"t\",\"after\":-1}",
        "{\"type\":\"enter\",\"ticket\":\"t\",\"other\":1}",
        "{\"type\":\"subscribe\"}",
        "{\"type\":\"subscribe\",\"topic\":\"jobs\"}",
        "{\"type\":\"subscribe\",\"topic\":\"campaign\"}",
        "{\"type\":\"subscribe\",\"topic\":\"campaign\",\"id\":\"" BATCH "\"}",
        "{\"type\":\"subscribe\",\"topic\":\"batch\",\"id\":\"" CAMPAIGN "\"}",
        "{\"type\":\"subscribe\",\"topic\":\"account\",\"id\":\"" CAMPAIGN "\"}",
        "{\"type\":\"subscribe\",\"topic\":\"account\",\"ticket\":\"t\"}",
        "{\"type\":\"subscribe\",\"topic\":\"calls\",\"id\":\"x\"}",
        "{\"type\":\"leave\",\"topic\":\"account\"}",
    };
    struct arena arena = arena_init();
    struct live_message m;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        if (read(&arena, wrong[i], &m) != ERR_INVALID)
            fail_msg("understood: %s", wrong[i]);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(message__is_understood_when_it_is_one),
        cmocka_unit_test(message__is_refused_when_it_is_none),
    };

    return cmocka_run_group_tests_name("live messages", tests, NULL, NULL);
}
