/* domain/services/pricing.h - what talk costs. */
#ifndef DOMAIN_SERVICES_PRICING_H
#define DOMAIN_SERVICES_PRICING_H

#include "domain/amount.h"

/* Billed in whole steps from the minimum up; no talk is no charge. Rounds once, down, at the end.
 * ERR_INVALID "price.bad_input" | "price.overflow". */
enum err price_charge(const struct tariff *t, struct duration talk, struct amount *ret,
                      struct error *error) MUST_USE;
/* As price_charge of the whole length, rounded up: a charge never exceeds its hold. */
enum err price_hold(const struct tariff *t, struct duration most, struct amount *ret,
                    struct error *error) MUST_USE;
/* The longest talk, in whole steps, whose hold is not above `available`; 0: none. */
enum err price_affordable(const struct tariff *t, struct amount available, struct duration most,
                          struct duration *ret, struct error *error) MUST_USE;

#endif
