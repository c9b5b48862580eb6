/* domain/models/registration.h - somebody wants an account of their own, and has yet to show that
 * the address is theirs. Kept whether there is such a user or not; of the account zero. The account
 * is made when the mail's text comes back, and then has this record's id. */
#ifndef DOMAIN_MODELS_REGISTRATION_H
#define DOMAIN_MODELS_REGISTRATION_H

#include "domain/ids.h"

enum { REGISTRATION_LIFE_MS = 30 * MS_PER_MINUTE };
/* Mails to one address in so long, whoever asks for them. */
enum { REGISTRATION_MAILS = 5, REGISTRATION_MAILS_MS = MS_PER_HOUR };

struct registration {
    struct registration_id id;
    struct account_id account;
    int64_t version;
    struct str email;
    struct str account_name, country, time_zone, language; /* empty: asked for once more */
    struct str hash; /* SHA-256 of the mailed text, hexadecimal; empty until the mail is written */
    struct instant expires_at, created_at;
};
extern const struct record registration_record;

#endif
