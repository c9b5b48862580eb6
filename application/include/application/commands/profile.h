/* application/commands/profile.h - what is a person's own, whatever the account: name, language,
 * and where else they belong. For people who are signed in. */
#ifndef APPLICATION_COMMANDS_PROFILE_H
#define APPLICATION_COMMANDS_PROFILE_H

#include "application/commands/sign_in.h"
#include "domain/models/account.h"

struct profile {
    struct user_id id;
    int64_t version;
    struct str email, name, language;
    enum role role; /* in the account of this session */
    bool second_factor, platform_admin;
    struct instant created_at;
};
extern const struct record profile_record;
enum err read_profile(const struct ports *ports, struct scope *scope, struct profile *ret) MUST_USE;

struct change_profile {
    struct opt_str name, language;
};
extern const struct record change_profile_record;
enum err change_profile(const struct ports *ports, struct scope *scope,
                        const struct change_profile *cmd, struct profile *ret) MUST_USE;

struct own_account {
    struct account_id id;
    struct str name;
    enum role role;
    bool current, sandbox;
};
extern const struct record own_account_record;
/* All of them, those that are closed left out. */
enum err list_own_accounts(const struct ports *ports, struct scope *scope,
                           struct page *ret) MUST_USE;

struct switch_account {
    struct str account;
};
extern const struct record switch_account_record;
/* Ends this session and begins another in that account, as old as this one. ERR_FORBIDDEN
 * "auth.no_account". */
enum err switch_account(const struct ports *ports, struct scope *scope,
                        const struct switch_account *cmd, struct str agent,
                        struct signed_in *ret) MUST_USE;

#endif
