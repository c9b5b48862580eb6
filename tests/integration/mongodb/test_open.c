/* tests/integration/mongodb/test_open.c - what opening the distributed store says of a server, a
 * database or a key that is not right; nothing starts half. */
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fakes/fixed_clock.h"
#include "fakes/memory_dialing.h"
#include "domain/models/wallet.h"
#include "infrastructure/mongodb.h"
#include "support/expect.h"

static unsigned char key[MONGODB_MASTER_KEY] = "a master key of tests, 32 bytes";

struct given {
    struct arena arena;
    struct error error;
    struct fixed_clock clock;
    struct seeded_random random;
    char database[32];
    struct mongodb_config config;
};

static int given_database(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->error.arena = &g->arena;
    g->clock = fixed_clock();
    snprintf(g->database, sizeof g->database, "open_%d", (int)getpid());
    g->config = (struct mongodb_config){ .uri = str_from_c(getenv("SPEECHAI_TEST_MONGODB")),
                                         .database = str_from_c(g->database),
                                         .master_key = key,
                                         .clock = fixed_clock_port(&g->clock),
                                         .random = seeded_random_port(&g->random),
                                         .hasher = plain_hasher(),
                                         .log = log_none(),
                                         .wait = { 5000 } };
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    arena_release(&g->arena);
    free(g);
    return 0;
}

static enum err open_and_close(struct given *g)
{
    struct mongodb_store *store = NULL;
    enum err err;

    error_clear(&g->error);
    err = mongodb_store_open(&g->config, &store, &g->error);
    mongodb_store_free(store);
    return err;
}

/* The operator's own hand. */
static void run_command(struct given *g, bson_t *command)
{
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    bson_error_t why;

    if (!mongoc_client_command_simple(client, g->database, command, NULL, NULL, &why))
        fail_msg("%s", why.message);
    bson_destroy(command);
    mongoc_client_destroy(client);
}

static void open__names_an_index_that_has_gone_and_repair_makes_it_again(void **state)
{
    struct given *g = *state;
    expect_ok(open_and_close(g));
    run_command(g, BCON_NEW("dropIndexes", "jobs", "index", "batch_stage"));

    expect_error(open_and_close(g), &g->error, ERR_PRECONDITION, "mongodb.index_missing");
    expect_str(g->error.params[0].str, "jobs");
    expect_str(g->error.params[1].str, "batch_stage");
    error_clear(&g->error);
    expect_error(mongodb_store_check(&g->config, &g->error), &g->error, ERR_PRECONDITION,
                 "mongodb.index_missing");

    error_clear(&g->error);
    expect_ok(mongodb_store_repair(&g->config, &g->error));
    expect_ok(open_and_close(g));
}

/* What writes past this program is refused by the server, where it knows rules. */
static void open__leaves_a_rule_that_refuses_a_wallet_below_zero(void **state)
{
    struct given *g = *state;
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *wallets =
        mongoc_client_get_collection(client, g->database, wallet_record.name);
    bson_t *below = BCON_NEW("_id", BCON_INT32(1), "version", BCON_INT64(1), "available",
                             BCON_INT64(-1), "held", BCON_INT64(0));
    bson_error_t why;
    expect_ok(open_and_close(g));

    assert_false(mongoc_collection_insert_one(wallets, below, NULL, NULL, &why));
    assert_non_null(strstr(why.message, "failed validation"));

    run_command(g, BCON_NEW("collMod", BCON_UTF8(wallet_record.name), "validator", "{", "}"));
    run_command(g, BCON_NEW("drop", BCON_UTF8(wallet_record.name)));
    expect_error(open_and_close(g), &g->error, ERR_PRECONDITION, "mongodb.index_missing");
    expect_ok(mongodb_store_repair(&g->config, &g->error));
    expect_ok(open_and_close(g));
    bson_destroy(below);
    mongoc_collection_destroy(wallets);
    mongoc_client_destroy(client);
}

static void open__refuses_another_master_key(void **state)
{
    struct given *g = *state;
    static const unsigned char other[MONGODB_MASTER_KEY] = "another key of tests, 32 bytes.";
    expect_ok(open_and_close(g));

    g->config.master_key = other;

    expect_error(open_and_close(g), &g->error, ERR_PRECONDITION, "mongodb.other_key");
}

static void is_made__once_something_was_kept(void **state)
{
    struct given *g = *state;
    static const unsigned char other[MONGODB_MASTER_KEY] = "another key of tests, 32 bytes.";
    bool made = true;
    run_command(g, BCON_NEW("dropDatabase", BCON_INT32(1))); /* others have opened it before */

    expect_ok(mongodb_store_is_made(&g->config, &made, &g->error));
    assert_false(made);
    expect_ok(open_and_close(g));
    g->config.master_key = other;
    expect_ok(mongodb_store_is_made(&g->config, &made, &g->error));
    assert_true(made);
}

static void open__says_what_is_wrong_with_the_address(void **state)
{
    struct given *g = *state;

    g->config.uri = STR("http://127.0.0.1/");
    expect_error(open_and_close(g), &g->error, ERR_INVALID, "mongodb.bad_uri");
    g->config.uri = STR("mongodb://127.0.0.1:1/?directConnection=true");
    g->config.wait.ms = 300;
    expect_error(open_and_close(g), &g->error, ERR_UNAVAILABLE, "mongodb.unreachable");
    assert_true(g->error.params[0].str.n > 0);
}

static void open__refuses_a_database_of_a_newer_program(void **state)
{
    struct given *g = *state;
    expect_ok(open_and_close(g));
    run_command(g, BCON_NEW("update", "schema", "updates", "[", "{", "q", "{", "_id", "schema", "}",
                            "u", "{", "$set", "{", "version", BCON_INT64(99), "}", "}", "}", "]"));

    expect_error(open_and_close(g), &g->error, ERR_PRECONDITION, "mongodb.newer_schema");
    assert_int_equal(g->error.params[0].i64, 99);
    run_command(g, BCON_NEW("dropDatabase", BCON_INT32(1)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_database, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(open__names_an_index_that_has_gone_and_repair_makes_it_again),
        TEST(open__leaves_a_rule_that_refuses_a_wallet_below_zero),
        TEST(open__refuses_another_master_key),
        TEST(is_made__once_something_was_kept),
        TEST(open__says_what_is_wrong_with_the_address),
        TEST(open__refuses_a_database_of_a_newer_program),
    };

    assert_non_null(getenv("SPEECHAI_TEST_MONGODB"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
