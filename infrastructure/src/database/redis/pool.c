/* database/redis/pool.c - leased connections; a server that is away costs its callers no time. */
#include "database/redis/pool.h"

#include <stdlib.h>
#include <string.h>

#include "codec/query_string.h"

enum { POOL_DEFAULT = 16, SECOND_MS = 1000, REST_MS = 500, REASON_MOST = 256, PORT = 6379 };

static struct timeval timeval_of(struct duration d)
{
    return (struct timeval){ .tv_sec = d.ms / 1000, .tv_usec = d.ms % 1000 * 1000 };
}

void redis_reply_end(redisReply **reply)
{
    if (*reply != NULL)
        freeReplyObject(*reply);
}

struct str redis_text(const redisReply *reply)
{
    return (struct str){ reply->str, reply->str != NULL ? reply->len : 0 };
}

struct str redis_key(const struct redis *redis, struct arena *arena, const char *kind,
                     struct str name)
{
    return str_format(arena, "%.*s%s:%.*s", STR_ARG(redis->config.prefix), kind, STR_ARG(name));
}

/* -- one connection -- */

static bool signs_in(redisContext *c, const struct redis *redis, struct strbuf *reason)
{
    CLEANUP(redis_reply_end) redisReply *auth = NULL;
    CLEANUP(redis_reply_end) redisReply *select = NULL;

    if (redis->user != NULL)
        auth = redisCommand(c, "AUTH %s %s", redis->user, redis->password);
    else if (redis->password != NULL)
        auth = redisCommand(c, "AUTH %s", redis->password);
    if (redis->password != NULL && (auth == NULL || auth->type == REDIS_REPLY_ERROR)) {
        strbuf_add(reason, auth != NULL ? redis_text(auth) : str_from_c(c->errstr));
        return false;
    }
    select = redisCommand(c, "SELECT %d", redis->database);
    if (select == NULL || select->type == REDIS_REPLY_ERROR) {
        strbuf_add(reason, select != NULL ? redis_text(select) : str_from_c(c->errstr));
        return false;
    }
    return true;
}

redisContext *redis_connect(struct redis *redis, struct strbuf *reason, const char **slug)
{
    redisContext *c =
        redisConnectWithTimeout(redis->host, redis->port, timeval_of(redis->config.connect));

    if (c == NULL)
        abort(); /* out of memory */
    *slug = "redis.unreachable";
    if (c->err == 0 && redisSetTimeout(c, timeval_of(redis->config.answer)) == REDIS_OK) {
        redisEnableKeepAlive(c);
        if (signs_in(c, redis, reason))
            return c;
        *slug = c->err == 0 ? "redis.refused" : "redis.unreachable";
    } else {
        strbuf_add_c(reason, c->errstr);
    }
    redisFree(c);
    return NULL;
}

/* -- the pool -- */

static void tell_away(struct redis *redis, bool away, struct str reason)
{
    bool changed;

    pthread_mutex_lock(&redis->lock);
    changed = redis->away != away;
    redis->away = away;
    pthread_mutex_unlock(&redis->lock);
    if (changed && away)
        log_warn(redis->config.log, "redis.away", LF_STR("address", redis->address),
                 LF_STR("reason", reason));
    if (changed && !away)
        log_info(redis->config.log, "redis.back", LF_STR("address", redis->address));
}

static enum err fail_away(struct redis *redis, const char *slug, struct str reason,
                          struct error *error)
{
    while (str_ends(reason, STR(".")))
        reason.n--; /* it stands inside a sentence */
    return FAIL_WITH(error, ERR_UNAVAILABLE, slug, P_STR("address", redis->address),
                     P_STR("reason", reason));
}

static enum err connect_anew(struct redis *redis, redisContext **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf reason = strbuf_init(&arena, REASON_MOST);
    struct instant now = VIA0(redis->config.clock, boot);
    const char *slug;
    bool may;

    pthread_mutex_lock(&redis->lock);
    may = !redis->away || !instant_before(now, redis->away_until);
    if (may && redis->away) /* this one tries; the others do not wait for it */
        redis->away_until = instant_add(now, redis->config.rest);
    pthread_mutex_unlock(&redis->lock);
    if (!may)
        return fail_away(redis, "redis.unreachable", STR("away"), error);
    *ret = redis_connect(redis, &reason, &slug);
    if (*ret != NULL) {
        tell_away(redis, false, STR_NONE);
        return ERR_OK;
    }
    pthread_mutex_lock(&redis->lock);
    redis->away_until = instant_add(VIA0(redis->config.clock, boot), redis->config.rest);
    pthread_mutex_unlock(&redis->lock);
    tell_away(redis, true, strbuf_str(&reason));
    return fail_away(redis, slug, strbuf_str(&reason), error);
}

