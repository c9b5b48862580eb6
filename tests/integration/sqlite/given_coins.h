/* tests/integration/sqlite/given_coins.h - coins in the store, and its database as whoever has the
 * file changes it. */
#ifndef INTEGRATION_GIVEN_COINS_H
#define INTEGRATION_GIVEN_COINS_H

#include "database/sqlite/engine.h"
#include "database/sqlite/row.h"
#include "integration/sqlite/given_store.h"

#define RECORDS(g) sqlite_record_store((g)->store)

static inline struct coin saved_coin(struct given *g, int64_t number, const char *secret)
{
    struct coin coin = { .id = { given_id(g) }, .number = number, .secret = str_from_c(secret) };

    expect_ok(VIA(RECORDS(g), save, &g->scope, &coin_record, &coin, NULL));
    return coin;
}

static inline struct coin *found_coin(struct given *g, struct script_id id)
{
    void *object = NULL;

    expect_ok(VIA(RECORDS(g), find, &g->scope, &coin_record, id.v, &object));
    return object;
}

/* One statement through the writer. */
static inline enum err run_sql(struct tx *tx, void *context)
{
    CLEANUP(statement_drop)
    sqlite3_stmt *stmt = statement_adhoc(tx->conn, str_from_c(context));

    return statement_run(stmt, tx->error);
}

static inline void given_sql(struct given *g, const char *sql)
{
    expect_ok(store_write(g->store, run_sql, (char *)(uintptr_t)sql, &g->error));
}

#endif
