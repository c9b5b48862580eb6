/* crypto.c - OpenSSL's EVP. Algorithms are fetched once for the process and contexts made once a
 * thread: both cost more than what they then do. What OpenSSL refuses here is a broken
 * installation, and ends the process as running out of memory does. */
#include "codec/crypto.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

static EVP_MD *sha256_algorithm;
static EVP_CIPHER *gcm_algorithm;
static EVP_MAC *hmac_algorithm;
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static CRYPTO_THREAD_LOCAL thread_key; /* only frees at a thread's end; reading it is slower */

struct contexts {
    EVP_MD_CTX *digest;
    EVP_MAC_CTX *mac;
    EVP_CIPHER_CTX *sealing, *unsealing;
};
static _Thread_local struct contexts *mine;

static void must(bool worked)
{
    if (!worked)
        abort();
}

static void contexts_free(void *self)
{
    struct contexts *c = self;

    if (c == NULL)
        return;
    EVP_MD_CTX_free(c->digest);
    EVP_MAC_CTX_free(c->mac);
    EVP_CIPHER_CTX_free(c->sealing);
    EVP_CIPHER_CTX_free(c->unsealing);
    OPENSSL_free(c);
    mine = NULL;
}

static void algorithms_free(void)
{
    contexts_free(mine); /* the main thread's: no destructor runs for it */
    EVP_MD_free(sha256_algorithm);
    EVP_CIPHER_free(gcm_algorithm);
    EVP_MAC_free(hmac_algorithm);
}

static void algorithms_fetch(void)
{
    sha256_algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    gcm_algorithm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    hmac_algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    must(sha256_algorithm != NULL && gcm_algorithm != NULL && hmac_algorithm != NULL);
    must(CRYPTO_THREAD_init_local(&thread_key, contexts_free) == 1);
    must(OPENSSL_atexit(algorithms_free) == 1);
}

static struct contexts *contexts_make(void)
{
    OSSL_PARAM digest[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                                             (char[]){ "SHA256" }, 0),
                            OSSL_PARAM_construct_end() };
    struct contexts *c;

    must(CRYPTO_THREAD_run_once(&once, algorithms_fetch) == 1);
    c = OPENSSL_zalloc(sizeof *c);
    must(c != NULL);
    c->digest = EVP_MD_CTX_new();
    c->mac = EVP_MAC_CTX_new(hmac_algorithm);
    c->sealing = EVP_CIPHER_CTX_new();
    c->unsealing = EVP_CIPHER_CTX_new();
    must(c->digest != NULL && c->mac != NULL && c->sealing != NULL && c->unsealing != NULL);
    must(EVP_DigestInit_ex2(c->digest, sha256_algorithm, NULL) == 1);
    must(EVP_MAC_CTX_set_params(c->mac, digest) == 1);
    must(EVP_EncryptInit_ex2(c->sealing, gcm_algorithm, NULL, NULL, NULL) == 1);
    must(EVP_DecryptInit_ex2(c->unsealing, gcm_algorithm, NULL, NULL, NULL) == 1);
    must(CRYPTO_THREAD_set_local(&thread_key, c) == 1);
    mine = c;
    return c;
}

static struct contexts *contexts(void)
{
    return mine != NULL ? mine : contexts_make();
}

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.p != NULL ? s.p : "");
}

void sha256(struct str data, unsigned char ret[SHA256_BYTES])
{
    EVP_MD_CTX *c = contexts()->digest;

    must(EVP_DigestInit_ex2(c, NULL, NULL) == 1 &&
         EVP_DigestUpdate(c, bytes_of(data), data.n) == 1 && EVP_DigestFinal_ex(c, ret, NULL) == 1);
}

struct str sha256_chained(struct arena *arena, struct str previous, struct str text)
{
    EVP_MD_CTX *c = contexts()->digest;
    unsigned char *hash = arena_alloc(arena, SHA256_BYTES);

    must(EVP_DigestInit_ex2(c, NULL, NULL) == 1 &&
         EVP_DigestUpdate(c, bytes_of(previous), previous.n) == 1 &&
         EVP_DigestUpdate(c, bytes_of(text), text.n) == 1 &&
         EVP_DigestFinal_ex(c, hash, NULL) == 1);
    return (struct str){ (const char *)hash, SHA256_BYTES };
}

void hmac_sha256(struct str key, const struct str *parts, size_t n, unsigned char ret[SHA256_BYTES])
{
    EVP_MAC_CTX *c = contexts()->mac;
    size_t made;

    must(EVP_MAC_init(c, bytes_of(key), key.n, NULL) == 1);
    for (size_t i = 0; i < n; i++)
        must(EVP_MAC_update(c, bytes_of(parts[i]), parts[i].n) == 1);
    must(EVP_MAC_final(c, ret, &made, SHA256_BYTES) == 1);
}

bool secret_eq(struct str a, struct str b)
{
    return a.n == b.n && CRYPTO_memcmp(bytes_of(a), bytes_of(b), a.n) == 0;
}

static bool fits_int(size_t n)
{
    return n <= INT32_MAX - SEAL_NONCE_BYTES - SEAL_TAG_BYTES;
}

struct str seal(struct arena *arena, const unsigned char key[SEAL_KEY_BYTES],
                const unsigned char nonce[SEAL_NONCE_BYTES], struct str bound, struct str plain)
{
    EVP_CIPHER_CTX *c = contexts()->sealing;
    size_t n = SEAL_NONCE_BYTES + plain.n + SEAL_TAG_BYTES;
    unsigned char *out = arena_alloc(arena, n);
    unsigned char *text = out + SEAL_NONCE_BYTES;
    int made;

    must(fits_int(plain.n) && fits_int(bound.n));
    memcpy(out, nonce, SEAL_NONCE_BYTES);
    must(EVP_EncryptInit_ex2(c, NULL, key, nonce, NULL) == 1 &&
         EVP_EncryptUpdate(c, NULL, &made, bytes_of(bound), (int)bound.n) == 1 &&
         EVP_EncryptUpdate(c, text, &made, bytes_of(plain), (int)plain.n) == 1 &&
         EVP_EncryptFinal_ex(c, text + plain.n, &made) == 1 &&
         EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_BYTES, text + plain.n) == 1);
    return (struct str){ (const char *)out, n };
}

bool unseal(struct arena *arena, const unsigned char key[SEAL_KEY_BYTES], struct str bound,
            struct str sealed, struct str *ret)
{
    EVP_CIPHER_CTX *c = contexts()->unsealing;
    const unsigned char *nonce = bytes_of(sealed), *text = nonce + SEAL_NONCE_BYTES;
    unsigned char *plain, tag[SEAL_TAG_BYTES];
    size_t n;
    int made;

    if (sealed.n < SEAL_NONCE_BYTES + SEAL_TAG_BYTES || !fits_int(sealed.n) || !fits_int(bound.n))
        return false;
    n = sealed.n - SEAL_NONCE_BYTES - SEAL_TAG_BYTES;
    plain = arena_alloc(arena, n + 1);
    memcpy(tag, text + n, sizeof tag);
    must(EVP_DecryptInit_ex2(c, NULL, key, nonce, NULL) == 1 &&
         EVP_DecryptUpdate(c, NULL, &made, bytes_of(bound), (int)bound.n) == 1 &&
         EVP_DecryptUpdate(c, plain, &made, text, (int)n) == 1 &&
         EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_BYTES, tag) == 1);
    if (EVP_DecryptFinal_ex(c, plain + n, &made) != 1)
        return false;
    *ret = (struct str){ (const char *)plain, n };
    return true;
}
