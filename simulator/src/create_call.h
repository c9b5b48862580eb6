/* create_call.h - the one request that dials somebody. */
#ifndef SIMULATOR_CREATE_CALL_H
#define SIMULATOR_CREATE_CALL_H

#include "exchange.h"

void create_phone_call(struct exchange *x);

#endif
