/* domain/gateways/tag_mac.h - what proves that a tag which comes back from outside is one of ours:
 * the first 16 bytes of HMAC-SHA256(key, tag), in hexadecimal. It travels in the metadata of a call
 * and in the address of its webhooks, so that foreign or forged records bind to no job. */
#ifndef DOMAIN_GATEWAYS_TAG_MAC_H
#define DOMAIN_GATEWAYS_TAG_MAC_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/port.h"
#include "base/str.h"

enum { TAG_MAC_TEXT = 32 };

struct tag_mac_ops {
    struct str (*make)(void *self, struct arena *arena, struct str tag);
    bool (*verify)(void *self, struct str tag, struct str mac); /* constant time; strict form */
};
struct tag_mac {
    const struct tag_mac_ops *ops;
    void *self;
};

#endif
