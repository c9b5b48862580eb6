/* tests/unit/application/test_connections.c - the installation's own voice connection. */
#include "support/world.h"

#include "application/commands/connections.h"
#include "application/queries/read_voice.h"

static struct own_connection settings_of(const struct world *w)
{
    return (struct own_connection){ .base_url = w->d.connection.base_url,
                                    .api_key = w->d.connection.api_key,
                                    .max_active = w->d.connection.max_active };
}

static struct connection *kept_own(struct world *w, struct own_connection cmd)
{
    struct connection *c;

    expect_ok(keep_own_connection(&w->ports, scope_global(w), &cmd, &c));
    return c;
}

static void own_connection__is_made_once(void **state)
{
    struct world *w = *state;

    expect_ok(
        VIA(w->ports.records, remove, scope_global(w), &connection_record, w->d.connection.id.v));
    struct connection_id id = kept_own(w, settings_of(w))->id;

    assert_true(ID_EQ(kept_own(w, settings_of(w))->id, id));
    assert_int_equal(kept_own(w, settings_of(w))->version, 1); /* unchanged: not written */
}

static void own_connection__of_sandboxes_is_another(void **state)
{
    struct world *w = *state;
    struct own_connection cmd = settings_of(w);
    struct connection *found, *real;
    struct set_up_voice voice = { .voice = STR("") };

    assert_int_equal(connection_of_sandboxes(&w->ports, scope_of(w), &found), ERR_PRECONDITION);
    assert_string_equal(w->scope.error.slug, "sandbox.no_simulator");

    cmd.base_url = STR("http://127.0.0.1:9");
    cmd.for_sandboxes = true;
    const struct connection *play = kept_own(w, cmd);
    assert_false(ID_EQ(play->id, w->d.connection.id));
    assert_true(ID_EQ(kept_own(w, cmd)->id, play->id));
    expect_ok(set_up_voice(&w->ports, scope_global(w), &voice, &real));

    assert_true(ID_EQ(real->id, w->d.connection.id));
    expect_ok(connection_of(&w->ports, scope_of(w), (struct connection_id){ 0 }, &real));
    assert_true(ID_EQ(real->id, w->d.connection.id));
    expect_ok(connection_of_sandboxes(&w->ports, scope_of(w), &found));
    assert_true(ID_EQ(found->id, play->id));
    assert_true(found->agent.n > 0);
}

static void own_connection__keeps_the_old_key_for_webhooks_on_their_way(void **state)
{
    struct world *w = *state;
    struct own_connection cmd = settings_of(w);

    cmd.api_key = STR("key-2");
    const struct connection *c = kept_own(w, cmd);

    expect_str(c->api_key, "key-2");
    expect_str(c->old_api_key, "key");
    expect_str(c->agent, "agent_1");
}

static void own_connection__of_another_provider_forgets_agent_and_stop(void **state)
{
    struct world *w = *state;
    struct own_connection cmd = settings_of(w);

    w->d.connection.stopped = true;
    w->d.connection.stopped_reason = STR("provider.unpaid");
    memory_put(w->d.store, &connection_record, &w->d.connection);
    cmd.base_url = STR("http://127.0.0.1:2");
    const struct connection *c = kept_own(w, cmd);

    assert_int_equal(c->agent.n, 0);
    assert_int_equal(c->old_api_key.n, 0);
    assert_false(c->stopped);
}

static void set_up__makes_an_agent_once_and_starts_again(void **state)
{
    struct world *w = *state;
    const struct set_up_voice cmd = { STR("") };
    struct connection *c;

    w->d.connection.agent = STR("");
    w->d.connection.stopped = true;
    memory_put(w->d.store, &connection_record, &w->d.connection);
    expect_ok(set_up_voice(&w->ports, scope_global(w), &cmd, &c));
    expect_str(c->agent, "agent_1");
    assert_false(c->stopped);
    w->d.voice.away = ERR_UNAVAILABLE; /* nothing is asked of it any more */

    expect_ok(set_up_voice(&w->ports, scope_global(w), &cmd, &c));
}

static void set_up__says_why_the_provider_refused(void **state)
{
    struct world *w = *state;
    const struct set_up_voice cmd = { STR("") };
    struct connection *c;

    w->d.connection.agent = STR("");
    memory_put(w->d.store, &connection_record, &w->d.connection);
    w->d.voice.away = ERR_UNAUTHENTICATED;
    expect_refused(w, set_up_voice(&w->ports, scope_of(w), &cmd, &c), ERR_UNAUTHENTICATED,
                   "voice.unavailable");
    expect_forbidden(w, set_up_voice(&w->ports, scope_with(w, permission_all()), &cmd, &c));
}

static void voice__tells_how_busy_the_provider_is(void **state)
{
    struct world *w = *state;
    struct voice_view view;

    expect_ok(read_voice(&w->ports, scope_of(w), &view));
    assert_int_equal(view.limit, 20);
    assert_true(ID_EQ(view.connection, w->d.connection.id));
    w->d.voice.away = ERR_UNAVAILABLE;
    expect_refused(w, read_voice(&w->ports, scope_of(w), &view), ERR_UNAVAILABLE,
                   "voice.unavailable");
    expect_forbidden(w, read_voice(&w->ports, scope_with(w, permission_all()), &view));
}

static void connection__that_is_nowhere_is_told(void **state)
{
    struct world *w = *state;
    struct connection *c;
    struct connection_id nobody = { given_id(&w->d) };

    expect_ok(connection_of(&w->ports, scope_of(w), w->d.connection.id, &c));
    expect_refused(w, connection_of(&w->ports, scope_of(w), nobody, &c), ERR_NOT_FOUND,
                   "connection.not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(own_connection__is_made_once),
        WORLD_TEST(own_connection__of_sandboxes_is_another),
        WORLD_TEST(own_connection__keeps_the_old_key_for_webhooks_on_their_way),
        WORLD_TEST(own_connection__of_another_provider_forgets_agent_and_stop),
        WORLD_TEST(set_up__makes_an_agent_once_and_starts_again),
        WORLD_TEST(set_up__says_why_the_provider_refused),
        WORLD_TEST(voice__tells_how_busy_the_provider_is),
        WORLD_TEST(connection__that_is_nowhere_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
