/* domain/services/pacing.c - a millisecond earns as many parts as there are starts a minute. */
#include "domain/services/pacing.h"

#include "base/checked.h"

int64_t pace_allows(struct pace *pace, int64_t starts_per_minute, struct instant boot_now)
{
    int64_t most = max_i64(starts_per_minute * MS_PER_SECOND, PACE_START);
    int64_t passed = pace->at.unix_ms == 0 ? MS_PER_SECOND : instant_minus(boot_now, pace->at).ms;

    /* longer than a minute fills any bucket, and cannot overflow this way */
    passed = clamp_i64(passed, 0, MS_PER_MINUTE);
    pace->parts = min_i64(pace->parts + passed * starts_per_minute, most);
    pace->at = boot_now;
    return pace->parts / PACE_START;
}

void pace_take(struct pace *pace, int64_t starts)
{
    pace->parts -= starts * PACE_START;
}
