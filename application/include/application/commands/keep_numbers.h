/* application/commands/keep_numbers.h - caller numbers of an account. */
#ifndef APPLICATION_COMMANDS_KEEP_NUMBERS_H
#define APPLICATION_COMMANDS_KEEP_NUMBERS_H

#include "application/ports.h"
#include "domain/models/connection.h"

/* PERMISSION_MANAGE_ACCOUNT. e164 is checked; the same number again: ERR_EXISTS "number.exists".
 * ERR_FORBIDDEN "number.operator_gives": choices.operator_gives_numbers, and the asker is neither
 * the operator nor in a sandbox. */
enum err add_number(const struct ports *ports, struct scope *scope, const struct number *wanted,
                    struct number **ret) MUST_USE;
/* Its label; `changed` is the stored one with the request's fields over it. */
enum err change_number(const struct ports *ports, struct scope *scope, struct number *changed,
                       struct number **ret) MUST_USE;
/* ERR_CONFLICT "number.in_use" {campaign}: one that runs or is paused calls from it. */
enum err remove_number(const struct ports *ports, struct scope *scope,
                       struct number_id id) MUST_USE;

#endif
