/* domain/models/password_reset.h - somebody forgot a password, or never had one. Kept from the
 * moment it is asked for, whether there is such a user or not; of the account zero. */
#ifndef DOMAIN_MODELS_PASSWORD_RESET_H
#define DOMAIN_MODELS_PASSWORD_RESET_H

#include "domain/ids.h"

enum { PASSWORD_RESET_LIFE_MS = 30 * MS_PER_MINUTE };
/* Mails to one address in an hour, whoever asks for them. */
enum { PASSWORD_RESET_MAILS = 5 };

struct password_reset {
    struct password_reset_id id;
    struct account_id account;
    int64_t version;
    struct str email;
    struct user_id user; /* none until the mail is written */
    struct str hash;     /* SHA-256 of the mailed text, hexadecimal; empty until then */
    /* SHA-256 of the password's hash as it was then: a reset replaces that one and no later one */
    struct str replaces;
    struct instant expires_at, created_at;
};
extern const struct record password_reset_record;

#endif
