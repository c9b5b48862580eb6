/* tests/unit/application/test_api_keys.c - keys of programs, and who is behind one. */
#include "support/world.h"

#include "application/commands/accounts.h"
#include "application/commands/api_keys.h"
#include "application/commands/sandbox.h"
#include "application/queries/authenticate.h"

static const struct create_api_key for_reading = { .name = STR_INIT("informes") };

static struct created_api_key given_key(struct world *w, struct create_api_key cmd)
{
    struct created_api_key made;

    expect_ok(create_api_key(&w->ports, scope_with(w, permission_all()), &cmd, &made));
    return made;
}

static struct create_api_key with_scope(struct world *w, const char *scope)
{
    struct create_api_key cmd = for_reading;

    cmd.scopes = (struct str_list){ ARENA_NEW(&w->d.arena, struct str), 1 };
    cmd.scopes.items[0] = str_from_c(scope);
    return cmd;
}

/* As a request comes in: nobody yet. */
static enum err authenticate(struct world *w, struct str secret, struct str wanted)
{
    scope_with(w, 0)->account = (struct account_id){ 0 };
    return authenticate_key(&w->ports, &w->scope, secret, wanted);
}

static void key__opens_its_account_with_its_permissions(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, with_scope(w, "read"));

    expect_ok(authenticate(w, made.secret, STR("")));

    assert_true(ID_EQ(w->scope.account, w->d.account.id));
    assert_int_equal(w->scope.actor.kind, ACTOR_KEY);
    assert_true(ID_EQ(w->scope.actor.key, made.key.id));
    expect_ok(scope_require(&w->scope, PERMISSION_READ));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_SPEND));
}

static void key__is_kept_as_a_hash_alone(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading);
    struct api_key *kept =
        memory_find(w->d.store, &api_key_record, w->d.account.id, made.key.id.v)->object;

    assert_false(str_eq(kept->hash, made.secret));
    assert_true(str_ends(made.secret, str_slice(kept->hint, kept->hint.n - 4, kept->hint.n)));
    assert_true(kept->hint.n < made.secret.n);
}

static void key__without_scopes_may_what_its_maker_may(void **state)
{
    struct world *w = *state;
    struct created_api_key made;
    const permission_set maker =
        PERMISSION_BIT(PERMISSION_MANAGE_ACCOUNT) | PERMISSION_BIT(PERMISSION_IMPORT);

    expect_ok(create_api_key(&w->ports, scope_with(w, maker), &for_reading, &made));
    expect_ok(authenticate(w, made.secret, STR("")));

    expect_ok(scope_require(&w->scope, PERMISSION_IMPORT));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_READ_MONEY));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_PLATFORM));
}

static void create_key__refuses_scopes_beyond_its_maker(void **state)
{
    struct world *w = *state;
    struct created_api_key made;
    struct create_api_key cmd = with_scope(w, "spend");

    enum err err = create_api_key(
        &w->ports, scope_with(w, PERMISSION_BIT(PERMISSION_MANAGE_ACCOUNT)), &cmd, &made);

    expect_refused(w, err, ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "scopes[0]"), "api_key.beyond_maker");
    cmd = with_scope(w, "platform");
    err = create_api_key(&w->ports, scope_with(w, permission_all()), &cmd, &made);
    expect_refused(w, err, ERR_INVALID, "request.invalid");
}

/* It would outlive the right that it was made by, where no operator looks for it. */
static void key__of_an_account_is_never_the_operators(void **state)
{
    struct world *w = *state;
    struct created_api_key made;
    struct create_api_key cmd = with_scope(w, "platform");
    const permission_set operators = permission_all() | PERMISSION_BIT(PERMISSION_PLATFORM);

    enum err err = create_api_key(&w->ports, scope_with(w, operators), &cmd, &made);

    expect_refused(w, err, ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "scopes[0]"), "field.not_one_of");
}

static void create_key__refuses_unknown_scopes_and_a_past_end(void **state)
{
    struct world *w = *state;
    struct created_api_key made;
    struct create_api_key cmd = with_scope(w, "fly");

    cmd.expires_at = SOME_INSTANT(w->d.clock.wall);
    enum err err = create_api_key(&w->ports, scope_of(w), &cmd, &made);

    expect_refused(w, err, ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "scopes[0]"), "field.not_one_of");
    assert_string_equal(field_slug(w, "expires_at"), "field.in_the_past");
    err = create_api_key(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)), &cmd, &made);
    expect_forbidden(w, err);
}

