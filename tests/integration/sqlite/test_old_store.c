/* tests/integration/sqlite/test_old_store.c - a file that was written before the sums by outcome,
 * and those of whole accounts, were kept: opening it makes them of the calls that are in it. The
 * recount is SQL over the calls, and knows nothing of the code that it judges. And one whose
 * notices are nothing but their sentences. */
#include <sqlite3.h>

#include "domain/models/notification.h"
#include "domain/models/outcome.h"
#include "domain/models/rollup.h"
#include "integration/sqlite/given_store.h"

enum { CALLS = 700, UNSETTLED_EVERY = 9, ACCOUNTS = 2, CAMPAIGNS = 3 };
#define FIRST_MS INT64_C(1767225600000)

/* As version 1 made them. */
static const char old_tables[] =
    "DROP TABLE calls; DROP TABLE rollups;"
    "CREATE TABLE calls (\"id\" BLOB NOT NULL, \"account\" BLOB NOT NULL, \"version\" INTEGER,"
    " \"tag\" TEXT, \"job\" BLOB, \"campaign\" BLOB, \"batch\" BLOB, \"attempt\" INTEGER,"
    " \"state\" TEXT, \"outcome\" TEXT, \"provider_call\" TEXT, \"from_number\" TEXT,"
    " \"dialed_at\" INTEGER, \"started_at\" INTEGER, \"ended_at\" INTEGER, \"settled_at\" INTEGER,"
    " \"talk_ms\" INTEGER, \"charge\" INTEGER, \"charge_unit\" TEXT, \"cost_micros\" INTEGER,"
    " \"end_reason\" TEXT, \"sentiment\" TEXT, \"promise_date\" TEXT, \"promise_amount\" TEXT,"
    " \"created_at\" INTEGER, \"phone\" BLOB, sealed BLOB, PRIMARY KEY (account, id)) STRICT,"
    " WITHOUT ROWID;"
    "CREATE TABLE rollups (\"account\" BLOB NOT NULL, \"campaign\" BLOB NOT NULL, \"slot\" INTEGER"
    " NOT NULL, \"calls\" INTEGER, \"answered\" INTEGER, \"outcome_promise\" INTEGER,"
    " \"outcome_paid\" INTEGER, \"outcome_refused\" INTEGER, \"outcome_callback\" INTEGER,"
    " \"outcome_wrong_person\" INTEGER, \"outcome_opted_out\" INTEGER, \"outcome_talked\" INTEGER,"
    " \"outcome_voicemail\" INTEGER, \"outcome_no_answer\" INTEGER, \"outcome_busy\" INTEGER,"
    " \"outcome_declined\" INTEGER, \"outcome_invalid_number\" INTEGER, \"outcome_blocked\""
    " INTEGER, \"outcome_cancelled\" INTEGER, \"outcome_failed\" INTEGER,"
    " \"outcome_undetermined\" INTEGER, \"talk_ms\" INTEGER, \"charge_units\" INTEGER,"
    " \"cost_micros\" INTEGER, PRIMARY KEY (account, slot, campaign)) STRICT, WITHOUT ROWID;"
    "DELETE FROM schema_migrations WHERE version > 1; PRAGMA user_version = 1;";

/* Of a campaign and a quarter of an hour that no call is of: what is made anew has no such row. */
static const char old_sums[] =
    "INSERT INTO rollups (account, campaign, slot, calls, answered, talk_ms) VALUES"
    " (x'aa000000000000000000000000000001', x'cc000000000000000000000000000009', 5, 77, 7, 700)";

/* One call each; what varies, varies by number. */
static const char old_call[] =
    "INSERT INTO calls (id, account, version, campaign, outcome, ended_at, settled_at, talk_ms,"
    " charge, cost_micros, promise_amount) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

static void run(sqlite3 *db, const char *sql)
{
    char *said = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &said) != SQLITE_OK)
        fail_msg("%s: %s", said, sql);
}

static void bind_name(sqlite3_stmt *put, int at, unsigned char kind, unsigned char n)
{
    unsigned char id[16] = { kind };

    id[15] = n;
    sqlite3_bind_blob(put, at, id, sizeof id, SQLITE_TRANSIENT);
}

