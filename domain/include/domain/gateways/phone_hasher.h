/* domain/gateways/phone_hasher.h - the two keyed hashes a phone is found by, as it is sealed at
 * rest: HMAC-SHA256 of the E.164 text, the first 16 bytes. The keys come from the master key and
 * never leave the adapter. Pure, safe from any thread, cheap (a microsecond). */
#ifndef DOMAIN_GATEWAYS_PHONE_HASHER_H
#define DOMAIN_GATEWAYS_PHONE_HASHER_H

#include "base/port.h"
#include "domain/ids.h"
#include "domain/phone.h"

struct phone_hasher_ops {
    /* The account's: persons, jobs by phone, its own do-not-call list. One phone has unrelated
     * hashes in two accounts. */
    struct phone_hash_id (*account_hash)(void *self, struct account_id account, struct phone phone);
    /* The installation's: the do-not-call list that holds for all. */
    struct phone_hash_id (*global_hash)(void *self, struct phone phone);
};
struct phone_hasher {
    const struct phone_hasher_ops *ops;
    void *self;
};

#endif
