/* domain/services/rate.h - "so many a minute (or a day), so many of them at once", by GCRA: one
 * number a key, the moment until which what was granted lasts. Whole microseconds. */
#ifndef DOMAIN_SERVICES_RATE_H
#define DOMAIN_SERVICES_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
    int64_t per_minute; /* 0 and less: per_day counts */
    int64_t burst;      /* of them at once; less than 1 is 1 */
    int64_t per_day;    /* 0 and less, too: no limit */
};
struct allowance {
    int64_t granted;
    int64_t limit, remaining; /* of the burst */
    int64_t reset_s;          /* until the whole burst is there again */
    int64_t retry_s;          /* when nothing was granted: until something is */
};

bool rate_is_none(struct rate rate);
/* From one to the next, rounded up: never faster than it says. */
int64_t rate_interval_us(struct rate rate);
/* Grants as many of `want` as there are. *arrival_us is the key's number, 0 at first; a negative
 * `want` gives back what was granted and not used. */
struct allowance rate_take(struct rate rate, int64_t *arrival_us, int64_t now_us, int64_t want);
/* What to tell when `granted` were, and the number lies so far ahead of now. */
struct allowance rate_allowance(struct rate rate, int64_t ahead_us, int64_t granted);

#endif
