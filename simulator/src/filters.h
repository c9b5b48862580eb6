/* filters.h - the filter_criteria of list-calls, ANDed. */
#ifndef SIMULATOR_FILTERS_H
#define SIMULATOR_FILTERS_H

#include "call.h"

/* False: the provider would refuse it with 400; *wrong is why. NULL criteria are fine. */
bool filters_check(struct arena *arena, const struct json *criteria, struct str *wrong);
/* Of criteria that were checked. Lock held. */
bool filters_match(const struct json *criteria, const struct call *call);

#endif
