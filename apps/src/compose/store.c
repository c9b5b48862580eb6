/* apps/src/compose/store.c - the embedded engine or the distributed one. */
#include "compose/store.h"

#include <unistd.h>

#include "base/strbuf.h"
#include "compose/move_engine.h"
#include "infrastructure/mongodb.h"
#include "infrastructure/secrets.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"

/* -- embedded -- */

static struct str sqlite_path(const struct settings *s, struct arena *arena)
{
    return str_format(arena, "%.*s/speechai.db", STR_ARG(s->data_folder));
}

static struct sqlite_config sqlite_config_of(const struct settings *s, const unsigned char *key,
                                             const struct ports *ports, struct arena *arena)
{
    return (struct sqlite_config){
        .path = sqlite_path(s, arena),
        .master_key = key,
        .clock = ports->clock,
        .random = ports->random,
        .hasher = ports->hasher,
        .log = ports->log,
        .cache_bytes = s->data_cache_bytes,
        .readers = s->data_readers,
    };
}

static enum err open_sqlite(struct store *store, const struct settings *s, const unsigned char *key,
                            struct ports *ports, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct sqlite_config config = sqlite_config_of(s, key, ports, &arena);

    TRY(sqlite_store_open(&config, &store->sqlite, error));
    ports->records = sqlite_record_store(store->sqlite);
    ports->events = sqlite_event_log(store->sqlite);
    ports->audit = sqlite_audit_log(store->sqlite);
    ports->imports = sqlite_import_store(store->sqlite);
    ports->analytics = sqlite_analytics_reader(store->sqlite);
    ports->trim = sqlite_trim(store->sqlite);
    ports->jobs = sqlite_job_steps(store->sqlite);
    ports->ledger = sqlite_ledger(store->sqlite);
    ports->persons = sqlite_persons(store->sqlite);
    ports->inbox = sqlite_inbox(store->sqlite);
    ports->answers = sqlite_answers(store->sqlite);
    return ERR_OK;
}

/* -- distributed -- */

/* A demo's clock is one offset given to all processes: leases follow it, and the server's does not
 * know of it. */
static struct mongodb_config mongodb_config_of(const struct settings *s, const unsigned char *key,
                                               struct clock clock)
{
    return (struct mongodb_config){ .uri = s->mongodb_uri,
                                    .database = s->mongodb_database,
                                    .master_key = key,
                                    .clock = clock,
                                    .random = system_random(),
                                    .log = log_none(),
                                    .connections = s->mongodb_connections,
                                    .wait = s->mongodb_timeout,
                                    .own_clock = s->clock_offset.ms != 0 };
}

static enum err open_mongodb(struct store *store, const struct settings *s,
                             const unsigned char *key, bool repair, struct ports *ports,
                             struct error *error)
{
    struct mongodb_config config = mongodb_config_of(s, key, ports->clock);

    if (s->mongodb_uri.n == 0)
        return FAIL(error, ERR_PRECONDITION, "mongodb.no_uri");
    config.hasher = ports->hasher;
    config.log = ports->log;
    if (repair)
        TRY(mongodb_store_repair(&config, error));
    TRY(mongodb_store_open(&config, &store->mongodb, error));
    ports->records = mongodb_record_store(store->mongodb);
    ports->events = mongodb_event_log(store->mongodb);
    ports->audit = mongodb_audit_log(store->mongodb);
    ports->imports = mongodb_import_store(store->mongodb);
    ports->analytics = mongodb_analytics_reader(store->mongodb);
    ports->trim = mongodb_trim(store->mongodb);
    ports->jobs = mongodb_job_steps(store->mongodb);
    ports->ledger = mongodb_ledger(store->mongodb);
    ports->persons = mongodb_persons(store->mongodb);
    ports->inbox = mongodb_inbox(store->mongodb);
    ports->answers = mongodb_answers(store->mongodb);
    return ERR_OK;
}

enum err store_open(struct store *store, const struct settings *settings,
                    const unsigned char *master_key, bool repair, struct ports *ports,
                    struct error *error)
{
    return settings->engine == ENGINE_DISTRIBUTED
               ? open_mongodb(store, settings, master_key, repair, ports, error)
               : open_sqlite(store, settings, master_key, ports, error);
}

static enum err mongodb_is_made(const struct settings *s, struct clock clock, bool *ret,
                                struct error *error)
{
    static const unsigned char no_key[MONGODB_MASTER_KEY];
    struct mongodb_config config = mongodb_config_of(s, no_key, clock);

    if (s->mongodb_uri.n == 0)
        return FAIL(error, ERR_PRECONDITION, "mongodb.no_uri");
    return mongodb_store_is_made(&config, ret, error);
}

enum err store_is_made(const struct settings *settings, struct clock clock, bool *ret,
                       struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    if (settings->engine == ENGINE_DISTRIBUTED)
        return mongodb_is_made(settings, clock, ret, error);
    *ret = sqlite_store_is_made(sqlite_path(settings, &arena));
    return ERR_OK;
}

/* -- from one to the other -- */

enum err store_move_check(const struct settings *s, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str path = sqlite_path(s, &arena);

    if (s->mongodb_uri.n == 0)
        return FAIL(error, ERR_PRECONDITION, "mongodb.no_uri");
    if (access(str_c(&arena, path), F_OK) != 0)
        return FAIL_WITH(error, ERR_NOT_FOUND, "move.no_source", P_STR("path", path));
    return ERR_OK;
}

static enum err open_both(struct store *store, const struct settings *s, const unsigned char *key,
                          const struct ports *ports, struct arena *arena, struct error *error)
{
    struct sqlite_config from = sqlite_config_of(s, key, ports, arena);
    struct mongodb_config to = mongodb_config_of(s, key, ports->clock);

    from.to_move = true;
    TRY(sqlite_store_open(&from, &store->sqlite, error));
    to.hasher = ports->hasher;
    to.log = ports->log;
    to.to_fill = true;
    return mongodb_store_open(&to, &store->mongodb, error);
}

static enum err move_between(struct store *store, const struct settings *s,
                             const struct ports *ports, move_report *report, void *to,
                             struct error *error)
{
    struct move_sides sides = { .source = sqlite_move_source(store->sqlite),
                                .target = mongodb_move_target(store->mongodb),
                                .audit_before = sqlite_audit_log(store->sqlite),
                                .audit_after = mongodb_audit_log(store->mongodb),
                                .ledger_after = mongodb_ledger(store->mongodb),
                                .relayed = s->rabbitmq_url.n > 0 };

    return move_engine(&sides, ports->clock, ports->log, report, to, error);
}

enum err store_move(const struct settings *settings, const unsigned char *master_key,
                    const struct ports *ports, move_report *report, void *to, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct store store = { NULL, NULL };
    enum err err = open_both(&store, settings, master_key, ports, &arena, error);

    if (err == ERR_OK)
        err = move_between(&store, settings, ports, report, to, error);
    store_close(&store);
    return err;
}

void store_close(struct store *store)
{
    sqlite_store_free(store->sqlite);
    mongodb_store_free(store->mongodb);
}

void store_check(const struct settings *s, struct clock clock, engine_report *report, void *to)
{
    static const unsigned char no_key[MONGODB_MASTER_KEY];
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct mongodb_config config = mongodb_config_of(s, no_key, clock);
    enum err err = s->mongodb_uri.n == 0 ? FAIL(&error, ERR_PRECONDITION, "mongodb.no_uri")
                                         : mongodb_store_check(&config, &error);

    report(to, "cli.doctor.mongodb", s->mongodb_database, err == ERR_OK ? NULL : &error);
}
