/* tests/unit/compose/test_gauges.c - the figures that an autoscaler and the operator's page go by.
 */
#include "support/expect.h"

#include <string.h>

#include "service/gauges.h"
#include "service/traffic.h"

static void count(struct metrics *m, const char *name, const char *labels, int64_t n)
{
    metric_add(metrics_counter(m, name, "Help.", labels), n);
}

static void traffic__is_read_from_what_is_counted(void **state)
{
    struct metrics *m = metrics_new();

    (void)state;
    count(m, "http_requests_total", "method=\"GET\",route=\"/x\",status=\"200\"", 5);
    count(m, "http_requests_total", "method=\"GET\",route=\"/x\",status=\"404\"", 2);
    count(m, "http_requests_total", "method=\"GET\",route=\"/x\",status=\"503\"", 4);
    count(m, "http_requests_total", "method=\"POST\",route=\"/webhooks/y\",status=\"401\"", 1);
    count(m, "http_requests_total", "method=\"POST\",route=\"/webhooks/y\",status=\"503\"", 2);
    count(m, "http_overload_refused_total", "at=\"line\"", 3);
    count(m, "http_overload_refused_total", "at=\"door\"", 10);
    count(m, "provider_requests_total", "result=\"ok\"", 7);
    count(m, "provider_requests_total", "result=\"refused\"", 1);
    count(m, "provider_requests_total", "result=\"limited\"", 1);
    count(m, "provider_requests_total", "result=\"unanswered\"", 1);
    struct traffic t = traffic_read(m);

    assert_int_equal(t.requests, 24);
    assert_int_equal(t.client_errors, 3);
    assert_int_equal(t.server_errors, 3);
    assert_int_equal(t.overloaded, 13);
    assert_int_equal(t.provider_requests, 10);
    assert_int_equal(t.provider_errors, 2);
    assert_int_equal(t.webhooks, 3);
    assert_int_equal(t.webhooks_refused, 1);
    assert_int_equal(t.webhooks_failed, 2);
    metrics_free(m);
}

static void traffic__of_the_last_hour_forgets_what_was_before(void **state)
{
    static struct traffic_hour hour;
    struct traffic sum = { .requests = 3 };
    struct instant boot = { 5000 };

    (void)state;
    assert_int_equal(traffic_of_hour(&hour, &sum, boot).requests, 3); /* since it began */
    sum.requests = 10;
    for (int minute = 1; minute <= 58; minute++) {
        boot = instant_add(boot, MINUTES(1));
        assert_int_equal(traffic_of_hour(&hour, &sum, boot).requests, 10);
        assert_int_equal(traffic_of_minutes(&hour, &sum).requests,
                         minute < TRAFFIC_RECENT_MINUTES ? 10 : 0);
    }
    for (int minute = 59; minute <= 62; minute++) {
        boot = instant_add(boot, MINUTES(1));
        sum.requests++;
        traffic_of_hour(&hour, &sum, boot);
    }
    assert_int_equal(traffic_of_hour(&hour, &sum, boot).requests, 4);
    assert_int_equal(traffic_of_minutes(&hour, &sum).requests, 4);
    assert_int_equal(traffic_of_hour(&hour, &sum, instant_add(boot, SECONDS(59))).requests, 4);
}

static void gauges__tell_what_waits(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, 100000);
    struct consumer_view consumers[] = { { CONSUMER_BILLING, SOME_I64(4), SOME_I64(1) },
                                         { CONSUMER_NOTIFICATION, { 0 }, { 0 } } };
    struct connection_view connection = { .active = 3, .limit = 20, .stopped = true };
    struct instant now = { 1800000000000 };
    struct queues q = { .jobs_due = 12,
                        .jobs_queued = 30,
                        .oldest_due = SOME_INSTANT(((struct instant){ now.unix_ms - 61500 })),
                        .webhooks_waiting = 2,
                        .consumers = { consumers, 2 },
                        .connections = { &connection, 1 } };
    static const char *const lines[] = {
        "\nspeechai_jobs_due 12\n",
        "\nspeechai_jobs_queued 30\n",
        "\nspeechai_jobs_oldest_due_seconds 61\n",
        "\nspeechai_jobs_in_course{state=\"live\"} 7\n",
        "\nspeechai_webhooks_waiting 2\n",
        "\nspeechai_events_waiting{consumer=\"billing\"} 4\n",
        "\nspeechai_events_dead{consumer=\"billing\"} 1\n",
        "\nspeechai_provider_calls{connection=\"con_00000000000000000000000000\"} 3\n",
        "\nspeechai_provider_calls_most{connection=\"con_00000000000000000000000000\"} 20\n",
        "\nspeechai_provider_stopped{connection=\"con_00000000000000000000000000\"} 1\n",
        "\nspeechai_queues_read_timestamp_seconds 1800000000\n",
    };

    (void)state;
    q.in_course.n[JOB_LIVE] = 7;
    gauges_set(m, &arena, &q, now);
    metrics_print(m, &out);

    const char *text = strbuf_str(&out).p;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        if (strstr(text, lines[i]) == NULL)
            fail_msg("no line %s", lines[i]);
    assert_null(strstr(text, "state=\"done\""));            /* nobody waits for those */
    assert_null(strstr(text, "consumer=\"notification\"")); /* its bus did not answer */
    arena_release(&arena);
    metrics_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traffic__is_read_from_what_is_counted),
        cmocka_unit_test(traffic__of_the_last_hour_forgets_what_was_before),
        cmocka_unit_test(gauges__tell_what_waits),
    };

    return cmocka_run_group_tests_name("gauges", tests, NULL, NULL);
}
