/* application/commands/trim_store.h - what has done its work goes out of the store. */
#ifndef APPLICATION_COMMANDS_TRIM_STORE_H
#define APPLICATION_COMMANDS_TRIM_STORE_H

#include "application/ports.h"

/* For a loop: applied webhooks, events that everybody has handled, and idempotency keys, each a
 * week old, and processes that were not heard of for a day; a piece of each. *more: there may be
 * more of it. */
enum err trim_store(const struct ports *ports, struct scope *scope, bool *more) MUST_USE;

#endif
