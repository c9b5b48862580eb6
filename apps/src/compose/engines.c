/* apps/src/compose/engines.c - the servers of the distributed form. */
#include "compose/engines.h"

#include <assert.h>

#include "compose/data_files.h"
#include "compose/mail.h"
#include "compose/store.h"

#include "application/event_handlers/subscriptions.h"
#include "base/strbuf.h"
#include "infrastructure/embedded_bus.h"
#include "infrastructure/process.h"
#include "infrastructure/rabbitmq.h"
#include "infrastructure/redis.h"
#include "infrastructure/s3.h"
#include "infrastructure/storage.h"
#include "infrastructure/system.h"

enum { SCRATCH_LIFE_MS = MS_PER_DAY, TICKETS_MOST = 10000, S3_RETRIES = 5 };

static struct system_clock *host_clock(void)
{
    struct clock_config config = { .trust = CLOCK_TRUST_OPERATOR,
                                   .source = clock_source_kernel(),
                                   .log = log_none() };

    return system_clock_new(&config);
}

/* -- files -- */

static enum err open_s3(const struct settings *s, struct str scratch, struct clock clock,
                        struct random random, struct s3_storage **ret, struct error *error)
{
    struct s3_config config = { .endpoint = s->s3_endpoint,
                                .region = s->s3_region,
                                .bucket = s->s3_bucket,
                                .prefix = s->s3_prefix,
                                .key = s->s3_key,
                                .secret = s->s3_secret,
                                .token = s->s3_token,
                                .ca_file = s->s3_ca_file,
                                .scratch_folder = scratch,
                                .clock = clock,
                                .random = random,
                                .retries = S3_RETRIES,
                                .connect = s->s3_connect_timeout,
                                .stalled = s->s3_stalled };

    if (!url_is_allowed(s->s3_endpoint, &s->egress_allow))
        return FAIL_WITH(error, ERR_PRECONDITION, "egress.refused",
                         P_STR("setting", STR("s3.endpoint")), P_STR("url", s->s3_endpoint));
    return s3_storage_open(&config, ret, error);
}

static enum err open_folder(struct engines *e, const struct settings *s, struct arena *arena,
                            struct ports *ports, struct error *error)
{
    struct str path = str_format(arena, "%.*s/files", STR_ARG(s->data_folder));

    TRY(local_storage_open(path, ports->random, &e->folder, error));
    TRY(local_storage_sweep(e->folder, SCRATCH_LIFE_MS, error));
    ports->objects = local_object_store(e->folder);
    return ERR_OK;
}

static enum err check_files(const struct settings *s, struct clock clock, struct error *error)
{
    struct s3_storage *storage = NULL;
    enum err err = open_s3(s, STR(""), clock, system_random(), &storage, error);

    if (err == ERR_OK)
        err = s3_storage_check(storage, error);
    s3_storage_free(storage);
    return err;
}

enum err engines_check_files(const struct settings *s, struct error *error)
{
    struct system_clock *clock;
    enum err err;

    if (s->s3_endpoint.n == 0)
        return ERR_OK;
    clock = host_clock();
    err = check_files(s, system_clock_port(clock), error);
    system_clock_free(clock);
    return err;
}

enum err engines_open_files(struct engines *e, const struct settings *s, struct ports *ports,
                            struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    if (s->s3_endpoint.n == 0)
        return open_folder(e, s, &arena, ports, error);
    e->host_clock = host_clock();
    TRY(open_s3(s, str_format(&arena, "%.*s/scratch", STR_ARG(s->data_folder)),
                system_clock_port(e->host_clock), ports->random, &e->s3, error));
    ports->objects = s3_object_store(e->s3);
    return ERR_OK;
}

/* -- what processes share -- */

static enum err open_redis(const struct settings *s, struct clock clock, struct log log,
                           struct rate_limiter alone, struct redis **ret, struct error *error)
{
    struct redis_config config = { .url = s->redis_url,
                                   .ca_file = s->redis_ca_file,
                                   .prefix = s->redis_prefix,
                                   .clock = clock,
                                   .log = log,
                                   .pool = s->redis_pool,
                                   .connect = s->redis_timeout,
                                   .answer = s->redis_timeout,
                                   .processes = s->redis_processes,
                                   .alone = alone };

    return redis_open(&config, ret, error);
}

static bool is_away(const struct error *error)
{
    struct str slug = str_from_c(error->slug);

    return str_eq(slug, STR("redis.unreachable")) || str_eq(slug, STR("rabbitmq.unreachable")) ||
           str_eq(slug, STR("rabbitmq.blocked"));
}

static enum err use_redis(struct engines *e, const struct settings *s, struct ports *ports,
                          struct error *error)
{
    enum err err;

    TRY(open_redis(s, ports->clock, ports->log, ports->limiter, &e->redis, error));
    err = redis_check(e->redis, error);
    if (err != ERR_OK && !is_away(error))
        return err;
    error_clear(error);
    ports->limiter = redis_rate_limiter(e->redis);
    ports->tickets = redis_tickets(e->redis);
    ports->cache = redis_cache(e->redis);
    ports->fan_out = redis_fan_out(e->redis);
    return ERR_OK;
}

