/* tests/integration/sqlite/test_audit_log.c - whoever has the file and not the key changes nothing
 * unseen. */
#include "given_store.h"

#include <sqlite3.h>

static struct audit_check check_of(struct given *g)
{
    struct audit_check check;

    expect_ok(VIA(sqlite_audit_log(g->store), check, &g->scope, &check));
    return check;
}

static void given_lines(struct given *g, int n)
{
    for (int i = 0; i < n; i++) {
        struct coin coin = { .id = { given_id(g) } };
        struct event_list raised = { NULL, 0, 0 };

        event_list_add(&raised, &g->arena,
                       (struct event){ .type = EVENT_CAMPAIGN_CHANGED, .count = SOME_I64(i) });
        expect_ok(
            VIA(sqlite_record_store(g->store), save, &g->scope, &coin_record, &coin, &raised));
    }
}

static int run(struct given *g, const char *sql)
{
    sqlite3 *db;
    int rc;

    assert_int_equal(sqlite3_open(g->path, &db), SQLITE_OK);
    rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return rc;
}

/* As someone who knows the file's schema: past the triggers, while nothing runs. */
static int64_t broken_after(struct given *g, const char *sql)
{
    given_lines(g, 5);
    assert_true(check_of(g).sound);
    given_close(g);
    assert_int_equal(run(g, "DROP TRIGGER audit_entries_stay; DROP TRIGGER audit_entries_last"),
                     SQLITE_OK);
    assert_int_equal(run(g, sql), SQLITE_OK);
    given_open(g);
    given_lines(g, 1); /* what comes after does not heal it */
    assert_false(check_of(g).sound);
    return check_of(g).broken_at;
}

static void change__is_found(void **state)
{
    assert_int_equal(broken_after(*state, "UPDATE audit_entries SET count = 7 WHERE seq = 3"), 3);
}

static void changed_actor__is_found(void **state)
{
    assert_int_equal(broken_after(*state, "UPDATE audit_entries SET actor = 'x' WHERE seq = 1"), 1);
}

static void removal__is_found(void **state)
{
    assert_int_equal(broken_after(*state, "DELETE FROM audit_entries WHERE seq = 2"), 2);
}

static void removal_of_the_last__is_found(void **state)
{
    assert_int_equal(broken_after(*state, "DELETE FROM audit_entries WHERE seq = 5"), 5);
}

static void removal_of_the_last_with_its_head__is_found(void **state)
{
    struct given *g = *state;

    given_lines(g, 5);
    given_close(g);
    assert_int_equal(
        run(g, "DROP TRIGGER audit_entries_last; DELETE FROM audit_entries WHERE seq = 5;"
               "UPDATE audit_heads SET seq = 4, hash = (SELECT hash FROM audit_entries WHERE seq ="
               " 4)"),
        SQLITE_OK);
    given_open(g);

    assert_false(check_of(g).sound);
}

static void exchange__is_found(void **state)
{
    assert_int_equal(broken_after(*state, "UPDATE audit_entries SET seq = 99 WHERE seq = 2;"
                                          "UPDATE audit_entries SET seq = 2 WHERE seq = 3;"
                                          "UPDATE audit_entries SET seq = 3 WHERE seq = 99"),
                     2);
}

static void lines__can_only_be_added(void **state)
{
    struct given *g = *state;

    given_lines(g, 2);
    given_close(g);
    assert_int_not_equal(run(g, "UPDATE audit_entries SET count = 7"), SQLITE_OK);
    assert_int_not_equal(run(g, "DELETE FROM audit_entries"), SQLITE_OK);
    given_open(g);

    assert_true(check_of(g).sound);
    assert_int_equal(check_of(g).entries, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(change__is_found),
        TEST(changed_actor__is_found),
        TEST(removal__is_found),
        TEST(removal_of_the_last__is_found),
        TEST(removal_of_the_last_with_its_head__is_found),
        TEST(exchange__is_found),
        TEST(lines__can_only_be_added),
    };

    return cmocka_run_group_tests_name("audit log in a file", tests, NULL, NULL);
}
