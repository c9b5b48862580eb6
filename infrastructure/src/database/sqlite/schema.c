/* database/sqlite/schema.c - tables from records, missing columns, and the versioned migrations for
 * what is not an addition. All of it is one transaction. */
#include <stdio.h>
#include <string.h>

#include "database/sqlite/counts.h"
#include "database/sqlite/key_mark.h"
#include "database/sqlite/stats.h"
#include "database/sqlite/store.h"

struct migration {
    const char *name;
    const char *sql; /* NULL: nothing but the number */
    /* NULL: nothing; run when the tables have their new columns */
    enum err (*after)(struct tx *tx);
};

/* migrations[i] leads to version i + 1. A fresh file is made as of the last one. */
static const struct migration migrations[] = {
    { "first", NULL, NULL },
    { "rollups_by_outcome", NULL, rollups_rebuild },
    { "rollups_of_accounts", NULL, rollups_rebuild },
};
enum { SCHEMA_VERSION = ARRAY_LEN(migrations), DDL_TEXT = 1 << 16 };

static const struct statement note_migration =
    STATEMENT("INSERT INTO schema_migrations (version, name, applied_at) VALUES (?1, ?2, ?3)");

static enum err read_number(struct connection *conn, const char *sql, int64_t *ret,
                            struct error *error)
{
    CLEANUP(statement_drop) sqlite3_stmt *ask = statement_adhoc(conn, str_from_c(sql));
    bool row;

    TRY(statement_step(ask, &row, error));
    *ret = row ? column_i64(ask, 0) : 0;
    return ERR_OK;
}

static enum err exec(struct connection *conn, struct strbuf *sql, struct error *error)
{
    strbuf_add_char(sql, '\0');
    return connection_exec(conn, sql->p, error);
}

static enum err make_table(struct connection *conn, const struct table *t, struct arena *arena,
                           struct error *error)
{
    struct strbuf sql = strbuf_init(arena, DDL_TEXT);

    strbuf_addf(&sql, "CREATE TABLE IF NOT EXISTS %s (", t->record->name);
    for (int i = 0; i < t->n; i++)
        strbuf_addf(&sql, "\"%s\" %s%s, ", t->columns[i].name, column_type(&t->columns[i]),
                    t->columns[i].key ? " NOT NULL" : "");
    if (t->sealed.n > 0)
        strbuf_add(&sql, STR("sealed BLOB, "));
    strbuf_addf(&sql, "PRIMARY KEY (%s)) STRICT%s",
                t->spec->key != NULL ? t->spec->key : "account, id",
                t->spec->options & TABLE_ROWID ? "" : ", WITHOUT ROWID");
    return exec(conn, &sql, error);
}

static enum err has_column(struct connection *conn, const char *table, const char *column,
                           bool *ret, struct error *error)
{
    CLEANUP(statement_drop)
    sqlite3_stmt *ask =
        statement_adhoc(conn, STR("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2"));

    bind_c(ask, 1, table);
    bind_c(ask, 2, column);
    return statement_step(ask, ret, error);
}

static enum err add_column(struct connection *conn, const struct table *t, const char *column,
                           const char *type, struct arena *arena, struct error *error)
{
    struct strbuf sql = strbuf_init(arena, DDL_TEXT);
    bool there;

    TRY(has_column(conn, t->record->name, column, &there, error));
    if (there)
        return ERR_OK;
    strbuf_addf(&sql, "ALTER TABLE %s ADD COLUMN \"%s\" %s", t->record->name, column, type);
    return exec(conn, &sql, error);
}

static enum err add_columns(struct connection *conn, const struct table *t, struct arena *arena,
                            struct error *error)
{
    for (int i = 0; i < t->n; i++)
        TRY(add_column(conn, t, t->columns[i].name, column_type(&t->columns[i]), arena, error));
    if (t->sealed.n > 0)
        TRY(add_column(conn, t, "sealed", "BLOB", arena, error));
    return ERR_OK;
}

static enum err make_index(struct connection *conn, const struct table *t, const char *name,
                           const char *columns, struct arena *arena, struct error *error)
{
    struct strbuf sql = strbuf_init(arena, DDL_TEXT);

    strbuf_addf(&sql, "CREATE INDEX IF NOT EXISTS %s_%s ON %s (%s)", t->record->name, name,
                t->record->name, columns);
    return exec(conn, &sql, error);
}

/* The key stands behind every index of such a table by itself: (account, field) is
 * (account, field, id). */
static enum err index_field(struct connection *conn, const struct table *t,
                            const struct column_plan *column, struct arena *arena,
                            struct error *error)
{
    const char *name = column->name;

