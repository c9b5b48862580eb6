/* call/breaker.h - the circuit breaker of one voice connection. Pure; the boot clock is given. */
#ifndef CALL_BREAKER_H
#define CALL_BREAKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/time.h"

enum { BREAKER_SLICES = 10 };

struct breaker_settings {
    struct duration slice; /* a tenth of the window that is looked at: 1 s */
    int64_t least;         /* results in the window before it says anything: 20 */
    int64_t share;         /* of failures that opens it, in per cent: 50 */
    struct duration open;  /* 30 s */
    int64_t probes;        /* then so many are let through: 3 */
};

enum breaker_state { BREAKER_CLOSED = 1, BREAKER_OPEN, BREAKER_PROBING };

struct breaker {
    enum breaker_state state;
    struct instant opened_at;
    int64_t probes_sent, probes_good;
    struct breaker_slice {
        int64_t index, good, bad; /* index: slices since boot */
    } slices[BREAKER_SLICES];
};

void breaker_init(struct breaker *b);
/* How many may start now; INT64_MAX: as many as you like. */
int64_t breaker_allows(struct breaker *b, const struct breaker_settings *s, struct instant now);
/* So many were started. */
void breaker_started(struct breaker *b, int64_t n);
/* One came back. True: it opened by this one. */
bool breaker_result(struct breaker *b, const struct breaker_settings *s, struct instant now,
                    bool good);

#endif
