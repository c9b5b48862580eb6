/* tests/contract/adapter_redis.c - a real Redis, each adapter below a prefix of its own; with
 * BY_TLS behind a certificate. */
#include <stdio.h>
#include <stdlib.h>

#include "contract/adapter.h"
#include "infrastructure/redis.h"
#include "support/expect.h"
#include "support/servers.h"

struct redis_adapter {
    struct adapter ports; /* first: what the suite sees */
    struct redis *redis;
    struct fixed_clock clock;
    char prefix[32], ca_file[256];
};

#ifdef BY_TLS
#define ADDRESS "SPEECHAI_TEST_REDIS_TLS"
#else
#define ADDRESS "SPEECHAI_TEST_REDIS"
#endif

/* The suites ask what the server counts: alone, nothing is granted. */
static struct allowance grant_nothing(void *self, struct str key, struct rate rate, int64_t want)
{
    (void)self;
    (void)key;
    (void)rate;
    (void)want;
    fail_msg("the server did not count");
    return (struct allowance){ 0 };
}

static void open_redis(struct redis_adapter *a)
{
    static const struct rate_limiter_ops alone = { .take = grant_nothing };
    struct redis_config config = { .url = server_variable(ADDRESS),
                                   .ca_file = str_from_c(a->ca_file),
                                   .prefix = str_from_c(a->prefix),
                                   .clock = fixed_clock_port(&a->clock),
                                   .log = log_none(),
                                   .connect = SECONDS(30),
                                   .answer = SECONDS(30),
                                   .alone = { &alone, NULL } };
    struct error error = { 0 };

    expect_ok(redis_open(&config, &a->redis, &error));
    a->ports.limiter = redis_rate_limiter(a->redis);
    a->ports.tickets = redis_tickets(a->redis);
    a->ports.cache = redis_cache(a->redis);
    a->ports.keeps_published = true;
    a->ports.fan_out = redis_fan_out(a->redis);
}

struct adapter *adapter_open(const struct record *const *records, size_t n)
{
    static unsigned opened;
    struct redis_adapter *a = calloc(1, sizeof *a);

    (void)records;
    (void)n;
    assert_non_null(a);
    snprintf(a->prefix, sizeof a->prefix, "suite-%u:", opened++);
    snprintf(a->ca_file, sizeof a->ca_file, "%.*s/ca.pem",
             STR_ARG(server_variable("SPEECHAI_TEST_REDIS_CERTIFICATES")));
    a->clock = fixed_clock();
    a->ports.clock = &a->clock;
    open_redis(a);
    return &a->ports;
}

void adapter_close(struct adapter *adapter)
{
    struct redis_adapter *a = (struct redis_adapter *)adapter;

    redis_free(a->redis);
    a->redis = NULL;
}

void adapter_reopen(struct adapter *adapter)
{
    adapter_close(adapter);
    open_redis((struct redis_adapter *)adapter);
}

void adapter_free(struct adapter *adapter)
{
    adapter_close(adapter);
    free(adapter);
}