    TRY(make_index(conn, t, str_format(arena, "by_%s", name).p,
                   str_format(arena, "account, \"%s\"", name).p, arena, error));
    if (t->spec->options & TABLE_OF_ACCOUNTS)
        return ERR_OK;
    return make_index(conn, t, str_format(arena, "all_by_%s", name).p,
                      str_format(arena, "\"%s\", id", name).p, arena, error);
}

static enum err make_indexes(struct connection *conn, const struct table *t, struct arena *arena,
                             struct error *error)
{
    if (t->id == NULL || t->account == NULL)
        return ERR_OK;
    if (!(t->spec->options & TABLE_OF_ACCOUNTS))
        TRY(make_index(conn, t, "all", "id", arena, error));
    if (t->spec->options & TABLE_OWN_INDEXES)
        return ERR_OK;
    for (size_t i = 0; i < t->record->n; i++) {
        const struct field *f = &t->record->fields[i];
        const struct column_plan *column = table_column(t, f);

        if ((f->flags & FIELD_INDEXED) && column != NULL && !column->key)
            TRY(index_field(conn, t, column, arena, error));
    }
    return ERR_OK;
}

static enum err migrate(struct tx *tx, int64_t found)
{
    char sql[64];

    TRY(connection_exec(tx->conn,
                        "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY"
                        " KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
                        tx->error));
    for (int64_t v = found; v < SCHEMA_VERSION; v++) {
        CLEANUP(statement_end) sqlite3_stmt *note = statement_begin(tx->conn, &note_migration);

        if (found > 0 && migrations[v].sql != NULL)
            TRY(connection_exec(tx->conn, migrations[v].sql, tx->error));
        bind_i64(note, 1, v + 1);
        bind_c(note, 2, migrations[v].name);
        bind_i64(note, 3, store_wall(tx->store).unix_ms);
        TRY(statement_run(note, tx->error));
    }
    (void)snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SCHEMA_VERSION);
    return connection_exec(tx->conn, sql, tx->error);
}

static enum err make_all(struct tx *tx)
{
    struct sqlite_store *store = tx->store;

    for (size_t i = 0; i < store->n_tables; i++) {
        TRY(make_table(tx->conn, &store->tables[i], tx->arena, tx->error));
        TRY(add_columns(tx->conn, &store->tables[i], tx->arena, tx->error));
        TRY(make_indexes(tx->conn, &store->tables[i], tx->arena, tx->error));
    }
    for (const struct store_part *const *part = store_parts; *part != NULL; part++)
        for (size_t i = 0; i < (*part)->n_schema; i++)
            TRY(connection_exec(tx->conn, (*part)->schema[i], tx->error));
    return ERR_OK;
}

static enum err after_migration(struct tx *tx, int64_t found)
{
    for (int64_t v = found; found > 0 && v < SCHEMA_VERSION; v++)
        if (migrations[v].after != NULL)
            TRY(migrations[v].after(tx));
    return ERR_OK;
}

static enum err apply(struct tx *tx, void *context)
{
    int64_t found;

    (void)context;
    TRY(read_number(tx->conn, "PRAGMA user_version", &found, tx->error));
    if (found > SCHEMA_VERSION)
        return FAIL_WITH(tx->error, ERR_PRECONDITION, "store.newer_schema", P_I64("found", found),
                         P_I64("known", SCHEMA_VERSION));
    TRY(key_mark_check(tx));
    TRY(migrate(tx, found));
    TRY(make_all(tx));
    TRY(after_migration(tx, found));
    TRY(key_mark_note(tx));
    return stats_write(tx);
}

/* A name that no table has stops the start. */
static enum err check(struct connection *conn, const struct statement *statement,
                      struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_begin(conn, statement);

    if (stmt != NULL)
        return ERR_OK;
    return FAIL_WITH(error, ERR_INTERNAL, "store.broken",
                     P_STR("reason", str_from_c(sqlite3_errmsg(conn->db))),
                     P_STR("statement", str_from_c(statement->sql)));
}

static enum err check_statements(struct sqlite_store *store, struct error *error)
{
    for (size_t i = 0; i < store->n_tables; i++) {
        TRY(check(store->conn, &store->tables[i].find, error));
        TRY(check(store->conn, &store->tables[i].insert, error));
    }
    for (const struct store_part *const *part = store_parts; *part != NULL; part++)
        for (size_t i = 0; i < (*part)->n_statements; i++)
            TRY(check(store->conn, (*part)->statements[i], error));
    return ERR_OK;
}

enum err schema_apply(struct sqlite_store *store, struct error *error)
{
    TRY(writer_run(store, apply, NULL, error));
    TRY(stats_load(store->conn, error));
    return check_statements(store, error);
}
