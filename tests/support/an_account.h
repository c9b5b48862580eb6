/* tests/support/an_account.h - an account as most are: active, in Colombia, paying by credits. */
#ifndef SUPPORT_AN_ACCOUNT_H
#define SUPPORT_AN_ACCOUNT_H

#include "domain/models/account.h"

static inline struct account an_account(struct id128 id)
{
    return (struct account){ .id = { id },
                             .account = { id },
                             .status = ACCOUNT_ACTIVE,
                             .name = STR("Cobros"),
                             .country = STR("CO"),
                             .time_zone = STR("America/Bogota"),
                             .language = STR("es"),
                             .currency = UNIT_USD,
                             .plan = STR("starter") };
}

#endif
