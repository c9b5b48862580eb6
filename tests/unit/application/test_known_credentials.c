/* tests/unit/application/test_known_credentials.c - who was let in a moment ago is let in without
 * the store, at every host that shares the cache, and not one request longer than he may be. */
#include "support/given_people.h"

#include "application/commands/api_keys.h"
#include "application/commands/invitations.h"
#include "application/commands/members.h"
#include "application/commands/platform_admins.h"
#include "base/strbuf.h"
#include "domain/models/session.h"
#include "domain/models/user.h"
#include "known_credentials.h"

/* -- another host: the same store and cache -- */

struct host {
    struct marked_records records;
    struct ports ports;
};

static struct host another_host(struct world *w)
{
    return (struct host){ w->records, w->ports };
}

static enum err away(struct scope *scope)
{
    return FAIL(&scope->error, ERR_UNAVAILABLE, "store.away");
}

static enum err find_in_none(void *self, struct scope *scope, const struct record *record,
                             const char *field, struct str value, void **ret)
{
    (void)self;
    (void)record;
    (void)field;
    (void)value;
    (void)ret;
    return away(scope);
}

static enum err page_in_none(void *self, struct scope *scope, const struct record *record,
                             const struct page_query *query, struct page *ret)
{
    (void)self;
    (void)record;
    (void)query;
    (void)ret;
    return away(scope);
}

static const struct record_store_ops no_store = { .find_global = find_in_none,
                                                  .page = page_in_none };

static enum err enter(struct world *w, const struct ports *ports, struct str secret)
{
    struct scope *scope = scope_of_nobody(w);

    return str_starts(secret, STR("sk_")) ? authenticate_key(ports, scope, secret, STR(""))
                                          : authenticate_session(ports, scope, secret, STR(""));
}

static enum err enter_without_store(struct world *w, struct str secret)
{
    struct host host = another_host(w);

    host.ports.records = (struct record_store){ &no_store, NULL };
    return enter(w, &host.ports, secret);
}

/* -- people and programs -- */

struct known {
    struct account account;
    struct signed_in owner;
};

static struct known given_owner(struct world *w)
{
    struct known known = { .account = given_owned(w, "ana@sur.co").account };

    expect_ok(come_in_with(w, "ana@sur.co", PASSWORD, &known.owner));
    expect_ok(enter(w, &w->ports, known.owner.secret));
    return known;
}

static struct created_api_key given_key(struct world *w)
{
    const struct create_api_key cmd = { .name = STR("informes") };
    struct created_api_key made;

    expect_ok(create_api_key(&w->ports, scope_with(w, permission_all()), &cmd, &made));
    expect_ok(enter(w, &w->ports, made.secret)); /* notes its use */
    expect_ok(enter(w, &w->ports, made.secret));
    return made;
}

static void expect_ended(struct world *w, struct str secret)
{
    struct host host = another_host(w);

    expect_refused(w, enter(w, &host.ports, secret), ERR_UNAUTHENTICATED, "auth.session_ended");
}

/* -- what is known -- */

static void session__is_let_in_again_without_the_store(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);

    expect_ok(enter(w, &w->ports, known.owner.secret));
    struct scope first = w->scope;
    expect_ok(enter_without_store(w, known.owner.secret));

    assert_true(ID_EQ(w->scope.account, known.account.id));
    assert_true(ID_EQ(w->scope.actor.session, known.owner.session.id));
    assert_true(ID_EQ(w->scope.actor.user, known.owner.user.id));
    assert_int_equal(w->scope.actor.permissions, first.actor.permissions);
    fixed_clock_move(&w->d.clock, (struct duration){ CREDENTIAL_KNOWN_MS });
    assert_int_equal(enter_without_store(w, known.owner.secret), ERR_UNAVAILABLE);
}

static void key__is_let_in_again_without_the_store(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w);

    expect_ok(enter_without_store(w, made.secret));
    assert_true(ID_EQ(w->scope.account, w->d.account.id));
    assert_true(ID_EQ(w->scope.actor.key, made.key.id));
    expect_ok(scope_require(&w->scope, PERMISSION_READ));
    fixed_clock_move(&w->d.clock, (struct duration){ CREDENTIAL_KNOWN_MS });
    assert_int_equal(enter_without_store(w, made.secret), ERR_UNAVAILABLE);
}

/* A cache may keep longer than it is told to. */
static void known__is_not_believed_beyond_its_end(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct host host = another_host(w);

    host.ports.records = (struct record_store){ &no_store, NULL };
    expect_ok(enter(w, &w->ports, known.owner.secret));
    struct scope *later = scope_of_nobody(w);
    later->now = instant_add(later->now, (struct duration){ 14999 });
    expect_ok(authenticate_session(&host.ports, later, known.owner.secret, STR("")));
    later = scope_of_nobody(w);
    later->now = instant_add(later->now, SECONDS(15));
    assert_int_equal(authenticate_session(&host.ports, later, known.owner.secret, STR("")),
                     ERR_UNAVAILABLE);
}

