/* tests/integration/redis/test_redis.c - what happens without Redis, and when it is back. */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "integration/redis/given_redis.h"

static const struct rate rate = { .per_minute = 60, .burst = 20 };

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

    assert_in_range(to.tv_sec - from.tv_sec, 0, 9); /* were each to wait, a hundred at least */
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

static void hears_again_and_knows_that_it_missed_something(struct given *g)
{
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

static void listener__hears_again_and_knows_that_it_missed_something(void **state)
{
    hears_again_and_knows_that_it_missed_something(*state);
}

static void listener__hears_again_by_tls_too(void **state)
{
    struct given *g = *state;

    redis_free(g->redis);
    g->config.url = server_variable("SPEECHAI_TEST_REDIS_TLS");
    g->config.ca_file = str_format(&g->arena, "%.*s/ca.pem",
                                   STR_ARG(server_variable("SPEECHAI_TEST_REDIS_CERTIFICATES")));
    expect_ok(redis_open(&g->config, &g->redis, &g->scope.error));
    hears_again_and_knows_that_it_missed_something(g);
}

static void subscription__is_refused_while_it_is_away(void **state)
{
    struct given *g = *state;
    struct fan_out fan_out = redis_fan_out(g->redis);

    server_say(&g->arena, "stop redis");
    expect_error(VIA(fan_out, subscribe, g->account, &g->scope.error), &g->scope.error,
                 ERR_UNAVAILABLE, "redis.unreachable");
    server_say(&g->arena, "start redis");
    for (int i = 0; i < 3000 && VIA(fan_out, subscribe, g->account, NULL) != ERR_OK; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    expect_ok(VIA(fan_out, subscribe, g->account, &g->scope.error));
}

/* -- one count for all processes -- */

enum { PACE = 1200, PACE_BURST = 20, PACE_GRANTS = 50 };

struct process {
    struct redis *redis;
    _Atomic int64_t *granted; /* of all of them */
};

static int64_t ms_since(struct timespec from)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000;
}

/* As greedy as it can. */
static void *start_calls(void *self)
{
    const struct rate pace = { .per_minute = PACE, .burst = PACE_BURST };
    struct process *p = self;

    while (*p->granted < PACE_GRANTS)
        *p->granted += VIA(redis_rate_limiter(p->redis), take, STR("pace:cmp_1"), pace, 5).granted;
    return NULL;
}

static void pace__is_one_for_all_processes(void **state)
{
    struct given *g = *state;
    struct process processes[3];
    pthread_t threads[ARRAY_LEN(processes)];
    struct timespec from;
    _Atomic int64_t granted = 0;

    clock_gettime(CLOCK_MONOTONIC, &from);
    for (size_t i = 0; i < ARRAY_LEN(processes); i++) {
        processes[i].granted = &granted;
        expect_ok(redis_open(&g->config, &processes[i].redis, &g->scope.error));
        assert_int_equal(pthread_create(&threads[i], NULL, start_calls, &processes[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(processes); i++) {
        pthread_join(threads[i], NULL);
        redis_free(processes[i].redis);
    }
    assert_in_range(granted, PACE_GRANTS, PACE_BURST + ms_since(from) * PACE / 60000 + 1);
}

/* -- a server that is there and of no use -- */

static void *take_once(void *self)
{
    take(self, 1);
    return NULL;
}

/* All at once, so that the pool has that many connections. */
static void with_idle_connections(struct given *g, size_t n)
{
    pthread_t threads[16];

    assert_in_range(n, 1, ARRAY_LEN(threads));
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_once, g), 0);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
}

/* However many connections the pool has, the first who waits in vain is the last. */
static void server_that_hangs__costs_one_caller_one_answers_time(void **state)
{
    struct given *g = *state;
    struct timespec from;

    with_idle_connections(g, 16);
    server_say(&g->arena, "tell redis hang");
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 1000; i++)
        take(g, 1);
    assert_in_range(ms_since(from), g->config.answer.ms, 12 * g->config.answer.ms); /* of 16 */
    server_say(&g->arena, "tell redis resume");
    fixed_clock_move(&g->clock, SECONDS(10));

    assert_int_equal(VIA(redis_rate_limiter(g->redis), take, STR("api:acc_2"), rate, 100).granted,
                     rate.burst);
}

/* A port whose queue is full answers nothing to who wants to connect, as a network that drops
 * everything does. */
static void server_that_cannot_be_connected_to__costs_one_caller_one_time_out(void **state)
{
    struct given *g = *state;
    struct redis_config config = g->config;
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), waiting[8];
    struct redis *redis;
    struct timespec from;

    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 0), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(waiting[i], (struct sockaddr *)&address, sizeof address);
    }
    config.url = str_format(&g->arena, "redis://127.0.0.1:%d", ntohs(address.sin_port));
    config.connect = (struct duration){ 300 };
    expect_ok(redis_open(&config, &redis, &g->scope.error));
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 100; i++) {
        (void)VIA(redis_rate_limiter(redis), take, STR("api:acc_1"), rate, 1);
        fixed_clock_move(&g->clock, (struct duration){ 10 });
    }
    assert_in_range(ms_since(from), 300, 4500); /* of six seconds, were it asked every time */
    redis_free(redis);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
        close(waiting[i]);
    close(listener);
}

