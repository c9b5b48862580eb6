/* simulator/scenario.h - how calls end, and which end a call gets: by its seed and the weights. */
#ifndef SIMULATOR_SCENARIO_H
#define SIMULATOR_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/enum_names.h"
#include "base/str.h"

enum scenario {
    SCENARIO_PROMISE = 1,
    SCENARIO_PAID,
    SCENARIO_REFUSED,
    SCENARIO_CALLBACK,
    SCENARIO_WRONG_PERSON,
    SCENARIO_OPTED_OUT,
    SCENARIO_TALKED,
    SCENARIO_VOICEMAIL,
    SCENARIO_HANG_UP, /* early, by the person */
    SCENARIO_LONG_CALL,
    SCENARIO_NO_ANSWER,
    SCENARIO_BUSY,
    SCENARIO_DECLINED,
    SCENARIO_INVALID_NUMBER,
    SCENARIO_PROVIDER_ERROR,
    SCENARIO_OTHER /* any reason of the provider, by name: "reason:dial_failed" */
};
ENUM_NAMES_DECLARE(scenario)
enum { SCENARIO_COUNT = SCENARIO_OTHER + 1 };

/* A reason of the provider and the status that comes with it. */
struct end_reason {
    const char *reason;
    const char *status;
};
const struct end_reason *end_reason_find(struct str reason); /* NULL: no such reason */

struct weights {
    int64_t of[SCENARIO_COUNT];
};
struct weights weights_default(void);

/* What a call will be. Two calls with one seed are one. */
struct plan {
    uint64_t seed;
    enum scenario scenario;
    const struct end_reason *end;
    bool connects;
    int64_t ring_ms;
};

/* Seed of the n-th call to a number: independent of what happens to other numbers. */
uint64_t plan_seed(uint64_t simulator_seed, struct str to_number, int64_t nth);
enum scenario scenario_choose(const struct weights *weights, uint64_t seed);
/* `other` is the reason for SCENARIO_OTHER, else NULL. ring_limit_ms: how long it may ring. */
struct plan plan_make(enum scenario scenario, const struct end_reason *other, uint64_t seed,
                      int64_t ring_limit_ms);
/* "busy" or "reason:dial_failed"; false: neither. *other is NULL unless SCENARIO_OTHER. */
bool scenario_read(struct str text, enum scenario *ret, const struct end_reason **other);

/* A stream of numbers from a seed: splitmix64. */
uint64_t draw(uint64_t *state);
int64_t draw_below(uint64_t *state, int64_t n); /* 0..n-1 */

#endif