static void another_account__is_refused_to_who_is_known_too(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct created_api_key made = given_key(w);
    struct str other = ID_TEXT(&w->d.arena, w->other.id);

    expect_refused(w,
                   authenticate_session(&w->ports, scope_of_nobody(w), known.owner.secret, other),
                   ERR_FORBIDDEN, "auth.foreign_account");
    expect_refused(w, authenticate_key(&w->ports, scope_of_nobody(w), made.secret, other),
                   ERR_FORBIDDEN, "auth.foreign_account");
}

/* -- what ends is not let in by the next request, at any host -- */

static void signed_out__is_refused_at_another_host(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);

    expect_ok(enter_without_store(w, known.owner.secret));
    expect_ok(enter(w, &w->ports, known.owner.secret));
    expect_ok(end_session(&w->ports, &w->scope, known.owner.session.id));
    expect_ended(w, known.owner.secret);
}

static void another_role__ends_it_at_another_host(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct scope inside = *scope_global(w);
    struct page_query query = { .limit = 10 };
    struct page page;
    struct membership *m;

    inside.account = known.account.id;
    expect_ok(VIA(w->ports.records, page, &inside, &membership_record, &query, &page));
    m = page.items;
    m->role = ROLE_VIEWER;
    expect_ok(VIA(w->ports.records, save, &inside, &membership_record, m, NULL));
    expect_ended(w, known.owner.secret);
}

static void member_who_is_gone__is_refused_at_another_host(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct scope inside = *scope_global(w);
    struct page_query query = { .limit = 10 };
    struct page page;

    inside.account = known.account.id;
    expect_ok(VIA(w->ports.records, page, &inside, &membership_record, &query, &page));
    expect_ok(VIA(w->ports.records, remove, &inside, &membership_record,
                  ((struct membership *)page.items)->id.v));
    expect_ended(w, known.owner.secret);
}

static void operator__loses_his_permission_with_his_next_request(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    const struct grant_platform_admin cmd = { STR("ana@sur.co") };
    struct host host = another_host(w);
    struct user *user;

    expect_ok(grant_platform_admin(&w->ports, scope_with(w, PERMISSION_BIT(PERMISSION_PLATFORM)),
                                   &cmd, &user));
    expect_ok(enter(w, &host.ports, known.owner.secret));
    expect_ok(scope_require(&w->scope, PERMISSION_PLATFORM));
    expect_ok(enter_without_store(w, known.owner.secret));
    expect_ok(scope_require(&w->scope, PERMISSION_PLATFORM));

    expect_ok(revoke_platform_admin(&w->ports, scope_with(w, PERMISSION_BIT(PERMISSION_PLATFORM)),
                                    user->id));
    expect_ok(enter(w, &host.ports, known.owner.secret));
    expect_refused(w, scope_require(&w->scope, PERMISSION_PLATFORM), ERR_FORBIDDEN,
                   "permission.missing");
}

static void closed_account__is_refused_at_another_host(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct account *account;
    struct scope inside = *scope_global(w);
    void *found;

    inside.account = known.account.id;
    expect_ok(VIA(w->ports.records, find, &inside, &account_record, known.account.id.v, &found));
    account = found;
    account->status = ACCOUNT_CLOSED;
    expect_ok(VIA(w->ports.records, save, &inside, &account_record, account, NULL));
    expect_ended(w, known.owner.secret);
}

static void revoked_key__is_refused_at_another_host(void **state)
{
    struct world *w = *state;
    struct created_api_key made = given_key(w);
    struct host host = another_host(w);
    struct api_key *revoked;

    expect_ok(enter_without_store(w, made.secret));
    expect_ok(revoke_api_key(&w->ports, scope_with(w, permission_all()), made.key.id, &revoked));
    expect_refused(w, enter(w, &host.ports, made.secret), ERR_UNAUTHENTICATED, "auth.bad_key");
}

/* -- what the cache does wrong -- */

/* While it cannot be told, who has gone is let in elsewhere for a moment and no longer. */
static void end_that_could_not_be_told__is_late_by_seconds_at_most(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);

    expect_ok(enter(w, &w->ports, known.owner.secret));
    w->cache.is_away = true;
    expect_ok(end_session(&w->ports, &w->scope, known.owner.session.id));
    expect_ended(w, known.owner.secret); /* here the store is asked */
    w->cache.is_away = false;
    expect_ok(enter_without_store(w, known.owner.secret));
    fixed_clock_move(&w->d.clock, (struct duration){ CREDENTIAL_KNOWN_MS });
    expect_ended(w, known.owner.secret);
}

static struct {
    struct world *world;
    const struct known *known;
    struct record_store inside;
    bool done;
} meddling;

