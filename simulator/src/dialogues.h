/* dialogues.h - what is said in each scenario, as data: Spanish, several ways each. */
#ifndef SIMULATOR_DIALOGUES_H
#define SIMULATOR_DIALOGUES_H

#include <stddef.h>

#include "simulator/scenario.h"

/* Lines begin with "A " (agent) or "U " (person). In them {asunto} is what the instructions are
 * about, {monto} the amount, {abono} half of it, {fecha} the promised day, {hora} the time to call
 * back. The opening is said before the first line. */
struct dialogue {
    const char *const *lines; /* ends with NULL */
    bool half;                /* the promise is for half of the amount */
};
enum { DIALOGUES_EACH = 3 };

/* NULL where nobody talks. variant: 0..DIALOGUES_EACH-1. */
const struct dialogue *dialogue_find(enum scenario scenario, int64_t variant);
/* What a long call is filled with, over and over. */
const struct dialogue *dialogue_filler(void);
/* The sentence that sums the call up; the same placeholders. NULL where nobody talked. `less`: half
 * of the amount was promised, or no message was left. */
const char *scenario_summary(enum scenario scenario, bool less);
const char *scenario_sentiment(enum scenario scenario);
bool scenario_successful(enum scenario scenario);

#endif
