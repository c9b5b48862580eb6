/* tests/integration/redis/given_redis.h - a connected adapter on the test's server, which the test
 * may stop, hang and start again. */
#ifndef INTEGRATION_REDIS_GIVEN_REDIS_H
#define INTEGRATION_REDIS_GIVEN_REDIS_H

#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/process.h"
#include "infrastructure/redis.h"
#include "support/expect.h"
#include "support/servers.h"

enum { PROCESSES = 4, WAIT_S = 120 };

struct given {
    struct arena arena;
    struct scope scope;
    struct fixed_clock clock;
    struct process_limiter *alone;
    struct redis_config config;
    struct redis *redis;
    struct account_id account;
    _Atomic int heard, missed;
};

static inline void heard(void *self, const struct event *event)
{
    (void)event;
    ((struct given *)self)->heard++;
}

static inline void missed(void *self)
{
    ((struct given *)self)->missed++;
}

static inline int given_redis_waiting(void **state, struct duration answer)
{
    static unsigned opened;
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->clock = fixed_clock();
    g->scope = scope_system(&g->arena, (struct account_id){ 0 }, g->clock.wall, log_none());
    g->account.v.bytes[3] = 7;
    g->alone = process_limiter_new(fixed_clock_port(&g->clock));
    g->config = (struct redis_config){ .url = server_variable("SPEECHAI_TEST_REDIS"),
                                       .prefix = str_format(&g->arena, "test-%u:", opened++),
                                       .clock = fixed_clock_port(&g->clock),
                                       .log = log_none(),
                                       .connect = answer,
                                       .answer = answer,
                                       .rest = { 50 },
                                       .processes = PROCESSES,
                                       .alone = process_limiter_port(g->alone) };
    expect_ok(redis_open(&g->config, &g->redis, &g->scope.error));
    *state = g;
    return 0;
}

/* It waits longer for answers than any machine stands still ... */
static inline int given_redis(void **state)
{
    return given_redis_waiting(state, SECONDS(30));
}

/* ... but where none are to come. */
static inline int given_hasty_redis(void **state)
{
    return given_redis_waiting(state, SECONDS(1));
}

static inline int given_release(void **state)
{
    struct given *g = *state;

    redis_free(g->redis);
    process_limiter_free(g->alone);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static inline void wait_until(const _Atomic int *counter, int n)
{
    time_t end = time(NULL) + WAIT_S;

    while (*counter < n && time(NULL) < end)
        sched_yield();
    assert_int_equal(*counter, n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_redis, given_release)
#define TEST_OF_SILENCE(name)                                                                      \
    cmocka_unit_test_setup_teardown(name, given_hasty_redis, given_release)

#endif
