/* bench/bench.h - what the benchmarks of our own libraries share. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/error.h"
#include "clock.h"

/* Nothing that fails is measured: the program ends, with `what` and the error's slug. */
static inline void bench_must(enum err err, const struct error *error, const char *what)
{
    if (err == ERR_OK)
        return;
    (void)fprintf(stderr, "%s: %s %s\n", what, err_name(err),
                  error->slug == NULL ? "" : error->slug);
    exit(1);
}

static inline int bench_by_size(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

    return (one > other) - (one < other);
}

/* Ascending. */
static inline void bench_sort(int64_t *values, size_t n)
{
    qsort(values, n, sizeof *values, bench_by_size);
}

#endif
