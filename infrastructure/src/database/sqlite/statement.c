/* database/sqlite/statement.c - the cache of prepared statements, binding, stepping, columns. */
#include "database/sqlite/statement.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "database/sqlite/store.h"

enum { STATEMENT_TEXT = 1 << 20 };

static size_t slot_of(const struct connection *conn, const struct statement *statement)
{
    size_t at = ((uintptr_t)statement / sizeof(void *)) * 0x9e3779b97f4a7c15u >> 32;

    at &= conn->capacity - 1;
    while (conn->prepared[at].statement != NULL && conn->prepared[at].statement != statement)
        at = (at + 1) & (conn->capacity - 1);
    return at;
}

static void grow(struct connection *conn)
{
    struct prepared *old = conn->prepared;
    size_t n = conn->capacity;

    conn->capacity = n == 0 ? 256 : n * 2;
    conn->prepared = calloc(conn->capacity, sizeof *conn->prepared);
    if (conn->prepared == NULL)
        abort();
    for (size_t i = 0; i < n; i++)
        if (old[i].statement != NULL)
            conn->prepared[slot_of(conn, old[i].statement)] = old[i];
    free(old);
}

static const struct table *table_named(const struct sqlite_store *store, struct str name)
{
    for (size_t i = 0; i < store->n_tables; i++)
        if (str_eq_c(name, store->tables[i].record->name))
            return &store->tables[i];
    return NULL;
}

/* Puts the columns in place of "{table}" or "{alias:table}". */
static void expand(const struct sqlite_store *store, struct str sql, struct strbuf *out)
{
    size_t open;

    while ((open = str_find_char(sql, '{')) != SIZE_MAX) {
        struct str name = str_slice(sql, open + 1, sql.n), alias = STR_NONE;
        const struct table *table;

        strbuf_add(out, str_slice(sql, 0, open));
        sql = name;
        name = str_cut(&sql, '}');
        if (str_find_char(name, ':') != SIZE_MAX)
            alias = str_cut(&name, ':');
        table = table_named(store, name);
        if (table == NULL) /* SQLite refuses the braces, and names the statement */
            strbuf_addf(out, "{%.*s}", STR_ARG(name));
        else
            table_put_columns(table, alias, out);
    }
    strbuf_add(out, sql);
}

static sqlite3_stmt *prepare(struct connection *conn, struct str sql, unsigned flags)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf text = strbuf_init(&arena, STATEMENT_TEXT);
    sqlite3_stmt *stmt = NULL;

    conn->preparing = 0;
    expand(conn->store, sql, &text);
    if (strbuf_ok(&text))
        sqlite3_prepare_v3(conn->db, text.p, (int)text.n, flags, &stmt, NULL);
    return stmt;
}

sqlite3_stmt *statement_begin(struct connection *conn, const struct statement *statement)
{
    struct prepared *slot;

    if (conn->n_prepared * 2 >= conn->capacity)
        grow(conn);
    slot = &conn->prepared[slot_of(conn, statement)];
    if (slot->stmt == NULL) {
        sqlite3_stmt *stmt = prepare(conn, str_from_c(statement->sql), SQLITE_PREPARE_PERSISTENT);

        if (stmt == NULL)
            return NULL;
        *slot = (struct prepared){ statement, stmt, conn->preparing };
        conn->n_prepared++;
    }
    conn->touched |= slot->writes;
    assert(!sqlite3_stmt_busy(slot->stmt));
    return slot->stmt;
}

void statement_end(sqlite3_stmt **stmt)
{
    if (*stmt == NULL)
        return;
    sqlite3_reset(*stmt);
    sqlite3_clear_bindings(*stmt);
    *stmt = NULL;
}

/* The place of the text, or of the one that was not used for the longest time. */
static struct made *made_place(struct connection *conn, struct str sql)
{
    struct made *oldest = &conn->made[0];

    for (size_t i = 0; i < MADE; i++) {
        struct made *made = &conn->made[i];

        if (made->stmt != NULL && str_eq(sql, (struct str){ made->sql, made->n }))
            return made;
        if (made->used < oldest->used)
            oldest = made;
    }
    return oldest;
}

