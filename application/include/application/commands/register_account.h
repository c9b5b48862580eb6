/* application/commands/register_account.h - a company signs up by itself: it asks, shows by a mail
 * that the address is its own, and then has an account with one owner. */
#ifndef APPLICATION_COMMANDS_REGISTER_ACCOUNT_H
#define APPLICATION_COMMANDS_REGISTER_ACCOUNT_H

#include "application/ports.h"
#include "domain/models/account.h"
#include "domain/models/registration.h"
#include "domain/models/user.h"

/* What an installation offers to who has no account yet. */
struct registration_view {
    bool open; /* false: by invitation only */
};
extern const struct record registration_view_record;
enum err read_registration(const struct ports *ports, struct scope *scope,
                           struct registration_view *ret) MUST_USE;

struct ask_registration {
    struct str email, account_name, country, time_zone, language;
};
extern const struct record ask_registration_record;
/* Open to everyone, if the installation is: ERR_FORBIDDEN "registration.closed". Does the same, in
 * the same time, whether the address has a user or not: who has one gets a mail that says so. Field
 * errors: those of a new account. */
enum err ask_registration(const struct ports *ports, struct scope *scope,
                          const struct ask_registration *cmd) MUST_USE;
/* Adds the field errors that the command would have, and does nothing else. */
enum err check_ask_registration(const struct ports *ports, struct scope *scope,
                                const struct ask_registration *cmd) MUST_USE;

struct repeat_registration {
    struct str email;
};
extern const struct record repeat_registration_record;
/* Another mail for the newest registration of the address; the same answer if there is none. */
enum err repeat_registration(const struct ports *ports, struct scope *scope,
                             const struct repeat_registration *cmd) MUST_USE;

struct confirm_registration {
    struct str token, name, password;
};
extern const struct record confirm_registration_record;
struct registered {
    struct account account;
    struct user user;
};
extern const struct record registered_record;
/* Open to whoever has the mail: within REGISTRATION_LIFE_MS, once. The password is chosen here and
 * not before: who asked with another's address has chosen nothing. Begins no session. ERR_INVALID
 * "auth.bad_token"; "registration.closed"; field errors of password_check(). */
enum err confirm_registration(const struct ports *ports, struct scope *scope,
                              const struct confirm_registration *cmd,
                              struct registered *ret) MUST_USE;

#endif
