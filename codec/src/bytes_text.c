/* bytes_text.c - bytes as hexadecimal and as URL-safe base 64 without padding. */
#include "codec/crypto.h"

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct str hex_print(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, bytes.n * 2 + 1);

    for (size_t i = 0; i < bytes.n; i++) {
        text[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
        text[2 * i + 1] = digits[(unsigned char)bytes.p[i] & 15];
    }
    return (struct str){ text, bytes.n * 2 };
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hex_parse(struct arena *arena, struct str text, struct str *ret)
{
    char *bytes;

    if (text.n % 2 != 0)
        return false;
    bytes = arena_alloc(arena, text.n / 2 + 1);
    for (size_t i = 0; i < text.n; i += 2) {
        int high = hex_value(text.p[i]), low = hex_value(text.p[i + 1]);

        if (high < 0 || low < 0)
            return false;
        bytes[i / 2] = (char)(high << 4 | low);
    }
    *ret = (struct str){ bytes, text.n / 2 };
    return true;
}

struct str base64url_print(struct arena *arena, struct str bytes)
{
    char *text = arena_alloc(arena, bytes.n / 3 * 4 + 5);
    unsigned bits = 0, have = 0;
    size_t n = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (unsigned char)bytes.p[i];
        for (have += 8; have >= 6; have -= 6)
            text[n++] = base64_digits[bits >> (have - 6) & 63];
    }
    if (have > 0)
        text[n++] = base64_digits[bits << (6 - have) & 63];
    return (struct str){ text, n };
}
