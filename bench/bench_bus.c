/* bench/bench_bus.c - events through RabbitMQ: published with confirms, and taken and acknowledged.
 * The reference is a bare loop over librabbitmq that does the same with bodies of the same size,
 * into a quorum queue of its own. SPEECHAI_TEST_RABBITMQ says where the server is. */
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "codec/json_record.h"
#include "infrastructure/rabbitmq.h"
#include "infrastructure/system.h"

enum { PAGE = 200, CHANNEL = 1, PREFETCH = 50 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bench_bus: %s\n", what);
    exit(1);
}

static struct event event_of(int64_t i)
{
    return (struct event){ .account = { { { 1, 2, 3 } } },
                           .seq = i + 1,
                           .type = EVENT_CALL_ENDED,
                           .type_version = 1,
                           .aggregate = { { 4, 5, 6 } },
                           .version = i + 1,
                           .ordinal = 1,
                           .at = { 1795618800000 },
                           .actor = STR("provider"),
                           .request_id = STR("req_01m8c477tw6yq21p337y83ms02"),
                           .tag = STR("job_01m8c477tw6yq21p337y83ms02-1"),
                           .detail = STR("promise") };
}

/* -- ours -- */

struct figures {
    double published, taken; /* a second */
};

static void publish_ours(struct event_bus bus, int64_t n)
{
    for (int64_t at = 0; at < n; at += PAGE) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope =
            scope_system(&arena, (struct account_id){ 0 }, (struct instant){ 0 }, log_none());
        struct event events[PAGE];

        for (int64_t i = 0; i < PAGE; i++)
            events[i] = event_of(at + i);
        must(VIA(bus, publish, &scope, events, PAGE) == ERR_OK, "publishing failed");
    }
}

static void take_ours(struct event_bus bus, int64_t n)
{
    for (int64_t left = n; left > 0;) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope scope =
            scope_system(&arena, (struct account_id){ 0 }, (struct instant){ 0 }, log_none());
        struct delivery_list list;

        must(VIA(bus, take, &scope, "bench", PREFETCH, &list) == ERR_OK &&
                 VIA(bus, done, &scope, "bench", list.items, list.n) == ERR_OK,
             "taking failed");
        left -= (int64_t)list.n;
    }
}

static struct figures measure_ours(struct str url, int64_t n)
{
    static const enum event_type types[] = { EVENT_CALL_ENDED };
    struct clock_config clock_config = { .trust = CLOCK_TRUST_OPERATOR,
                                         .source = clock_source_kernel(),
                                         .log = log_none() };
    struct system_clock *clock = system_clock_new(&clock_config);
    struct rabbitmq_config config = { .url = url,
                                      .prefix = STR("bench."),
                                      .consumers = { { "bench", types, 1 } },
                                      .n_consumers = 1,
                                      .clock = system_clock_port(clock),
                                      .log = log_none(),
                                      .prefetch = PREFETCH };
    struct figures ret;
    struct rabbitmq *rabbitmq;
    struct event_bus bus;
    double start;

    must(rabbitmq_open(&config, &rabbitmq, NULL) == ERR_OK, "no such address");
    bus = rabbitmq_event_bus(rabbitmq);
    publish_ours(bus, PAGE); /* warm */
    take_ours(bus, PAGE);
    start = now();
    publish_ours(bus, n);
    ret.published = (double)n / (now() - start);
    start = now();
    take_ours(bus, n);
    ret.taken = (double)n / (now() - start);
    rabbitmq_free(rabbitmq);
    system_clock_free(clock);
    return ret;
}

/* -- bare -- */

static amqp_connection_state_t connect_bare(struct arena *arena, struct str url)
{
    amqp_connection_state_t c = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(c);
    struct amqp_connection_info info;

    must(amqp_parse_url(str_c(arena, url), &info) == AMQP_STATUS_OK &&
             amqp_socket_open(socket, info.host, info.port) == AMQP_STATUS_OK,
         "no connection");
    must(amqp_login(c, info.vhost, 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, info.user, info.password)
                 .reply_type == AMQP_RESPONSE_NORMAL,
         "no log-in");
    amqp_channel_open(c, CHANNEL);
    must(amqp_get_rpc_reply(c).reply_type == AMQP_RESPONSE_NORMAL, "no channel");
    return c;
}

