/* database/redis/pool.c - leased connections; a server that is away costs its callers no time. */
#include "database/redis/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "codec/query_string.h"

enum {
    POOL_DEFAULT = 16,
    SECOND_MS = 1000,
    REST_MS = 500,
    REASON_MOST = 256,
    PORT = 6379,
    /* Who waits for nothing each time may not be asked often. */
    LATE_TIMES = 5
};

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

/* One command and its answer while a connection begins; false: the reason. */
static bool say(struct redis_link *link, const struct str *words, size_t n, struct strbuf *reason)
{
    CLEANUP(redis_reply_end) redisReply *reply = NULL;

    redis_link_add(link, words, n);
    if (!redis_link_send(link) || !redis_link_receive(link, &reply)) {
        strbuf_add_c(reason, link->reason);
        return false;
    }
    if (reply->type == REDIS_REPLY_ERROR)
        strbuf_add(reason, redis_text(reply));
    return reply->type != REDIS_REPLY_ERROR;
}

static bool signs_in(struct redis_link *link, const struct redis *redis, struct strbuf *reason)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str auth[] = { STR("AUTH"), STR_NONE, STR_NONE };
    struct str select[] = { STR("SELECT"), str_format(&arena, "%d", redis->database) };
    size_t n = 1;

    if (redis->user != NULL)
        auth[n++] = str_from_c(redis->user);
    if (redis->password != NULL)
        auth[n++] = str_from_c(redis->password);
    redis_link_allow(link, redis->config.answer);
    return (n == 1 || say(link, auth, n, reason)) && say(link, select, ARRAY_LEN(select), reason);
}

struct redis_link *redis_connect(const struct redis *redis, struct strbuf *reason,
                                 const char **slug, bool *late)
{
    bool untrusted;
    struct redis_link *link =
        redis_link_open(redis->host, redis->port, redis->trust, redis->config.connect, &untrusted);

    *slug = untrusted ? "redis.untrusted" : "redis.unreachable";
    if (link->state != LINK_FINE)
        strbuf_add_c(reason, link->reason);
    else if (signs_in(link, redis, reason))
        return link;
    else if (link->state == LINK_FINE)
        *slug = "redis.refused";
    *late = link->state == LINK_LATE;
    redis_link_close(link);
    return NULL;
}

/* -- the pool -- */

static struct redis_link *take_idle(struct redis *redis)
{
    struct redis_link *link = NULL;

    pthread_mutex_lock(&redis->lock);
    if (redis->n_idle > 0)
        link = redis->idle[--redis->n_idle];
    pthread_mutex_unlock(&redis->lock);
    return link;
}

static void give_back(struct redis *redis, struct redis_link *link)
{
    if (link->state == LINK_FINE) {
        pthread_mutex_lock(&redis->lock);
        if (!redis->away && (int64_t)redis->n_idle < redis->config.pool) {
            redis->idle[redis->n_idle++] = link;
            link = NULL;
        }
        pthread_mutex_unlock(&redis->lock);
    }
    redis_link_close(link);
}

static void close_idle(struct redis *redis)
{
    struct redis_link *link;

    while ((link = take_idle(redis)) != NULL)
        redis_link_close(link);
}

/* It may be asked: it is there, or it is this caller's turn to try. The others do not wait. */
static bool may_try(struct redis *redis)
{
    struct instant now = VIA0(redis->config.clock, boot);
    bool may;

    pthread_mutex_lock(&redis->lock);
    may = !redis->away || !instant_before(now, redis->away_until);
    if (may && redis->away)
        redis->away_until = instant_add(now, redis->config.rest);
    pthread_mutex_unlock(&redis->lock);
    return may;
}

static void is_there(struct redis *redis)
{
    bool changed;

    pthread_mutex_lock(&redis->lock);
    changed = redis->away;
    redis->away = false;
    pthread_mutex_unlock(&redis->lock);
    if (changed)
        log_info(redis->config.log, "redis.back", LF_STR("address", redis->address));
}

