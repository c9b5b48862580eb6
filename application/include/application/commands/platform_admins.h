/* application/commands/platform_admins.h - who stands above accounts: people of the operator's. The
 * first is named by the installation's own key, from the command line on its host. */
#ifndef APPLICATION_COMMANDS_PLATFORM_ADMINS_H
#define APPLICATION_COMMANDS_PLATFORM_ADMINS_H

#include "application/ports.h"
#include "domain/models/user.h"

struct grant_platform_admin {
    struct str email;
};
extern const struct record grant_platform_admin_record;

/* PERMISSION_PLATFORM, all of them. ERR_NOT_FOUND "user.not_found" {id}: nobody has that e-mail.
 * Holds from the person's next request on. Told in the audit log of the account that the person
 * belongs to. */
enum err grant_platform_admin(const struct ports *ports, struct scope *scope,
                              const struct grant_platform_admin *cmd, struct user **ret) MUST_USE;
enum err revoke_platform_admin(const struct ports *ports, struct scope *scope,
                               struct user_id id) MUST_USE;
enum err list_platform_admins(const struct ports *ports, struct scope *scope,
                              struct page *ret) MUST_USE;

#endif
