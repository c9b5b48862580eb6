/* application/commands/reset_password.h - a new password by e-mail, for who forgot it or never had
 * one. */
#ifndef APPLICATION_COMMANDS_RESET_PASSWORD_H
#define APPLICATION_COMMANDS_RESET_PASSWORD_H

#include "application/ports.h"
#include "domain/models/password_reset.h"

struct ask_password_reset {
    struct str email;
};
extern const struct record ask_password_reset_record;
/* Open to everyone. Does the same, in the same time, whether there is such a user or not: who it
 * is, is looked up when the mail is written. */
enum err ask_password_reset(const struct ports *ports, struct scope *scope,
                            const struct ask_password_reset *cmd) MUST_USE;

struct reset_password {
    struct str token, password;
};
extern const struct record reset_password_record;
/* Open to whoever has the mail: within PASSWORD_RESET_LIFE_MS, once. Ends all sessions of the
 * person and begins none. ERR_INVALID "auth.bad_token"; field errors of password_check(). */
enum err reset_password(const struct ports *ports, struct scope *scope,
                        const struct reset_password *cmd) MUST_USE;

#endif
