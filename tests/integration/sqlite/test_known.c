/* tests/integration/sqlite/test_known.c - what is kept of keys and accounts is never older than
 * what was answered: not after a change, a removal, a statement of the store's own, nor while
 * others read. */
#include <pthread.h>

#include "database/sqlite/engine.h"
#include "database/sqlite/known.h"
#include "domain/models/user.h"
#include "integration/sqlite/given_store.h"

#define RECORDS(g) sqlite_record_store((g)->store)

static struct known_ask asked(const struct known *known, const struct record *record,
                              const char *what)
{
    struct str part = str_from_c(what);

    return known_ask(known, record, &part, 1);
}

static void known__is_good_until_its_table_is_written(void **state)
{
    struct known *known = known_new();
    struct arena arena = arena_init();
    struct account account = { .name = STR("Andes"), .version = 7 };
    struct known_ask ask = asked(known, &account_record, "a");
    void *found;

    (void)state;
    assert_false(known_take(known, &ask, &arena, &found));
    known_keep(known, &ask, &account);
    assert_true(known_take(known, &ask, &arena, &found));
    assert_int_equal(((struct account *)found)->version, 7);
    expect_str(((struct account *)found)->name, "Andes");
    known_forget(known, known_bit("api_keys"));
    ask = asked(known, &account_record, "a");
    assert_true(known_take(known, &ask, &arena, &found));

    known_forget(known, known_bit("accounts"));
    ask = asked(known, &account_record, "a");
    assert_false(known_take(known, &ask, &arena, &found));
    arena_release(&arena);
    known_free(known);
}

/* Somebody read the row, a commit came between, and only then it was kept. */
static void known__takes_nothing_that_was_asked_before_a_commit(void **state)
{
    struct known *known = known_new();
    struct arena arena = arena_init();
    struct account account = { .version = 1 };
    struct known_ask early = asked(known, &account_record, "a"), late;
    void *found;

    (void)state;
    known_forget(known, known_bit("accounts"));
    known_keep(known, &early, &account);

    late = asked(known, &account_record, "a");
    assert_false(known_take(known, &late, &arena, &found));
    arena_release(&arena);
    known_free(known);
}

static void known__tells_askings_apart_and_stays_bounded(void **state)
{
    struct known *known = known_new();
    struct arena arena = arena_init();
    struct str one[] = { STR("ab"), STR("c") }, two[] = { STR("a"), STR("bc") };
    struct account account = { .version = 1 };
    struct known_ask a = known_ask(known, &account_record, one, 2);
    struct known_ask b = known_ask(known, &account_record, two, 2);
    void *found;

    (void)state;
    known_keep(known, &a, &account);
    assert_false(known_take(known, &b, &arena, &found));
    for (int i = 0; i < 20000; i++) {
        char text[16];

        (void)snprintf(text, sizeof text, "%d", i);
        a = asked(known, &account_record, text);
        known_keep(known, &a, &account);
    }
    assert_true(known_take(known, &a, &arena, &found));
    assert_int_equal(known_bit("jobs"), 0);
    arena_release(&arena);
    known_free(known);
}

/* -- by the store -- */

static struct api_key given_key(struct given *g)
{
    struct api_key key = { .id = { given_id(g) },
                           .account = g->scope.account,
                           .hash = STR("feed") };

    expect_ok(VIA(RECORDS(g), save, &g->scope, &api_key_record, &key, NULL));
    return key;
}

static enum err find_key(struct given *g, struct api_key **ret)
{
    void *found = NULL;
    enum err err =
        VIA(RECORDS(g), find_global, &g->scope, &api_key_record, "hash", STR("feed"), &found);

    *ret = found;
    return err;
}

static struct account *find_account(struct given *g, struct scope *scope)
{
    void *found = NULL;

    expect_ok(VIA(RECORDS(g), find, scope, &account_record, scope->account.v, &found));
    return found;
}

static enum err run_sql(struct tx *tx, void *context)
{
    CLEANUP(statement_drop)
    sqlite3_stmt *stmt = statement_adhoc(tx->conn, str_from_c(context));

