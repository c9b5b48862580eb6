/* domain/gateways/cache.c */
#include "domain/gateways/cache.h"

static bool find_nothing(void *self, struct scope *scope, struct str name, struct str *ret)
{
    (void)self;
    (void)scope;
    (void)name;
    (void)ret;
    return false;
}

static void see_nothing(void *self, const struct str *marks, size_t n, struct cache_stamp *stamp)
{
    (void)self;
    (void)marks;
    (void)n;
    stamp->unknown = true;
}

static void keep_nothing(void *self, struct scope *scope, struct str name, struct str text,
                         const struct cache_stamp *stamp, struct duration life)
{
    (void)self;
    (void)scope;
    (void)name;
    (void)text;
    (void)stamp;
    (void)life;
}

static bool nothing_changed(void *self, const struct str *marks, size_t n)
{
    (void)self;
    (void)marks;
    (void)n;
    return true;
}

struct cache cache_none(void)
{
    static const struct cache_ops ops = {
        .find = find_nothing, .look = see_nothing, .keep = keep_nothing, .changed = nothing_changed
    };

    return (struct cache){ &ops, NULL };
}
