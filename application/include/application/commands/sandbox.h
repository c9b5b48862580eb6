/* application/commands/sandbox.h - a second account of an account, with play money and the
 * simulator: its customers' developers build on the API without calling anybody. */
#ifndef APPLICATION_COMMANDS_SANDBOX_H
#define APPLICATION_COMMANDS_SANDBOX_H

#include "application/ports.h"

/* PERMISSION_MANAGE_ACCOUNT. From here on the scope works for the sandbox of its account; with
 * `make` it is made if there is none: country, zone, language and plan of the account, its wallet
 * filled with play money. ERR_NOT_FOUND "sandbox.none"; ERR_PRECONDITION "sandbox.is_one". */
enum err enter_sandbox(const struct ports *ports, struct scope *scope, bool make) MUST_USE;

#endif