    return statement_run(stmt, tx->error);
}

static void find__sees_a_revoked_and_a_removed_key_at_once(void **state)
{
    struct given *g = *state;
    struct api_key key = given_key(g), *found;

    expect_ok(find_key(g, &found));
    expect_ok(find_key(g, &found));
    assert_false(found->revoked_at.has);
    key.revoked_at.has = true;
    expect_ok(VIA(RECORDS(g), save, &g->scope, &api_key_record, &key, NULL));
    expect_ok(find_key(g, &found));
    assert_true(found->revoked_at.has);
    assert_int_equal(found->version, key.version);

    expect_ok(VIA(RECORDS(g), remove, &g->scope, &api_key_record, key.id.v));
    assert_int_equal(find_key(g, &found), ERR_NOT_FOUND);
}

static void find__sees_what_a_statement_of_the_stores_own_did(void **state)
{
    struct given *g = *state;

    expect_str(find_account(g, &g->scope)->name, "x");
    for (int i = 0; i < 2; i++) { /* prepared anew, and as it stands in the cache */
        expect_ok(store_write(g->store, run_sql,
                              (char *)(uintptr_t) "UPDATE accounts SET name = name || '!'",
                              &g->error));
        assert_int_equal(find_account(g, &g->scope)->name.n, 2 + i);
    }
}

static void find__gives_copies_of_its_own(void **state)
{
    struct given *g = *state;
    struct account *first = find_account(g, &g->scope);

    first->name = STR("changed by whoever was given it");
    expect_str(find_account(g, &g->scope)->name, "x");
}

static void find__does_not_know_another_accounts(void **state)
{
    struct given *g = *state;
    struct scope other = given_account(g);
    void *found;

    find_account(g, &g->scope);
    find_account(g, &other);
    assert_int_equal(VIA(RECORDS(g), find, &other, &account_record, g->scope.account.v, &found),
                     ERR_NOT_FOUND);
}

enum { READERS = 3, CHANGES = 300 };

struct reading {
    struct given *g;
    _Atomic int64_t *told; /* the version that a save was answered with */
    _Atomic bool *over;
    bool stale;
};

/* Whatever was told before the question is seen in its answer. */
static void *read_often(void *context)
{
    struct reading *r = context;

    while (!*r->over) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope =
            scope_system(&arena, r->g->scope.account, r->g->clock.wall, log_none());
        int64_t told = *r->told;
        void *found = NULL;

        if (VIA(RECORDS(r->g), find, &scope, &account_record, scope.account.v, &found) != ERR_OK ||
            ((struct account *)found)->version < told)
            r->stale = true;
    }
    return NULL;
}

static void find__is_never_behind_what_was_told(void **state)
{
    struct given *g = *state;
    struct account account = *find_account(g, &g->scope);
    _Atomic int64_t told = account.version;
    _Atomic bool over = false;
    struct reading readings[READERS];
    pthread_t threads[READERS];

    for (int i = 0; i < READERS; i++) {
        readings[i] = (struct reading){ g, &told, &over, false };
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &readings[i]), 0);
    }
    for (int i = 0; i < CHANGES; i++) {
        expect_ok(VIA(RECORDS(g), save, &g->scope, &account_record, &account, NULL));
        told = account.version;
        assert_int_equal(find_account(g, &g->scope)->version, account.version);
    }
    over = true;
    for (int i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        assert_false(readings[i].stale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known__is_good_until_its_table_is_written),
        cmocka_unit_test(known__takes_nothing_that_was_asked_before_a_commit),
        cmocka_unit_test(known__tells_askings_apart_and_stays_bounded),
        TEST(find__sees_a_revoked_and_a_removed_key_at_once),
        TEST(find__sees_what_a_statement_of_the_stores_own_did),
        TEST(find__gives_copies_of_its_own),
        TEST(find__does_not_know_another_accounts),
        TEST(find__is_never_behind_what_was_told),
    };

    return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
