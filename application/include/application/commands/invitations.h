/* application/commands/invitations.h - places in an account, offered by mail. */
#ifndef APPLICATION_COMMANDS_INVITATIONS_H
#define APPLICATION_COMMANDS_INVITATIONS_H

#include "application/ports.h"
#include "domain/models/invitation.h"
#include "domain/models/user.h"

struct invite {
    struct str email;
    enum role role;
    struct str language; /* of the mail; empty: the account's */
};
extern const struct record invite_record;
/* PERMISSION_MANAGE_ACCOUNT. ERR_EXISTS "invitation.member": has a place here; ERR_EXISTS
 * "invitation.open": is invited already; ERR_FORBIDDEN "member.beyond_maker": the role may what the
 * inviting one may not. */
enum err invite(const struct ports *ports, struct scope *scope, const struct invite *cmd,
                struct invitation *ret) MUST_USE;
/* Adds the field errors that the command would have, and does nothing else. */
void check_invite(struct scope *scope, const struct invite *cmd);
/* The mail once more, good for another INVITATION_LIFE_MS. */
enum err invite_again(const struct ports *ports, struct scope *scope, struct invitation_id id,
                      struct invitation **ret) MUST_USE;
enum err revoke_invitation(const struct ports *ports, struct scope *scope,
                           struct invitation_id id) MUST_USE;

/* What follows is open to whoever has the mail. ERR_INVALID "auth.bad_token". */
struct look_up_invitation {
    struct str token;
};
extern const struct record look_up_invitation_record;
struct invitation_view {
    struct str account_name, email;
    enum role role;
    struct instant expires_at;
    bool needs_password; /* nobody with this address has one: it is chosen now */
};
extern const struct record invitation_view_record;
enum err look_up_invitation(const struct ports *ports, struct scope *scope,
                            const struct look_up_invitation *cmd,
                            struct invitation_view *ret) MUST_USE;

struct accept_invitation {
    struct str token;
    struct str name, password; /* of who has none yet; else not looked at */
};
extern const struct record accept_invitation_record;
struct accepted_invitation {
    struct account_id account;
    struct user user;
};
extern const struct record accepted_invitation_record;
/* Once. Begins no session. Field errors of password_check(). */
enum err accept_invitation(const struct ports *ports, struct scope *scope,
                           const struct accept_invitation *cmd,
                           struct accepted_invitation *ret) MUST_USE;

#endif
