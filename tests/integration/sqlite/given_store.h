/* tests/integration/sqlite/given_store.h - a store in a folder of its own, opened as often as a
 * test wants. */
#ifndef INTEGRATION_GIVEN_STORE_H
#define INTEGRATION_GIVEN_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "domain/models/account.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/sqlite.h"
#include "support/a_folder.h"
#include "support/expect.h"

/* What these tests keep: small, and in pairs whose numbers sum to zero. */
struct coin {
    struct script_id id;
    struct account_id account;
    int64_t version;
    int64_t number;
    struct str note;
    struct str secret;
};
static const struct field coin_fields[] = {
    FIELD_ID(struct coin, id, FIELD_KEY),     FIELD_ID(struct coin, account, FIELD_KEY),
    FIELD_I64(struct coin, version, 0, 0, 0), FIELD_I64(struct coin, number, FIELD_INDEXED, 0, 0),
    FIELD_STR(struct coin, note, 0, 0, 0),    FIELD_STR(struct coin, secret, FIELD_SENSITIVE, 0, 0),
};
static const struct record coin_record = RECORD("coins", struct coin, coin_fields);
static const struct record *const coin_records[] = { &coin_record };

struct given {
    struct arena arena;
    struct error error;
    char folder[64];
    char path[96];
    unsigned char key[SQLITE_MASTER_KEY];
    struct fixed_clock clock;
    struct seeded_random random;
    struct sqlite_store *store;
    struct scope scope;
    unsigned ids;
};

static inline struct sqlite_config given_config(struct given *g)
{
    return (struct sqlite_config){
        .path = str_from_c(g->path),
        .master_key = g->key,
        .clock = fixed_clock_port(&g->clock),
        .random = seeded_random_port(&g->random),
        .log = log_none(),
        .readers = 3,
        .records = coin_records,
        .n_records = 1,
    };
}

static inline void given_open(struct given *g)
{
    struct sqlite_config config = given_config(g);

    if (sqlite_store_open(&config, &g->store, &g->error) != ERR_OK)
        fail_msg("%s %.*s", g->error.slug, STR_ARG(g->error.params[0].str));
}

static inline void given_close(struct given *g)
{
    sqlite_store_free(g->store);
    g->store = NULL;
}

static inline struct id128 given_id(struct given *g)
{
    unsigned char random[10] = { 0 };

    g->ids++;
    memcpy(random, &g->ids, sizeof g->ids);
    return id128_make(g->clock.wall.unix_ms + g->ids, random);
}

static inline struct scope given_account(struct given *g)
{
    struct account account = { .id = { given_id(g) }, .status = ACCOUNT_ACTIVE, .name = STR("x") };
    struct scope scope;

    account.account = account.id;
    scope = scope_system(&g->arena, account.id, g->clock.wall, log_none());
    scope.error.arena = &g->arena;
    expect_ok(VIA(sqlite_record_store(g->store), save, &scope, &account_record, &account, NULL));
    return scope;
}

static inline int given_store(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->error.arena = &g->arena;
    strcpy(g->folder, "/tmp/sqlite.XXXXXX");
    assert_non_null(mkdtemp(g->folder));
    snprintf(g->path, sizeof g->path, "%s/store.db", g->folder);
    memset(g->key, 7, sizeof g->key);
    g->clock = fixed_clock();
    given_open(g);
    g->scope = given_account(g);
    *state = g;
    return 0;
}

static inline int given_release(void **state)
{
    struct given *g = *state;

    given_close(g);
    folder_remove(g->folder);
    arena_release(&g->arena);
    free(g);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_store, given_release)

#endif
