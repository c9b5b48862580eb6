/* domain/services/pacing.h - how fast calls may be started: a bucket of tokens for each campaign,
 * in whole numbers. What was not used is caught up for at most one second. */
#ifndef DOMAIN_SERVICES_PACING_H
#define DOMAIN_SERVICES_PACING_H

#include "base/time.h"

struct pace {
    int64_t parts;     /* of starts: PACE_START is one */
    struct instant at; /* boot clock, of the last look; 0: never */
};
enum { PACE_START = MS_PER_MINUTE };

/* How many may start now. */
int64_t pace_allows(struct pace *pace, int64_t starts_per_minute, struct instant boot_now);
/* So many were started. */
void pace_take(struct pace *pace, int64_t starts);

#endif