static void key__that_is_revoked_expired_or_unknown_gets_one_answer(void **state)
{
    struct world *w = *state;
    struct created_api_key revoked = given_key(w, for_reading), ending;
    struct create_api_key cmd = for_reading;
    struct api_key *key;

    cmd.expires_at = SOME_INSTANT(instant_add(w->d.clock.wall, HOURS(1)));
    ending = given_key(w, cmd);
    expect_ok(revoke_api_key(&w->ports, scope_of(w), revoked.key.id, &key));
    expect_ok(authenticate(w, ending.secret, STR("")));
    fixed_clock_move(&w->d.clock, HOURS(1));
    struct str bad[] = { revoked.secret,
                         ending.secret,
                         STR("sk_live_nobody_ever_made_this_one"),
                         STR("sk_live_short"),
                         STR("Bearer of good news, no key"),
                         STR("") };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect_refused(w, authenticate(w, bad[i], STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
}

static void key__of_a_closed_account_opens_nothing(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading);

    w->d.account.status = ACCOUNT_CLOSED;
    memory_put(w->d.store, &account_record, &w->d.account);

    expect_refused(w, authenticate(w, made.secret, STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
}

static void key__may_name_no_account_but_its_own(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading);

    expect_ok(authenticate(w, made.secret, ID_TEXT(&w->d.arena, w->d.account.id)));
    expect_refused(w, authenticate(w, made.secret, ID_TEXT(&w->d.arena, w->other.id)),
                   ERR_FORBIDDEN, "auth.foreign_account");
}

static void process_key__acts_for_the_account_that_it_names(void **state)
{
    struct world *w = *state;
    struct str secret;

    expect_ok(create_process_key(&w->ports, scope_global(w), STR("one"), &secret));
    expect_ok(authenticate(w, secret, ID_TEXT(&w->d.arena, w->other.id)));

    assert_true(ID_EQ(w->scope.account, w->other.id));
    expect_ok(scope_require(&w->scope, PERMISSION_SPEND));
    expect_ok(authenticate(w, secret, STR("")));
    assert_true(ID_NONE(w->scope.account));
    expect_ok(scope_require(&w->scope, PERMISSION_PLATFORM));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_READ));
}

static void process_key__finds_no_account_that_is_none(void **state)
{
    struct world *w = *state;
    struct str secret;
    struct account_id nobody = { given_id(&w->d) };

    expect_ok(create_process_key(&w->ports, scope_global(w), STR("one"), &secret));

    expect_refused(w, authenticate(w, secret, STR("acc_nonsense")), ERR_NOT_FOUND,
                   "account.not_found");
    expect_refused(w, authenticate(w, secret, ID_TEXT(&w->d.arena, nobody)), ERR_NOT_FOUND,
                   "account.not_found");
}

static void revoke_key__is_content_to_be_told_twice(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading);
    struct api_key *key;

    expect_ok(revoke_api_key(&w->ports, scope_of(w), made.key.id, &key));
    struct instant at = key->revoked_at.v;
    fixed_clock_move(&w->d.clock, HOURS(1));
    expect_ok(revoke_api_key(&w->ports, scope_of(w), made.key.id, &key));

    assert_int_equal(key->revoked_at.v.unix_ms, at.unix_ms);
    expect_refused(w, revoke_api_key(&w->ports, scope_elsewhere(w), made.key.id, &key),
                   ERR_NOT_FOUND, "api_key.not_found");
}

static void key__never_stands_for_a_person(void **state)
{
    struct world *w = *state;
    struct create_api_key cmd = with_scope(w, "own_access");
    struct created_api_key made;
    struct scope *scope = scope_with(w, ~(permission_set)0);

    expect_refused(w, create_api_key(&w->ports, scope, &cmd, &made), ERR_INVALID,
                   "request.invalid");
    made = given_key(w, for_reading);
    expect_ok(authenticate(w, made.secret, STR("")));
    assert_int_equal(w->scope.actor.permissions & PERMISSION_BIT(PERMISSION_OWN_ACCESS), 0);
}

/* -- rotation -- */

