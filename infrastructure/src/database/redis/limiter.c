/* database/redis/limiter.c - GCRA on the server, by its own clock; the same arithmetic as
 * domain/services/rate.h. */
#include "base/checked.h"
#include "database/redis/pool.h"

/* KEYS[1]; interval in microseconds, burst, want. Answers what was granted and how far ahead. */
static const char script[] =
    "local t = redis.call('TIME') "
    "local now = t[1] * 1000000 + t[2] "
    "local interval, burst, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]) "
    "local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) "
    "local room = math.max(math.floor((now + interval * burst - arrival) / interval), 0) "
    "local granted = math.min(want, room) "
    "if granted ~= 0 then "
    "  arrival = math.max(arrival + granted * interval, now) "
    "  redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', "
    "    math.floor((arrival - now) / 1000) + 1) "
    "end "
    "return { math.max(granted, 0), arrival - now }";

/* EVAL: the server keeps what it compiled by the text's hash, and a restarted one learns it anew.
 */
static enum err run_script(struct redis *redis, struct arena *arena, struct str key,
                           struct rate rate, int64_t want, redisReply **ret, struct error *error)
{
    struct redis_command eval = REDIS_COMMAND(
        STR("EVAL"), str_from_c(script), STR("1"), redis_key(redis, arena, "limit", key),
        str_format(arena, "%lld", (long long)rate_interval_us(rate)),
        str_format(arena, "%lld", (long long)max_i64(rate.burst, 1)),
        str_format(arena, "%lld", (long long)want));

    return redis_ask(redis, &eval, ret, error);
}

static bool reply_is_good(const redisReply *reply)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
           reply->element[0]->type == REDIS_REPLY_INTEGER &&
           reply->element[1]->type == REDIS_REPLY_INTEGER;
}

/* This process's share: all of them together grant no more than the limit. */
static struct allowance take_alone(const struct redis *redis, struct str key, struct rate rate,
                                   int64_t want)
{
    int64_t n = redis->config.processes;
    struct rate share = { .burst = max_i64(rate.burst / n, 1) };

    if (rate.per_minute > 0)
        share.per_minute = max_i64(rate.per_minute / n, 1);
    else
        share.per_day = max_i64(rate.per_day / n, 1);

    return VIA(redis->config.alone, take, key, share, want);
}

static struct allowance take(void *self, struct str key, struct rate rate, int64_t want)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(redis_reply_end) redisReply *reply = NULL;
    struct redis *redis = self;
    struct error error = { .arena = &arena };

    if (rate_is_none(rate))
        return (struct allowance){ .granted = max_i64(want, 0) };
    if (run_script(redis, &arena, key, rate, want, &reply, &error) != ERR_OK ||
        !reply_is_good(reply))
        return take_alone(redis, key, rate, want);
    return rate_allowance(rate, reply->element[1]->integer, reply->element[0]->integer);
}

struct rate_limiter redis_rate_limiter(struct redis *redis)
{
    static const struct rate_limiter_ops ops = { .take = take };

    return (struct rate_limiter){ &ops, redis };
}