/* What is in use is among the newest few, so it is never thrown out. */
sqlite3_stmt *statement_made(struct connection *conn, struct str sql)
{
    struct made *made = made_place(conn, sql);

    if (made->stmt == NULL || !str_eq(sql, (struct str){ made->sql, made->n })) {
        sqlite3_finalize(made->stmt);
        free(made->sql);
        *made = (struct made){ .stmt = prepare(conn, sql, SQLITE_PREPARE_PERSISTENT) };
        if (made->stmt == NULL)
            return NULL;
        made->writes = conn->preparing;
        made->n = sql.n;
        made->sql = strndup(sql.p, sql.n);
        if (made->sql == NULL)
            abort();
    }
    conn->touched |= made->writes;
    made->used = ++conn->uses;
    return made->stmt;
}

sqlite3_stmt *statement_adhoc(struct connection *conn, struct str sql)
{
    return prepare(conn, sql, 0);
}

void statement_drop(sqlite3_stmt **stmt)
{
    sqlite3_finalize(*stmt);
    *stmt = NULL;
}

/* A statement that could not be prepared is NULL: its step tells. */
static void bound(const sqlite3_stmt *stmt, int code)
{
    assert(stmt == NULL || code == SQLITE_OK);
    (void)stmt;
    (void)code;
}

void bind_i64(sqlite3_stmt *stmt, int at, int64_t value)
{
    bound(stmt, sqlite3_bind_int64(stmt, at, value));
}

void bind_str(sqlite3_stmt *stmt, int at, struct str text)
{
    bound(stmt, sqlite3_bind_text64(stmt, at, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8));
}

void bind_c(sqlite3_stmt *stmt, int at, const char *text)
{
    bind_str(stmt, at, str_from_c(text));
}

void bind_bytes(sqlite3_stmt *stmt, int at, struct str blob)
{
    bound(stmt, sqlite3_bind_blob64(stmt, at, blob.p, blob.n, SQLITE_STATIC));
}

void bind_id(sqlite3_stmt *stmt, int at, const struct id128 *id)
{
    bound(stmt, sqlite3_bind_blob64(stmt, at, id->bytes, sizeof id->bytes, SQLITE_STATIC));
}

void bind_null(sqlite3_stmt *stmt, int at)
{
    bound(stmt, sqlite3_bind_null(stmt, at));
}

enum err statement_step(sqlite3_stmt *stmt, bool *row, struct error *error)
{
    int code;

    if (stmt == NULL)
        return FAIL(error, ERR_INTERNAL, "store.broken");
    code = sqlite3_step(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return connection_error(sqlite3_db_handle(stmt), error);
    *row = code == SQLITE_ROW;
    return ERR_OK;
}

enum err statement_run(sqlite3_stmt *stmt, struct error *error)
{
    bool row;

    do
        TRY(statement_step(stmt, &row, error));
    while (row);
    return ERR_OK;
}

int64_t statement_changes(sqlite3_stmt *stmt)
{
    return stmt == NULL ? 0 : sqlite3_changes64(sqlite3_db_handle(stmt));
}

int64_t column_i64(sqlite3_stmt *stmt, int at)
{
    return sqlite3_column_int64(stmt, at);
}

struct id128 column_id(sqlite3_stmt *stmt, int at)
{
    const void *bytes = sqlite3_column_blob(stmt, at);
    struct id128 id = { { 0 } };

    if (bytes != NULL && sqlite3_column_bytes(stmt, at) == sizeof id.bytes)
        memcpy(id.bytes, bytes, sizeof id.bytes);
    return id;
}

struct str column_str(sqlite3_stmt *stmt, int at, struct arena *arena)
{
    const void *bytes;

    if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
        return STR_NONE;
    bytes = sqlite3_column_blob(stmt, at);
    /* an empty blob has no address, an empty text is still a text */
    return str_copy(
        arena, (struct str){ bytes == NULL ? "" : bytes, (size_t)sqlite3_column_bytes(stmt, at) });
}

bool column_is_null(sqlite3_stmt *stmt, int at)
{
    return sqlite3_column_type(stmt, at) == SQLITE_NULL;
}
