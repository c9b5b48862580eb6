/* tests/unit/application/test_left_keys.c - the keys of somebody who leaves: what runs by them goes
 * on, the owners hear of it, and one step closes them. */
#include "support/given_members.h"

#include "application/commands/api_keys.h"
#include "application/commands/sandbox.h"
#include "domain/models/notification.h"

static struct api_key_id made_by(struct world *w, const struct signed_in *who, const char *name)
{
    const struct create_api_key cmd = { .name = str_from_c(name) };
    struct created_api_key made;

    expect_ok(as(w, who));
    expect_ok(create_api_key(&w->ports, &w->scope, &cmd, &made));
    return made.key.id;
}

static struct api_key *key_of(struct world *w, struct account_id account, struct api_key_id id)
{
    void *found;

    scope_of(w)->account = account;
    expect_ok(VIA(w->ports.records, find, &w->scope, &api_key_record, id.v, &found));
    return found;
}

static void remove__marks_the_keys_of_who_leaves(void **state)
{
    struct world *w = *state;
    struct signed_in ana = given_owner(w, "ana@example.com");
    struct user_id left = given_member(w, &ana, "eva@example.com", ROLE_ADMIN);
    struct signed_in eva = given_in(w, "eva@example.com", ana.account);
    struct api_key_id hers = made_by(w, &eva, "informes"), kept = made_by(w, &ana, "tienda");
    struct api_key_id gone = made_by(w, &eva, "vieja");
    struct revoked_keys revoked;
    struct api_key *key;

    expect_ok(as(w, &ana));
    expect_ok(revoke_api_key(&w->ports, &w->scope, gone, &key));
    expect_ok(as(w, &ana));
    expect_ok(remove_member(&w->ports, &w->scope, left));

    assert_true(key_of(w, ana.account, hers)->maker_left_at.has);
    assert_false(key_of(w, ana.account, hers)->revoked_at.has); /* what runs by it goes on */
    assert_false(key_of(w, ana.account, kept)->maker_left_at.has);
    assert_false(key_of(w, ana.account, gone)->maker_left_at.has);
    assert_int_equal(events_of(w, EVENT_API_KEY_MAKER_LEFT), 1);
    assert_true(notification_is_mailed(EVENT_API_KEY_MAKER_LEFT));

    /* one step closes them, and no others */
    expect_forbidden(
        w,
        revoke_left_keys(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)), &revoked));
    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 1);
    assert_true(key_of(w, ana.account, hers)->revoked_at.has);
    assert_false(key_of(w, ana.account, kept)->revoked_at.has);
    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 0);
}

/* In the sandbox of the account that `who` is in. */
static struct api_key_id made_in_sandbox(struct world *w, struct account_id *sandbox)
{
    const struct create_api_key cmd = { .name = STR("pruebas") };
    struct created_api_key made;

    expect_ok(enter_sandbox(&w->ports, &w->scope, true));
    expect_ok(create_api_key(&w->ports, &w->scope, &cmd, &made));
    assert_true(str_starts(made.secret, STR("sk_test_")));
    *sandbox = w->scope.account;
    return made.key.id;
}

static void remove__marks_the_sandboxs_keys_of_who_leaves(void **state)
{
    struct world *w = *state;
    struct signed_in ana = given_owner(w, "ana@example.com");
    struct user_id left = given_member(w, &ana, "eva@example.com", ROLE_ADMIN);
    struct signed_in eva = given_in(w, "eva@example.com", ana.account);
    struct account_id sandbox;
    struct revoked_keys revoked;

    expect_ok(as(w, &eva));
    struct api_key_id hers = made_in_sandbox(w, &sandbox);
    struct api_key_id live = made_by(w, &eva, "tienda");
    /* a key of hers makes another: it stands for her */
    scope_of(w)->account = ana.account;
    w->scope.actor = (struct actor){ ACTOR_KEY, .key = live, .permissions = permission_all() };
    struct api_key_id made_by_key = made_in_sandbox(w, &sandbox);
    expect_ok(as(w, &ana));
    struct api_key_id kept = made_in_sandbox(w, &sandbox);

    expect_ok(as(w, &ana));
    expect_ok(remove_member(&w->ports, &w->scope, left));

    assert_true(key_of(w, sandbox, hers)->maker_left_at.has);
    assert_true(key_of(w, sandbox, made_by_key)->maker_left_at.has);
    assert_false(key_of(w, sandbox, kept)->maker_left_at.has);
    /* the account's owners are told: a sandbox has no people of its own */
    assert_int_equal(events_of(w, EVENT_API_KEY_MAKER_LEFT), 2);
    for (size_t i = 0; i < w->d.store->events.n; i++)
        if (w->d.store->events.items[i].type == EVENT_API_KEY_MAKER_LEFT)
            assert_true(ID_EQ(w->d.store->events.items[i].account, ana.account));

    expect_ok(as(w, &ana));
    expect_ok(revoke_left_keys(&w->ports, &w->scope, &revoked));
    assert_int_equal(revoked.revoked, 3);
    assert_true(key_of(w, sandbox, hers)->revoked_at.has);
    assert_false(key_of(w, sandbox, kept)->revoked_at.has);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(remove__marks_the_keys_of_who_leaves),
        WORLD_TEST(remove__marks_the_sandboxs_keys_of_who_leaves),
    };

    return cmocka_run_group_tests_name("left keys", tests, NULL, NULL);
}
