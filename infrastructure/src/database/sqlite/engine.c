/* database/sqlite/engine.c - opening and closing a store. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "database/sqlite/known.h"
#include "database/sqlite/deltas.h"
#include "database/sqlite/events.h"
#include "database/sqlite/store.h"

enum { CACHE_BYTES = 64 << 20, READERS = 8, READERS_MOST = 64 };

/* -- the clock -- */

struct instant store_now(const struct sqlite_store *store)
{
    struct instant boot = VIA0(store->config.clock, boot);

    return instant_add(store->wall_at_open, instant_minus(boot, store->boot_at_open));
}

struct instant sqlite_store_now(const struct sqlite_store *store)
{
    return store_now(store);
}

struct instant store_wall(const struct sqlite_store *store)
{
    return VIA0(store->config.clock, wall);
}

struct random store_random(const struct sqlite_store *store)
{
    return store->config.random;
}

struct table *store_table(const struct sqlite_store *store, const struct record *record)
{
    for (size_t i = 0; i < store->n_tables; i++)
        if (store->tables[i].record == record)
            return &store->tables[i];
    return NULL;
}

/* -- one process -- */

static enum err cannot_open(const struct sqlite_store *store, struct error *error)
{
    return FAIL_WITH(error, ERR_UNAVAILABLE, "store.cannot_open",
                     P_STR("path", str_from_c(store->path)),
                     P_STR("reason", str_from_c(strerror(errno))));
}

/* A second writer would not see the first one's gates and leases in memory. The lock goes with the
 * process, however it ends. */
static enum err lock(struct sqlite_store *store, struct error *error)
{
    const char *path = str_format(&store->arena, "%s.lock", store->path).p;

    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (store->lock < 0)
        return cannot_open(store, error);
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0)
        return FAIL_WITH(error, ERR_PRECONDITION, "store.locked",
                         P_STR("path", str_from_c(store->path)));
    return ERR_OK;
}

/* Made before SQLite does, for its mode: what is inside is nobody else's. */
static enum err make_file(struct sqlite_store *store, struct error *error)
{
    int file = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (file < 0)
        return cannot_open(store, error);
    close(file);
    return ERR_OK;
}

/* -- tables -- */

static size_t count_tables(const struct sqlite_config *config)
{
    size_t n = config->n_records;

    for (const struct store_part *const *part = store_parts; *part != NULL; part++)
        n += (*part)->n_tables;
    return n;
}

static void plan_tables(struct sqlite_store *store)
{
    const struct sqlite_config *config = &store->config;

    store->tables = ARENA_ARRAY(&store->arena, struct table, count_tables(config));
    for (const struct store_part *const *part = store_parts; *part != NULL; part++)
        for (size_t i = 0; i < (*part)->n_tables; i++)
            table_init(&store->tables[store->n_tables++], &(*part)->tables[i], &store->arena);
    for (size_t i = 0; i < config->n_records; i++) {
        struct table_spec *spec = ARENA_NEW(&store->arena, struct table_spec);

        spec->record = config->records[i];
        table_init(&store->tables[store->n_tables++], spec, &store->arena);
    }
}

static enum err run_opened(struct tx *tx, void *context)
{
    (void)context;
    for (const struct store_part *const *part = store_parts; *part != NULL; part++)
        if ((*part)->opened != NULL)
            TRY((*part)->opened(tx));
    return ERR_OK;
}

/* -- opening and closing -- */

/* Without counting its memory under one lock SQLite's threads do not meet. Process-wide, and only
 * before its first use: a refusal changes nothing but speed. */
static void configure_sqlite(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The writer waits by a clock that nobody sets. */
static void init_arrived(struct sqlite_store *store)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->arrived, &attributes);
    pthread_condattr_destroy(&attributes);
}

static struct sqlite_store *store_new(const struct sqlite_config *config)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite_store *store = calloc(1, sizeof *store);

    if (store == NULL)
        abort();
    pthread_once(&once, configure_sqlite);
    store->config = *config;
    if (store->config.cache_bytes <= 0)
        store->config.cache_bytes = CACHE_BYTES;
    if (store->config.readers <= 0)
        store->config.readers = READERS;
    store->config.readers =
        store->config.readers > READERS_MOST ? READERS_MOST : store->config.readers;
    memcpy(store->master_key, config->master_key, sizeof store->master_key);
    store->config.master_key = store->master_key;
    store->arena = arena_init();
    store->path = str_c(&store->arena, config->path);
    store->lock = -1;
    store->wall_at_open = VIA0(config->clock, wall);
    store->boot_at_open = VIA0(config->clock, boot);
    store_key(store, "index", store->index_key);
    pthread_mutex_init(&store->mutex, NULL);
    init_arrived(store);
    pthread_mutex_init(&store->pool.mutex, NULL);
    pthread_cond_init(&store->pool.returned, NULL);
    data_keys_begin(&store->keys);
    pthread_mutex_init(&store->flights.mutex, NULL);
    pthread_cond_init(&store->flights.landed, NULL);
    store->deltas = deltas_new();
    store->known = known_new();
    plan_tables(store);
    return store;
}

static enum err store_start(struct sqlite_store *store, struct error *error)
{
    TRY(lock(store, error));
    TRY(make_file(store, error));
    TRY(connection_open(store, CONNECTION_WRITES, &store->conn, error));
    TRY(schema_apply(store, error));
    TRY(pool_open(store, (size_t)store->config.readers, error));
    TRY(writer_run(store, run_opened, NULL, error));
    return writer_start(store, error);
}

/* What was not moved from the log into the file yet counts, too. */
bool sqlite_store_is_made(struct str path)
{
    static const char *const endings[] = { "", "-wal" };
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct stat s;

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (stat(str_format(&arena, "%.*s%s", STR_ARG(path), endings[i]).p, &s) == 0 &&
            s.st_size > 0)
            return true;
    return false;
}

enum err sqlite_store_open(const struct sqlite_config *config, struct sqlite_store **ret,
                           struct error *error)
{
    struct sqlite_store *store = store_new(config);
    enum err err = store_start(store, error);

    if (err != ERR_OK) {
        sqlite_store_free(store);
        return err;
    }
    *ret = store;
    return ERR_OK;
}

void sqlite_store_free(struct sqlite_store *store)
{
    if (store == NULL)
        return;
    writer_stop(store);
    pool_close(store);
    connection_close(store->conn); /* the last one: moves the log into the file */
    if (store->lock >= 0)
        close(store->lock);
    deltas_free(store->deltas);
    known_free(store->known);
    flights_release(&store->flights);
    pthread_cond_destroy(&store->flights.landed);
    pthread_mutex_destroy(&store->flights.mutex);
    data_keys_end(&store->keys);
    pthread_cond_destroy(&store->pool.returned);
    pthread_mutex_destroy(&store->pool.mutex);
    pthread_cond_destroy(&store->arrived);
    pthread_mutex_destroy(&store->mutex);
    arena_release(&store->arena);
    explicit_bzero(store->master_key, sizeof store->master_key);
    explicit_bzero(store->index_key, sizeof store->index_key);
    free(store);
}
