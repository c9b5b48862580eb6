/* base/time.h - UTC instants and lengths of time, both in milliseconds. Nothing here reads a clock.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct instant {
    int64_t unix_ms;
};
struct duration {
    int64_t ms;
};

enum { MS_PER_SECOND = 1000, MS_PER_MINUTE = 60000, MS_PER_HOUR = 3600000, MS_PER_DAY = 86400000 };

#define INSTANT_TEXT 24 /* 2026-01-02T03:04:05.678Z */

static inline struct instant instant_add(struct instant t, struct duration d)
{
    return (struct instant){ t.unix_ms + d.ms };
}
static inline struct duration instant_minus(struct instant a, struct instant b)
{
    return (struct duration){ a.unix_ms - b.unix_ms };
}
static inline bool instant_before(struct instant a, struct instant b)
{
    return a.unix_ms < b.unix_ms;
}
#define SECONDS(n) ((struct duration){ (int64_t)(n)*MS_PER_SECOND })
#define MINUTES(n) ((struct duration){ (int64_t)(n)*MS_PER_MINUTE })
#define HOURS(n) ((struct duration){ (int64_t)(n)*MS_PER_HOUR })

/* A day of the Gregorian calendar without a zone. */
struct date {
    int32_t year;
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
};

/* RFC 3339 UTC with milliseconds. Years 0001 to 9999; others are clamped. */
struct str instant_print(struct arena *arena, struct instant t);
void instant_text(struct instant t, char ret[INSTANT_TEXT]); /* no NUL */
/* RFC 3339 with any offset, 0 to 9 decimals; no leap second. */
bool instant_parse(struct str text, struct instant *ret);
int64_t date_to_days(struct date d); /* days since 1970-01-01 */
struct date date_from_days(int64_t days);
bool date_is_valid(struct date d);
bool date_parse(struct str text, struct date *ret); /* YYYY-MM-DD */
struct str date_print(struct arena *arena, struct date d);
int date_weekday(struct date d); /* 0 = Monday .. 6 = Sunday */

#endif
