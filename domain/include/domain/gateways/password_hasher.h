/* domain/gateways/password_hasher.h - passwords as they are kept: slow to try, worthless to who has
 * the store alone. Safe from any thread; so many at once, the rest wait their turn. */
#ifndef DOMAIN_GATEWAYS_PASSWORD_HASHER_H
#define DOMAIN_GATEWAYS_PASSWORD_HASHER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/port.h"

enum { PASSWORD_HASH_TEXT = 200 };

struct password_hasher_ops {
    /* A text that holds its own parameters and salt. ERR_UNAVAILABLE "auth.busy": no turn came in
     * time. */
    enum err (*hash)(void *self, struct arena *arena, struct str password, struct str *ret,
                     struct error *error) MUST_USE;
    /* stored: STR_NONE or empty when there is no such user or none was chosen: takes as long, and
     * is wrong. Same error. */
    enum err (*verify)(void *self, struct str password, struct str stored, bool *right,
                       struct error *error) MUST_USE;
    /* It was made with less than is asked today: hash again while the password is at hand. */
    bool (*is_outdated)(void *self, struct str stored);
};
struct password_hasher {
    const struct password_hasher_ops *ops;
    void *self;
};

#endif
