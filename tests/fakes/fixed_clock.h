/* tests/fakes/fixed_clock.h - a clock that stands until it is moved, and chance that repeats. */
#ifndef FAKES_FIXED_CLOCK_H
#define FAKES_FIXED_CLOCK_H

#include "domain/gateways/clock.h"
#include "domain/gateways/random.h"

struct fixed_clock {
    struct instant wall, boot;
    bool trusted;
};

/* 2026-11-25T15:00:00Z, a Wednesday morning in Bogotá, one hour after boot; trusted. */
struct fixed_clock fixed_clock(void);
void fixed_clock_move(struct fixed_clock *clock, struct duration by); /* both of them */
struct clock fixed_clock_port(struct fixed_clock *clock);

/* The same bytes in every run, never the same twice in one. Safe from any thread. */
struct seeded_random {
    _Atomic uint64_t state;
};
struct random seeded_random_port(struct seeded_random *random);

#endif
