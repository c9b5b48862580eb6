/* tests/support/failing_ports.h - ports whose k-th write fails: what happened before stays, what
 * comes after goes through. So a use case can be cut at each of its writes. One at a time. */
#ifndef SUPPORT_FAILING_PORTS_H
#define SUPPORT_FAILING_PORTS_H

#include "application/ports.h"

enum failing_how {
    FAILS_BEFORE = 1, /* nothing is written */
    FAILS_AFTER       /* it is written, but the answer is lost */
};

/* The ports of `inner`, whose writes fail with ERR_UNAVAILABLE "store.unavailable" at the k-th, the
 * first being 1; 0: none does. Reads never fail. */
struct ports failing_ports(const struct ports *inner, int64_t k, enum failing_how how);
/* The k-th write has come. */
bool failing_ports_failed(void);

#endif