static void rotate__gives_a_new_key_and_lets_the_old_one_go_on_for_a_while(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, with_scope(w, "read")), turned;
    const struct rotate_api_key hour = { .overlap_ms = SOME_DURATION(HOURS(1)) };

    expect_ok(
        rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &hour, &turned));
    assert_int_equal(turned.key.scopes.n, 1);
    expect_ok(authenticate(w, made.secret, STR("")));
    expect_ok(authenticate(w, turned.secret, STR("")));
    fixed_clock_move(&w->d.clock, HOURS(1));
    expect_refused(w, authenticate(w, made.secret, STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
    expect_ok(authenticate(w, turned.secret, STR("")));
    expect_refused(
        w, rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &hour, &turned),
        ERR_PRECONDITION, "api_key.over");
}

static void rotate__lets_the_old_key_go_on_for_a_day_unless_told_otherwise(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading), turned;
    const struct rotate_api_key unsaid = { .overlap_ms = { .has = false } };

    expect_ok(
        rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &unsaid, &turned));
    fixed_clock_move(&w->d.clock, (struct duration){ HOURS(24).ms - 1 });
    expect_ok(authenticate(w, made.secret, STR("")));
    fixed_clock_move(&w->d.clock, (struct duration){ 1 });
    expect_refused(w, authenticate(w, made.secret, STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
}

static void rotate__gives_a_successor_no_longer_life(void **state)
{
    struct world *w = *state;
    struct create_api_key cmd = for_reading;
    struct created_api_key made, turned;
    const struct rotate_api_key unsaid = { .overlap_ms = { .has = false } };

    cmd.expires_at = SOME_INSTANT(instant_add(w->d.clock.wall, HOURS(48)));
    made = given_key(w, cmd);
    expect_ok(
        rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &unsaid, &turned));
    fixed_clock_move(&w->d.clock, HOURS(48));
    expect_refused(w, authenticate(w, turned.secret, STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
}

/* Also one that came into the store by another way than through the command. */
static void key__never_has_a_persons_own_access(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, with_scope(w, "read"));
    struct api_key *kept =
        memory_find(w->d.store, &api_key_record, w->d.account.id, made.key.id.v)->object;

    kept->scopes.items[0] = STR("own_access");
    expect_ok(authenticate(w, made.secret, STR("")));
    expect_forbidden(w, scope_require(&w->scope, PERMISSION_OWN_ACCESS));
}

/* The end of the first would be the end of a second successor, too. */
static void rotate__is_of_the_newest_key_alone(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, with_scope(w, "read")), turned, again;
    const struct rotate_api_key day = { .overlap_ms = { .has = false } };

    expect_ok(
        rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &day, &turned));
    expect_refused(
        w, rotate_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &day, &again),
        ERR_PRECONDITION, "api_key.replaced");
    expect_ok(
        rotate_api_key(&w->ports, scope_with(w, permission_all()), turned.key.id, &day, &again));
    assert_false(again.key.expires_at.has);
    expect_ok(authenticate(w, made.secret, STR("")));
}

static void rotate__gives_nobody_more_than_he_has(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, with_scope(w, "spend")), turned;
    const struct rotate_api_key now = { .overlap_ms = SOME_DURATION(HOURS(0)) };

    expect_refused(w,
                   rotate_api_key(&w->ports, scope_with(w, role_permissions(ROLE_ADMIN)),
                                  made.key.id, &now, &turned),
                   ERR_INVALID, "request.invalid");
    assert_string_equal(field_slug(w, "scopes[0]"), "api_key.beyond_maker");
    expect_refused(w, rotate_api_key(&w->ports, scope_elsewhere(w), made.key.id, &now, &turned),
                   ERR_NOT_FOUND, "api_key.not_found");
    expect_forbidden(w, rotate_api_key(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)),
                                       made.key.id, &now, &turned));
}

static void key__tells_when_it_was_last_used_to_the_minute(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w, for_reading);
    const struct api_key *kept =
        memory_find(w->d.store, &api_key_record, w->d.account.id, made.key.id.v)->object;
    struct instant first = w->d.clock.wall;

    assert_false(kept->last_used_at.has);
    expect_ok(authenticate(w, made.secret, STR("")));
    fixed_clock_move(&w->d.clock, SECONDS(59));
    expect_ok(authenticate(w, made.secret, STR("")));
    kept = memory_find(w->d.store, &api_key_record, w->d.account.id, made.key.id.v)->object;
    assert_int_equal(kept->last_used_at.v.unix_ms, first.unix_ms);
    fixed_clock_move(&w->d.clock, SECONDS(1));
    expect_ok(authenticate(w, made.secret, STR("")));
    kept = memory_find(w->d.store, &api_key_record, w->d.account.id, made.key.id.v)->object;
    assert_int_equal(kept->last_used_at.v.unix_ms, first.unix_ms + 60000);
}

