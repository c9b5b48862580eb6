/* database/sqlite/statement.h - prepared statements: static texts, prepared once a connection and
 * checked when the store opens. Nothing else calls sqlite3_bind or sqlite3_step. */
#ifndef SQLITE_STATEMENT_H
#define SQLITE_STATEMENT_H

#include <sqlite3.h>

#include "base/error.h"
#include "base/id128.h"
#include "base/opt.h"
#include "base/str.h"
#include "base/time.h"

struct arena;
struct connection;

/* Found by its address: one static struct for each text. "{jobs}" stands for all columns of the
 * table of records "jobs", in the order in which row_read() wants them; "{j:jobs}" for the same of
 * an alias: "SELECT {j:jobs} FROM jobs AS j …", "… RETURNING {jobs}". */
struct statement {
    const char *sql;
};
#define STATEMENT(sql_)                                                                            \
    {                                                                                              \
        (sql_)                                                                                     \
    }

/* Ready to be bound. NULL only when it cannot be prepared, which every function here survives and
 * statement_step() tells. One user at a time on a connection:
 *     CLEANUP(statement_end) sqlite3_stmt *find = statement_begin(tx->conn, &find_job); */
sqlite3_stmt *statement_begin(struct connection *conn, const struct statement *statement);
/* Gives it back to the connection's cache. */
void statement_end(sqlite3_stmt **stmt);
/* The same for a text that is made at run time: the newest few of a connection stay prepared. Ends
 * with statement_end(). */
sqlite3_stmt *statement_made(struct connection *conn, struct str sql);
/* For a text that is needed once: prepared now, thrown away at its end. */
sqlite3_stmt *statement_adhoc(struct connection *conn, struct str sql);
void statement_drop(sqlite3_stmt **stmt);

/* What is bound must live until statement_end(). Numbers of parameters begin with 1. */
void bind_i64(sqlite3_stmt *stmt, int at, int64_t value);
void bind_str(sqlite3_stmt *stmt, int at, struct str text);   /* STR_NONE: NULL */
void bind_c(sqlite3_stmt *stmt, int at, const char *text);    /* NULL: NULL */
void bind_bytes(sqlite3_stmt *stmt, int at, struct str blob); /* STR_NONE: NULL */
/* The id itself, zero or not; id is not copied. */
void bind_id(sqlite3_stmt *stmt, int at, const struct id128 *id);
void bind_null(sqlite3_stmt *stmt, int at);

/* One row, or none any more: *row says. */
enum err statement_step(sqlite3_stmt *stmt, bool *row, struct error *error) MUST_USE;
/* A statement without rows, to its end. Constraint broken: ERR_EXISTS "record.exists". */
enum err statement_run(sqlite3_stmt *stmt, struct error *error) MUST_USE;
/* Rows that the last INSERT, UPDATE or DELETE of this connection touched. */
int64_t statement_changes(sqlite3_stmt *stmt);

/* Columns begin with 0; NULL reads as zero, as none, as STR_NONE. Texts are copied into the arena.
 */
int64_t column_i64(sqlite3_stmt *stmt, int at);
struct id128 column_id(sqlite3_stmt *stmt, int at);
struct str column_str(sqlite3_stmt *stmt, int at, struct arena *arena);
bool column_is_null(sqlite3_stmt *stmt, int at);

#endif
