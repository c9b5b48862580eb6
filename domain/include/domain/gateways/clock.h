/* domain/gateways/clock.h - time comes from here alone. */
#ifndef DOMAIN_GATEWAYS_CLOCK_H
#define DOMAIN_GATEWAYS_CLOCK_H

#include <stdbool.h>

#include "base/port.h"
#include "base/str.h"
#include "base/time.h"

struct clock_ops {
    struct instant (*wall)(void *self); /* hours, records, signatures */
    struct instant (*boot)(void *self); /* since boot, suspended time included: time-outs, leases */
    /* May the wall clock be believed for calling hours? *how: "kernel", "operator", "demo". */
    bool (*trusted)(void *self, struct str *how);
    /* Returns no earlier than this long after, by the boot clock. */
    void (*wait)(void *self, struct duration duration);
};
struct clock {
    const struct clock_ops *ops;
    void *self;
};

#endif
