/* domain/src/gateways/payment_gateway.c */
#include "domain/gateways/payment_gateway.h"

static const char *const payment_status_texts[] = {
    [PAYMENT_PENDING] = "pending",
    [PAYMENT_SUCCEEDED] = "succeeded",
    [PAYMENT_FAILED] = "failed",
};
ENUM_NAMES_DEFINE(payment_status)
