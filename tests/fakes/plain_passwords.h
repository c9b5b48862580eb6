/* tests/fakes/plain_passwords.h - passwords kept as they are: "plain1:" and the password. */
#ifndef FAKES_PLAIN_PASSWORDS_H
#define FAKES_PLAIN_PASSWORDS_H

#include "domain/gateways/password_hasher.h"

/* What it was asked. */
struct plain_passwords {
    int hashed, verified, of_nobody;
    bool is_raised; /* what is kept so far counts as outdated, and new ones begin with "plain2:" */
    bool is_busy;
};
struct password_hasher plain_password_hasher(struct plain_passwords *passwords);

#endif
