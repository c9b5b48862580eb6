/* database/sqlite/key_mark.c - the mark, and its table. */
#include "database/sqlite/key_mark.h"

#include <string.h>

#include "codec/data_keys.h"
#include "database/sqlite/keys.h"
#include "database/sqlite/parts.h"
#include "database/sqlite/store.h"

static const struct statement note_mark =
    STATEMENT("INSERT OR IGNORE INTO key_marks (one, mark) VALUES (1, ?1)");

/* A file of another version may lack the table or the column. */
static enum err has_column(struct tx *tx, const char *table, const char *column, bool *ret)
{
    CLEANUP(statement_drop)
    sqlite3_stmt *ask =
        statement_adhoc(tx->conn, STR("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2"));

    bind_c(ask, 1, table);
    bind_c(ask, 2, column);
    return statement_step(ask, ret, tx->error);
}

/* *has: there is a mark; *ours: it is that of our key. */
static enum err compare_mark(struct tx *tx, bool *has, bool *ours)
{
    unsigned char mark[SHA256_BYTES];

    TRY(has_column(tx, "key_marks", "mark", has));
    if (!*has)
        return ERR_OK;
    CLEANUP(statement_drop)
    sqlite3_stmt *ask = statement_adhoc(tx->conn, STR("SELECT mark FROM key_marks"));
    TRY(statement_step(ask, has, tx->error));
    if (!*has)
        return ERR_OK;
    store_key(tx->store, "mark", mark);
    *ours = str_eq(column_str(ask, 0, tx->arena), (struct str){ (const char *)mark, sizeof mark });
    return ERR_OK;
}

/* *ours: there is no account, or ours opens the first one's data key. */
static enum err try_data_key(struct tx *tx, bool *ours)
{
    unsigned char key[SEAL_KEY_BYTES];
    struct id128 account;
    bool there;

    *ours = true;
    TRY(has_column(tx, "accounts", "data_key", &there));
    if (!there)
        return ERR_OK;
    CLEANUP(statement_drop)
    sqlite3_stmt *ask = statement_adhoc(tx->conn, STR("SELECT account, data_key FROM accounts"
                                                      " WHERE length(data_key) > 0 LIMIT 1"));
    TRY(statement_step(ask, &there, tx->error));
    if (!there)
        return ERR_OK;
    account = column_id(ask, 0);
    *ours = data_key_unseal(tx->arena, tx->store->master_key, account,
                            column_str(ask, 1, tx->arena), key);
    explicit_bzero(key, sizeof key);
    return ERR_OK;
}

enum err key_mark_check(struct tx *tx)
{
    bool marked, ours = false;

    TRY(compare_mark(tx, &marked, &ours));
    if (!marked)
        TRY(try_data_key(tx, &ours));
    return ours ? ERR_OK
                : FAIL_WITH(tx->error, ERR_PRECONDITION, "store.other_key",
                            P_STR("path", str_from_c(tx->store->path)));
}

enum err key_mark_note(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *note = statement_begin(tx->conn, &note_mark);
    unsigned char mark[SHA256_BYTES];

    store_key(tx->store, "mark", mark);
    bind_bytes(note, 1, (struct str){ (const char *)mark, sizeof mark });
    return statement_run(note, tx->error);
}

static const char *const schema[] = {
    "CREATE TABLE IF NOT EXISTS key_marks (one INTEGER PRIMARY KEY, mark BLOB NOT NULL) STRICT",
};
static const struct statement *const statements[] = { &note_mark };
const struct store_part key_mark_part = {
    .name = "key_mark",
    .schema = schema,
    .n_schema = ARRAY_LEN(schema),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
};
