/* The bus on RabbitMQ where it differs from a log: retries that are counted, a server that is away,
 * what is wrong with it. */
#include <stdlib.h>
#include <time.h>

#include <amqp.h>
#include <amqp_tcp_socket.h>

#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/rabbitmq.h"
#include "support/expect.h"
#include "support/servers.h"

enum { TRIES = 3, WAIT_S = 120 };
static const enum event_type types[] = { EVENT_CALL_ENDED };

struct given {
    struct arena arena;
    struct scope scope;
    struct fixed_clock clock;
    struct rabbitmq_config config;
    struct rabbitmq *rabbitmq;
};
#define BUS(g) (rabbitmq_event_bus((g)->rabbitmq))

static int given_rabbitmq(void **state)
{
    static unsigned opened;
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->arena = arena_init();
    g->clock = fixed_clock();
    g->scope = scope_system(&g->arena, (struct account_id){ 0 }, g->clock.wall, log_none());
    g->config = (struct rabbitmq_config){
        .url = server_variable("SPEECHAI_TEST_RABBITMQ"),
        .prefix = str_format(&g->arena, "test-%u.", opened++),
        .consumers = { { "billing", types, 1 } },
        .n_consumers = 1,
        .clock = fixed_clock_port(&g->clock),
        .log = log_none(),
        .rest = { 100 },
        .delays = { { 50 }, { 100 }, { 150 }, { 200 } },
        .tries = TRIES,
    };
    expect_ok(rabbitmq_open(&g->config, &g->rabbitmq, &g->scope.error));
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    rabbitmq_free(g->rabbitmq);
    arena_release(&g->arena);
    free(g);
    return 0;
}

static enum err publish(struct given *g, enum event_type type, int64_t count)
{
    const struct event event = { .account = { { { 1 } } },
                                 .aggregate = { { 2 } },
                                 .version = count,
                                 .type = type,
                                 .count = SOME_I64(count) };

    return VIA(BUS(g), publish, &g->scope, &event, 1);
}

/* Takes n; a connection that is away is tried again meanwhile. */
static struct delivery_list take(struct given *g, size_t n)
{
    struct delivery_list all = { ARENA_ARRAY(&g->arena, struct delivery, n + 50), 0 }, some;
    time_t end = time(NULL) + WAIT_S;

    while (all.n < n && time(NULL) < end) {
        fixed_clock_move(&g->clock, (struct duration){ 20 });
        if (VIA(BUS(g), take, &g->scope, "billing", 10, &some) != ERR_OK)
            continue;
        for (size_t i = 0; i < some.n; i++)
            all.items[all.n++] = some.items[i];
    }
    assert_int_equal(all.n, n);
    return all;
}

static void again__comes_later_each_time_and_ends_aside(void **state)
{
    struct given *g = *state;
    struct dead_event_list dead;
    struct delivery_list list;
    int64_t waiting, n;

    expect_ok(publish(g, EVENT_CALL_ENDED, 7));
    for (int64_t tries = 0; tries < TRIES; tries++) {
        list = take(g, 1);
        assert_int_equal(list.items[0].tries, tries);
        assert_int_equal(list.items[0].event.count.v, 7);
        expect_ok(
            VIA(BUS(g), again, &g->scope, "billing", &list.items[0], STR("store.unavailable")));
    }

    expect_ok(VIA(BUS(g), depth, &g->scope, "billing", &waiting, &n));
    assert_int_equal(waiting, 0);
    assert_int_equal(n, 1);
    expect_ok(VIA(BUS(g), dead, &g->scope, "billing", 10, &dead));
    expect_str(dead.items[0].reason, "store.unavailable");
    assert_int_equal(dead.items[0].event.count.v, 7);
}

static void again__lets_the_others_pass(void **state)
{
    struct given *g = *state;
    struct delivery_list list;

    expect_ok(publish(g, EVENT_CALL_ENDED, 1));
    expect_ok(publish(g, EVENT_CALL_ENDED, 2));
    list = take(g, 2);
    expect_ok(VIA(BUS(g), again, &g->scope, "billing", &list.items[0], STR("store.busy")));
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", &list.items[1], 1));

    list = take(g, 1);
    assert_int_equal(list.items[0].event.count.v, 1);
}

static void event__that_nobody_wants_is_not_carried(void **state)
{
    struct given *g = *state;
    int64_t waiting, dead;

    expect_ok(publish(g, EVENT_EXPORT_READY, 1));
    expect_ok(VIA(BUS(g), depth, &g->scope, "billing", &waiting, &dead));
    assert_int_equal(waiting + dead, 0);
}

