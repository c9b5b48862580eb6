/* domain/gateways/random.h - chance comes from here alone. */
#ifndef DOMAIN_GATEWAYS_RANDOM_H
#define DOMAIN_GATEWAYS_RANDOM_H

#include <stddef.h>

#include "base/id128.h"
#include "base/port.h"
#include "base/time.h"

struct random_ops {
    /* Fit for keys. Never fails: without chance the process ends. */
    void (*bytes)(void *self, void *ret, size_t n);
};
struct random {
    const struct random_ops *ops;
    void *self;
};

static inline struct id128 random_id(struct random random, struct instant now)
{
    unsigned char bytes[10];

    VIA(random, bytes, bytes, sizeof bytes);
    return id128_make(now.unix_ms, bytes);
}

#endif