static redisContext *take_idle(struct redis *redis)
{
    redisContext *c = NULL;

    pthread_mutex_lock(&redis->lock);
    if (redis->n_idle > 0)
        c = redis->idle[--redis->n_idle];
    pthread_mutex_unlock(&redis->lock);
    return c;
}

static void give_back(struct redis *redis, redisContext *c)
{
    if (c->err == 0) {
        pthread_mutex_lock(&redis->lock);
        if ((int64_t)redis->n_idle < redis->config.pool) {
            redis->idle[redis->n_idle++] = c;
            c = NULL;
        }
        pthread_mutex_unlock(&redis->lock);
    }
    if (c != NULL)
        redisFree(c);
}

static void append(redisContext *c, const struct redis_command *command)
{
    const char *words[ARGUMENTS_MOST];
    size_t lengths[ARGUMENTS_MOST];

    for (size_t i = 0; i < command->n; i++) {
        words[i] = command->words[i].p != NULL ? command->words[i].p : "";
        lengths[i] = command->words[i].n;
    }
    redisAppendCommandArgv(c, (int)command->n, words, lengths);
}

/* True: every command was answered; the last answer is *last, an error answer before any other. */
static bool exchange(redisContext *c, const struct redis_command *commands, size_t n,
                     redisReply **last)
{
    *last = NULL;
    for (size_t i = 0; i < n; i++)
        append(c, &commands[i]);
    for (size_t i = 0; i < n; i++) {
        void *reply = NULL;

        if (redisGetReply(c, &reply) != REDIS_OK)
            return false;
        if (*last != NULL && (*last)->type == REDIS_REPLY_ERROR) {
            freeReplyObject(reply);
            continue;
        }
        redis_reply_end(last);
        *last = reply;
    }
    return true;
}

static enum err run(struct redis *redis, const struct redis_command *commands, size_t n,
                    redisReply **ret, struct error *error)
{
    redisContext *c;
    bool answered;

    while ((c = take_idle(redis)) != NULL) { /* one that died while nobody used it */
        answered = exchange(c, commands, n, ret);
        if (!answered)
            redis_reply_end(ret);
        give_back(redis, c);
        if (answered)
            return ERR_OK;
    }
    TRY(connect_anew(redis, &c, error));
    answered = exchange(c, commands, n, ret);
    if (answered) {
        give_back(redis, c);
        return ERR_OK;
    }
    redis_reply_end(ret);
    *ret = NULL;
    DROP(fail_away(redis, "redis.unreachable", str_from_c(c->errstr), error));
    redisFree(c);
    return ERR_UNAVAILABLE;
}

static enum err run_checked(struct redis *redis, const struct redis_command *commands, size_t n,
                            redisReply **ret, struct error *error)
{
    *ret = NULL;
    TRY(run(redis, commands, n, ret, error));
    if ((*ret)->type != REDIS_REPLY_ERROR)
        return ERR_OK;
    DROP(fail_away(redis, "redis.failed", redis_text(*ret), error));
    return ERR_UNAVAILABLE;
}

enum err redis_ask(struct redis *redis, const struct redis_command *command, redisReply **ret,
                   struct error *error)
{
    return run_checked(redis, command, 1, ret, error);
}

enum err redis_tell(struct redis *redis, const struct redis_command *commands, size_t n,
                    struct error *error)
{
    CLEANUP(redis_reply_end) redisReply *reply = NULL;

    return n == 0 ? ERR_OK : run_checked(redis, commands, n, &reply, error);
}

/* -- opening -- */

static char *decoded(struct redis *redis, struct str text)
{
    struct str plain;

    return percent_decode(&redis->arena, text, &plain) ? str_c(&redis->arena, plain) : NULL;
}

/* "user:password" */
static bool read_user(struct redis *redis, struct str user)
{
    struct str name = str_cut(&user, ':');

    redis->user = name.n > 0 ? decoded(redis, name) : NULL;
    redis->password = user.p != NULL ? decoded(redis, user) : NULL;
    return redis->password != NULL && (name.n == 0 || redis->user != NULL);
}

