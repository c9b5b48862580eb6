/* apps/src/compose/store.c - the embedded engine or the distributed one. */
#include "compose/store.h"

#include "base/strbuf.h"
#include "infrastructure/mongodb.h"
#include "infrastructure/secrets.h"
#include "infrastructure/sqlite.h"
#include "infrastructure/system.h"

/* -- embedded -- */

static enum err open_sqlite(struct store *store, const struct settings *s, const unsigned char *key,
                            struct ports *ports, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct sqlite_config config = { .path = str_format(&arena, "%.*s/speechai.db",
                                                       STR_ARG(s->data_folder)),
                                    .master_key = key,
                                    .clock = ports->clock,
                                    .random = ports->random,
                                    .hasher = ports->hasher,
                                    .log = ports->log,
                                    .cache_bytes = s->data_cache_bytes,
                                    .readers = s->data_readers };

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
