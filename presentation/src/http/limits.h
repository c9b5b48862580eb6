/* limits.h - how many requests an account may make: GCRA, one number an account. */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

#include "base/error.h"
#include "base/time.h"
#include "domain/ids.h"

enum { LIMITED_ACCOUNTS = 4096 };

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
/* `boot`: of the boot clock. When more accounts than LIMITED_ACCOUNTS are busy at once, the one
 * that was quiet longest is forgotten. Safe from any thread. */
struct allowance limits_take(struct limits *limits, struct account_id account, struct instant boot);

#endif
