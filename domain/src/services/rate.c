/* domain/src/services/rate.c - what is granted moves the number on by an interval each; further
 * ahead than the burst it does not go. */
#include "domain/services/rate.h"

#include "base/checked.h"

enum { US_PER_SECOND = 1000000 };
#define US_PER_MINUTE ((int64_t)60 * US_PER_SECOND)
#define US_PER_DAY ((int64_t)24 * 60 * US_PER_MINUTE)

bool rate_is_none(struct rate rate)
{
    return rate.per_minute <= 0 && rate.per_day <= 0;
}

int64_t rate_interval_us(struct rate rate)
{
    int64_t period = rate.per_minute > 0 ? US_PER_MINUTE : US_PER_DAY;
    int64_t n = rate.per_minute > 0 ? rate.per_minute : rate.per_day;

    return max_i64((period + n - 1) / n, 1);
}

static int64_t seconds_up(int64_t us)
{
    return us <= 0 ? 0 : (us + US_PER_SECOND - 1) / US_PER_SECOND;
}

struct allowance rate_allowance(struct rate rate, int64_t ahead_us, int64_t granted)
{
    int64_t interval = rate_interval_us(rate), burst = max_i64(rate.burst, 1);

    return (struct allowance){
        .granted = granted,
        .limit = burst,
        .remaining = max_i64((interval * burst - ahead_us) / interval, 0),
        .reset_s = seconds_up(ahead_us),
        .retry_s = granted > 0 ? 0 : seconds_up(ahead_us + interval - interval * burst),
    };
}

struct allowance rate_take(struct rate rate, int64_t *arrival_us, int64_t now_us, int64_t want)
{
    int64_t interval, room, granted, arrival;

    if (rate_is_none(rate))
        return (struct allowance){ .granted = max_i64(want, 0) };
    interval = rate_interval_us(rate);
    arrival = max_i64(*arrival_us, now_us);
    room = max_i64((now_us + interval * max_i64(rate.burst, 1) - arrival) / interval, 0);
    granted = min_i64(want, room);
    *arrival_us = max_i64(arrival + granted * interval, now_us);
    return rate_allowance(rate, *arrival_us - now_us, max_i64(granted, 0));
}