/* -- the sandbox -- */

static void sandbox__is_a_second_account_with_play_money(void **state)
{
    struct world *w = *state;
    struct account_id parent = w->d.account.id;
    struct created_api_key made;
    struct wallet wallet;
    void *found;

    expect_refused(w, enter_sandbox(&w->ports, scope_of(w), false), ERR_NOT_FOUND, "sandbox.none");
    expect_ok(enter_sandbox(&w->ports, scope_of(w), true));
    expect_ok(enter_sandbox(&w->ports, scope_of(w), true)); /* again: the same one */
    assert_false(ID_EQ(w->scope.account, parent));
    expect_ok(VIA(w->ports.records, find, &w->scope, &account_record, w->scope.account.v, &found));
    assert_true(ID_EQ(((struct account *)found)->sandbox_of, parent));
    expect_ok(VIA(w->ports.ledger, wallet, &w->scope, &wallet));
    assert_int_equal(wallet.available, 1000LL * MICROS);
    expect_ok(create_api_key(&w->ports, &w->scope, &for_reading, &made));
    assert_true(str_starts(made.secret, STR("sk_test_")));

    struct account_id sandbox = w->scope.account;
    expect_refused(w, enter_sandbox(&w->ports, &w->scope, true), ERR_PRECONDITION,
                   "sandbox.is_one");
    expect_ok(authenticate(w, made.secret, STR("")));
    assert_true(ID_EQ(w->scope.account, sandbox));
    expect_forbidden(
        w, enter_sandbox(&w->ports, scope_with(w, all_but(PERMISSION_MANAGE_ACCOUNT)), true));
}

static void sandbox__ends_with_its_account(void **state)
{
    struct world *w = *state;
    struct created_api_key made;
    struct account closed = w->d.account;

    expect_ok(enter_sandbox(&w->ports, scope_of(w), true));
    expect_ok(create_api_key(&w->ports, &w->scope, &for_reading, &made));
    closed.status = ACCOUNT_CLOSED;
    memory_put(w->d.store, &account_record, &closed);
    expect_refused(w, authenticate(w, made.secret, STR("")), ERR_UNAUTHENTICATED, "auth.bad_key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(key__opens_its_account_with_its_permissions),
        WORLD_TEST(key__is_kept_as_a_hash_alone),
        WORLD_TEST(key__without_scopes_may_what_its_maker_may),
        WORLD_TEST(create_key__refuses_scopes_beyond_its_maker),
        WORLD_TEST(key__of_an_account_is_never_the_operators),
        WORLD_TEST(create_key__refuses_unknown_scopes_and_a_past_end),
        WORLD_TEST(key__that_is_revoked_expired_or_unknown_gets_one_answer),
        WORLD_TEST(key__of_a_closed_account_opens_nothing),
        WORLD_TEST(key__may_name_no_account_but_its_own),
        WORLD_TEST(process_key__acts_for_the_account_that_it_names),
        WORLD_TEST(process_key__finds_no_account_that_is_none),
        WORLD_TEST(revoke_key__is_content_to_be_told_twice),
        WORLD_TEST(rotate__gives_a_new_key_and_lets_the_old_one_go_on_for_a_while),
        WORLD_TEST(rotate__lets_the_old_key_go_on_for_a_day_unless_told_otherwise),
        WORLD_TEST(rotate__gives_a_successor_no_longer_life),
        WORLD_TEST(key__never_has_a_persons_own_access),
        WORLD_TEST(rotate__is_of_the_newest_key_alone),
        WORLD_TEST(rotate__gives_nobody_more_than_he_has),
        WORLD_TEST(key__tells_when_it_was_last_used_to_the_minute),
        WORLD_TEST(sandbox__is_a_second_account_with_play_money),
        WORLD_TEST(sandbox__ends_with_its_account),
        WORLD_TEST(key__never_stands_for_a_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