static void put_call(sqlite3_stmt *put, int64_t i)
{
    enum outcome outcome = (enum outcome)(i % (OUTCOME_COUNT - 1) + 1);
    struct str name = outcome_name(outcome);
    int64_t ended = FIRST_MS + i * 197000 + i % 13;
    unsigned char id[16] = { 1, 2, 3 };

    memcpy(id + 8, &i, sizeof i);
    sqlite3_reset(put);
    sqlite3_clear_bindings(put);
    sqlite3_bind_blob(put, 1, id, sizeof id, SQLITE_TRANSIENT);
    bind_name(put, 2, 0xaa, (unsigned char)(i % ACCOUNTS + 1));
    bind_name(put, 3, 0xcc, (unsigned char)(i % CAMPAIGNS + 1));
    sqlite3_bind_text(put, 4, name.p, (int)name.n, SQLITE_TRANSIENT);
    sqlite3_bind_int64(put, 5, ended);
    if (i % UNSETTLED_EVERY != 0)
        sqlite3_bind_int64(put, 6, ended + 1000);
    sqlite3_bind_int64(put, 7, i % 4 == 0 ? 0 : 1000 * (i % 240));
    sqlite3_bind_int64(put, 8, 120000 * (i % 5));
    sqlite3_bind_int64(put, 9, 7001 * (i % 11));
    if (outcome == OUTCOME_PROMISE)
        sqlite3_bind_text(put, 10, i % 2 == 0 ? "150000.50" : "80000", -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(put), SQLITE_DONE);
}

static sqlite3 *opened(struct given *g)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(g->path, &db), SQLITE_OK);
    return db;
}

static void given_old(struct given *g)
{
    sqlite3_stmt *put;
    sqlite3 *db;

    given_close(g);
    db = opened(g);
    run(db, old_tables);
    run(db, old_sums);
    run(db, "BEGIN");
    assert_int_equal(sqlite3_prepare_v2(db, old_call, -1, &put, NULL), SQLITE_OK);
    for (int64_t i = 0; i < CALLS; i++)
        put_call(put, i);
    sqlite3_finalize(put);
    run(db, "COMMIT");
    sqlite3_close(db);
}

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *ask;
    int64_t n;

    if (sqlite3_prepare_v2(db, sql, -1, &ask, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(db), sql);
    assert_int_equal(sqlite3_step(ask), SQLITE_ROW);
    n = sqlite3_column_int64(ask, 0);
    sqlite3_finalize(ask);
    return n;
}

/* `sum` over the calls is `column` of the roll-ups, for each campaign and slot, and for the account
 * as a whole in each slot. */
static void expect_recount(struct given *g, sqlite3 *db, const char *column, const char *sum)
{
    static const char *const campaigns[] = { "campaign", "x'00000000000000000000000000000000'" };

    for (size_t i = 0; i < ARRAY_LEN(campaigns); i++) {
        struct str counted = str_format(
            &g->arena,
            "SELECT account, %s AS c, ended_at / 900000 AS s, %s AS n FROM calls WHERE settled_at"
            " IS NOT NULL GROUP BY account, c, s",
            campaigns[i], sum);
        struct str wrong = str_format(
            &g->arena,
            "SELECT count(*) FROM (%.*s) AS k LEFT JOIN rollups r ON r.account = k.account AND"
            " r.campaign = k.c AND r.slot = k.s WHERE r.\"%s\" IS NOT k.n",
            STR_ARG(counted), column);

        if (number(db, str_c(&g->arena, wrong)) != 0)
            fail_msg("%s is not what the calls say, by %s", column,
                     i == 0 ? "campaign" : "account");
    }
}

static void expect_outcome(struct given *g, sqlite3 *db, const char *column, const char *sum,
                           struct str name)
{
    struct str whole = str_format(&g->arena, "%s%.*s", column, STR_ARG(name));
    struct str of = str_format(&g->arena, "sum(CASE WHEN outcome = '%.*s' THEN %s ELSE 0 END)",
                               STR_ARG(name), sum);

    expect_recount(g, db, str_c(&g->arena, whole), str_c(&g->arena, of));
}

static void expect_all_right(struct given *g)
{
    sqlite3 *db = opened(g);

    /* each slot of a campaign, and each of an account: no more, none of the old ones */
    assert_int_equal(number(db, "SELECT count(*) FROM rollups"),
                     number(db, "SELECT (SELECT count(*) FROM (SELECT DISTINCT account, campaign,"
                                " ended_at / 900000 FROM calls WHERE settled_at IS NOT NULL)) +"
                                " (SELECT count(*) FROM (SELECT DISTINCT account, ended_at /"
                                " 900000 FROM calls WHERE settled_at IS NOT NULL))"));
    expect_recount(g, db, "calls", "count(*)");
    expect_recount(g, db, "answered", "sum(talk_ms > 0)");
    expect_recount(g, db, "talk_ms", "sum(talk_ms)");
    expect_recount(g, db, "charge_units", "sum(charge)");
    expect_recount(g, db, "cost_micros", "sum(cost_micros)");
    expect_recount(g, db, "promised_micros",
                   "sum(CASE promise_amount WHEN '150000.50' THEN 150000500000 WHEN '80000' THEN"
                   " 80000000000 ELSE 0 END)");
    for (int i = OUTCOME_PROMISE; i < OUTCOME_COUNT; i++) {
        struct str name = outcome_name((enum outcome)i);

        expect_outcome(g, db, "outcome_", "1", name);
        expect_outcome(g, db, "answered_", "(talk_ms > 0)", name);
        expect_outcome(g, db, "talk_ms_", "talk_ms", name);
        expect_outcome(g, db, "charge_units_", "charge", name);
        expect_outcome(g, db, "cost_micros_", "cost_micros", name);
    }
    sqlite3_close(db);
}

