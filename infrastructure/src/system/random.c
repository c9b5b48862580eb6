/* infrastructure/src/system/random.c - chance by getrandom(). */
#include "infrastructure/system.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

static void bytes(void *self, void *ret, size_t n)
{
    char *at = ret;

    (void)self;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);

        if (got < 0 && errno != EINTR)
            abort();
        if (got < 0)
            continue;
        at += got;
        n -= (size_t)got;
    }
}

struct random system_random(void)
{
    static const struct random_ops ops = { .bytes = bytes };

    return (struct random){ &ops, NULL };
}
