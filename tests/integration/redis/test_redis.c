/* What happens without Redis, and when it is back. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/process.h"
#include "infrastructure/redis.h"
#include "support/expect.h"
#include "support/servers.h"

enum { PROCESSES = 4, WAIT_S = 20 };
static const struct rate rate = { .per_minute = 60, .burst = 20 };

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

static void heard(void *self, const struct event *event)
{
    (void)event;
    ((struct given *)self)->heard++;
}

static void missed(void *self)
{
    ((struct given *)self)->missed++;
}

static int given_redis(void **state)
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
                                       .rest = { 50 },
                                       .processes = PROCESSES,
                                       .alone = process_limiter_port(g->alone) };
    expect_ok(redis_open(&g->config, &g->redis, &g->scope.error));
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    redis_free(g->redis);
    process_limiter_free(g->alone);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static int64_t take(struct given *g, int64_t want)
{
    return VIA(redis_rate_limiter(g->redis), take, STR("api:acc_1"), rate, want).granted;
}

static void limits__are_each_processes_share_while_it_is_away(void **state)
{
    struct given *g = *state;

    assert_int_equal(take(g, 12), 12);
    server_say(&g->arena, "stop redis");
    assert_int_equal(take(g, 12), rate.burst / PROCESSES);
    assert_int_equal(take(g, 12), 0);
    server_say(&g->arena, "start redis");
    fixed_clock_move(&g->clock, SECONDS(1));

    assert_int_equal(take(g, 100), 20); /* it counts again; what it knew is gone */
    assert_int_equal(take(g, 1), 0);
}

static void server_that_is_away__costs_its_callers_no_time(void **state)
{
    struct given *g = *state;
    struct timespec from, to;

    server_say(&g->arena, "stop redis");
    take(g, 1);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 1000; i++)
        take(g, 1);
    clock_gettime(CLOCK_MONOTONIC, &to);
    server_say(&g->arena, "start redis");

    assert_in_range(to.tv_sec - from.tv_sec, 0, 1);
}

static void tickets__are_unavailable_and_come_back(void **state)
{
    struct given *g = *state;
    struct tickets tickets = redis_tickets(g->redis);
    struct str text;

    server_say(&g->arena, "stop redis");
    expect_error(VIA(tickets, keep, &g->scope, STR("one"), STR("text"), SECONDS(30)),
                 &g->scope.error, ERR_UNAVAILABLE, "redis.unreachable");
    server_say(&g->arena, "start redis");
    fixed_clock_move(&g->clock, SECONDS(1));
    expect_ok(VIA(tickets, keep, &g->scope, STR("one"), STR("text"), SECONDS(30)));
    expect_ok(VIA(tickets, take, &g->scope, STR("one"), &text));
    expect_str(text, "text");
}

static void connection__that_died_unnoticed_is_replaced(void **state)
{
    struct given *g = *state;

    assert_int_equal(take(g, 1), 1);
    server_say(&g->arena, "stop redis");
    server_say(&g->arena, "start redis"); /* nobody asked meanwhile */

    assert_int_equal(take(g, 20), 20);
}

static enum err publish(struct given *g)
{
    const struct event event = { .account = g->account, .seq = 1, .type = EVENT_CALL_ENDED };

    return VIA(redis_fan_out(g->redis), publish, &g->scope, &event, 1);
}

static void wait_until(const _Atomic int *counter, int n)
{
    time_t end = time(NULL) + WAIT_S;

    while (*counter < n && time(NULL) < end)
        sched_yield();
    assert_int_equal(*counter, n);
}

static void listener__hears_again_and_knows_that_it_missed_something(void **state)
{
    struct given *g = *state;
    struct fan_out fan_out = redis_fan_out(g->redis);
    const struct fan_out_listener listener = { heard, missed, g };

    VIA(fan_out, listen, &listener);
    expect_ok(VIA(fan_out, subscribe, g->account, &g->scope.error));
    expect_ok(publish(g));
    wait_until(&g->heard, 1);
    assert_int_equal(g->missed, 0);

    server_say(&g->arena, "stop redis");
    assert_int_equal(publish(g), ERR_UNAVAILABLE);
    server_say(&g->arena, "start redis");
    wait_until(&g->missed, 1);
    fixed_clock_move(&g->clock, SECONDS(1));
    expect_ok(publish(g));
    wait_until(&g->heard, 2);
}

static void subscription__is_refused_while_it_is_away(void **state)
{
    struct given *g = *state;
    struct fan_out fan_out = redis_fan_out(g->redis);

    server_say(&g->arena, "stop redis");
    expect_error(VIA(fan_out, subscribe, g->account, &g->scope.error), &g->scope.error,
                 ERR_UNAVAILABLE, "redis.unreachable");
    server_say(&g->arena, "start redis");
    for (int i = 0; i < 200 && VIA(fan_out, subscribe, g->account, NULL) != ERR_OK; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    expect_ok(VIA(fan_out, subscribe, g->account, &g->scope.error));
}

/* -- what is wrong, said -- */

static enum err check_with(struct given *g, const char *url)
{
    struct redis_config config = g->config;
    struct redis *redis;
    enum err err;

    config.url = str_from_c(url);
    err = redis_open(&config, &redis, &g->scope.error);
    if (err != ERR_OK)
        return err;
    err = redis_check(redis, &g->scope.error);
    redis_free(redis);
    return err;
}

static void check__tells_what_is_wrong(void **state)
{
    struct given *g = *state;
    struct str url = g->config.url;
    size_t at = str_find_char(url, '@');
    const char *wrong =
        str_format(&g->arena, "redis://:wrong@%.*s", (int)(url.n - at - 1), url.p + at + 1).p;
    const char *none =
        str_format(&g->arena, "redis://%.*s", (int)(url.n - at - 1), url.p + at + 1).p;
    struct error *error = &g->scope.error;

    expect_ok(redis_check(g->redis, error));
    expect_error(check_with(g, wrong), error, ERR_UNAVAILABLE, "redis.refused");
    expect_error(check_with(g, none), error, ERR_UNAVAILABLE, "redis.refused");
    expect_error(check_with(g, "redis://127.0.0.1:1"), error, ERR_UNAVAILABLE, "redis.unreachable");
    expect_str(error->params[0].str, "127.0.0.1:1");
    expect_error(check_with(g, "rediss://127.0.0.1"), error, ERR_INVALID, "redis.no_tls");
    expect_error(check_with(g, "127.0.0.1:6379"), error, ERR_INVALID, "redis.bad_url");
    expect_error(check_with(g, "redis://127.0.0.1:99999"), error, ERR_INVALID, "redis.bad_url");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_redis, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limits__are_each_processes_share_while_it_is_away),
        TEST(server_that_is_away__costs_its_callers_no_time),
        TEST(tickets__are_unavailable_and_come_back),
        TEST(connection__that_died_unnoticed_is_replaced),
        TEST(listener__hears_again_and_knows_that_it_missed_something),
        TEST(subscription__is_refused_while_it_is_away),
        TEST(check__tells_what_is_wrong),
    };

    return cmocka_run_group_tests_name("redis", tests, NULL, NULL);
}
