/* application/commands/keep_logo.h - the picture under which an account's people work. */
#ifndef APPLICATION_COMMANDS_KEEP_LOGO_H
#define APPLICATION_COMMANDS_KEEP_LOGO_H

#include "application/ports.h"
#include "domain/models/account.h"

/* PERMISSION_MANAGE_ACCOUNT. In place of the one before. ERR_INVALID "logo.too_large" {limit},
 * "logo.unknown_type". */
enum err keep_logo(const struct ports *ports, struct scope *scope, struct str bytes,
                   struct account **ret) MUST_USE;
/* PERMISSION_MANAGE_ACCOUNT. None: no change. */
enum err remove_logo(const struct ports *ports, struct scope *scope) MUST_USE;
/* PERMISSION_READ. The account, which has one. ERR_NOT_FOUND "logo.none". */
enum err find_logo(const struct ports *ports, struct scope *scope, struct account **ret) MUST_USE;
/* The same for a screen on a wall: PERMISSION_WATCH. */
enum err find_board_logo(const struct ports *ports, struct scope *scope,
                         struct account **ret) MUST_USE;

#endif
