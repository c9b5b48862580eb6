/* application/commands/open_gates.h */
#ifndef APPLICATION_COMMANDS_OPEN_GATES_H
#define APPLICATION_COMMANDS_OPEN_GATES_H

#include "application/ports.h"

/* For a loop, when it begins: the gates of running campaigns of all accounts are opened. A process
 * that ended between a launch and its gate left one closed. */
enum err open_gates(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
