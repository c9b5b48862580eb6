/* database/sqlite/events.c - the log of events: one table, numbered without gaps by the one that
 * writes. */
#include "database/sqlite/events.h"

#include "database/sqlite/audit_log.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

static const struct statement last_seq = STATEMENT("SELECT max(seq) FROM events");

enum err events_append(struct tx *tx, const struct scope *scope, const struct event_list *events,
                       struct id128 aggregate, int64_t version)
{
    if (events == NULL)
        return ERR_OK;
    for (size_t i = 0; i < events->n; i++) {
        struct event event = events->items[i];

        event_complete(&event, scope, aggregate, version, i + 1);
        TRY(audit_append(tx, &event));
        event.seq = tx->store->next_seq++;
        TRY(row_insert(tx, &event_record, &event));
    }
    return ERR_OK;
}

/* Numbers go on from the newest event, which is therefore never removed. */
static enum err opened(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *last = statement_begin(tx->conn, &last_seq);
    bool row;

    TRY(statement_step(last, &row, tx->error));
    tx->store->next_seq = column_i64(last, 0) + 1;
    return ERR_OK;
}

static const struct table_spec tables[] = {
    { .record = &event_record, .options = TABLE_OF_ACCOUNTS | TABLE_ROWID, .key = "seq" },
};
static const char *const schema[] = {
    "CREATE INDEX IF NOT EXISTS events_of_account ON events (account, seq)",
    "CREATE TABLE IF NOT EXISTS event_cursors (consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS dead_events (consumer TEXT NOT NULL, seq INTEGER NOT NULL, account"
    " BLOB NOT NULL, reason TEXT, at INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (consumer,"
    " seq)) STRICT, WITHOUT ROWID",
};
static const struct statement *const statements[] = { &last_seq };

const struct store_part events_part = {
    .name = "events",
    .tables = tables,
    .n_tables = ARRAY_LEN(tables),
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .opened = opened,
};
