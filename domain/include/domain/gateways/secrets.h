/* domain/gateways/secrets.h - what the installation's master key and chance are for. Keys never
 * leave the adapter; what it gives out is a hash or a MAC. (Sealing is the stores' own affair: they
 * make an account's data key when they first save it.) Safe from any thread. */
#ifndef DOMAIN_GATEWAYS_SECRETS_H
#define DOMAIN_GATEWAYS_SECRETS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/port.h"

/* Each use has a key of its own. */
enum secret_use {
    SECRET_PASSWORD = 1, /* what a password is mixed with before it is hashed */
    SECRET_SESSION,      /* binds what a page sends to its session */
    SECRET_RESET,        /* what is mailed to who forgot a password */
    SECRET_REGISTRATION, /* what is mailed to who wants an account */
    SECRET_INVITATION,   /* what is mailed to who is invited into one */
    SECRET_KNOWN         /* that a credential was good a moment ago, as it is kept in the cache */
};
enum { SECRET_USES = SECRET_KNOWN + 1 };

struct secrets_ops {
    /* SHA-256 in lower-case hexadecimal: how API keys are kept and found. */
    struct str (*hash)(void *self, struct arena *arena, struct str text);
    /* 256 random bits, URL-safe. */
    struct str (*token)(void *self, struct arena *arena);
    /* The first 16 bytes of HMAC-SHA256(K_tag, tag) in hexadecimal: binds a provider's record to an
     * attempt of ours. */
    struct str (*tag_mac)(void *self, struct arena *arena, struct str tag);
    bool (*tag_mac_is)(void *self, struct str tag, struct str mac); /* constant time */
    /* HMAC-SHA256(K_use, text) in hexadecimal. */
    struct str (*mac)(void *self, struct arena *arena, enum secret_use use, struct str text);
    bool (*mac_is)(void *self, enum secret_use use, struct str text,
                   struct str mac); /* constant time */
};
struct secrets {
    const struct secrets_ops *ops;
    void *self;
};

#endif
