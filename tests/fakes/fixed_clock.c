/* tests/fakes/fixed_clock.c - time and chance of tests. */
#include "fakes/fixed_clock.h"

#include <stdatomic.h>
#include <string.h>

struct fixed_clock fixed_clock(void)
{
    return (struct fixed_clock){ { INT64_C(1795618800000) }, { MS_PER_HOUR }, true };
}

void fixed_clock_move(struct fixed_clock *clock, struct duration by)
{
    clock->wall = instant_add(clock->wall, by);
    clock->boot = instant_add(clock->boot, by);
}

static struct instant fixed_wall(void *self)
{
    return ((struct fixed_clock *)self)->wall;
}
static struct instant fixed_boot(void *self)
{
    return ((struct fixed_clock *)self)->boot;
}
static bool fixed_trusted(void *self, struct str *how)
{
    *how = STR("operator");
    return ((struct fixed_clock *)self)->trusted;
}
/* Time passes for whoever waits. */
static void fixed_wait(void *self, struct duration duration)
{
    fixed_clock_move(self, duration);
}

struct clock fixed_clock_port(struct fixed_clock *clock)
{
    static const struct clock_ops ops = { fixed_wall, fixed_boot, fixed_trusted, fixed_wait };

    return (struct clock){ &ops, clock };
}

/* splitmix64 */
static void seeded_bytes(void *self, void *ret, size_t n)
{
    struct seeded_random *random = self;

    for (char *at = ret; n > 0;) {
        uint64_t z = atomic_fetch_add(&random->state, 0x9e3779b97f4a7c15u) + 0x9e3779b97f4a7c15u;
        size_t piece = n < sizeof z ? n : sizeof z;

        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        memcpy(at, &z, piece);
        at += piece;
        n -= piece;
    }
}

struct random seeded_random_port(struct seeded_random *random)
{
    static const struct random_ops ops = { seeded_bytes };

    return (struct random){ &ops, random };
}
