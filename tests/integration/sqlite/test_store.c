/* tests/integration/sqlite/test_store.c - opening, locking, schema, groups of writers, plans and
 * full disks. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/cleanup.h"
#include "database/sqlite/connection.h"
#include "integration/sqlite/given_coins.h"

/* -- opening -- */

static void open__refuses_a_store_in_use(void **state)
{
    struct given *g = *state;
    struct sqlite_config config = given_config(g);
    struct sqlite_store *second = NULL;

    expect_error(sqlite_store_open(&config, &second, &g->error), &g->error, ERR_PRECONDITION,
                 "store.locked");
    assert_true(str_eq_c(g->error.params[0].str, g->path));
    assert_null(second);
    given_close(g);
    given_open(g);
}

static enum err read_cache_used(struct tx *tx, void *context)
{
    int highest;

    assert_int_equal(
        sqlite3_db_status(tx->conn->db, SQLITE_DBSTATUS_CACHE_USED, context, &highest, 0),
        SQLITE_OK);
    return ERR_OK;
}

static void open__gives_the_writer_a_cache_of_the_bytes_it_is_told(void **state)
{
    struct given *g = *state;
    struct sqlite_config config = given_config(g);
    int used = 0;

    given_close(g);
    config.cache_bytes = 1 << 20;
    expect_ok(sqlite_store_open(&config, &g->store, &g->error));
    given_sql(
        g, "CREATE TABLE filled AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
           " WHERE i < 8000) SELECT i, zeroblob(1000) AS bytes FROM n");

    expect_ok(store_write(g->store, read_cache_used, &used, &g->error));
    assert_in_range(used, 1 << 19, (1 << 20) + (1 << 18));
}

static void open__refuses_a_newer_schema(void **state)
{
    struct given *g = *state;
    struct sqlite_config config = given_config(g);
    struct sqlite_store *store = NULL;

    given_sql(g, "PRAGMA user_version = 99");
    given_close(g);

    expect_error(sqlite_store_open(&config, &store, &g->error), &g->error, ERR_PRECONDITION,
                 "store.newer_schema");
    assert_int_equal(g->error.params[0].i64, 99);
    assert_true(g->error.params[1].i64 < 99);
}

static void open__names_what_it_cannot_open(void **state)
{
    struct given *g = *state;
    struct sqlite_config config = given_config(g);
    struct sqlite_store *store = NULL;

    config.path = STR("/nowhere/at/all.db");
    expect_error(sqlite_store_open(&config, &store, &g->error), &g->error, ERR_UNAVAILABLE,
                 "store.cannot_open");
    expect_str(g->error.params[0].str, "/nowhere/at/all.db");
}

