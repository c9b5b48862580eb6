/* codec/data_keys.h - one data key an account, sealed by the master key where it is kept, and open
 * in memory. Who forgets an account's key has erased the account. Safe from any thread. */
#ifndef CODEC_DATA_KEYS_H
#define CODEC_DATA_KEYS_H

#include <pthread.h>

#include "base/id128.h"
#include "codec/crypto.h"

struct kept_key;
struct data_keys {
    pthread_mutex_t mutex;
    struct kept_key *kept; /* under mutex; open addressing */
    size_t n, capacity;
};

void data_keys_begin(struct data_keys *keys);
/* Overwrites them all. */
void data_keys_forget(struct data_keys *keys);
void data_keys_end(struct data_keys *keys);
/* False: it is not known here. */
bool data_keys_find(struct data_keys *keys, struct id128 account,
                    unsigned char ret[SEAL_KEY_BYTES]);
void data_keys_keep(struct data_keys *keys, struct id128 account,
                    const unsigned char key[SEAL_KEY_BYTES]);

/* A new key as it is kept, from random bytes; they are overwritten. */
struct new_data_key {
    unsigned char key[SEAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
};
struct str data_key_seal(struct arena *arena, const unsigned char master[SEAL_KEY_BYTES],
                         struct id128 account, struct new_data_key *made);
/* False: there is none, or it is not this master key's or this account's. */
bool data_key_unseal(struct arena *arena, const unsigned char master[SEAL_KEY_BYTES],
                     struct id128 account, struct str sealed, unsigned char ret[SEAL_KEY_BYTES]);

#endif
