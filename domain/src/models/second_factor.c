/* domain/src/models/second_factor.c */
#include "domain/models/second_factor.h"

#include "base/strbuf.h"

enum { URI_MOST = 1024, RECOVERY_GROUP = 4 };

static const struct field second_factor_fields[] = {
    FIELD_ID(struct second_factor, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct second_factor, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct second_factor, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_BYTES(struct second_factor, secret, FIELD_PRIVATE | FIELD_SENSITIVE, 64),
    FIELD_OPT_INSTANT(struct second_factor, confirmed_at, FIELD_PRIVATE),
    FIELD_I64(struct second_factor, last_step, FIELD_PRIVATE, 0, 0),
    FIELD_I64(struct second_factor, tries, FIELD_PRIVATE, 0, 0),
    FIELD_INSTANT(struct second_factor, tries_from, FIELD_PRIVATE),
    FIELD_STRS(struct second_factor, recovery, FIELD_PRIVATE, RECOVERY_CODES),
    FIELD_INSTANT(struct second_factor, created_at, FIELD_PRIVATE),
};
const struct record second_factor_record =
    RECORD("second_factors", struct second_factor, second_factor_fields);

int64_t factor_step(struct instant now)
{
    return now.unix_ms / FACTOR_STEP_MS;
}

bool factor_code_is_short(struct str code)
{
    if (code.n != FACTOR_DIGITS)
        return false;
    for (size_t i = 0; i < code.n; i++)
        if (code.p[i] < '0' || code.p[i] > '9')
            return false;
    return true;
}

bool factor_take_try(struct second_factor *factor, struct instant now, struct duration *wait)
{
    struct instant end = instant_add(factor->tries_from, (struct duration){ FACTOR_TRIES_MS });

    if (!instant_before(now, end)) {
        factor->tries_from = now;
        factor->tries = 0;
    }
    if (factor->tries >= FACTOR_TRIES) {
        *wait = instant_minus(end, now);
        return false;
    }
    factor->tries++;
    return true;
}

struct str factor_base32(struct arena *arena, struct str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct strbuf out = strbuf_init(arena, bytes.n * 2 + 8);
    unsigned held = 0;
    int bits = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        held = (held << 8 | (unsigned char)bytes.p[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            strbuf_add_char(&out, letters[held >> (bits - 5) & 31]);
    }
    if (bits > 0)
        strbuf_add_char(&out, letters[held << (5 - bits) & 31]);
    return strbuf_str(&out);
}

struct str recovery_code_text(struct arena *arena, const unsigned char bytes[RECOVERY_BYTES])
{
    struct str letters = factor_base32(arena, (struct str){ (const char *)bytes, RECOVERY_BYTES });
    struct strbuf out = strbuf_init(arena, letters.n * 2);

    for (size_t i = 0; i < letters.n; i++) {
        if (i > 0 && i % RECOVERY_GROUP == 0)
            strbuf_add_char(&out, '-');
        strbuf_add_char(&out, letters.p[i]);
    }
    return strbuf_str(&out);
}

struct str recovery_code_normal(struct arena *arena, struct str code)
{
    struct strbuf out = strbuf_init(arena, code.n + 1);

    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];

        if (c != '-' && c != ' ')
            strbuf_add_char(&out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    return strbuf_str(&out);
}

bool recovery_code_use(struct second_factor *factor, struct str hash)
{
    for (size_t i = 0; i < factor->recovery.n; i++) {
        if (!str_eq(factor->recovery.items[i], hash))
            continue;
        for (size_t k = i + 1; k < factor->recovery.n; k++)
            factor->recovery.items[k - 1] = factor->recovery.items[k];
        factor->recovery.n--;
        return true;
    }
    return false;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void put_encoded(struct strbuf *out, struct str text)
{
    static const char figures[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (is_unreserved(text.p[i])) {
            strbuf_add_char(out, text.p[i]);
        } else {
            strbuf_add_char(out, '%');
            strbuf_add_char(out, figures[c >> 4]);
            strbuf_add_char(out, figures[c & 15]);
        }
    }
}

struct str factor_uri(struct arena *arena, struct str issuer, struct str email, struct str secret)
{
    struct strbuf out = strbuf_init(arena, URI_MOST);

    strbuf_add_c(&out, "otpauth://totp/");
    put_encoded(&out, issuer);
    strbuf_add_char(&out, ':');
    put_encoded(&out, email);
    strbuf_add_c(&out, "?secret=");
    strbuf_add(&out, factor_base32(arena, secret));
    strbuf_add_c(&out, "&issuer=");
    put_encoded(&out, issuer);
    strbuf_addf(&out, "&algorithm=SHA1&digits=%d&period=%d", FACTOR_DIGITS,
                FACTOR_STEP_MS / MS_PER_SECOND);
    return strbuf_str(&out);
}