static void open__keeps_the_file_to_its_owner(void **state)
{
    struct given *g = *state;
    struct stat status;

    assert_int_equal(stat(g->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

struct wide_coin {
    struct coin coin;
    struct amount price;
    struct opt_i64 edition;
};

static void open__adds_columns_that_a_newer_program_brings(void **state)
{
    static const struct field fields[] = {
        FIELD_ID(struct wide_coin, coin.id, FIELD_KEY),
        FIELD_ID(struct wide_coin, coin.account, FIELD_KEY),
        FIELD_I64(struct wide_coin, coin.version, 0, 0, 0),
        FIELD_I64(struct wide_coin, coin.number, FIELD_INDEXED, 0, 0),
        FIELD_STR(struct wide_coin, coin.note, 0, 0, 0),
        FIELD_STR(struct wide_coin, coin.secret, FIELD_SENSITIVE, 0, 0),
        FIELD_AMOUNT(struct wide_coin, price, 0),
        FIELD_OPT_I64(struct wide_coin, edition, 0, 0, 0),
    };
    struct field named[ARRAY_LEN(fields)];
    struct record wide = { "coins", sizeof(struct wide_coin), named, ARRAY_LEN(fields) };
    const struct record *const records[] = { &wide };
    struct given *g = *state;
    struct coin coin = saved_coin(g, 5, "kept");
    struct sqlite_config config = given_config(g);
    struct wide_coin *found;
    void *object;

    memcpy(named, fields, sizeof fields);
    for (size_t i = 0; i < coin_record.n; i++)
        named[i].name = coin_fields[i].name; /* not "coin.id" */
    given_close(g);
    config.records = records;
    expect_ok(sqlite_store_open(&config, &g->store, &g->error));

    expect_ok(VIA(RECORDS(g), find, &g->scope, &wide, coin.id.v, &object));
    found = object;
    assert_int_equal(found->coin.number, 5);
    expect_str(found->coin.secret, "kept");
    assert_int_equal(found->price.units, 0);
    assert_false(found->edition.has);
    found->price = AMOUNT(9, UNIT_EUR);
    expect_ok(VIA(RECORDS(g), save, &g->scope, &wide, found, NULL));
    expect_ok(VIA(RECORDS(g), find, &g->scope, &wide, coin.id.v, &object));
    assert_int_equal(((struct wide_coin *)object)->price.unit, UNIT_EUR);
}

static void store_now__goes_by_time_since_boot(void **state)
{
    struct given *g = *state;
    struct instant before = sqlite_store_now(g->store);

    g->clock.wall.unix_ms -= MS_PER_DAY; /* somebody sets the wall clock back */
    g->clock.boot.unix_ms += 500;

    assert_int_equal(sqlite_store_now(g->store).unix_ms - before.unix_ms, 500);
}

static void is_made__once_something_was_kept(void **state)
{
    struct given *g = *state;
    char path[128];

    assert_true(sqlite_store_is_made(str_from_c(g->path)));
    snprintf(path, sizeof path, "%s/other.db", g->folder);
    assert_false(sqlite_store_is_made(str_from_c(path)));
    fclose(fopen(path, "w"));
    assert_false(sqlite_store_is_made(str_from_c(path)));
    strcat(path, "-wal");
    CLEANUP(cleanup_file) FILE *log = fopen(path, "w");
    fputs("of a process that was killed", log);
    fflush(log);
    snprintf(path, sizeof path, "%s/other.db", g->folder);
    assert_true(sqlite_store_is_made(str_from_c(path)));
}

/* -- many writers -- */

enum { WRITERS = 8, WRITES = 60 };

struct writer {
    struct given *g;
    struct coin *shared;
    int64_t done, conflicts;
    unsigned number;
};

/* Adds one to a coin that all want, by load and save; a stale one is loaded again. */
static void *count_up(void *arg)
{
    struct writer *w = arg;
    struct record_store store = RECORDS(w->g);
    struct arena arena = arena_init();

    while (w->done < WRITES) {
        struct scope scope = scope_page(&w->g->scope, &arena, w->g->clock.wall);
        void *object = NULL;
        enum err err = VIA(store, find, &scope, &coin_record, w->shared->id.v, &object);

        if (err == ERR_OK) {
            ((struct coin *)object)->number++;
            err = VIA(store, save, &scope, &coin_record, object, NULL);
        }
        w->done += err == ERR_OK;
        w->conflicts += err == ERR_CONFLICT;
        if (err != ERR_OK && err != ERR_CONFLICT)
            break;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return NULL;
}

/* Groups hold requests that fail beside those that succeed: each gets its own answer. */
static void writers__share_commits_but_not_fates(void **state)
{
    struct given *g = *state;
    struct coin shared = saved_coin(g, 0, "");
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];

    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ g, &shared, 0, 0, i };
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &writers[i]), 0);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(writers[i].done, WRITES);
    }
    assert_int_equal(found_coin(g, shared.id)->number, WRITERS * WRITES);
    assert_int_equal(found_coin(g, shared.id)->version, WRITERS * WRITES + 1);
}

struct asynchronous {
    struct write_request request;
    struct coin coin;
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    bool answered;
    enum err err;
};

static enum err insert_coin(struct tx *tx, void *context)
{
    return row_insert(tx, &coin_record, context);
}

static void note_answer(struct write_request *request, enum err err)
{
    struct asynchronous *a = (struct asynchronous *)request;

    pthread_mutex_lock(&a->mutex);
    a->answered = true;
    a->err = err;
    pthread_cond_signal(&a->cond);
    pthread_mutex_unlock(&a->mutex);
}

static void store_submit__answers_when_it_is_durable(void **state)
{
    struct given *g = *state;
    struct asynchronous a = { .coin = { .id = { given_id(g) },
                                        .account = g->scope.account,
                                        .version = 1,
                                        .secret = STR("async") },
                              .mutex = PTHREAD_MUTEX_INITIALIZER,
                              .cond = PTHREAD_COND_INITIALIZER };

    a.request = (struct write_request){
        .work = insert_coin, .context = &a.coin, .error = &g->error, .done = note_answer
    };
    store_submit(g->store, &a.request);
    pthread_mutex_lock(&a.mutex);
    while (!a.answered)
        pthread_cond_wait(&a.cond, &a.mutex);
    pthread_mutex_unlock(&a.mutex);

    assert_int_equal(a.err, ERR_OK);
    expect_str(found_coin(g, a.coin.id)->secret, "async");
}

/* -- plans -- */

