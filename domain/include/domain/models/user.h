/* domain/models/user.h - people, what they are in an account, and keys of programs. */
#ifndef DOMAIN_MODELS_USER_H
#define DOMAIN_MODELS_USER_H

#include "base/opt.h"
#include "domain/ids.h"
#include "domain/permission.h"

/* One e-mail in the installation. Kept under the account it was born in. */
struct user {
    struct user_id id;
    struct account_id account;
    int64_t version;
    struct str email; /* lower case; unique in the installation */
    struct str name;
    struct str language;
    bool platform_admin;
    struct str password_hash; /* Argon2id; empty: has not chosen one yet */
    struct instant created_at;
};
extern const struct record user_record;

struct membership {
    struct membership_id id;
    struct account_id account;
    int64_t version;
    struct user_id user;
    enum role role;
    bool leaving; /* being removed: counts no more, for nothing */
    struct instant created_at;
};
extern const struct record membership_record;

/* Who has an address, first come: its id is made from the address, so that two who come with the
 * same one at once meet here. Of the account zero. */
struct email_claim {
    struct email_claim_id id;
    struct account_id account;
    int64_t version;
    struct user_id user;
    struct account_id home; /* where the user is kept */
    struct instant created_at;
};
extern const struct record email_claim_record;

/* "sk_live_" or "sk_test_" and 256 bits, shown once; only its SHA-256 is kept. */
struct api_key {
    struct api_key_id id;
    struct account_id account;
    int64_t version;
    struct str name;
    struct str hint;        /* "sk_live_…a1b2" */
    struct str hash;        /* SHA-256 in hexadecimal; unique */
    struct str_list scopes; /* names of permissions; none: all but PLATFORM */
    struct opt_instant expires_at, revoked_at, last_used_at;
    struct instant created_at;
    struct user_id made_by; /* or by a key of whom; none: the installation, or not known */
    struct opt_instant maker_left_at; /* when that person ceased to be a member */
    struct opt_instant replaced_at;   /* when another was made in its place; it may still open */
};
extern const struct record api_key_record;

#endif
