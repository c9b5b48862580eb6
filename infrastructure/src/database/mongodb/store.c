/* database/mongodb/store.c - opening, sessions, the server's clock. */
#include "database/mongodb/store.h"

#include <stdlib.h>
#include <string.h>

#include "database/mongodb/askers.h"
#include "database/mongodb/causal.h"
#include "database/mongodb/job_begins.h"
#include "database/mongodb/documents.h"
#include "database/mongodb/outbox_done.h"
#include "database/mongodb/schema.h"
#include "database/mongodb/sweeper.h"
#include "database/mongodb/ticker.h"

enum {
    WIRE_NEEDED = 9,        /* MongoDB 4.4, or what behaves like it */
    CLOCK_FRESH_MS = 30000, /* how long a reading of the server's clock is good */
    CONNECTIONS = 64,
    WAIT_MS = 10000,
    UNAUTHENTICATED = 18,
    UNAUTHORIZED = 13 /* nobody said who he is, or he may not */
};

/* -- the driver -- */

static void say_nothing(mongoc_log_level_t level, const char *domain, const char *message,
                        void *data)
{
    (void)level; /* what matters comes back as an error of a call, and is logged there */
    (void)domain;
    (void)message;
    (void)data;
}

static void start_driver(void)
{
    mongoc_init();
    mongoc_log_set_handler(say_nothing, NULL);
}

/* What the address does not say itself. */
static void set_defaults(mongoc_uri_t *uri, int32_t wait_ms)
{
    static const char *const waits[] = { MONGOC_URI_SERVERSELECTIONTIMEOUTMS,
                                         MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS };
    mongoc_write_concern_t *safe = mongoc_write_concern_new();
    mongoc_read_concern_t *majority = mongoc_read_concern_new();

    for (size_t i = 0; i < ARRAY_LEN(waits); i++)
        if (!mongoc_uri_has_option(uri, waits[i]))
            mongoc_uri_set_option_as_int32(uri, waits[i], wait_ms);
    mongoc_uri_set_appname(uri, "speechai");
    mongoc_write_concern_set_w(safe, MONGOC_WRITE_CONCERN_W_MAJORITY);
    mongoc_write_concern_set_journal(safe, true);
    mongoc_write_concern_set_wtimeout_int64(safe, wait_ms);
    mongoc_uri_set_write_concern(uri, safe);
    mongoc_read_concern_set_level(majority, MONGOC_READ_CONCERN_LEVEL_MAJORITY);
    mongoc_uri_set_read_concern(uri, majority);
    mongoc_write_concern_destroy(safe);
    mongoc_read_concern_destroy(majority);
}

static enum err open_pool(struct mongodb_store *store, struct error *error)
{
    const struct mongodb_config *c = &store->config;
    bson_error_t why;

    store->uri = mongoc_uri_new_with_error(str_c(&store->arena, c->uri), &why);
    if (store->uri == NULL)
        return FAIL_WITH(error, ERR_INVALID, "mongodb.bad_uri",
                         P_STR("reason", str_from_c(why.message)));
    set_defaults(store->uri, c->wait.ms > 0 ? (int32_t)c->wait.ms : WAIT_MS);
    store->wait_ms = mongoc_uri_get_option_as_int32(store->uri, MONGOC_URI_SOCKETTIMEOUTMS, 0);
    store->pool = mongoc_client_pool_new_with_error(store->uri, &why);
    if (store->pool == NULL)
        return FAIL_WITH(error, ERR_INVALID, "mongodb.bad_uri",
                         P_STR("reason", str_from_c(why.message)));
    mongoc_client_pool_set_error_api(store->pool, MONGOC_ERROR_API_VERSION_2);
    mongoc_client_pool_max_size(store->pool,
                                c->connections > 0 ? (uint32_t)c->connections : CONNECTIONS);
    return ERR_OK;
}

/* -- the server -- */

static enum err cannot_speak(struct session *s, const bson_error_t *why)
{
    struct str reason = str_from_c(why->message);

    while (reason.n > 0 && reason.p[reason.n - 1] == '.')
        reason.n--; /* the sentence has its own */
    if (why->code == UNAUTHENTICATED || why->code == UNAUTHORIZED ||
        (why->domain == MONGOC_ERROR_CLIENT && why->code == MONGOC_ERROR_CLIENT_AUTHENTICATE))
        return FAIL_WITH(s->error, ERR_UNAUTHENTICATED, "mongodb.refused", P_STR("reason", reason));
    if (why->domain == MONGOC_ERROR_PROTOCOL && why->code == MONGOC_ERROR_PROTOCOL_BAD_WIRE_VERSION)
        return FAIL_WITH(s->error, ERR_PRECONDITION, "mongodb.too_old", P_I64("wire", 0),
                         P_I64("needed", WIRE_NEEDED));
    return FAIL_WITH(s->error, ERR_UNAVAILABLE, "mongodb.unreachable", P_STR("reason", reason));
}