static void expect_plan(struct given *g, const char *sql, const char *wanted)
{
    CLEANUP(reader_return) struct connection *reader = reader_lease(g->store);
    CLEANUP(statement_drop)
    sqlite3_stmt *explain =
        statement_adhoc(reader, str_format(&g->arena, "EXPLAIN QUERY PLAN %s", sql));
    struct strbuf plan = strbuf_init(&g->arena, 4096);
    bool row;

    for (;;) {
        expect_ok(statement_step(explain, &row, &g->error));
        if (!row)
            break;
        strbuf_add(&plan, column_str(explain, 3, &g->arena));
        strbuf_add_char(&plan, ';');
    }
    if (!str_eq(strbuf_str(&plan), str_from_c(wanted)))
        fail_msg("%s: %.*s", sql, STR_ARG(strbuf_str(&plan)));
}

/* The planner knows from the first day that an account may have a million of them. */
static void lists__walk_an_index_and_never_the_account(void **state)
{
    struct given *g = *state;

    expect_plan(g,
                "SELECT * FROM jobs WHERE account = ?1 AND campaign = ?2 AND id > ?3 ORDER BY id"
                " LIMIT ?4",
                "SEARCH jobs USING INDEX jobs_by_campaign (account=? AND campaign=? AND id>?);");
    expect_plan(g,
                "SELECT * FROM jobs WHERE account = ?1 AND batch = ?2 AND id > ?3 ORDER BY id"
                " LIMIT ?4",
                "SEARCH jobs USING INDEX jobs_by_batch (account=? AND batch=? AND id>?);");
    expect_plan(g,
                "SELECT * FROM coins WHERE account = ?1 AND \"number\" = ?2 AND id < ?3 ORDER BY"
                " id DESC LIMIT ?4",
                "SEARCH coins USING INDEX coins_by_number (account=? AND number=? AND id<?);");
    expect_plan(g, "SELECT * FROM coins WHERE \"number\" = ?1 ORDER BY id, account LIMIT ?2",
                "SEARCH coins USING INDEX coins_all_by_number (number=?);");
}

/* A claim reads the first of an index, neither all that are due nor a sorted copy of them. */
static void claims__walk_the_queue_in_its_order(void **state)
{
    struct given *g = *state;

    expect_plan(g,
                "SELECT * FROM jobs INDEXED BY jobs_due WHERE account = ?1 AND batch = ?2 AND"
                " state IN ('scheduled', 'retry_wait') AND not_before <= ?3 ORDER BY not_before"
                " LIMIT ?4",
                "SEARCH jobs USING INDEX jobs_due (account=? AND batch=? AND not_before<?);");
    expect_plan(
        g,
        "SELECT * FROM jobs INDEXED BY jobs_leased WHERE account = ?1 AND campaign = ?2 AND"
        " state IN ('claimed', 'held') AND lease_until <= ?3 ORDER BY lease_until LIMIT ?4",
        "SEARCH jobs USING INDEX jobs_leased (account=? AND campaign=? AND lease_until<?);");
}

/* -- a disk that is full -- */

static void full_disk__is_told_and_survived(void **state)
{
    struct given *g = *state;
    struct rlimit limit, small;
    struct coin big = { .id = { given_id(g) } }, *objects[] = { &big };
    enum err err;

    big.note = (struct str){ arena_alloc(&g->arena, 4 << 20), 4 << 20 };
    memset((char *)(uintptr_t)big.note.p, 'x', big.note.n);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 1 << 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    err = VIA(RECORDS(g), save, &g->scope, &coin_record, objects[0], NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);

    expect_error(err, &g->scope.error, ERR_UNAVAILABLE, "store.unavailable");
    assert_int_equal(big.version, 0);
    expect_ok(VIA(RECORDS(g), save, &g->scope, &coin_record, objects[0], NULL));
    assert_int_equal(found_coin(g, big.id)->note.n, big.note.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(open__refuses_a_store_in_use),
        TEST(open__gives_the_writer_a_cache_of_the_bytes_it_is_told),
        TEST(open__refuses_a_newer_schema),
        TEST(open__names_what_it_cannot_open),
        TEST(open__keeps_the_file_to_its_owner),
        TEST(open__adds_columns_that_a_newer_program_brings),
        TEST(is_made__once_something_was_kept),
        TEST(store_now__goes_by_time_since_boot),
        TEST(writers__share_commits_but_not_fates),
        TEST(store_submit__answers_when_it_is_durable),
        TEST(lists__walk_an_index_and_never_the_account),
        TEST(claims__walk_the_queue_in_its_order),
        TEST(full_disk__is_told_and_survived),
    };

    return cmocka_run_group_tests_name("sqlite store", tests, NULL, NULL);
}
