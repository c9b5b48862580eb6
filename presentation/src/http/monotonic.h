/* monotonic.h - for pauses and figures; what depends on time asks the clock's port. */
#ifndef HTTP_MONOTONIC_H
#define HTTP_MONOTONIC_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline int64_t monotonic_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

static inline int64_t monotonic_ms(void)
{
    return monotonic_us() / 1000;
}

#endif
