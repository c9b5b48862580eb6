/* application/commands/accounts.h - a new tenant with all that it needs to begin. */
#ifndef APPLICATION_COMMANDS_ACCOUNTS_H
#define APPLICATION_COMMANDS_ACCOUNTS_H

#include "application/ports.h"
#include "domain/models/account.h"
#include "domain/models/user.h"

struct create_account {
    struct str name, country, time_zone, language, plan;
    enum unit currency; /* 0: USD */
    struct str owner_email;
    struct str owner_password; /* empty: chosen later; of a new user only */
};
extern const struct record create_account_record;
struct created_account {
    struct account account;
    struct user owner;
    struct api_key key;
    struct str secret; /* of the key: shown here and never again */
};
extern const struct record created_account_record;

/* Needs PERMISSION_PLATFORM. Account, wallet of the plan's unit, owner, and the owner's first key.
 * A step that fails leaves an account that nobody can reach; asking again makes a new one. Field
 * errors: "account.country_unknown", "account.zone_unknown", "account.plan_unknown", "field.*". */
enum err create_account(const struct ports *ports, struct scope *scope,
                        const struct create_account *cmd, struct created_account *ret) MUST_USE;
/* Adds the field errors that the command would have, and does nothing else. */
enum err check_create_account(const struct ports *ports, struct scope *scope,
                              const struct create_account *cmd) MUST_USE;

struct change_account {
    struct opt_str name, country, time_zone, language;
    struct opt_str window_start, window_end, brand_name, brand_color;
    struct opt_i64 retention_days;
};
extern const struct record change_account_record;
/* Needs PERMISSION_MANAGE_ACCOUNT. What is absent stays. Another country is that of sheets to come;
 * the window holds from the next call on. Field errors as of create_account(), and those of
 * account_check(). */
enum err change_account(const struct ports *ports, struct scope *scope,
                        const struct change_account *cmd, struct account **ret) MUST_USE;
/* Adds the field errors of what is said; what is absent stays, and was asked when it came. */
void check_change_account(const struct ports *ports, struct scope *scope,
                          const struct change_account *cmd);

/* The key of a process, for the command line on the same host: an api_key of the account zero with
 * PERMISSION_PLATFORM. Older ones of its name are revoked. System only. */
enum err create_process_key(const struct ports *ports, struct scope *scope, struct str name,
                            struct str *secret) MUST_USE;
/* The process has ended: its keys open nothing any more. System only. */
enum err remove_process_key(const struct ports *ports, struct scope *scope,
                            struct str name) MUST_USE;

#endif
