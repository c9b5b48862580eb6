/* tests/integration/sqlite/test_seal.c - secrets at rest: what lies in the file, whose key opens
 * it, and updates that leave it alone. */
#include "integration/sqlite/given_coins.h"

/* -- what lies in the file -- */

static bool file_has(const char *path, const char *text)
{
    struct arena arena = arena_init();
    struct strbuf bytes = strbuf_init(&arena, 1 << 26);
    FILE *file = fopen(path, "rb");
    bool found;
    size_t n;

    if (file == NULL)
        return false;
    do {
        n = fread(strbuf_reserve(&bytes, 65536), 1, 65536, file);
        strbuf_added(&bytes, n);
    } while (n > 0);
    fclose(file);
    found = str_find(strbuf_str(&bytes), str_from_c(text)) != SIZE_MAX;
    arena_release(&arena);
    return found;
}

static void sensitive_fields__are_sealed_at_rest(void **state)
{
    struct given *g = *state;
    struct coin coin = { .id = { given_id(g) },
                         .note = STR("a note in the open"),
                         .secret = STR("+573001234567") };
    char log[112];

    snprintf(log, sizeof log, "%s-wal", g->path);
    expect_ok(VIA(RECORDS(g), save, &g->scope, &coin_record, &coin, NULL));
    assert_false(file_has(log, "+573001234567"));
    assert_true(file_has(log, "a note in the open"));
    given_close(g);
    assert_false(file_has(g->path, "+573001234567"));
    assert_true(file_has(g->path, "a note in the open"));
    given_open(g);
    expect_str(found_coin(g, coin.id)->secret, "+573001234567");
}

/* AES-GCM under one key gives all away when two texts share a nonce. */
static void sealed_rows__never_share_a_nonce(void **state)
{
    struct given *g = *state;
    struct coin coin = saved_coin(g, 0, "same");

    for (int i = 1; i < 150; i++)
        saved_coin(g, i, "same");
    /* also the same row once more */
    given_sql(g, "CREATE TABLE nonces (nonce BLOB PRIMARY KEY) WITHOUT ROWID");
    given_sql(g, "INSERT INTO nonces SELECT substr(sealed, 1, 12) FROM coins");
    expect_ok(VIA(RECORDS(g), save, &g->scope, &coin_record, &coin, NULL));
    given_sql(g, "INSERT INTO nonces SELECT substr(sealed, 1, 12) FROM coins WHERE number = 0");
}

static void sealed_rows__cannot_change_places(void **state)
{
    struct given *g = *state;
    struct coin mine = saved_coin(g, 1, "mine"), theirs = saved_coin(g, 2, "theirs");
    void *object;

    given_sql(g, "UPDATE coins SET sealed = (SELECT sealed FROM coins WHERE number = 2)"
                 " WHERE number = 1");

    expect_error(VIA(RECORDS(g), find, &g->scope, &coin_record, mine.id.v, &object),
                 &g->scope.error, ERR_INTERNAL, "store.unsealable");
    expect_str(found_coin(g, theirs.id)->secret, "theirs");
}

static void expect_other_key(struct given *g)
{
    struct sqlite_config config = given_config(g);
    struct sqlite_store *store = NULL;

    g->key[0] ^= 1;
    expect_error(sqlite_store_open(&config, &store, &g->error), &g->error, ERR_PRECONDITION,
                 "store.other_key");
    assert_true(str_eq_c(g->error.params[0].str, g->path));
    assert_null(store);
    error_clear(&g->error);
    g->key[0] ^= 1;
}

static void another_master_key__is_refused_before_anything_is_changed(void **state)
{
    struct given *g = *state;
    struct coin coin = saved_coin(g, 1, "mine");

    given_sql(g, "DELETE FROM schema_migrations WHERE version > 1");
    given_sql(g, "PRAGMA user_version = 1"); /* there would be something to bring up to date */
    given_close(g);
    expect_other_key(g);

    given_open(g);
    expect_str(found_coin(g, coin.id)->secret, "mine");
}

