/* domain/services/campaign_forecast.h - what a campaign may cost and how long it keeps the lines
 * busy, before it is launched. Whole numbers; rates in thousandths. */
#ifndef DOMAIN_SERVICES_CAMPAIGN_FORECAST_H
#define DOMAIN_SERVICES_CAMPAIGN_FORECAST_H

#include "domain/amount.h"

struct forecast_basis {
    int64_t people, max_attempts;
    struct tariff tariff;
    struct duration max_call, ring;
    int64_t answer_permille; /* of calls */
    struct duration talk;    /* of one that is answered */
    int64_t starts_per_minute, max_active;
};
struct forecast {
    int64_t calls;    /* expected: who answers is not called again */
    int64_t answered; /* expected, of people */
    /* nobody answers; as expected; everybody talks to the cap in every attempt */
    struct amount minimum, expected, maximum;
    struct duration dialing; /* from the first call to the last, without a pause */
};

/* ERR_INVALID "price.overflow", and those of price_charge(). */
enum err campaign_forecast(const struct forecast_basis *basis, struct forecast *ret,
                           struct error *error) MUST_USE;

#endif
