/* tests/unit/application/test_receive_webhook.c - verified, stored, answered. */
#include "support/world.h"

#include "application/commands/receive_webhook.h"

static struct receive_webhook good(struct world *w, enum voice_event_kind kind)
{
    return (struct receive_webhook){
        .connection = w->d.connection.id,
        .tag = STR("tag-1"),
        .mac = STR("mac:tag-1"),
        .signature = STR("good"),
        .raw = memory_voice_event(&w->d.voice, kind,
                                  (struct voice_call){ .provider_call = STR("call_1") }),
    };
}

static enum err receive(struct world *w, struct receive_webhook cmd)
{
    return receive_webhook(&w->ports, scope_global(w), &cmd);
}

static int64_t waiting(struct world *w)
{
    int64_t n, dead;

    expect_ok(VIA(w->ports.inbox, depth, scope_global(w), &n, &dead));
    return n;
}

static void webhook__is_stored_before_it_is_answered(void **state)
{
    struct world *w = *state;
    struct receive_webhook cmd = good(w, VOICE_ENDED);
    struct inbox_list due;

    expect_ok(receive(w, cmd));
    expect_ok(VIA(w->ports.inbox, due, scope_global(w), w->d.clock.wall, 10, &due));

    assert_int_equal(due.n, 1);
    assert_true(str_starts(due.items[0].key, STR("call_1:call_ended:")));
    assert_true(str_eq(due.items[0].raw, cmd.raw));
    expect_str(due.items[0].tag, "tag-1");
    assert_true(ID_EQ(due.items[0].connection, w->d.connection.id));
}

static void webhook__that_comes_twice_is_stored_once(void **state)
{
    struct world *w = *state;
    struct receive_webhook cmd = good(w, VOICE_ENDED);

    expect_ok(receive(w, cmd));
    expect_ok(receive(w, cmd));
    assert_int_equal(waiting(w), 1);
    expect_ok(receive(w, good(w, VOICE_ENDED))); /* the same event with another content */
    assert_int_equal(waiting(w), 2);
}

static void webhook__that_is_wrong_in_any_way_gets_one_answer(void **state)
{
    struct world *w = *state;
    struct receive_webhook signature = good(w, VOICE_ENDED), mac = signature, unknown = signature;

    signature.signature = STR("bad");
    mac.mac = STR("mac:tag-2");
    unknown.connection = (struct connection_id){ given_id(&w->d) };

    expect_refused(w, receive(w, signature), ERR_UNAUTHENTICATED, "webhook.bad_signature");
    expect_refused(w, receive(w, mac), ERR_UNAUTHENTICATED, "webhook.bad_signature");
    expect_refused(w, receive(w, unknown), ERR_UNAUTHENTICATED, "webhook.bad_signature");
    assert_int_equal(w->scope.error.params[0].name == NULL, true);
    assert_int_equal(waiting(w), 0);
}

static void webhook__of_the_agents_address_has_no_tag(void **state)
{
    struct world *w = *state;
    struct receive_webhook cmd = good(w, VOICE_STARTED);

    cmd.tag = cmd.mac = STR_NONE;
    expect_ok(receive(w, cmd));
    assert_int_equal(waiting(w), 1);
}

static void webhook__that_only_shows_is_not_stored(void **state)
{
    struct world *w = *state;

    expect_ok(receive(w, good(w, VOICE_OTHER)));
    assert_int_equal(waiting(w), 0);
}

static void webhook__that_cannot_be_read_is_refused_after_its_signature(void **state)
{
    struct world *w = *state;
    struct receive_webhook cmd = good(w, VOICE_ENDED);

    cmd.raw = STR("{");
    expect_refused(w, receive(w, cmd), ERR_INVALID, "webhook.malformed");
    cmd.signature = STR("bad");
    expect_refused(w, receive(w, cmd), ERR_UNAUTHENTICATED, "webhook.bad_signature");
}

static void webhook__is_not_answered_while_the_store_is_away(void **state)
{
    struct world *w = *state;
    struct receive_webhook cmd = good(w, VOICE_ENDED);
    struct ports cut = failing_ports(&w->ports, 1, FAILS_BEFORE);

    expect_refused(w, receive_webhook(&cut, scope_global(w), &cmd), ERR_UNAVAILABLE,
                   "store.unavailable");
    assert_int_equal(waiting(w), 0);
    cut = failing_ports(&w->ports, 1, FAILS_AFTER);
    assert_int_equal(receive_webhook(&cut, scope_global(w), &cmd), ERR_UNAVAILABLE);
    expect_ok(receive(w, cmd)); /* the provider tries again */
    assert_int_equal(waiting(w), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(webhook__is_stored_before_it_is_answered),
        WORLD_TEST(webhook__that_comes_twice_is_stored_once),
        WORLD_TEST(webhook__that_is_wrong_in_any_way_gets_one_answer),
        WORLD_TEST(webhook__of_the_agents_address_has_no_tag),
        WORLD_TEST(webhook__that_only_shows_is_not_stored),
        WORLD_TEST(webhook__that_cannot_be_read_is_refused_after_its_signature),
        WORLD_TEST(webhook__is_not_answered_while_the_store_is_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
