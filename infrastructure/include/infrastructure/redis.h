/* infrastructure/redis.h - what several processes share and may lose: limits, pacing, tickets, who
 * is looking. hiredis behind it, OpenSSL where TLS
 * is asked for, with a pool of connections. */
#ifndef INFRASTRUCTURE_REDIS_H
#define INFRASTRUCTURE_REDIS_H

#include "base/log.h"
#include "domain/gateways/cache.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/fan_out.h"
#include "domain/gateways/rate_limiter.h"
#include "domain/gateways/tickets.h"

/* Nothing whose loss breaks a promise lives here. While the server is away every caller hears so at
 * once, one of them tries again every `rest`, and it goes on when the server is back: limits are
 * then each process's share of them, tickets are ERR_UNAVAILABLE, listeners are told that they
 * missed something. Safe from any thread. */
struct redis_config {
    struct str url;     /* "redis://[user][:password]@host[:port][/database]"; rediss:// for TLS */
    struct str ca_file; /* certificates to trust, PEM; none: the system's */
    struct str prefix;  /* before every key: "speechai:" */
    struct clock clock;
    struct log log;
    int64_t pool;              /* connections at most; 0: 16 */
    struct duration connect;   /* 0: 1 s */
    struct duration answer;    /* 0: 1 s */
    struct duration rest;      /* between tries when it is away; 0: 500 ms */
    int64_t processes;         /* that share the limits; what each grants when it is away */
    struct rate_limiter alone; /* counts then */
};

struct redis;

/* Asks nothing of the server: redis_check() does. ERR_INVALID "redis.bad_url" {setting} |
 * "redis.bad_ca_file" {setting, path}. */
enum err redis_open(const struct redis_config *config, struct redis **ret,
                    struct error *error) MUST_USE;
void redis_free(struct redis *redis); /* NULL is fine */

/* ERR_UNAVAILABLE "redis.unreachable" {address, reason} | "redis.untrusted" {address, reason}: its
 * certificate is not good, or of another host | "redis.refused" {reason} |
 * "redis.read_only" {address} | "redis.too_old" {version} |
 * "redis.not_alone" {address, mode}: it is a cluster, or a sentinel. */
enum err redis_check(struct redis *redis, struct error *error) MUST_USE;

struct rate_limiter redis_rate_limiter(struct redis *redis);
struct tickets redis_tickets(struct redis *redis);
struct cache redis_cache(struct redis *redis);
struct fan_out redis_fan_out(struct redis *redis);

#endif
