/* create_call.h - the one request that dials somebody. */
#ifndef SIMULATOR_CREATE_CALL_H
#define SIMULATOR_CREATE_CALL_H

#include "exchange.h"

void create_phone_call(struct exchange *x);
/* A call of an earlier process, by its line of the state; as if nobody had stopped it. NULL: its
 * agent is gone. */
struct call *restore_call(struct world *world, struct arena *arena, const struct json *line);

#endif
