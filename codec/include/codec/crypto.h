/* codec/crypto.h - hashes, MACs, sealing and texts of bytes; OpenSSL behind them. */
#ifndef CODEC_CRYPTO_H
#define CODEC_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

enum { SHA256_BYTES = 32, SEAL_KEY_BYTES = 32, SEAL_NONCE_BYTES = 12, SEAL_TAG_BYTES = 16 };

void sha256(struct str data, unsigned char ret[SHA256_BYTES]);
/* A line of a chain: SHA-256 over the hash of the line before (STR_NONE: it is the first), then the
 * line's text. */
struct str sha256_chained(struct arena *arena, struct str previous, struct str text);
/* HMAC-SHA256 over the parts, one after the other. */
void hmac_sha256(struct str key, const struct str *parts, size_t n,
                 unsigned char ret[SHA256_BYTES]);
/* Constant time for equal lengths; unequal lengths are unequal. */
bool secret_eq(struct str a, struct str b);

/* AES-256-GCM. The result is nonce, ciphertext, tag. `nonce` comes from the random port; `bound` is
 * authenticated with it (the record's key), so that a blob cannot be moved to another record. */
struct str seal(struct arena *arena, const unsigned char key[SEAL_KEY_BYTES],
                const unsigned char nonce[SEAL_NONCE_BYTES], struct str bound, struct str plain);
/* False: it was changed, or is another key's or another record's. */
bool unseal(struct arena *arena, const unsigned char key[SEAL_KEY_BYTES], struct str bound,
            struct str sealed, struct str *ret);

struct str hex_print(struct arena *arena, struct str bytes);
bool hex_parse(struct arena *arena, struct str text, struct str *ret); /* either case */
/* URL-safe alphabet without padding. */
struct str base64url_print(struct arena *arena, struct str bytes);

#endif
