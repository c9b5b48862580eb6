/* application/commands/forbidden_calls.h - calls that are on and may not be. */
#ifndef APPLICATION_COMMANDS_FORBIDDEN_CALLS_H
#define APPLICATION_COMMANDS_FORBIDDEN_CALLS_H

#include "application/ports.h"

/* Hangs up every call, of any account, whose phone is on a do-not-call list, whose campaign is
 * cancelled, or that was being dialled when its campaign was paused or its account suspended.
 * Whoever listed, cancelled or dialled did so already; here it is done again, for a process may
 * have died in between, and for the list of all accounts, which knows of no call. `waits`: for what
 * is on its way to the provider, too, as permits.h says. One that fails does not hold up the
 * others: the first failure is told at the end. *ended: those that the provider was told to end. */
enum err forbidden_calls_end(const struct ports *ports, struct scope *scope, bool waits,
                             int64_t *ended) MUST_USE;

#endif