/* Unlike a server that is gone, it can be reached: only what it answers is of no use. */
static void refusals__are_answered_by_this_process(void **state)
{
    static const char *const bad[] = { "tell redis CONFIG SET maxmemory 1",
                                       "tell redis REPLICAOF 127.0.0.1 1",
                                       "tell redis CONFIG SET min-replicas-to-write 1" };
    static const char *const good[] = { "tell redis CONFIG SET maxmemory 0",
                                        "tell redis REPLICAOF NO ONE",
                                        "tell redis CONFIG SET min-replicas-to-write 0" };
    struct given *g = *state;
    struct tickets tickets = redis_tickets(g->redis);

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct timespec from;

        server_say(&g->arena, bad[i]);
        expect_error(VIA(tickets, keep, &g->scope, STR("one"), STR("text"), SECONDS(30)),
                     &g->scope.error, ERR_UNAVAILABLE, "redis.failed");
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int n = 0; n < 1000; n++)
            assert_in_range(take(g, 1), 0, 1);
        assert_in_range(ms_since(from), 0,
                        9000); /* none waits, were it for a hundredth of a second */
        server_say(&g->arena, good[i]);
        fixed_clock_move(&g->clock, SECONDS(1));
        expect_ok(VIA(tickets, keep, &g->scope, STR("one"), STR("text"), SECONDS(30)));
    }
}

/* Who is signed in stays so: connections are cut, as a server does that starts again. */
static void password_that_changed__is_told_and_works_again_when_it_is_back(void **state)
{
    struct given *g = *state;
    struct tickets tickets = redis_tickets(g->redis);

    expect_ok(VIA(tickets, keep, &g->scope, STR("one"), STR("text"), SECONDS(30)));
    server_say(&g->arena,
               "tell redis ACL SETUSER default resetpass >another; CLIENT KILL TYPE normal");
    expect_error(VIA(tickets, keep, &g->scope, STR("two"), STR("text"), SECONDS(30)),
                 &g->scope.error, ERR_UNAVAILABLE, "redis.refused");
    assert_int_equal(take(g, 100), rate.burst / PROCESSES);
    server_say(&g->arena, "stop redis");
    server_say(&g->arena, "start redis");
    fixed_clock_move(&g->clock, SECONDS(1));
    expect_ok(VIA(tickets, keep, &g->scope, STR("two"), STR("text"), SECONDS(30)));
}

static void listener__learns_of_a_server_that_hangs(void **state)
{
    struct given *g = *state;
    struct fan_out fan_out = redis_fan_out(g->redis);
    const struct fan_out_listener listener = { heard, missed, g };
    struct account_id other = g->account;
    struct timespec from;

    other.v.bytes[4] = 1;
    VIA(fan_out, listen, &listener);
    expect_ok(VIA(fan_out, subscribe, g->account, &g->scope.error));
    server_say(&g->arena, "tell redis hang");
    clock_gettime(CLOCK_MONOTONIC, &from);
    expect_error(VIA(fan_out, subscribe, other, &g->scope.error), &g->scope.error, ERR_UNAVAILABLE,
                 "redis.unreachable");
    assert_in_range(ms_since(from), 0, 2900); /* sooner than a subscription is waited for */
    server_say(&g->arena, "tell redis resume");
    wait_until(&g->missed, 1);
}

/* A server that took over, or came back with what it had on its disk, may have lost some. */
static void what_another_run_of_the_server_kept__is_not_told(void **state)
{
    struct given *g = *state;
    struct fan_out fan_out = redis_fan_out(g->redis);
    struct str account = ID_TEXT(&g->arena, g->account);
    struct event events[2] = { { .account = g->account, .seq = 7, .type = EVENT_CALL_ENDED },
                               { .account = g->account, .seq = 9, .type = EVENT_CALL_ENDED } };
    struct event_list found;

    g->scope.account = g->account;
    expect_ok(VIA(fan_out, publish, &g->scope, &events[0], 1));
    assert_true(VIA(fan_out, since, &g->scope, 7, 10, &found));
    server_say(&g->arena,
               str_format(&g->arena, "tell redis XADD %.*sevents:%.*s 8-1 text lost run another",
                          STR_ARG(g->config.prefix), STR_ARG(account))
                   .p);
    expect_ok(VIA(fan_out, publish, &g->scope, &events[1], 1));
    assert_false(VIA(fan_out, since, &g->scope, 7, 10, &found));
    assert_false(VIA(fan_out, since, &g->scope, 8, 10, &found));
    assert_true(VIA(fan_out, since, &g->scope, 9, 10, &found));

    server_say(&g->arena, "stop redis");
    assert_false(VIA(fan_out, since, &g->scope, 9, 10, &found));
    server_say(&g->arena, "start redis");
    fixed_clock_move(&g->clock, SECONDS(1));
    assert_false(VIA(fan_out, since, &g->scope, 9, 10, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limits__are_each_processes_share_while_it_is_away),
        TEST(server_that_is_away__costs_its_callers_no_time),
        TEST(tickets__are_unavailable_and_come_back),
        TEST(connection__that_died_unnoticed_is_replaced),
        TEST(listener__hears_again_and_knows_that_it_missed_something),
        TEST(listener__hears_again_by_tls_too),
        TEST(subscription__is_refused_while_it_is_away),
        TEST(pace__is_one_for_all_processes),
        TEST_OF_SILENCE(server_that_hangs__costs_one_caller_one_answers_time),
        TEST_OF_SILENCE(server_that_cannot_be_connected_to__costs_one_caller_one_time_out),
        TEST(refusals__are_answered_by_this_process),
        TEST(password_that_changed__is_told_and_works_again_when_it_is_back),
        TEST_OF_SILENCE(listener__learns_of_a_server_that_hangs),
        TEST(what_another_run_of_the_server_kept__is_not_told),
    };

    return cmocka_run_group_tests_name("redis", tests, NULL, NULL);
}
