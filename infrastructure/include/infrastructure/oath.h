/* infrastructure/oath.h - codes of the moment, as liboath computes them. */
#ifndef INFRASTRUCTURE_OATH_H
#define INFRASTRUCTURE_OATH_H

#include "domain/gateways/one_time_codes.h"

/* Nothing to open or to close. */
struct one_time_codes oath_one_time_codes(void);

#endif