static void old_store__has_its_rollups_made_of_its_calls(void **state)
{
    struct given *g = *state;

    given_old(g);
    given_open(g);
    expect_all_right(g);
    given_close(g);
    given_open(g); /* once: a second start adds nothing */
    expect_all_right(g);
}

static void old_store__that_was_cut_off_in_the_middle_is_the_old_one(void **state)
{
    struct given *g = *state;
    sqlite3 *db;

    given_old(g);
    db = opened(g);
    run(db, "CREATE TABLE rollups_of_accounts (x)"); /* the index of that name cannot be made */
    sqlite3_close(db);
    struct sqlite_config config = given_config(g);
    assert_int_not_equal(sqlite_store_open(&config, &g->store, &g->error), ERR_OK);
    db = opened(g);
    assert_int_equal(number(db, "SELECT count(*) FROM rollups"), 1);
    assert_int_equal(number(db, "SELECT max(version) FROM schema_migrations"), 1);
    run(db, "DROP TABLE rollups_of_accounts");
    sqlite3_close(db);
    error_clear(&g->error);
    given_open(g);
    expect_all_right(g);
}

static void rollups__of_an_old_store_answer_as_the_calls_say(void **state)
{
    struct given *g = *state;
    struct rollup_query query = { .from = { FIRST_MS },
                                  .until = { FIRST_MS + INT64_C(30) * MS_PER_DAY } };
    struct rollup_list list;
    sqlite3 *db;

    given_old(g);
    given_open(g);
    g->scope.account.v = (struct id128){ { 0xaa, [15] = 1 } };
    expect_ok(VIA(sqlite_analytics_reader(g->store), rollups, &g->scope, &query, &list));
    db = opened(g);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.items[0].calls,
                     number(db, "SELECT count(*) FROM calls WHERE settled_at IS NOT NULL AND"
                                " account = x'aa000000000000000000000000000001'"));
    assert_int_equal(list.items[0].talk_ms,
                     number(db, "SELECT sum(talk_ms) FROM calls WHERE settled_at IS NOT NULL AND"
                                " account = x'aa000000000000000000000000000001'"));
    sqlite3_close(db);
}

static const char old_notices[] =
    "DROP TABLE notifications;"
    "CREATE TABLE notifications (\"id\" BLOB NOT NULL, \"account\" BLOB NOT NULL, \"version\""
    " INTEGER, \"type\" TEXT, \"title\" TEXT, \"text\" TEXT, \"campaign\" BLOB, \"batch\" BLOB,"
    " \"unread\" INTEGER, \"read_at\" INTEGER, \"created_at\" INTEGER, PRIMARY KEY (account, id))"
    " STRICT, WITHOUT ROWID;"
    "INSERT INTO notifications (id, account, version, type, title, text, unread, created_at) VALUES"
    " (x'dd000000000000000000000000000001', x'aa000000000000000000000000000001', 1,"
    " 'batch.committed', 'Lote importado', 'El lote quedó importado. Gestiones: 1284.', 1, 5);";

static void notice__of_an_old_store_is_read_and_saved_with_its_sentences(void **state)
{
    struct given *g = *state;
    const struct id128 id = { { 0xdd, [15] = 1 } };
    struct notification *n;
    void *found;
    sqlite3 *db;

    given_close(g);
    db = opened(g);
    run(db, old_notices);
    sqlite3_close(db);
    given_open(g);
    g->scope.account.v = (struct id128){ { 0xaa, [15] = 1 } };
    struct record_store records = sqlite_record_store(g->store);
    expect_ok(VIA(records, find, &g->scope, &notification_record, id, &found));
    n = found;
    assert_null(n->campaign_name.p);
    assert_null(n->reason.p);
    assert_false(n->count.has);
    n->unread = false;
    expect_ok(VIA(records, save, &g->scope, &notification_record, n, NULL));

    expect_ok(VIA(records, find, &g->scope, &notification_record, id, &found));
    n = found;
    assert_false(n->unread);
    expect_str(n->title, "Lote importado");
    expect_str(n->text, "El lote quedó importado. Gestiones: 1284.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(old_store__has_its_rollups_made_of_its_calls),
        TEST(old_store__that_was_cut_off_in_the_middle_is_the_old_one),
        TEST(rollups__of_an_old_store_answer_as_the_calls_say),
        TEST(notice__of_an_old_store_is_read_and_saved_with_its_sentences),
    };

    return cmocka_run_group_tests_name("old store", tests, NULL, NULL);
}
