/* commands/dial_recover.h - claimed jobs whose call stands in the provider's book already. */
#ifndef COMMANDS_DIAL_RECOVER_H
#define COMMANDS_DIAL_RECOVER_H

#include "commands/dial_candidates.h"

/* Jobs for which a call was found that the store had forgotten (commands/forgotten_calls.h) take it
 * up as their attempt, and it is noted on their persons. They are gone then: nobody calls them now.
 * The persons are loaded. */
enum err candidates_recover(const struct ports *ports, struct scope *scope,
                            const struct dial_plan *plan, struct candidates *c) MUST_USE;

#endif
