/* database/sqlite/trim.c - the port store_trim: what has done its work goes, oldest first. A piece
 * looks at no more rows than it may take, so that no turn scans a table. */
#include "domain/repositories/store_trim.h"

#include "base/checked.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/store.h"

/* Rows of an inbox are numbered as they come. Those that stay (dead ones) are few: beside them a
 * piece looks at ten times what it takes. */
static const struct statement trim_webhooks = STATEMENT(
    "DELETE FROM inbox WHERE rowid IN (SELECT r FROM (SELECT rowid AS r, state, received_at"
    " FROM inbox ORDER BY rowid LIMIT 10 * ?2) WHERE state = 'done' AND received_at < ?1"
    " LIMIT ?2)");
static const struct statement trim_events = STATEMENT(
    "DELETE FROM events WHERE seq IN (SELECT s FROM (SELECT seq AS s, at FROM events ORDER"
    " BY seq LIMIT ?2) WHERE at < ?1 AND s <= ?3) AND seq < (SELECT max(seq) FROM events)");
static const struct statement trim_keys = STATEMENT(
    "DELETE FROM created_keys WHERE (account, key, record) IN (SELECT account, key, record"
    " FROM created_keys WHERE at < ?1 ORDER BY at LIMIT ?2)");
static const struct statement read_cursor =
    STATEMENT("SELECT seq FROM event_cursors WHERE consumer = ?1");
static const struct statement read_slowest = STATEMENT("SELECT min(seq) FROM event_cursors");

struct trim {
    const struct statement *statement;
    struct instant before;
    int64_t most;
    const char *const *consumers; /* of events alone */
    size_t n;
    bool left;
};

/* How far everybody is; a consumer without a cursor has handled nothing. */
static enum err handled_by_all(struct tx *tx, const struct trim *trim, int64_t *ret)
{
    bool row;

    CLEANUP(statement_end) sqlite3_stmt *slowest = statement_begin(tx->conn, &read_slowest);
    TRY(statement_step(slowest, &row, tx->error));
    *ret = row ? column_i64(slowest, 0) : 0;
    for (size_t i = 0; i < trim->n; i++) {
        CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &read_cursor);

        bind_c(read, 1, trim->consumers[i]);
        TRY(statement_step(read, &row, tx->error));
        *ret = min_i64(*ret, row ? column_i64(read, 0) : 0);
    }
    return ERR_OK;
}

static enum err do_trim(struct tx *tx, void *context)
{
    struct trim *trim = context;
    int64_t handled = 0;

    if (trim->statement == &trim_events)
        TRY(handled_by_all(tx, trim, &handled));
    CLEANUP(statement_end) sqlite3_stmt *take = statement_begin(tx->conn, trim->statement);
    bind_i64(take, 1, trim->before.unix_ms);
    bind_i64(take, 2, max_i64(trim->most, 1));
    if (trim->statement == &trim_events)
        bind_i64(take, 3, handled);
    TRY(statement_run(take, tx->error));
    trim->left = statement_changes(take) > 0;
    return ERR_OK;
}

static enum err run(struct sqlite_store *store, struct scope *scope, struct trim trim, bool *left)
{
    TRY(store_write(store, do_trim, &trim, &scope->error));
    *left = trim.left;
    return ERR_OK;
}

static enum err sqlite_trim_webhooks(void *self, struct scope *scope, struct instant before,
                                     int64_t most, bool *left)
{
    return run(self, scope, (struct trim){ &trim_webhooks, before, most, NULL, 0, false }, left);
}

static enum err sqlite_trim_events(void *self, struct scope *scope, struct instant before,
                                   const char *const *consumers, size_t n, int64_t most, bool *left)
{
    return run(self, scope, (struct trim){ &trim_events, before, most, consumers, n, false }, left);
}

static enum err sqlite_trim_keys(void *self, struct scope *scope, struct instant before,
                                 int64_t most, bool *left)
{
    return run(self, scope, (struct trim){ &trim_keys, before, most, NULL, 0, false }, left);
}

struct store_trim sqlite_trim(struct sqlite_store *store)
{
    static const struct store_trim_ops ops = { .webhooks = sqlite_trim_webhooks,
                                               .events = sqlite_trim_events,
                                               .created_keys = sqlite_trim_keys };

    return (struct store_trim){ &ops, store };
}

static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS created_keys_by_at ON created_keys (at)",
};
static const struct statement *const statements[] = { &trim_webhooks, &trim_events, &trim_keys,
                                                      &read_cursor, &read_slowest };
const struct store_part trim_part = {
    .name = "trim",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