/* Nobody asks it for a while; who waited all its time for nothing lets it rest longer. */
static void is_away(struct redis *redis, struct str reason, bool late)
{
    int64_t rest = redis->config.rest.ms;
    bool changed;

    if (late)
        rest = max_i64(rest, LATE_TIMES * redis->config.answer.ms);
    pthread_mutex_lock(&redis->lock);
    changed = !redis->away;
    redis->away = true;
    redis->away_until =
        instant_add(VIA0(redis->config.clock, boot), (struct duration){ .ms = rest });
    pthread_mutex_unlock(&redis->lock);
    close_idle(redis);
    if (changed)
        log_warn(redis->config.log, "redis.away", LF_STR("address", redis->address),
                 LF_STR("reason", reason));
}

static enum err fail_away(struct redis *redis, const char *slug, struct str reason,
                          struct error *error)
{
    while (str_ends(reason, STR(".")))
        reason.n--; /* it stands inside a sentence */
    return FAIL_WITH(error, ERR_UNAVAILABLE, slug, P_STR("address", redis->address),
                     P_STR("reason", reason));
}

static enum err connect_anew(struct redis *redis, struct redis_link **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf reason = strbuf_init(&arena, REASON_MOST);
    const char *slug;
    bool late;

    *ret = redis_connect(redis, &reason, &slug, &late);
    if (*ret != NULL)
        return ERR_OK;
    is_away(redis, strbuf_str(&reason), late);
    return fail_away(redis, slug, strbuf_str(&reason), error);
}

static void add(struct redis_link *link, const struct redis_command *command)
{
    redis_link_begin(link, command->n + command->n_more);
    for (size_t i = 0; i < command->n; i++)
        redis_link_word(link, command->words[i]);
    for (size_t i = 0; i < command->n_more; i++)
        redis_link_word(link, command->more[i]);
}

/* True: every command was answered; the last answer is *last, an error answer before any other. */
static bool exchange(struct redis *redis, struct redis_link *link,
                     const struct redis_command *commands, size_t n, redisReply **last)
{
    redis_link_allow(link, redis->config.answer);
    for (size_t i = 0; i < n; i++)
        add(link, &commands[i]);
    if (!redis_link_send(link))
        return false;
    for (size_t i = 0; i < n; i++) {
        redisReply *reply;

        if (!redis_link_receive(link, &reply)) {
            redis_reply_end(last);
            *last = NULL;
            return false;
        }
        if (*last != NULL && (*last)->type == REDIS_REPLY_ERROR) {
            freeReplyObject(reply);
            continue;
        }
        redis_reply_end(last);
        *last = reply;
    }
    return true;
}

/* A connection on which all was answered, or what became of the last that was tried. An idle one
 * may have died while nobody used it. */
static enum err run(struct redis *redis, const struct redis_command *commands, size_t n,
                    redisReply **ret, struct error *error)
{
    struct redis_link *link;
    bool fresh, answered;

    if (!may_try(redis))
        return fail_away(redis, "redis.unreachable", STR("away"), error);
    do {
        link = take_idle(redis);
        fresh = link == NULL;
        if (fresh)
            TRY(connect_anew(redis, &link, error));
        answered = exchange(redis, link, commands, n, ret);
        if (!answered && (fresh || link->state == LINK_LATE)) {
            DROP(fail_away(redis, "redis.unreachable", str_from_c(link->reason), error));
            is_away(redis, str_from_c(link->reason), link->state == LINK_LATE);
            redis_link_close(link);
            return ERR_UNAVAILABLE;
        }
        if (answered)
            is_there(redis);
        give_back(redis, link);
    } while (!answered);
    return ERR_OK;
}

/* Answers of a server that is of no use now: a replica, one that is full, or still reading its
 * data, or whose password has changed. Another connection may find the right one. */
