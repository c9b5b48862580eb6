/* base/metrics.c - a list that only grows at its head, by compare and swap; values are atomic. */
#include "base/metrics.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum series_kind { SERIES_COUNTER, SERIES_GAUGE, SERIES_HISTOGRAM };

static const int64_t bounds_us[] = {
    1000,   2000,   5000,    10000,   20000,   50000,    100000,
    200000, 500000, 1000000, 2000000, 5000000, 10000000, 30000000
};
enum { BOUNDS = ARRAY_LEN(bounds_us) };

struct metric {
    int64_t value;
};
struct histogram {
    int64_t buckets[BOUNDS + 1]; /* the last: longer than all bounds */
    int64_t sum_us;
};

struct series {
    struct series *next;
    const char *name, *help;
    enum series_kind kind;
    char *labels;
    struct metric metric;
    struct histogram histogram;
};

struct metrics {
    struct series *head;
};

static void *must_alloc(size_t n)
{
    void *p = calloc(1, n);

    if (p == NULL) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return p;
}

struct metrics *metrics_new(void)
{
    return must_alloc(sizeof(struct metrics));
}

static void series_free(struct series *series)
{
    if (series != NULL)
        free(series->labels);
    free(series);
}

void metrics_free(struct metrics *metrics)
{
    while (metrics != NULL && metrics->head != NULL) {
        struct series *series = metrics->head;

        metrics->head = series->next;
        series_free(series);
    }
    free(metrics);
}

static struct series *find(struct series *from, const char *name, const char *labels)
{
    for (struct series *s = from; s != NULL; s = s->next)
        if (strcmp(s->name, name) == 0 && strcmp(s->labels, labels) == 0)
            return s;
    return NULL;
}

/* Whoever comes second finds what the first one made: the head is looked at again before each try.
 */
static struct series *find_or_make(struct metrics *metrics, const char *name, const char *help,
                                   const char *labels, enum series_kind kind)
{
    struct series *head, *found, *made = NULL;

    if (metrics == NULL)
        return NULL;
    head = __atomic_load_n(&metrics->head, __ATOMIC_ACQUIRE);
    while ((found = find(head, name, labels)) == NULL) {
        if (made == NULL) {
            made = must_alloc(sizeof *made);
            *made = (struct series){ .name = name, .help = help, .kind = kind };
            made->labels = must_alloc(strlen(labels) + 1);
            memcpy(made->labels, labels, strlen(labels));
        }
        made->next = head;
        if (__atomic_compare_exchange_n(&metrics->head, &head, made, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            return made;
    }
    series_free(made);
    return found;
}

struct metric *metrics_counter(struct metrics *metrics, const char *name, const char *help,
                               const char *labels)
{
    struct series *series = find_or_make(metrics, name, help, labels, SERIES_COUNTER);

    return series == NULL ? NULL : &series->metric;
}

struct metric *metrics_gauge(struct metrics *metrics, const char *name, const char *help,
                             const char *labels)
{
    struct series *series = find_or_make(metrics, name, help, labels, SERIES_GAUGE);

    return series == NULL ? NULL : &series->metric;
}

struct histogram *metrics_histogram(struct metrics *metrics, const char *name, const char *help,
                                    const char *labels)
{
    struct series *series = find_or_make(metrics, name, help, labels, SERIES_HISTOGRAM);

    return series == NULL ? NULL : &series->histogram;
}

void metric_add(struct metric *metric, int64_t n)
{
    if (metric != NULL)
        __atomic_fetch_add(&metric->value, n, __ATOMIC_RELAXED);
}

void metric_set(struct metric *metric, int64_t value)
{
    if (metric != NULL)
        __atomic_store_n(&metric->value, value, __ATOMIC_RELAXED);
}

int64_t metric_value(const struct metric *metric)
{
    return metric == NULL ? 0 : __atomic_load_n(&metric->value, __ATOMIC_RELAXED);
}

void histogram_observe(struct histogram *histogram, int64_t microseconds)
{
    size_t i = 0;

    if (histogram == NULL)
        return;
    while (i < BOUNDS && microseconds > bounds_us[i])
        i++;
    __atomic_fetch_add(&histogram->buckets[i], 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&histogram->sum_us, microseconds, __ATOMIC_RELAXED);
}

int64_t metrics_sum(const struct metrics *metrics, const char *name, const char *part,
                    const char *other)
{
    int64_t sum = 0;

    if (metrics == NULL)
        return 0;
    for (const struct series *s = __atomic_load_n(&metrics->head, __ATOMIC_ACQUIRE); s != NULL;
         s = s->next)
        if (strcmp(s->name, name) == 0 && strstr(s->labels, part) != NULL &&
            strstr(s->labels, other) != NULL)
            sum += metric_value(&s->metric);
    return sum;
}

/* Microseconds as seconds. */
static void add_seconds(struct strbuf *out, int64_t us)
{
    strbuf_addf(out, "%lld.%06lld", (long long)(us / 1000000), (long long)(us % 1000000));
}

static void print_labels(struct strbuf *out, const char *labels)
{
    if (labels[0] != '\0')
        strbuf_addf(out, "{%s}", labels);
}

static void print_histogram(struct strbuf *out, const struct series *s)
{
    const char *comma = s->labels[0] != '\0' ? "," : "";
    int64_t count = 0;

    for (size_t i = 0; i <= BOUNDS; i++) {
        count += __atomic_load_n(&s->histogram.buckets[i], __ATOMIC_RELAXED);
        strbuf_addf(out, "%s_bucket{%s%sle=\"", s->name, s->labels, comma);
        if (i < BOUNDS)
            add_seconds(out, bounds_us[i]);
        else
            strbuf_add(out, STR("+Inf"));
        strbuf_addf(out, "\"} %lld\n", (long long)count);
    }
    strbuf_addf(out, "%s_sum", s->name);
    print_labels(out, s->labels);
    strbuf_add_char(out, ' ');
    add_seconds(out, __atomic_load_n(&s->histogram.sum_us, __ATOMIC_RELAXED));
    strbuf_addf(out, "\n%s_count", s->name);
    print_labels(out, s->labels);
    strbuf_addf(out, " %lld\n", (long long)count);
}

static void print_series(struct strbuf *out, const struct series *s)
{
    if (s->kind == SERIES_HISTOGRAM) {
        print_histogram(out, s);
        return;
    }
    strbuf_add_c(out, s->name);
    print_labels(out, s->labels);
    strbuf_addf(out, " %lld\n", (long long)metric_value(&s->metric));
}

static bool is_first_of_name(const struct series *head, const struct series *s)
{
    while (head != s && strcmp(head->name, s->name) != 0)
        head = head->next;
    return head == s;
}

void metrics_print(const struct metrics *metrics, struct strbuf *out)
{
    static const char *const kinds[] = { "counter", "gauge", "histogram" };
    const struct series *head;

    if (metrics == NULL)
        return;
    head = __atomic_load_n(&metrics->head, __ATOMIC_ACQUIRE);
    for (const struct series *s = head; s != NULL; s = s->next) {
        if (!is_first_of_name(head, s))
            continue;
        strbuf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", s->name, s->help, s->name, kinds[s->kind]);
        for (const struct series *same = s; same != NULL; same = same->next)
            if (strcmp(same->name, s->name) == 0)
                print_series(out, same);
    }
}