static void many__are_confirmed_all(void **state)
{
    enum { MANY = 3000 };
    struct given *g = *state;
    struct event *events = ARENA_ARRAY(&g->arena, struct event, MANY);
    int64_t waiting, dead;

    for (int64_t i = 0; i < MANY; i++)
        events[i] =
            (struct event){ .aggregate = { { 3 } }, .version = i, .type = EVENT_CALL_ENDED };
    expect_ok(VIA(BUS(g), publish, &g->scope, events, MANY));

    expect_ok(VIA(BUS(g), depth, &g->scope, "billing", &waiting, &dead));
    assert_int_equal(waiting, MANY);
}

static void bus__comes_back_with_its_server_and_loses_nothing(void **state)
{
    struct given *g = *state;
    struct delivery_list list;
    enum err err;

    expect_ok(publish(g, EVENT_CALL_ENDED, 1));
    list = take(g, 1); /* held, not ended */
    server_say(&g->arena, "stop rabbitmq");
    expect_error(publish(g, EVENT_CALL_ENDED, 2), &g->scope.error, ERR_UNAVAILABLE,
                 "rabbitmq.unreachable");
    assert_int_equal(VIA(BUS(g), done, &g->scope, "billing", list.items, 1) == ERR_OK &&
                         VIA(BUS(g), take, &g->scope, "billing", 1, &list) == ERR_OK,
                     false);
    server_say(&g->arena, "start rabbitmq");

    do {
        fixed_clock_move(&g->clock, SECONDS(1));
        err = publish(g, EVENT_CALL_ENDED, 2);
    } while (err != ERR_OK);
    list = take(g, 2);
    assert_int_equal(list.items[0].event.count.v + list.items[1].event.count.v, 3);
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", list.items, 2));
}

/* It lets everybody in and takes nothing: who publishes hears why, and loses nothing. */
static void publish__to_a_full_server_says_so_and_goes_on_when_there_is_room(void **state)
{
    struct given *g = *state;
    struct delivery_list list;
    enum err err;

    expect_ok(publish(g, EVENT_CALL_ENDED, 1));
    server_say(&g->arena, "tell rabbitmq full");
    for (int i = 0; i < 5; i++)
        expect_error(publish(g, EVENT_CALL_ENDED, 2), &g->scope.error, ERR_UNAVAILABLE,
                     "rabbitmq.blocked");
    expect_error(rabbitmq_check(g->rabbitmq, &g->scope.error), &g->scope.error, ERR_UNAVAILABLE,
                 "rabbitmq.blocked");
    list = take(g, 1); /* what it has it gives */
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", list.items, 1));
    server_say(&g->arena, "tell rabbitmq room");

    do {
        fixed_clock_move(&g->clock, SECONDS(1));
        err = publish(g, EVENT_CALL_ENDED, 2);
    } while (err != ERR_OK);
    list = take(g, 2); /* what it was given when it was full, once, and what it confirmed */
    assert_int_equal(list.items[0].event.count.v, 2);
    assert_int_equal(list.items[1].event.count.v, 2);
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", list.items, 2));
    expect_ok(rabbitmq_check(g->rabbitmq, &g->scope.error));
}

static void ticket__of_a_lost_connection_ends_nothing(void **state)
{
    struct given *g = *state;
    struct delivery_list list;

    expect_ok(publish(g, EVENT_CALL_ENDED, 1));
    list = take(g, 1);
    rabbitmq_free(g->rabbitmq);
    expect_ok(rabbitmq_open(&g->config, &g->rabbitmq, &g->scope.error));
    expect_error(VIA(BUS(g), done, &g->scope, "billing", list.items, 1), &g->scope.error,
                 ERR_UNAVAILABLE, "rabbitmq.unreachable");

    list = take(g, 1);
    assert_int_equal(list.items[0].event.count.v, 1);
}

/* -- what is wrong, said -- */

static enum err check_with(struct given *g, struct str url)
{
    struct rabbitmq_config config = g->config;
    struct rabbitmq *rabbitmq;
    enum err err;

    config.url = url;
    err = rabbitmq_open(&config, &rabbitmq, &g->scope.error);
    if (err != ERR_OK)
        return err;
    err = rabbitmq_check(rabbitmq, &g->scope.error);
    rabbitmq_free(rabbitmq);
    return err;
}

static void expect_normal(amqp_connection_state_t c)
{
    assert_int_equal(amqp_get_rpc_reply(c).reply_type, AMQP_RESPONSE_NORMAL);
}

