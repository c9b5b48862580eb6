/* limits.h - how many requests each of many may make: GCRA, one number for each. */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

#include "base/error.h"
#include "base/id128.h"
#include "base/time.h"

enum { LIMITED = 4096 };

struct limits;

/* per_minute 0: no limit. burst: of them at once. */
struct limits *limits_new(int64_t per_minute, int64_t burst);
void limits_free(struct limits *limits);

struct allowance {
    bool allowed;
    int64_t limit, remaining; /* of the burst */
    int64_t reset_s;          /* until the whole burst is there again */
    int64_t retry_s;          /* when it was not allowed: until the next is */
};
/* `who`: zero: nobody, who is not limited; its last bytes are random. `boot`: of the boot clock.
 * When more than LIMITED are busy at once, one that was quiet long is forgotten. Safe from any
 * thread. */
struct allowance limits_take(struct limits *limits, struct id128 who, struct instant boot);

#endif
