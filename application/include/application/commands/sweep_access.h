/* application/commands/sweep_access.h - what opens nothing any more is not kept. */
#ifndef APPLICATION_COMMANDS_SWEEP_ACCESS_H
#define APPLICATION_COMMANDS_SWEEP_ACCESS_H

#include "application/ports.h"

/* How long an invitation that nobody took can still be seen, and sent again. */
enum { INVITATION_KEPT_MS = 30 * (int64_t)MS_PER_DAY };

/* For loops: removes password resets, registrations, invitations and sessions whose time is over,
 * of all accounts, at most a few pages of each. *more: there may be more. */
enum err sweep_access(const struct ports *ports, struct scope *scope, bool *more) MUST_USE;

#endif