static bool is_of_no_use(struct str reason)
{
    static const char *const words[] = { "READONLY ",   "OOM ",       "LOADING ",
                                         "NOAUTH ",     "WRONGPASS ", "NOPERM ",
                                         "MASTERDOWN ", "MISCONF ",   "NOREPLICAS " };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find(reason, str_from_c(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static enum err run_checked(struct redis *redis, const struct redis_command *commands, size_t n,
                            redisReply **ret, struct error *error)
{
    *ret = NULL;
    TRY(run(redis, commands, n, ret, error));
    if ((*ret)->type != REDIS_REPLY_ERROR)
        return ERR_OK;
    if (is_of_no_use(redis_text(*ret)))
        is_away(redis, redis_text(*ret), false);
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

static enum err read_trust(struct redis *redis, struct error *error)
{
    struct str file = redis->config.ca_file;

    redis->trust = redis_link_trust(file.n > 0 ? str_c(&redis->arena, file) : NULL);
    if (redis->trust != NULL)
        return ERR_OK;
    return FAIL_WITH(error, ERR_INVALID, "redis.bad_ca_file",
                     P_STR("setting", STR("redis.ca_file")), P_STR("path", file));
}

static enum err read_url(struct redis *redis, struct str url, struct error *error)
{
    bool tls = str_starts(url, STR("rediss://"));
    struct str rest = str_slice(url, tls ? 9 : 8, url.n);
    size_t at = str_find_char(rest, '@');

    if (!(str_starts(url, STR("redis://")) || tls) ||
        (at != SIZE_MAX && !read_user(redis, str_slice(rest, 0, at))) ||
        !read_address(redis, at == SIZE_MAX ? rest : str_slice(rest, at + 1, rest.n)))
        return FAIL_WITH(error, ERR_INVALID, "redis.bad_url", P_STR("setting", STR("redis.url")));
    return tls ? read_trust(redis, error) : ERR_OK;
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
    close_idle(redis);
    SSL_CTX_free(redis->trust);
    pthread_mutex_destroy(&redis->lock);
    arena_release(&redis->arena);
    free(redis);
}

/* -- what is wrong with it -- */

/* What stands behind "name:" in what INFO says. */
static struct str info_of(struct str text, const char *name)
{
    size_t at = str_find(text, str_from_c(name));

    text = at == SIZE_MAX ? STR_NONE : str_slice(text, at + strlen(name), text.n);
    return str_trim(str_cut(&text, '\n'));
}

/* Scripts name their keys as they go, and channels are of one server: a cluster refuses the ones
 * and splits the others. */
static enum err check_kind(struct redis *redis, struct error *error)
{
    struct redis_command info = REDIS_COMMAND(STR("INFO"), STR("server"));
    CLEANUP(redis_reply_end) redisReply *reply = NULL;
    struct str version, mode, rest;
    int64_t major = 0;

    TRY(redis_ask(redis, &info, &reply, error));
    version = info_of(redis_text(reply), "redis_version:");
    mode = info_of(redis_text(reply), "redis_mode:");
    rest = version;
    if (!str_to_i64(str_cut(&rest, '.'), 0, 1000, &major) || major < 7)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.too_old", P_STR("version", version));
    if (mode.n > 0 && !str_eq(mode, STR("standalone")))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.not_alone",
                         P_STR("address", redis->address), P_STR("mode", mode));
    return ERR_OK;
}

enum err redis_check(struct redis *redis, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error said = { .arena = &arena };
    struct redis_command write = REDIS_COMMAND(
        STR("SET"), redis_key(redis, &arena, "check", STR("")), STR("1"), STR("PX"), STR("1000"));
    enum err err;

    TRY(check_kind(redis, error));
    err = redis_tell(redis, &write, 1, &said);
    if (err != ERR_OK && str_starts(said.params[1].str, STR("READONLY")))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.read_only",
                         P_STR("address", redis->address));
    if (err != ERR_OK)
        error_fill(error, said.code, said.slug, said.file, said.line, said.params);
    return err;
}