/* A file of before there was a mark: the data key of its account is asked. */
static void another_master_key__of_an_unmarked_store_is_refused(void **state)
{
    struct given *g = *state;

    given_sql(g, "DROP TABLE key_marks");
    given_close(g);
    expect_other_key(g);

    given_open(g); /* its own key marks it */
    given_sql(g, "UPDATE accounts SET data_key = NULL");
    given_close(g);
    expect_other_key(g);
}

static void data_key__of_an_account_is_never_written_over(void **state)
{
    struct given *g = *state;
    struct coin coin = saved_coin(g, 1, "mine");
    struct account *account;
    void *object;

    expect_ok(VIA(RECORDS(g), find, &g->scope, &account_record, g->scope.account.v, &object));
    account = object;
    assert_true(account->data_key.n > 0);
    account->data_key = STR_NONE;
    expect_ok(VIA(RECORDS(g), save, &g->scope, &account_record, account, NULL));
    given_close(g);
    given_open(g);

    expect_str(found_coin(g, coin.id)->secret, "mine");
}

/* -- updates that leave the sealed fields alone -- */

static enum err update_plain(struct tx *tx, void *context)
{
    return row_update(tx, &coin_record, context, 1, ROW_PLAIN);
}

static void row_update__of_the_plain_part_keeps_the_sealed(void **state)
{
    struct given *g = *state;
    struct coin coin = saved_coin(g, 1, "kept"), changed = coin;

    changed.version = 2;
    changed.number = 42;
    changed.secret = STR_NONE; /* it was never unsealed */
    expect_ok(store_write(g->store, update_plain, &changed, &g->error));

    assert_int_equal(found_coin(g, coin.id)->number, 42);
    expect_str(found_coin(g, coin.id)->secret, "kept");
    assert_int_equal(store_write(g->store, update_plain, &changed, &g->error), ERR_CONFLICT);
}

struct coin_change {
    struct coin before, after;
};

static enum err change_coin(struct tx *tx, void *context)
{
    const struct coin_change *change = context;

    return row_change(tx, &coin_record, &change->before, &change->after);
}

static void row_change__writes_what_differs(void **state)
{
    struct given *g = *state;
    struct coin coin = saved_coin(g, 1, "kept");
    struct coin_change change = { coin, coin };

    change.after.version = 2;
    change.after.note = STR("new");
    change.after.secret = STR_NONE;               /* not of the plain part */
    given_sql(g, "UPDATE coins SET number = 77"); /* what is not changed is not written */
    expect_ok(store_write(g->store, change_coin, &change, &g->error));

    expect_str(found_coin(g, coin.id)->note, "new");
    expect_str(found_coin(g, coin.id)->secret, "kept");
    assert_int_equal(found_coin(g, coin.id)->number, 77);
    assert_int_equal(found_coin(g, coin.id)->version, 2);
    assert_int_equal(store_write(g->store, change_coin, &change, &g->error), ERR_CONFLICT);

    change.before = change.after;
    change.after.version = 3;
    change.after.note = STR_NONE;
    change.after.number = 5;
    expect_ok(store_write(g->store, change_coin, &change, &g->error));
    assert_null(found_coin(g, coin.id)->note.p);
    assert_int_equal(found_coin(g, coin.id)->number, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sensitive_fields__are_sealed_at_rest),
        TEST(sealed_rows__never_share_a_nonce),
        TEST(sealed_rows__cannot_change_places),
        TEST(another_master_key__is_refused_before_anything_is_changed),
        TEST(another_master_key__of_an_unmarked_store_is_refused),
        TEST(data_key__of_an_account_is_never_written_over),
        TEST(row_update__of_the_plain_part_keeps_the_sealed),
        TEST(row_change__writes_what_differs),
    };

    return cmocka_run_group_tests_name("sqlite store", tests, NULL, NULL);
}
