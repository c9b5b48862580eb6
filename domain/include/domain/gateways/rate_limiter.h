/* domain/gateways/rate_limiter.h - how much of something may happen, counted for all processes of
 * the installation together. */
#ifndef DOMAIN_GATEWAYS_RATE_LIMITER_H
#define DOMAIN_GATEWAYS_RATE_LIMITER_H

#include "base/port.h"
#include "base/str.h"
#include "domain/services/rate.h"

enum { LIMIT_KEY_MOST = 128 };

struct rate_limiter_ops {
    /* Grants as many of `want` as the key has left; a negative `want` gives back what was granted
     * and not used. Never fails: where the common count is away, each process grants its share.
     * Keys are texts of letters, digits, '_', '-' and ':', what is limited first and the account
     * next ("api:acc_…"). Safe from any thread. */
    struct allowance (*take)(void *self, struct str key, struct rate rate, int64_t want);
};
struct rate_limiter {
    const struct rate_limiter_ops *ops;
    void *self;
};

#endif