enum err engines_open_shared(struct engines *e, const struct settings *s, struct ports *ports,
                             struct error *error)
{
    e->limiter = process_limiter_new(ports->clock);
    e->fan_out = process_fan_out_new();
    e->tickets = process_tickets_new(ports->clock, TICKETS_MOST);
    e->cache = process_cache_new(ports->clock);
    if (e->limiter == NULL || e->fan_out == NULL || e->tickets == NULL || e->cache == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    ports->limiter = process_limiter_port(e->limiter);
    ports->fan_out = process_fan_out_port(e->fan_out);
    ports->tickets = process_tickets_port(e->tickets);
    /* Each process its own would not hear of what ends in another. */
    ports->cache = s->engine == ENGINE_EMBEDDED ? process_cache_port(e->cache) : cache_none();
    return s->redis_url.n == 0 ? ERR_OK : use_redis(e, s, ports, error);
}

void engines_mark_records(struct engines *e, struct ports *ports)
{
    assert(ports->records.ops != NULL && ports->cache.ops != NULL);
    e->records = (struct marked_records){ ports->records, ports->cache };
    ports->records = marked_records(&e->records);
}

/* -- events -- */

/* Each consumer wants the types that it is subscribed to. */
static void add_consumers(struct rabbitmq_config *config, struct arena *arena)
{
    size_t n;
    const struct subscription *all = event_subscriptions(&n);

    for (size_t c = CONSUMER_BILLING; c < consumer_names.n; c++) {
        enum event_type *types = ARENA_ARRAY(arena, enum event_type, n);
        size_t wanted = 0;

        for (size_t i = 0; i < n; i++)
            if (all[i].consumer == (enum consumer)c)
                types[wanted++] = all[i].type;
        config->consumers[config->n_consumers++] =
            (struct rabbitmq_consumer){ str_c(arena, consumer_name((enum consumer)c)), types,
                                        wanted };
    }
}

static enum err open_rabbitmq(const struct settings *s, struct arena *arena, struct clock clock,
                              struct log log, struct rabbitmq **ret, struct error *error)
{
    struct rabbitmq_config config = { .url = s->rabbitmq_url,
                                      .prefix = s->rabbitmq_prefix,
                                      .ca_file = s->rabbitmq_ca_file,
                                      .clock = clock,
                                      .log = log,
                                      .answer = s->rabbitmq_timeout,
                                      .prefetch = s->rabbitmq_prefetch,
                                      .tries = s->rabbitmq_tries };

    add_consumers(&config, arena);
    return rabbitmq_open(&config, ret, error);
}

enum err engines_open_bus(struct engines *e, const struct settings *s, struct ports *ports,
                          struct error *error)
{
    enum err err;

    ports->bus = embedded_event_bus(&ports->events);
    if (s->rabbitmq_url.n == 0)
        return ERR_OK;
    e->arena = arena_init();
    TRY(open_rabbitmq(s, &e->arena, ports->clock, ports->log, &e->rabbitmq, error));
    err = rabbitmq_check(e->rabbitmq, error);
    if (err != ERR_OK && !is_away(error))
        return err;
    error_clear(error); /* while it is away, events wait in the store */
    ports->bus = rabbitmq_event_bus(e->rabbitmq);
    return ERR_OK;
}

void engines_free(struct engines *e)
{
    rabbitmq_free(e->rabbitmq);
    arena_release(&e->arena);
    redis_free(e->redis);
    process_fan_out_free(e->fan_out);
    process_tickets_free(e->tickets);
    process_cache_free(e->cache);
    process_limiter_free(e->limiter);
    s3_storage_free(e->s3);
    system_clock_free(e->host_clock);
    local_storage_free(e->folder);
}

/* -- the doctor -- */

static void check_s3(const struct settings *s, struct clock clock, engine_report *report, void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    enum err err = check_files(s, clock, &error);

    report(to, "cli.doctor.files", s->s3_endpoint, err == ERR_OK ? NULL : &error);
}

static void check_redis(const struct settings *s, struct clock clock, engine_report *report,
                        void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct redis *redis = NULL;
    enum err err =
        open_redis(s, clock, log_none(), (struct rate_limiter){ NULL, NULL }, &redis, &error);

    if (err == ERR_OK)
        err = redis_check(redis, &error);
    report(to, "cli.doctor.redis", STR(""), err == ERR_OK ? NULL : &error);
    redis_free(redis);
}

static void check_rabbitmq(const struct settings *s, struct clock clock, engine_report *report,
                           void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct rabbitmq *rabbitmq = NULL;
    enum err err = open_rabbitmq(s, &arena, clock, log_none(), &rabbitmq, &error);

    if (err == ERR_OK)
        err = rabbitmq_check(rabbitmq, &error);
    report(to, "cli.doctor.rabbitmq", STR(""), err == ERR_OK ? NULL : &error);
    rabbitmq_free(rabbitmq);
}

static void check_room(const struct settings *s, engine_report *report, void *to)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    int64_t free_mib = 0;
    enum err err = data_room_check(s, ROOM_TO_WORK, &free_mib, &error);

    report(to, "cli.doctor.room", str_format(&arena, "%lld", (long long)free_mib),
           err == ERR_OK ? NULL : &error);
}

void engines_check(const struct settings *s, engine_report *report, void *to)
{
    struct system_clock *clock = host_clock();

    check_room(s, report, to);
    if (s->engine == ENGINE_DISTRIBUTED)
        store_check(s, system_clock_port(clock), report, to);
    if (s->s3_endpoint.n > 0)
        check_s3(s, system_clock_port(clock), report, to);
    if (s->rabbitmq_url.n > 0)
        check_rabbitmq(s, system_clock_port(clock), report, to);
    if (s->redis_url.n > 0)
        check_redis(s, system_clock_port(clock), report, to);
    if (s->mail_url.n > 0)
        mail_check(s, system_clock_port(clock), report, to);
    system_clock_free(clock);
}
