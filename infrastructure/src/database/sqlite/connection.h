/* database/sqlite/connection.h - one connection with its prepared statements, and the pool of those
 * that read. A connection is used by one thread at a time. */
#ifndef SQLITE_CONNECTION_H
#define SQLITE_CONNECTION_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "base/error.h"

struct sqlite_store;
struct statement;

/* A statement's place in the connection's cache. */
struct prepared {
    const struct statement *statement;
    sqlite3_stmt *stmt;
    unsigned writes; /* of what is known: known.h */
};

/* A text that was made at run time, with its statement. */
struct made {
    char *sql;
    size_t n;
    sqlite3_stmt *stmt;
    uint64_t used; /* when, in uses */
    unsigned writes;
};

enum { NONCE_BYTES = 12, NONCES = 64, MADE = 48 };

struct connection {
    struct sqlite_store *store;
    sqlite3 *db;
    bool writer;
    /* of the writer: what the statement being prepared writes, and all that were begun since the
     * last commit; bits of known.h */
    unsigned preparing, touched;
    struct prepared *prepared; /* open addressing by the statement's address */
    size_t n_prepared, capacity;
    struct made made[MADE];
    uint64_t uses;
    unsigned char nonces[NONCES][NONCE_BYTES]; /* drawn together: chance costs a system call */
    size_t n_nonces;                           /* not used yet */
    struct connection *next;                   /* of those that are free */
};

enum connection_use { CONNECTION_WRITES = 1, CONNECTION_READS };

/* ERR_UNAVAILABLE "store.cannot_open" {path, reason} */
enum err connection_open(struct sqlite_store *store, enum connection_use use,
                         struct connection **ret, struct error *error) MUST_USE;
/* Takes NULL. */
void connection_close(struct connection *conn);
/* Runs texts that give no rows: pragmas, DDL. ERR_INTERNAL "store.broken" {reason} */
enum err connection_exec(struct connection *conn, const char *sql, struct error *error) MUST_USE;
/* SQLite's error of this connection as ours. */
enum err connection_error(sqlite3 *db, struct error *error);

struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t returned;
    struct connection *free; /* under mutex */
    struct connection **all; /* set at open */
    size_t n;
};

/* Readers that this thread has leased: who writes, or takes another, must have none. */
int readers_leased(void);

enum err pool_open(struct sqlite_store *store, size_t n, struct error *error) MUST_USE;
void pool_close(struct sqlite_store *store);

#endif
