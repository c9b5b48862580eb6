/* domain/models/invitation.h - a place in an account, offered to an address. It is gone when it was
 * taken or taken back: what happened stands in the audit log. */
#ifndef DOMAIN_MODELS_INVITATION_H
#define DOMAIN_MODELS_INVITATION_H

#include "base/opt.h"
#include "domain/ids.h"
#include "domain/permission.h"

enum { INVITATION_LIFE_MS = 7 * MS_PER_DAY };
/* Mails from one account to one address in an hour: what is taken back and sent anew counts too. */
enum { INVITATION_MAILS = 10 };

struct invitation {
    struct invitation_id id;
    struct account_id account;
    int64_t version;
    struct str email; /* lower case */
    enum role role;
    struct str language; /* of the mail: "es" or "en" */
    struct user_id invited_by;
    struct str hash; /* SHA-256 of the mailed text, hexadecimal */
    struct instant expires_at;
    struct opt_instant accepted_at, revoked_at;
    struct instant created_at;
};
extern const struct record invitation_record;

/* Neither taken back nor too old. */
bool invitation_is_open(const struct invitation *invitation, struct instant now);

#endif