static bool command(struct session *s, const char *database, const char *name, bson_t *reply,
                    bson_error_t *why)
{
    CLEANUP(bson_destroy) bson_t ask = BSON_INITIALIZER;

    bson_append_int32(&ask, name, -1, 1);
    return mongoc_client_command_simple(s->client, database, &ask, NULL, reply, why);
}

static int64_t boot_ms(const struct mongodb_store *store)
{
    return VIA0(store->config.clock, boot).unix_ms;
}

/* hello tells the server's time, too. Half of what the answer took is its age. */
static bool read_clock(struct session *s, bson_t *reply, bson_error_t *why)
{
    struct mongodb_store *store = s->store;
    int64_t before = boot_ms(store), after;
    bson_iter_t at;

    if (!command(s, "admin", "hello", reply, why))
        return false;
    after = boot_ms(store);
    if (!document_find(bson_bytes(reply), "localTime", &at) || !BSON_ITER_HOLDS_DATE_TIME(&at))
        return true;
    pthread_mutex_lock(&store->clock_mutex);
    store->clock_read = after;
    store->clock_offset = bson_iter_date_time(&at) - before - (after - before) / 2;
    pthread_mutex_unlock(&store->clock_mutex);
    return true;
}

static enum err meet_server(struct session *s)
{
    CLEANUP(bson_destroy) bson_t hello = BSON_INITIALIZER, databases = BSON_INITIALIZER;
    bson_error_t why;

    bson_destroy(&hello);
    if (!read_clock(s, &hello, &why))
        return cannot_speak(s, &why);
    int64_t wire = document_i64(bson_bytes(&hello), "maxWireVersion");
    if (wire < WIRE_NEEDED)
        return FAIL_WITH(s->error, ERR_PRECONDITION, "mongodb.too_old", P_I64("wire", wire),
                         P_I64("needed", WIRE_NEEDED));
    bson_destroy(&databases);
    if (!command(s, s->store->database, "listCollections", &databases, &why))
        return cannot_speak(s, &why);
    return causal_learn(s, bson_bytes(&hello));
}

struct instant server_now(struct session *s)
{
    struct mongodb_store *store = s->store;
    int64_t boot = boot_ms(store);

    pthread_mutex_lock(&store->clock_mutex);
    int64_t now = store->clock_offset + boot;
    bool stale = !store->config.own_clock && boot - store->clock_read > CLOCK_FRESH_MS;
    if (stale)
        store->clock_read = boot; /* one asks, the others go on with what is known */
    pthread_mutex_unlock(&store->clock_mutex);
    if (stale) {
        CLEANUP(bson_destroy) bson_t reply = BSON_INITIALIZER;
        bson_error_t why;

        bson_destroy(&reply);
        (void)read_clock(s, &reply, &why); /* it fails: our own clock has gone on meanwhile */
    }
    return (struct instant){ now };
}

/* -- sessions -- */

struct session session_begin(struct mongodb_store *store, struct scope *scope)
{
    return (struct session){ .store = store,
                             .client = mongoc_client_pool_pop(store->pool),
                             .scope = scope,
                             .arena = scope->arena,
                             .error = &scope->error };
}

struct session session_part(struct session *s, struct arena *arena)
{
    struct session part = *s;

    part.arena = arena;
    part.whole = s->whole != NULL ? s->whole : s;
    return part;
}

void session_end(struct session *s)
{
    causal_end(s);
    mongoc_client_pool_push(s->store->pool, s->client);
}

const struct record_plan *store_plan(const struct mongodb_store *store, const struct record *record)
{
    for (size_t i = 0; i < store->n_plans; i++)
        if (store->plans[i].record == record)
            return &store->plans[i];
    return NULL;
}

/* -- opening -- */

static struct mongodb_store *make(const struct mongodb_config *config)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct mongodb_store *store = calloc(1, sizeof *store);

    if (store == NULL)
        abort();
    pthread_once(&once, start_driver);
    store->arena = arena_init();
    store->config = *config;
    store->config.uri = str_copy(&store->arena, config->uri);
    store->database = str_c(&store->arena, config->database);
    memcpy(store->master_key, config->master_key, sizeof store->master_key);
    purpose_key(store, "index", store->index_key);
    store->plans = plans_make(config->records, config->n_records, &store->arena, &store->n_plans);
    data_keys_begin(&store->keys);
    for (size_t i = 0; i < WALLET_TURNS; i++)
        pthread_mutex_init(&store->wallet_turns[i], NULL);
    for (size_t i = 0; i < CLAIM_TURNS; i++)
        pthread_mutex_init(&store->claim_turns[i], NULL);
    begins_init(store);
    pthread_mutex_init(&store->claim_doubts.mutex, NULL);
    pthread_mutex_init(&store->dones.mutex, NULL);
    pthread_mutex_init(&store->answering.mutex, NULL);
    pthread_mutex_init(&store->log_mutex, NULL);
    pthread_mutex_init(&store->clock_mutex, NULL);
    pthread_mutex_init(&store->seen_mutex, NULL);
    store->clock_read = boot_ms(store);
    store->clock_offset = VIA0(config->clock, wall).unix_ms - store->clock_read;
    return store;
}

enum opening { TO_USE = 1, TO_REPAIR, TO_CHECK, TO_FILL };