/* The person is the last that is read: meanwhile the session ends. */
static enum err find_user_late(void *self, struct scope *scope, const struct record *record,
                               const char *field, struct str value, void **ret)
{
    struct scope aside = *scope;

    (void)self;
    TRY(VIA(meddling.inside, find_global, scope, record, field, value, ret));
    if (record != &user_record || meddling.done)
        return ERR_OK;
    meddling.done = true;
    aside.account = meddling.known->account.id;
    return VIA(meddling.inside, remove, &aside, &session_record,
               meddling.known->owner.session.id.v);
}

static void session_that_ends_while_it_is_read__is_not_known_afterwards(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct record_store_ops ops = *w->ports.records.ops;

    fixed_clock_move(&w->d.clock, (struct duration){ CREDENTIAL_KNOWN_MS });
    meddling.world = w;
    meddling.known = &known;
    meddling.inside = w->ports.records;
    meddling.done = false;
    ops.find_global = find_user_late;
    w->ports.records.ops = &ops;
    expect_ok(enter(w, &w->ports, known.owner.secret)); /* it began before */
    w->ports.records = meddling.inside;
    assert_true(meddling.done);
    expect_ended(w, known.owner.secret);
}

/* Whoever can write to the cache cannot let himself in. */
static void words_of_somebody_else__are_not_believed(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct arena *arena = &w->d.arena;
    struct str hash = VIA(w->ports.secrets, hash, arena, known.owner.secret);
    struct str name = str_format(arena, "session:%.*s", STR_ARG(hash)), kept;
    struct cache_stamp stamp = { .n = 0 };
    const struct duration life = { CREDENTIAL_KNOWN_MS };
    struct scope *scope = scope_of_nobody(w);
    struct host host = another_host(w);

    assert_true(VIA(w->ports.cache, find, scope, name, &kept));
    size_t at = str_find(kept, STR("owner"));
    struct str raised =
        str_format(arena, "%.*s*%.*s", (int)at, kept.p, (int)(kept.n - at), kept.p + at);
    VIA(w->ports.cache, keep, scope, name, raised, &stamp, life);
    expect_ok(enter(w, &host.ports, known.owner.secret));
    expect_refused(w, scope_require(&w->scope, PERMISSION_PLATFORM), ERR_FORBIDDEN,
                   "permission.missing");
    assert_int_equal(enter_without_store(w, known.owner.secret), ERR_OK); /* kept afresh */

    const struct str others[] = { STR(""), STR("x"), STR(" "), str_slice(kept, 0, kept.n - 1) };
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        VIA(w->ports.cache, keep, scope_of_nobody(w), name, others[i], &stamp, life);
        assert_int_equal(enter_without_store(w, known.owner.secret), ERR_UNAVAILABLE);
    }
}

/* Of one session what is known of another is worth nothing. */
static void words_of_another_session__are_not_believed(void **state)
{
    struct world *w = *state;
    struct known known = given_owner(w);
    struct arena *arena = &w->d.arena;
    struct cache_stamp stamp = { .n = 0 };
    struct str kept, secret = STR("a-secret-of-nobody-that-was-never-given");
    struct str name = str_format(arena, "session:%.*s",
                                 STR_ARG(VIA(w->ports.secrets, hash, arena, known.owner.secret)));

    assert_true(VIA(w->ports.cache, find, scope_of_nobody(w), name, &kept));
    VIA(w->ports.cache, keep, scope_of_nobody(w),
        str_format(arena, "session:%.*s", STR_ARG(VIA(w->ports.secrets, hash, arena, secret))),
        kept, &stamp, (struct duration){ CREDENTIAL_KNOWN_MS });
    expect_ended(w, secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(session__is_let_in_again_without_the_store),
        WORLD_TEST(key__is_let_in_again_without_the_store),
        WORLD_TEST(known__is_not_believed_beyond_its_end),
        WORLD_TEST(another_account__is_refused_to_who_is_known_too),
        WORLD_TEST(signed_out__is_refused_at_another_host),
        WORLD_TEST(another_role__ends_it_at_another_host),
        WORLD_TEST(member_who_is_gone__is_refused_at_another_host),
        WORLD_TEST(operator__loses_his_permission_with_his_next_request),
        WORLD_TEST(closed_account__is_refused_at_another_host),
        WORLD_TEST(revoked_key__is_refused_at_another_host),
        WORLD_TEST(end_that_could_not_be_told__is_late_by_seconds_at_most),
        WORLD_TEST(session_that_ends_while_it_is_read__is_not_known_afterwards),
        WORLD_TEST(words_of_somebody_else__are_not_believed),
        WORLD_TEST(words_of_another_session__are_not_believed),
    };

    return cmocka_run_group_tests_name("known_credentials", tests, NULL, NULL);
}
