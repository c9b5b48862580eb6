/* database/sqlite/stats.c - without figures the planner takes the primary key by (account) as
 * selective as an index by (account, campaign), and walks all of an account. */
#include "database/sqlite/stats.h"

#include "base/strbuf.h"
#include "database/sqlite/connection.h"

enum { STAT_TEXT = 256 };

static const struct statement indexed_columns = STATEMENT(
    "SELECT m.name, i.name, i.partial, i.origin, c.name FROM sqlite_schema AS m JOIN"
    " pragma_index_list(m.name) AS i JOIN pragma_index_info(i.name) AS c WHERE m.type = 'table'"
    " AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, i.name, c.seqno");
static const struct statement add_stat =
    STATEMENT("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)");

/* How many different values of a column stand under one value of those before it. */
static int64_t distinct_values(struct str column)
{
    static const char *const few[] = { "account", "campaign", "batch", "state", "status",
                                       "kind",    "outcome",  "seen",  "number" };

    for (size_t i = 0; i < ARRAY_LEN(few); i++)
        if (str_eq_c(column, few[i]))
            return 10;
    return 100000;
}

struct index_stat {
    struct str table, index;
    int64_t rows; /* left after the columns so far */
    struct strbuf text;
};

/* A primary key without rowid goes by its table's name. */
static void stat_begin(struct index_stat *s, sqlite3_stmt *read, struct arena *arena)
{
    bool partial = column_i64(read, 2) != 0;
    bool primary = str_eq(column_str(read, 3, arena), STR("pk"));

    *s = (struct index_stat){ .table = column_str(read, 0, arena),
                              .index = column_str(read, 1, arena),
                              .rows = partial ? 10000 : 1000000,
                              .text = strbuf_init(arena, STAT_TEXT) };
    if (primary)
        s->index = s->table;
    strbuf_add_i64(&s->text, s->rows);
}

static void stat_column(struct index_stat *s, struct str column)
{
    s->rows /= distinct_values(column);
    if (s->rows < 1)
        s->rows = 1;
    strbuf_add_char(&s->text, ' ');
    strbuf_add_i64(&s->text, s->rows);
}

static enum err stat_end(struct index_stat *s, struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *add = statement_begin(tx->conn, &add_stat);

    if (s->index.p == NULL)
        return ERR_OK;
    strbuf_add(&s->text, STR(" noskipscan")); /* which pays only for tables that are known */
    bind_str(add, 1, s->table);
    bind_str(add, 2, s->index);
    bind_str(add, 3, strbuf_str(&s->text));
    return statement_run(add, tx->error);
}

static enum err write_stats(struct tx *tx)
{
    CLEANUP(statement_end) sqlite3_stmt *read = statement_begin(tx->conn, &indexed_columns);
    struct index_stat stat = { 0 };
    struct str last = STR_NONE;
    bool row;

    for (;;) {
        TRY(statement_step(read, &row, tx->error));
        if (!row)
            return stat_end(&stat, tx);
        if (!str_eq(last, column_str(read, 1, tx->arena))) {
            TRY(stat_end(&stat, tx));
            stat_begin(&stat, read, tx->arena);
            last = column_str(read, 1, tx->arena);
        }
        stat_column(&stat, column_str(read, 4, tx->arena));
    }
}

/* The table of figures is made by the first ANALYZE, of a table that is small for ever. */
enum err stats_write(struct tx *tx)
{
    TRY(connection_exec(tx->conn, "ANALYZE schema_migrations; DELETE FROM sqlite_stat1",
                        tx->error));
    return write_stats(tx);
}

enum err stats_load(struct connection *conn, struct error *error)
{
    return connection_exec(conn, "ANALYZE sqlite_schema", error);
}