static void declare_bare(amqp_connection_state_t c)
{
    amqp_table_entry_t quorum = { .key = amqp_cstring_bytes("x-queue-type"),
                                  .value = { .kind = AMQP_FIELD_KIND_UTF8,
                                             .value.bytes = amqp_cstring_bytes("quorum") } };

    amqp_queue_declare(c, CHANNEL, amqp_cstring_bytes("bare"), 0, 1, 0, 0,
                       (amqp_table_t){ 1, &quorum });
    amqp_confirm_select(c, CHANNEL);
    must(amqp_get_rpc_reply(c).reply_type == AMQP_RESPONSE_NORMAL, "no queue");
}

static void wait_bare(amqp_connection_state_t c, uint64_t until)
{
    for (uint64_t confirmed = 0; confirmed < until;) {
        amqp_frame_t frame;

        must(amqp_simple_wait_frame(c, &frame) == AMQP_STATUS_OK, "no confirm");
        if (frame.frame_type != AMQP_FRAME_METHOD ||
            frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
            continue;
        const amqp_basic_ack_t *ack = frame.payload.method.decoded;
        confirmed = ack->delivery_tag > confirmed ? ack->delivery_tag : confirmed;
        amqp_maybe_release_buffers(c);
    }
}

static double publish_bare(amqp_connection_state_t c, struct str body, int64_t n)
{
    amqp_basic_properties_t properties = { ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG,
                                           .delivery_mode = 2 };
    double start = now();

    for (int64_t at = 0; at < n; at += PAGE) {
        for (int64_t i = 0; i < PAGE; i++)
            must(amqp_basic_publish(
                     c, CHANNEL, amqp_empty_bytes, amqp_cstring_bytes("bare"), 1, 0, &properties,
                     (amqp_bytes_t){ body.n, (void *)(uintptr_t)body.p }) == AMQP_STATUS_OK,
                 "bare publishing failed");
        wait_bare(c, (uint64_t)(at + PAGE));
    }
    return (double)n / (now() - start);
}

static double take_bare(amqp_connection_state_t c, int64_t n)
{
    double start;

    amqp_basic_qos(c, CHANNEL, 0, PREFETCH, 0);
    amqp_basic_consume(c, CHANNEL, amqp_cstring_bytes("bare"), amqp_empty_bytes, 0, 0, 0,
                       amqp_empty_table);
    must(amqp_get_rpc_reply(c).reply_type == AMQP_RESPONSE_NORMAL, "no consumer");
    start = now();
    for (int64_t i = 0; i < n; i++) {
        amqp_envelope_t envelope;

        must(amqp_consume_message(c, &envelope, NULL, 0).reply_type == AMQP_RESPONSE_NORMAL,
             "no message");
        amqp_basic_ack(c, CHANNEL, envelope.delivery_tag, 0);
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers(c);
    }
    return (double)n / (now() - start);
}

static struct figures measure_bare(struct str url, struct str body, int64_t n)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    amqp_connection_state_t c = connect_bare(&arena, url);
    struct figures ret;

    declare_bare(c);
    ret.published = publish_bare(c, body, n);
    amqp_destroy_connection(c);
    c = connect_bare(&arena, url);
    ret.taken = take_bare(c, n);
    amqp_destroy_connection(c);
    return ret;
}

static struct str body_of(struct arena *arena)
{
    struct event event = event_of(1);
    struct strbuf text = strbuf_init(arena, 4096);
    struct json_writer writer = json_writer_init(&text);

    json_put_record(&writer, &event_record, &event, 0);
    return strbuf_str(&text);
}

int main(int argc, char **argv)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const char *url = getenv("SPEECHAI_TEST_RABBITMQ");
    int64_t n = 20000;
    struct figures ours, bare;
    struct str body = body_of(&arena);

    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], "--events") == 0)
            must(str_to_i64(str_from_c(argv[i + 1]), PAGE, 100000000, &n), "--events N");
    n -= n % PAGE;
    must(url != NULL, "SPEECHAI_TEST_RABBITMQ names no server");
    ours = measure_ours(str_from_c(url), n);
    bare = measure_bare(str_from_c(url), body, n);
    printf("{\"bench\":\"bus\",\"events\":%lld,\"bytes\":%zu,\"published\":%.0f,"
           "\"bare_published\":%.0f,\"taken\":%.0f,\"bare_taken\":%.0f}\n",
           (long long)n, body.n, ours.published, bare.published, ours.taken, bare.taken);
    return 0;
}
