/* external/retell/signature.c - the provider's x-retell-signature. */
#include "external/retell/signature.h"

#include "base/checked.h"
#include "codec/crypto.h"

enum { DIGEST_TEXT = 2 * SHA256_BYTES };
static const int64_t safe_integer = (INT64_C(1) << 53) - 1;

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool hex_read(struct str text, unsigned char *ret, size_t n)
{
    if (text.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        ret[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

/* The whole value, case-insensitive. The sender hashed the number as it prints it, so one with a
 * leading zero cannot be right. */
static bool signature_parse(struct str text, struct str *stamp, int64_t *ms,
                            unsigned char digest[SHA256_BYTES])
{
    size_t comma = str_find_char(text, ',');
    struct str second;

    if (comma == SIZE_MAX || comma < 3)
        return false;
    *stamp = str_slice(text, 2, comma);
    second = str_slice(text, comma + 1, text.n);
    if (!str_eq_nocase(str_slice(text, 0, 2), STR("v=")) || stamp->p[0] == '-' ||
        (stamp->p[0] == '0' && stamp->n > 1) || !str_to_i64(*stamp, 0, safe_integer, ms))
        return false;
    return second.n == 2 + DIGEST_TEXT && str_eq_nocase(str_slice(second, 0, 2), STR("d=")) &&
           hex_read(str_slice(second, 2, second.n), digest, SHA256_BYTES);
}

static bool signed_by(struct str key, struct str raw, struct str stamp,
                      const unsigned char digest[SHA256_BYTES])
{
    const struct str parts[] = { raw, stamp };
    unsigned char wanted[SHA256_BYTES];

    if (key.n == 0) /* an empty key is nobody's secret */
        return false;
    hmac_sha256(key, parts, ARRAY_LEN(parts), wanted);
    return secret_eq((struct str){ (const char *)wanted, sizeof wanted },
                     (struct str){ (const char *)digest, SHA256_BYTES });
}

enum err signature_check(const struct connection *connection, struct str signature, struct str raw,
                         struct instant now, struct error *error)
{
    unsigned char digest[SHA256_BYTES];
    struct str stamp;
    int64_t ms, apart;
    bool mine, old;

    if (!signature_parse(signature, &stamp, &ms, digest) || !sub_i64(now.unix_ms, ms, &apart) ||
        apart > SIGNATURE_SKEW_MS || apart < -SIGNATURE_SKEW_MS)
        return FAIL(error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
    mine = signed_by(connection->api_key, raw, stamp, digest);
    old = signed_by(connection->old_api_key, raw, stamp, digest);
    return mine || old ? ERR_OK : FAIL(error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
}
