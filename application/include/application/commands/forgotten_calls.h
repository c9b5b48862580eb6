/* application/commands/forgotten_calls.h - what a store that was restored from a copy has
 * forgotten: calls that were placed after it, and stand in the provider's book alone. */
#ifndef APPLICATION_COMMANDS_FORGOTTEN_CALLS_H
#define APPLICATION_COMMANDS_FORGOTTEN_CALLS_H

#include "application/ports.h"

struct forgotten_settings {
    int64_t first; /* newest calls of a connection that are looked at: 100 */
    int64_t most;  /* when any of them was forgotten, ten times as many, and so on up to: 100,000 */
    struct duration kept; /* a note whose job nobody claims is dropped after: 35 days */
};
struct forgotten_settings forgotten_defaults(void);

/* Notes each call of the connection that bears a tag of ours of which the store knows no attempt
 * (models/forgotten_call.h): the job takes it up when it is claimed, and is not called again for
 * it. To be run before anything is placed on the connection. Cut short, it finds the rest the next
 * time: the oldest are noted first. *found: how many were new. */
enum err forgotten_calls_look(const struct ports *ports, struct scope *scope,
                              const struct forgotten_settings *settings,
                              const struct connection *connection, int64_t *found) MUST_USE;

#endif
