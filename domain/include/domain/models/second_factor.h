/* domain/models/second_factor.h - what a person shows beside the password: codes of the moment from
 * a device that shares a secret (RFC 6238), and recovery codes for when it is lost. */
#ifndef DOMAIN_MODELS_SECOND_FACTOR_H
#define DOMAIN_MODELS_SECOND_FACTOR_H

#include "base/arena.h"
#include "base/opt.h"
#include "domain/ids.h"

enum {
    FACTOR_SECRET_BYTES = 20, /* 160 bits */
    FACTOR_DIGITS = 6,
    FACTOR_STEP_MS = 30 * MS_PER_SECOND,
    FACTOR_STEPS_BACK = 1, /* the current step and so many before it */
    FACTOR_TRIES = 5,
    FACTOR_TRIES_MS = 15 * MS_PER_MINUTE,
    RECOVERY_CODES = 10,
    RECOVERY_BYTES = 10 /* of chance in each: 80 bits */
};

/* A user's; of the account zero, with the user's own id. */
struct second_factor {
    struct second_factor_id id;
    struct account_id account;
    int64_t version;
    struct str secret; /* the bytes themselves */
    struct opt_instant confirmed_at;
    int64_t last_step; /* the newest whose code was taken: that one and older ones are none */
    int64_t tries;     /* since tries_from */
    struct instant tries_from;
    struct str_list recovery; /* SHA-256 of those that are left, hexadecimal */
    struct instant created_at;
};
extern const struct record second_factor_record;

int64_t factor_step(struct instant now);
/* Six figures and nothing else: a code of the moment, not a recovery code. */
bool factor_code_is_short(struct str code);
/* Counts one more try. False: there were FACTOR_TRIES in FACTOR_TRIES_MS; *wait until the next. */
bool factor_take_try(struct second_factor *factor, struct instant now, struct duration *wait);

/* RFC 4648 without padding. */
struct str factor_base32(struct arena *arena, struct str bytes);
/* "ABCD-EFGH-IJKL-MNOP" of RECOVERY_BYTES bytes. */
struct str recovery_code_text(struct arena *arena, const unsigned char bytes[RECOVERY_BYTES]);
/* As it is hashed: without what people put between its letters, in capitals. */
struct str recovery_code_normal(struct arena *arena, struct str code);
/* Takes the one with this hash out of those that are left. */
bool recovery_code_use(struct second_factor *factor, struct str hash);
/* "otpauth://totp/SpeechAI:ana%40example.com?secret=…", as authenticator programs read it. */
struct str factor_uri(struct arena *arena, struct str issuer, struct str email, struct str secret);

#endif
