/* infrastructure/sandbox.h - a payment gateway with play money: every payment succeeds at once. */
#ifndef INFRASTRUCTURE_SANDBOX_H
#define INFRASTRUCTURE_SANDBOX_H

#include "domain/gateways/payment_gateway.h"
#include "domain/gateways/secrets.h"

/* The payment's id holds all there is to know of it, under a MAC, so that nothing has to be kept
 * and no id can be invented. *secrets lives as long as the gateway. Safe from any thread. */
struct payment_gateway sandbox_payments(const struct secrets *secrets);

#endif