static enum err prepare(struct mongodb_store *store, struct scope *scope, enum opening purpose)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    int64_t offset = store->clock_offset;

    TRY(meet_server(&s));
    if (store->config.own_clock)
        store->clock_offset = offset;
    if (purpose != TO_FILL)
        TRY(schema_refuse_unfinished(&s));
    return purpose == TO_CHECK ? schema_check(&s) : indexes_apply(&s, purpose == TO_REPAIR);
}

static enum err open_with(const struct mongodb_config *config, enum opening purpose,
                          struct mongodb_store **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, (struct account_id){ 0 }, VIA0(config->clock, wall), config->log);
    struct mongodb_store *store = make(config);
    enum err err = open_pool(store, error);

    if (err == ERR_OK) {
        scope.error.arena = error->arena;
        err = prepare(store, &scope, purpose);
        if (err == ERR_OK && purpose == TO_USE) /* what fails is told, and tried again later */
            DROP(mongodb_store_sweep(store, (struct duration){ 0 }, &scope.error));
        if (err != ERR_OK)
            *error = scope.error;
    }
    if (err != ERR_OK) {
        mongodb_store_free(store);
        return err;
    }
    if (purpose == TO_USE) {
        store->askers = askers_new();
        store->sweeper = ticker_new(store, SWEEP_EVERY_S, sweep_left);
        store->keeper = ticker_new(store, KEEP_EVERY_S, keep_own);
    }
    *ret = store;
    return ERR_OK;
}

enum err mongodb_store_open(const struct mongodb_config *config, struct mongodb_store **ret,
                            struct error *error)
{
    return open_with(config, config->to_fill ? TO_FILL : TO_USE, ret, error);
}

static enum err open_and_close(const struct mongodb_config *config, enum opening purpose,
                               struct error *error)
{
    struct mongodb_store *store;

    TRY(open_with(config, purpose, &store, error));
    mongodb_store_free(store);
    return ERR_OK;
}

enum err mongodb_store_repair(const struct mongodb_config *config, struct error *error)
{
    return open_and_close(config, TO_REPAIR, error);
}

enum err mongodb_store_check(const struct mongodb_config *config, struct error *error)
{
    return open_and_close(config, TO_CHECK, error);
}

static enum err ask_made(struct mongodb_store *store, bool *ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, (struct account_id){ 0 }, (struct instant){ 0 }, store->config.log);

    scope.error.arena = error->arena;
    CLEANUP(session_end) struct session s = session_begin(store, &scope);
    enum err err = schema_is_made(&s, ret);
    if (err != ERR_OK)
        *error = scope.error;
    return err;
}

enum err mongodb_store_is_made(const struct mongodb_config *config, bool *ret, struct error *error)
{
    struct mongodb_store *store;
    enum err err;

    TRY(open_with(config, TO_CHECK, &store, error));
    err = ask_made(store, ret, error);
    mongodb_store_free(store);
    return err;
}

/* What was carried out and never emptied would be carried out again by others. */
static void empty_last(struct mongodb_store *store)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, (struct account_id){ 0 }, (struct instant){ 0 }, store->config.log);

    if (store->dones.n > 0) {
        CLEANUP(session_end) struct session s = session_begin(store, &scope);

        DROP(outbox_empty_done(&s));
    }
}

void mongodb_store_free(struct mongodb_store *store)
{
    if (store == NULL)
        return;
    ticker_free(store->sweeper);
    ticker_free(store->keeper);
    askers_free(store->askers);
    empty_last(store);
    if (store->pool != NULL)
        mongoc_client_pool_destroy(store->pool);
    if (store->uri != NULL)
        mongoc_uri_destroy(store->uri);
    data_keys_end(&store->keys);
    for (size_t i = 0; i < WALLET_TURNS; i++)
        pthread_mutex_destroy(&store->wallet_turns[i]);
    for (size_t i = 0; i < CLAIM_TURNS; i++)
        pthread_mutex_destroy(&store->claim_turns[i]);
    begins_release(store);
    pthread_mutex_destroy(&store->claim_doubts.mutex);
    pthread_mutex_destroy(&store->dones.mutex);
    pthread_mutex_destroy(&store->answering.mutex);
    pthread_mutex_destroy(&store->log_mutex);
    pthread_mutex_destroy(&store->clock_mutex);
    pthread_mutex_destroy(&store->seen_mutex);
    explicit_bzero(store->master_key, sizeof store->master_key);
    explicit_bzero(store->index_key, sizeof store->index_key);
    arena_release(&store->arena);
    free(store);
}

enum err mongodb_store_clear(struct mongodb_store *store, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope =
        scope_system(&arena, (struct account_id){ 0 }, (struct instant){ 0 }, store->config.log);

    scope.error.arena = error->arena;
    CLEANUP(session_end) struct session s = session_begin(store, &scope);
    enum err err = schema_clear(&s);
    if (err != ERR_OK)
        *error = scope.error;
    store->last_seq = store->alone = 0;
    store->dones.n = store->claim_doubts.n = 0;
    data_keys_forget(&store->keys);
    return err;
}
