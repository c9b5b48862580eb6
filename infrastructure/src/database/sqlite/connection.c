/* database/sqlite/connection.c - opening, settings, errors, and the pool of readers. */
#include "database/sqlite/connection.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "database/sqlite/known.h"
#include "database/sqlite/store.h"
#include "domain/services/text_search.h"

/* FULL: an answered write survives power loss. Pages of 8 KiB hold a job with a sheet's columns
 * without an overflow page. The writer checkpoints every 16 MiB of log: smaller is more work,
 * larger makes stalls. Memory is what the caches say: nothing is mapped. */
static const char writer_settings[] = "PRAGMA page_size = 8192;"
                                      "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA wal_autocheckpoint = 2000;"
                                      "PRAGMA journal_size_limit = 67108864;";
static const char settings[] = "PRAGMA foreign_keys = OFF;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA mmap_size = 0;";

enum { BUSY_MS = 10000, READER_CACHE_BYTES = 8 << 20 };

enum err connection_error(sqlite3 *db, struct error *error)
{
    int code = sqlite3_extended_errcode(db);

    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return FAIL(error, ERR_EXISTS, "record.exists");
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
        return FAIL_WITH(error, ERR_UNAVAILABLE, "store.unavailable", P_I64("code", code));
    default:
        return FAIL_WITH(error, ERR_INTERNAL, "store.broken",
                         P_STR("reason", str_from_c(sqlite3_errmsg(db))), P_I64("code", code));
    }
}

enum err connection_exec(struct connection *conn, const char *sql, struct error *error)
{
    if (sqlite3_exec(conn->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return connection_error(conn->db, error);
    return ERR_OK;
}

/* SQLite says of each statement, while it is prepared, which tables it writes: none can be missed.
 * What is run as a text is prepared just then. */
static int note_write(void *context, int action, const char *table, const char *column,
                      const char *database, const char *trigger)
{
    struct connection *conn = context;

    (void)column;
    (void)database;
    (void)trigger;
    if (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE)
        conn->preparing |= known_bit(table);
    conn->touched |= conn->preparing;
    return SQLITE_OK;
}

static struct str text_of(sqlite3_value *value)
{
    const void *text = sqlite3_value_text(value);

    return text == NULL
               ? STR_NONE
               : (struct str){ (void *)(uintptr_t)text, (size_t)sqlite3_value_bytes(value) };
}

/* text_contains(text, part), of what is looked for by a part of it; no text holds none. */
static void contains(sqlite3_context *context, int n, sqlite3_value **values)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str text = text_of(values[0]);

    (void)n;
    sqlite3_result_int(context, text.p != NULL && text_contains(&arena, text, text_of(values[1])));
}

static enum err set_up(struct connection *conn, struct error *error)
{
    int64_t cache = conn->writer ? conn->store->config.cache_bytes : READER_CACHE_BYTES;
    char sql[64];

    sqlite3_busy_timeout(conn->db, BUSY_MS);
    sqlite3_extended_result_codes(conn->db, 1);
    /* a name in quotes that no column has is an error, not a text */
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (sqlite3_create_function(conn->db, "text_contains", 2,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                contains, NULL, NULL) != SQLITE_OK)
        return connection_error(conn->db, error);
    if (conn->writer) {
        sqlite3_set_authorizer(conn->db, note_write, conn);
        TRY(connection_exec(conn, writer_settings, error));
    }
    TRY(connection_exec(conn, settings, error));
    /* SQLite makes pages of the bytes by the page size it knows of: that of the file is read first,
     * or the cache is twice as large as it should be. */
    TRY(connection_exec(conn, "PRAGMA schema_version;", error));
    (void)snprintf(sql, sizeof sql, "PRAGMA cache_size = -%lld;", (long long)(cache / 1024));
    return connection_exec(conn, sql, error);
}

enum err connection_open(struct sqlite_store *store, enum connection_use use,
                         struct connection **ret, struct error *error)
{
    struct connection *conn = calloc(1, sizeof *conn);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    enum err err;

    if (conn == NULL)
        abort();
    conn->store = store;
    conn->writer = use == CONNECTION_WRITES;
    if (sqlite3_open_v2(store->path, &conn->db, flags, NULL) != SQLITE_OK)
        err = FAIL_WITH(error, ERR_UNAVAILABLE, "store.cannot_open",
                        P_STR("path", str_from_c(store->path)),
                        P_STR("reason", str_from_c(sqlite3_errmsg(conn->db))));
    else
        err = set_up(conn, error);
    if (err != ERR_OK) {
        connection_close(conn);
        return err;
    }
    *ret = conn;
    return ERR_OK;
}

void connection_close(struct connection *conn)
{
    if (conn == NULL)
        return;
    for (size_t i = 0; i < conn->capacity; i++)
        sqlite3_finalize(conn->prepared[i].stmt);
    for (size_t i = 0; i < MADE; i++) {
        sqlite3_finalize(conn->made[i].stmt);
        free(conn->made[i].sql);
    }
    sqlite3_close(conn->db);
    free(conn->prepared);
    free(conn);
}

enum err pool_open(struct sqlite_store *store, size_t n, struct error *error)
{
    struct pool *pool = &store->pool;

    pool->all = ARENA_ARRAY(&store->arena, struct connection *, n);
    for (; pool->n < n; pool->n++) {
        struct connection *conn;

        TRY(connection_open(store, CONNECTION_READS, &conn, error));
        TRY(connection_exec(conn, "PRAGMA query_only = ON;", error));
        pool->all[pool->n] = conn;
        conn->next = pool->free;
        pool->free = conn;
    }
    return ERR_OK;
}

void pool_close(struct sqlite_store *store)
{
    for (size_t i = 0; i < store->pool.n; i++)
        connection_close(store->pool.all[i]);
    store->pool.n = 0;
}

/* Kept so that a lease which could wait for itself stops a test, and not a night. */
static _Thread_local int leased;

int readers_leased(void)
{
    return leased;
}

struct connection *reader_lease(struct sqlite_store *store)
{
    struct pool *pool = &store->pool;
    struct connection *conn;

    assert(leased == 0);
    leased++;
    pthread_mutex_lock(&pool->mutex);
    while (pool->free == NULL)
        pthread_cond_wait(&pool->returned, &pool->mutex);
    conn = pool->free;
    pool->free = conn->next;
    pthread_mutex_unlock(&pool->mutex);
    return conn;
}

void reader_return(struct connection **conn)
{
    struct pool *pool;

    if (*conn == NULL)
        return;
    leased--;
    pool = &(*conn)->store->pool;
    pthread_mutex_lock(&pool->mutex);
    (*conn)->next = pool->free;
    pool->free = *conn;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->mutex);
    *conn = NULL;
}

enum err snapshot_begin(struct connection *conn, struct error *error)
{
    return connection_exec(conn, "BEGIN", error);
}

void snapshot_end(struct connection **conn)
{
    if (*conn != NULL && !sqlite3_get_autocommit((*conn)->db))
        DROP(connection_exec(*conn, "COMMIT", NULL)); /* it wrote nothing */
    reader_return(conn);
}
