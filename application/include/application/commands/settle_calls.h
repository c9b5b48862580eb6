/* application/commands/settle_calls.h - money of ended calls is closed. */
#ifndef APPLICATION_COMMANDS_SETTLE_CALLS_H
#define APPLICATION_COMMANDS_SETTLE_CALLS_H

#include "application/ports.h"

/* For a loop: at most `most` ended jobs, oldest first: charged by the tariff of their hold, and
 * planned on by their campaign's retry rules. Safe to be run by several, and again. */
enum err settle_calls(const struct ports *ports, struct scope *scope, int64_t most,
                      int64_t *settled) MUST_USE;

#endif
