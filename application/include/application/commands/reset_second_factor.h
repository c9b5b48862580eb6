/* application/commands/reset_second_factor.h - somebody lost the device and the recovery codes:
 * another takes the second factor away, says why, and the person hears of it by mail. */
#ifndef APPLICATION_COMMANDS_RESET_SECOND_FACTOR_H
#define APPLICATION_COMMANDS_RESET_SECOND_FACTOR_H

#include "application/commands/members.h"

struct factor_reset_reason {
    struct str reason;
};
extern const struct record factor_reset_reason_record;

/* By an owner of the account who is signed in, for one of its people. All sessions of the person
 * end; the password stays and is asked for. Told in the account's audit log. ERR_NOT_FOUND
 * "user.not_found"; ERR_FORBIDDEN "permission.missing": a key; "member.beyond_maker": no owner;
 * "second_factor.beyond_account": belongs to other accounts, too, or stands above them;
 * ERR_PRECONDITION "second_factor.own": one's own is given up with the password; ERR_CONFLICT
 * "second_factor.member_off": has none. */
enum err reset_member_factor(const struct ports *ports, struct scope *scope, struct user_id id,
                             const struct factor_reset_reason *cmd, struct member *ret) MUST_USE;

struct reset_person_factor {
    struct str email;
    struct str reason;
};
extern const struct record reset_person_factor_record;

/* PERMISSION_PLATFORM: of anybody in the installation but oneself. Told in the audit log of the
 * account that the person's sign-in opens. The same errors. */
enum err reset_person_factor(const struct ports *ports, struct scope *scope,
                             const struct reset_person_factor *cmd, struct user **ret) MUST_USE;

#endif
