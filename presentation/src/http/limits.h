/* limits.h - how many requests each of many may make, as the installation's limiter counts them. */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

#include "base/id128.h"
#include "domain/gateways/rate_limiter.h"

struct limits {
    struct rate_limiter limiter;
    const char *what; /* "key": each table of its own */
    struct rate rate; /* per_minute 0: no limit */
};

/* One request of `who`. Zero: nobody, who is not limited: the allowance's limit is 0. Safe from any
 * thread. */
struct allowance limits_take(const struct limits *limits, struct id128 who);

#endif
