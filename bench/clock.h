/* bench/clock.h - what every program that measures needs: the time, in microseconds of a clock that
 * is never set, and an end when the system fails it. Knows the C library alone. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline int64_t bench_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Tells errno. */
static inline _Noreturn void bench_die(const char *what)
{
    perror(what);
    exit(1);
}

#endif
