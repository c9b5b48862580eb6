/* clock.c - reads the system's clocks. */
#include "clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * MS_PER_SECOND + t.tv_nsec / 1000000;
}

int64_t steady_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

struct instant wall_now(int64_t offset_ms)
{
    return (struct instant){ read_ms(CLOCK_REALTIME) + offset_ms };
}
