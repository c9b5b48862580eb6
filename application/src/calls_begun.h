/* calls_begun.h - how many calls a campaign has begun, which is what its budget is held against. */
#ifndef CALLS_BEGUN_H
#define CALLS_BEGUN_H

#include "application/ports.h"

/* Of the scope's account: the settled ones from the roll-ups, the others by the states in counts.
 */
enum err calls_begun(const struct ports *ports, struct scope *scope, struct campaign_id campaign,
                     const struct state_counts *counts, int64_t *ret) MUST_USE;

#endif
