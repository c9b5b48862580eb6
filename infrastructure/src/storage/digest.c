/* storage/digest.c - OpenSSL's SHA-256 behind three functions. */
#include "storage/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "codec/crypto.h"

void digest_begin(struct digest *digest)
{
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
        abort();
}

void digest_add(struct digest *digest, const void *bytes, size_t n)
{
    if (EVP_DigestUpdate(digest->context, bytes, n) != 1)
        abort();
}

struct str digest_hex(struct digest *digest, struct arena *arena)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n;

    if (EVP_DigestFinal_ex(digest->context, bytes, &n) != 1)
        abort();
    return hex_print(arena, (struct str){ (const char *)bytes, n });
}

void digest_end(struct digest *digest)
{
    EVP_MD_CTX_free(digest->context);
}
