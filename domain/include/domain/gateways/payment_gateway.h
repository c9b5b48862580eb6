/* domain/gateways/payment_gateway.h - where money comes from. Only a payment that was fetched again
 * and found succeeded puts anything into a wallet. */
#ifndef DOMAIN_GATEWAYS_PAYMENT_GATEWAY_H
#define DOMAIN_GATEWAYS_PAYMENT_GATEWAY_H

#include "base/arena.h"
#include "base/port.h"
#include "domain/amount.h"
#include "domain/ids.h"

enum payment_status { PAYMENT_PENDING = 1, PAYMENT_SUCCEEDED, PAYMENT_FAILED };
ENUM_NAMES_DECLARE(payment_status)

struct payment {
    struct str id; /* the gateway's; one top-up a payment, for ever */
    struct account_id account;
    struct amount amount;
    enum payment_status status;
    struct str url; /* where the person pays; empty: nothing to do */
};

struct payment_gateway_ops {
    /* Asks for a payment; the same key gives the same payment. ERR_INVALID "payment.bad_amount". */
    enum err (*create)(void *self, struct arena *arena, struct account_id account,
                       struct amount amount, struct str key, struct payment *ret,
                       struct error *error) MUST_USE;
    /* ERR_NOT_FOUND "payment.not_found". */
    enum err (*fetch)(void *self, struct arena *arena, struct str id, struct payment *ret,
                      struct error *error) MUST_USE;
    struct str (*name)(void *self); /* "sandbox" */
};
struct payment_gateway {
    const struct payment_gateway_ops *ops;
    void *self;
};

#endif
