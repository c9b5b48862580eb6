/* signature.c - how the provider signs what it posts. */
#include "simulator/signature.h"

#include "base/strbuf.h"
#include "codec/crypto.h"

struct str webhook_signature(struct arena *arena, struct str key, struct str body,
                             struct instant now)
{
    struct str ms = str_format(arena, "%lld", (long long)now.unix_ms);
    struct str parts[] = { body, ms };
    unsigned char mac[SHA256_BYTES];
    struct str hex;

    hmac_sha256(key, parts, ARRAY_LEN(parts), mac);
    hex = hex_print(arena, (struct str){ (const char *)mac, sizeof mac });
    return str_format(arena, "v=%.*s,d=%.*s", STR_ARG(ms), STR_ARG(hex));
}
