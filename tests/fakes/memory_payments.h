/* tests/fakes/memory_payments.h - a payment gateway whose payments a test decides on. */
#ifndef FAKES_MEMORY_PAYMENTS_H
#define FAKES_MEMORY_PAYMENTS_H

#include "base/arena.h"
#include "domain/gateways/payment_gateway.h"

enum { MEMORY_PAYMENTS = 16 };

struct memory_payments {
    struct arena *arena;        /* of the test */
    enum payment_status status; /* of new ones; 0: pending */
    struct payment items[MEMORY_PAYMENTS];
    struct str keys[MEMORY_PAYMENTS];
    size_t n;
    enum err away; /* not ERR_OK: whatever is asked fails so */
};

struct payment_gateway memory_payment_gateway(struct memory_payments *payments);

#endif