static bool read_address(struct redis *redis, struct str rest)
{
    int64_t port = PORT, database = 0;
    struct str authority = str_cut(&rest, '/'), host;
    size_t colon;

    if (rest.n > 0 && !str_to_i64(rest, 0, 1000, &database))
        return false;
    host = authority;
    if (!str_starts(authority, STR("["))) {
        colon = str_find_char(authority, ':');
        host = str_slice(authority, 0, colon);
        if (colon != SIZE_MAX &&
            !str_to_i64(str_slice(authority, colon + 1, authority.n), 1, 65535, &port))
            return false;
    }
    redis->host = str_c(&redis->arena, host);
    redis->port = (int)port;
    redis->database = (int)database;
    redis->address = str_format(&redis->arena, "%.*s:%d", STR_ARG(host), redis->port);
    return host.n > 0;
}

static enum err read_url(struct redis *redis, struct str url, struct error *error)
{
    struct str rest = str_slice(url, 8, url.n);
    size_t at = str_find_char(rest, '@');

    if (str_starts(url, STR("rediss://")))
        return FAIL(error, ERR_INVALID, "redis.no_tls");
    if (!str_starts(url, STR("redis://")) ||
        (at != SIZE_MAX && !read_user(redis, str_slice(rest, 0, at))) ||
        !read_address(redis, at == SIZE_MAX ? rest : str_slice(rest, at + 1, rest.n)))
        return FAIL_WITH(error, ERR_INVALID, "redis.bad_url", P_STR("setting", STR("redis.url")));
    return ERR_OK;
}

static void set_defaults(struct redis_config *c)
{
    if (c->pool == 0 || c->pool > REDIS_POOL)
        c->pool = c->pool == 0 ? POOL_DEFAULT : REDIS_POOL;
    if (c->connect.ms == 0)
        c->connect.ms = SECOND_MS;
    if (c->answer.ms == 0)
        c->answer.ms = SECOND_MS;
    if (c->rest.ms == 0)
        c->rest.ms = REST_MS;
    if (c->processes < 1)
        c->processes = 1;
}

enum err redis_open(const struct redis_config *config, struct redis **ret, struct error *error)
{
    struct redis *redis = calloc(1, sizeof *redis);
    enum err err;

    if (redis == NULL)
        abort();
    redis->arena = arena_init();
    redis->config = *config;
    redis->config.prefix = str_copy(&redis->arena, config->prefix);
    set_defaults(&redis->config);
    pthread_mutex_init(&redis->lock, NULL);
    err = read_url(redis, config->url, error);
    if (err != ERR_OK) {
        redis_free(redis);
        return err;
    }
    *ret = redis;
    return ERR_OK;
}

void redis_free(struct redis *redis)
{
    if (redis == NULL)
        return;
    redis_fan_out_free(redis->fan_out);
    while (redis->n_idle > 0)
        redisFree(redis->idle[--redis->n_idle]);
    pthread_mutex_destroy(&redis->lock);
    arena_release(&redis->arena);
    free(redis);
}

/* -- what is wrong with it -- */

static enum err check_version(struct redis *redis, struct error *error)
{
    struct redis_command info = REDIS_COMMAND(STR("INFO"), STR("server"));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;
    struct str text, version;
    int64_t major = 0;
    size_t at;

    TRY(redis_ask(redis, &info, &reply, error));
    text = redis_text(reply);
    at = str_find(text, STR("redis_version:"));
    text = at == SIZE_MAX ? STR_NONE : str_slice(text, at + 14, text.n);
    version = str_trim(str_cut(&text, '\n'));
    text = version;
    if (str_to_i64(str_cut(&text, '.'), 0, 1000, &major) && major >= 7)
        return ERR_OK;
    return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.too_old", P_STR("version", version));
}

enum err redis_check(struct redis *redis, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error said = { .arena = &arena };
    struct redis_command write = REDIS_COMMAND(
        STR("SET"), redis_key(redis, &arena, "check", STR("")), STR("1"), STR("PX"), STR("1000"));
    enum err err = redis_tell(redis, &write, 1, &said);

    if (err != ERR_OK && str_starts(said.params[1].str, STR("READONLY")))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.read_only",
                         P_STR("address", redis->address));
    if (err != ERR_OK) {
        error_fill(error, said.code, said.slug, said.file, said.line, said.params);
        return err;
    }
    return check_version(redis, error);
}
