/* infrastructure/password.h - passwords by Argon2id, as libsodium computes it. */
#ifndef INFRASTRUCTURE_PASSWORD_H
#define INFRASTRUCTURE_PASSWORD_H

#include <stdint.h>

#include "domain/gateways/password_hasher.h"
#include "domain/gateways/secrets.h"
#include "base/time.h"

/* What one try costs: OWASP's first choice; one lane and 16 bytes of salt are libsodium's. */
enum { ARGON_KIB = 46 * 1024, ARGON_PASSES = 1, ARGON_AT_ONCE = 8, ARGON_PATIENCE_MS = 3000 };

struct argon_settings {
    int64_t kib, passes;
    int64_t at_once;          /* hashes at the same time: memory and cores are the machine's */
    struct duration patience; /* of those that wait for their turn */
};
struct argon_settings argon_defaults(void);

/* What Argon2id sees is HMAC-SHA256(SECRET_PASSWORD, password): the store alone is no help to who
 * tries. ERR_INTERNAL "auth.no_argon": libsodium does not start. */
struct argon;
enum err argon_new(const struct argon_settings *settings, struct secrets secrets,
                   struct argon **ret, struct error *error) MUST_USE;
void argon_free(struct argon *argon); /* NULL is fine */
struct password_hasher argon_password_hasher(struct argon *argon);

#endif