/* Somebody who uses the server by other means. */
static amqp_connection_state_t given_stranger(struct given *g)
{
    struct amqp_connection_info info;
    amqp_connection_state_t c = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(c);

    assert_int_equal(amqp_parse_url(str_c(&g->arena, g->config.url), &info), AMQP_STATUS_OK);
    assert_int_equal(amqp_socket_open(socket, info.host, info.port), AMQP_STATUS_OK);
    assert_int_equal(
        amqp_login(c, info.vhost, 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, info.user, info.password)
            .reply_type,
        AMQP_RESPONSE_NORMAL);
    amqp_channel_open(c, 1);
    expect_normal(c);
    return c;
}

static void given_exchange(struct given *g, const char *name, const char *type)
{
    amqp_connection_state_t c = given_stranger(g);

    amqp_exchange_declare(c, 1, amqp_cstring_bytes(name), amqp_cstring_bytes(type), 0, 1, 0, 0,
                          amqp_empty_table);
    expect_normal(c);
    amqp_destroy_connection(c);
}

static void delete_queue(struct given *g)
{
    struct str name = str_format(&g->arena, "%.*sbilling", STR_ARG(g->config.prefix));
    amqp_connection_state_t c = given_stranger(g);

    amqp_queue_delete(c, 1, amqp_cstring_bytes(name.p), 0, 0);
    expect_normal(c);
    amqp_destroy_connection(c);
}

/* -- a queue that somebody deletes -- */

static void consumer__whose_queue_was_deleted_makes_it_again(void **state)
{
    struct given *g = *state;
    struct delivery_list list;
    int patience = 500; /* takes of 20 ms */
    expect_ok(publish(g, EVENT_CALL_ENDED, 1));
    list = take(g, 1);
    expect_ok(VIA(BUS(g), done, &g->scope, "billing", list.items, 1));

    delete_queue(g);
    for (enum err err = ERR_OK; err == ERR_OK;) { /* until it has heard of it */
        err = VIA(BUS(g), take, &g->scope, "billing", 1, &list);
        if (err == ERR_OK && --patience == 0)
            fail_msg("nobody tells it");
    }
    fixed_clock_move(&g->clock, SECONDS(1));
    expect_ok(VIA(BUS(g), take, &g->scope, "billing", 1, &list));

    expect_ok(publish(g, EVENT_CALL_ENDED, 2));
    list = take(g, 1);
    assert_int_equal(list.items[0].event.count.v, 2);
}

static void publisher__whose_queue_was_deleted_makes_it_again(void **state)
{
    struct given *g = *state;
    struct delivery_list list;
    expect_ok(publish(g, EVENT_CALL_ENDED, 1));

    delete_queue(g);
    expect_ok(publish(g, EVENT_CALL_ENDED, 2));

    list = take(g, 1);
    assert_int_equal(list.items[0].event.count.v, 2);
}

/* -- what is wrong -- */

static void check__tells_what_is_wrong(void **state)
{
    struct given *g = *state;
    struct error *error = &g->scope.error;
    struct str url = g->config.url, rest = str_slice(url, str_find_char(url, '@'), url.n);

    expect_ok(rabbitmq_check(g->rabbitmq, error));
    expect_error(check_with(g, str_format(&g->arena, "amqp://guest:wrong%.*s", STR_ARG(rest))),
                 error, ERR_UNAVAILABLE, "rabbitmq.refused");
    expect_error(check_with(g, STR("amqp://guest:guest@127.0.0.1:1/")), error, ERR_UNAVAILABLE,
                 "rabbitmq.unreachable");
    expect_error(check_with(g, STR("http://127.0.0.1")), error, ERR_INVALID, "rabbitmq.bad_url");

    server_say(&g->arena, "tell rabbitmq stranger");
    g->config.prefix = STR("strange.");
    expect_error(check_with(g, str_format(&g->arena, "amqp://stranger:word%.*s", STR_ARG(rest))),
                 error, ERR_UNAVAILABLE, "rabbitmq.not_permitted");

    given_exchange(g, "other.events", "fanout");
    g->config.prefix = STR("other.");
    expect_error(check_with(g, url), error, ERR_UNAVAILABLE, "rabbitmq.wrong_topology");
    assert_true(str_find(error->params[0].str, STR("type")) != SIZE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_rabbitmq, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(again__comes_later_each_time_and_ends_aside),
        TEST(again__lets_the_others_pass),
        TEST(event__that_nobody_wants_is_not_carried),
        TEST(many__are_confirmed_all),
        TEST(ticket__of_a_lost_connection_ends_nothing),
        TEST(check__tells_what_is_wrong),
        TEST(bus__comes_back_with_its_server_and_loses_nothing),
        TEST(publish__to_a_full_server_says_so_and_goes_on_when_there_is_room),
        TEST(consumer__whose_queue_was_deleted_makes_it_again),
        TEST(publisher__whose_queue_was_deleted_makes_it_again),
    };

    return cmocka_run_group_tests_name("rabbitmq", tests, NULL, NULL);
}
