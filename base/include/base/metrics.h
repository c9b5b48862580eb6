/* base/metrics.h - figures for Prometheus: counters, gauges and histograms of lengths of time. Any
 * thread may find, make and change them; nothing here waits. What was made stays until the registry
 * is freed, so a pointer may be kept. Everything takes NULL as the registry or figure and then does
 * nothing. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stdint.h>

#include "base/str.h"
#include "base/strbuf.h"
#include "base/time.h"

struct metrics;
struct metric;    /* one series: a name with its labels */
struct histogram; /* of lengths of time, 1 ms to 30 s */

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);

/* Finds or makes. name and help are static; labels as Prometheus writes them between the braces:
 * "route=\"/healthz\",status=\"200\"", or "". A counter's name ends in _total. */
struct metric *metrics_counter(struct metrics *metrics, const char *name, const char *help,
                               const char *labels);
struct metric *metrics_gauge(struct metrics *metrics, const char *name, const char *help,
                             const char *labels);
/* name ends in _seconds. */
struct histogram *metrics_histogram(struct metrics *metrics, const char *name, const char *help,
                                    const char *labels);

void metric_add(struct metric *metric, int64_t n);
void metric_set(struct metric *metric, int64_t value);
int64_t metric_value(const struct metric *metric);
void histogram_observe(struct histogram *histogram, int64_t microseconds);

/* The sum of all series of that name whose labels contain both texts ("" is in all). */
int64_t metrics_sum(const struct metrics *metrics, const char *name, const char *part,
                    const char *other);
/* The text format, version 0.0.4; series of one name stand together. */
void metrics_print(const struct metrics *metrics, struct strbuf *out);

#endif
