/* limits.c - "requests_of_key:01h…". */
#include "http/limits.h"

#include <stdio.h>

struct allowance limits_take(const struct limits *limits, struct id128 who)
{
    char key[LIMIT_KEY_MOST], id[ID128_TEXT];
    int n;

    if (limits->rate.per_minute <= 0 || id128_is_zero(who))
        return (struct allowance){ .granted = 1 };
    id128_text(who, id);
    n = snprintf(key, sizeof key, "requests_of_%s:%.*s", limits->what, ID128_TEXT, id);
    return VIA(limits->limiter, take, (struct str){ key, (size_t)n }, limits->rate, 1);
}
