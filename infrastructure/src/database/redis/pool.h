/* database/redis/pool.h - connections, and one command with its answer. */
#ifndef REDIS_POOL_H
#define REDIS_POOL_H

#include <pthread.h>

#include "base/strbuf.h"
#include "database/redis/link.h"
#include "infrastructure/redis.h"

enum { REDIS_POOL = 64, ARGUMENTS_MOST = 24 };

struct redis_fan_out;

struct redis {
    struct arena arena; /* the texts below */
    struct redis_config config;
    char *host, *user, *password; /* user, password: NULL: none */
    int port, database;
    struct str address; /* "host:port" */
    SSL_CTX *trust;     /* NULL: plain */

    pthread_mutex_t lock; /* guards what follows */
    struct redis_link *idle[REDIS_POOL];
    size_t n_idle;
    struct instant away_until; /* boot clock: nobody tries before */
    bool away;                 /* said once, when it begins */
    struct redis_fan_out *fan_out;
};

struct redis_command {
    struct str words[ARGUMENTS_MOST];
    size_t n;
    const struct str *more; /* words behind them */
    size_t n_more;
};
#define REDIS_COMMAND(...)                                                                         \
    {                                                                                              \
        .words = { __VA_ARGS__ }, .n = WORDS(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)   \
    }
#define WORDS(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) (n)

/* A connection that is signed in. NULL: the slug says why not, "redis.unreachable",
 * "redis.untrusted" or "redis.refused". *late: it took all its time. */
struct redis_link *redis_connect(const struct redis *redis, struct strbuf *reason,
                                 const char **slug, bool *late);

/* One command. ERR_UNAVAILABLE "redis.unreachable" | "redis.untrusted" | "redis.refused" |
 * "redis.failed" {reason}. The reply is freed by the caller: CLEANUP(redis_reply_end). A command
 * that was sent on a connection that had died meanwhile is sent once more on a fresh one; one that
 * was not answered in time is not. */
enum err redis_ask(struct redis *redis, const struct redis_command *command, redisReply **ret,
                   struct error *error) MUST_USE;
/* Several in one go, the answers looked at for errors alone. */
enum err redis_tell(struct redis *redis, const struct redis_command *commands, size_t n,
                    struct error *error) MUST_USE;
void redis_reply_end(redisReply **reply);

/* prefix, kind, ':', name; in the arena. */
struct str redis_key(const struct redis *redis, struct arena *arena, const char *kind,
                     struct str name);
struct str redis_text(const redisReply *reply);
void redis_fan_out_free(struct redis_fan_out *fan_out);

/* What fan_out.c publishes is kept for a while, too: a stream an account (streams.c). */
enum err redis_publish(struct redis *redis, struct scope *scope, const struct event *events,
                       size_t n) MUST_USE;
bool redis_published_since(struct redis *redis, struct scope *scope, int64_t after, int64_t most,
                           struct event_list *ret);
/* False: it is of another version of ours. */
bool redis_event_read(struct arena *arena, struct account_id account, struct str text,
                      struct event *ret);

#endif
