/* tests/unit/base/test_metrics.c - figures, from one thread and from many. */
#include "support/expect.h"

#include <pthread.h>

#include "base/metrics.h"

static void metrics__finds_what_was_made(void **state)
{
    struct metrics *m = metrics_new();
    struct metric *a = metrics_counter(m, "calls_total", "Calls.", "kind=\"a\"");

    (void)state;
    metric_add(a, 2);
    assert_ptr_equal(a, metrics_counter(m, "calls_total", "Calls.", "kind=\"a\""));
    assert_ptr_not_equal(a, metrics_counter(m, "calls_total", "Calls.", "kind=\"b\""));
    assert_int_equal(metric_value(a), 2);
    metrics_free(m);
}

static void metrics__prints_series_of_a_name_together(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, 10000);

    (void)state;
    metric_add(metrics_counter(m, "calls_total", "Calls.", "kind=\"a\""), 1);
    metric_set(metrics_gauge(m, "open", "Open now.", ""), 7);
    metric_add(metrics_counter(m, "calls_total", "Calls.", "kind=\"b\""), 3);
    metrics_print(m, &out);

    expect_str(strbuf_str(&out), "# HELP calls_total Calls.\n# TYPE calls_total counter\n"
                                 "calls_total{kind=\"b\"} 3\ncalls_total{kind=\"a\"} 1\n"
                                 "# HELP open Open now.\n# TYPE open gauge\nopen 7\n");
    arena_release(&arena);
    metrics_free(m);
}

static void metrics__sums_series_by_parts_of_their_labels(void **state)
{
    struct metrics *m = metrics_new();

    (void)state;
    metric_add(metrics_counter(m, "calls_total", "Calls.", "kind=\"a\",status=\"200\""), 1);
    metric_add(metrics_counter(m, "calls_total", "Calls.", "kind=\"a\",status=\"500\""), 2);
    metric_add(metrics_counter(m, "calls_total", "Calls.", "kind=\"b\",status=\"503\""), 4);
    metric_add(metrics_counter(m, "other_total", "Others.", "kind=\"b\",status=\"503\""), 8);

    assert_int_equal(metrics_sum(m, "calls_total", "", ""), 7);
    assert_int_equal(metrics_sum(m, "calls_total", "status=\"5", ""), 6);
    assert_int_equal(metrics_sum(m, "calls_total", "status=\"5", "kind=\"a\""), 2);
    assert_int_equal(metrics_sum(m, "nothing_total", "", ""), 0);
    assert_int_equal(metrics_sum(NULL, "calls_total", "", ""), 0);
    metrics_free(m);
}

static void histogram__counts_up_to_each_bound(void **state)
{
    struct metrics *m = metrics_new();
    struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, 10000);
    struct histogram *h = metrics_histogram(m, "wait_seconds", "Waited.", "who=\"x\"");

    (void)state;
    histogram_observe(h, 1000);
    histogram_observe(h, 1001);
    histogram_observe(h, 60000000);
    metrics_print(m, &out);

    struct str text = strbuf_str(&out);
    assert_true(str_find(text, STR("wait_seconds_bucket{who=\"x\",le=\"0.001000\"} 1\n")) < text.n);
    assert_true(str_find(text, STR("wait_seconds_bucket{who=\"x\",le=\"0.002000\"} 2\n")) < text.n);
    assert_true(str_find(text, STR("le=\"30.000000\"} 2\n")) < text.n);
    assert_true(str_find(text, STR("le=\"+Inf\"} 3\n")) < text.n);
    assert_true(str_find(text, STR("wait_seconds_sum{who=\"x\"} 60.002001\n")) < text.n);
    assert_true(str_find(text, STR("wait_seconds_count{who=\"x\"} 3\n")) < text.n);
    arena_release(&arena);
    metrics_free(m);
}

enum { THREADS = 4, ROUNDS = 1000 };

static void *count(void *metrics)
{
    for (int i = 0; i < ROUNDS; i++) {
        const char *labels = i % 2 == 0 ? "n=\"0\"" : "n=\"1\"";

        metric_add(metrics_counter(metrics, "rounds_total", "Rounds.", labels), 1);
    }
    return NULL;
}

static void metrics__loses_nothing_between_threads(void **state)
{
    struct metrics *m = metrics_new();
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count, m), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    assert_int_equal(metric_value(metrics_counter(m, "rounds_total", "Rounds.", "n=\"0\"")) +
                         metric_value(metrics_counter(m, "rounds_total", "Rounds.", "n=\"1\"")),
                     THREADS * ROUNDS);
    metrics_free(m);
}

static void metrics__does_nothing_without_a_registry(void **state)
{
    (void)state;
    metric_add(metrics_counter(NULL, "x_total", "X.", ""), 1);
    histogram_observe(metrics_histogram(NULL, "x_seconds", "X.", ""), 1);
    assert_int_equal(metric_value(NULL), 0);
    metrics_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics__finds_what_was_made),
        cmocka_unit_test(metrics__prints_series_of_a_name_together),
        cmocka_unit_test(metrics__sums_series_by_parts_of_their_labels),
        cmocka_unit_test(histogram__counts_up_to_each_bound),
        cmocka_unit_test(metrics__loses_nothing_between_threads),
        cmocka_unit_test(metrics__does_nothing_without_a_registry),
    };

    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
