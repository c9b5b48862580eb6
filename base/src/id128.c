/* base/id128.c - Crockford's base 32, most significant bits first, so that texts sort as bytes do.
 */
#include "base/id128.h"

#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

struct id128 id128_make(int64_t unix_ms, const unsigned char random[10])
{
    struct id128 id;

    for (int i = 0; i < 6; i++)
        id.bytes[i] = (unsigned char)((uint64_t)unix_ms >> (40 - 8 * i));
    memcpy(id.bytes + 6, random, 10);
    return id;
}

bool id128_eq(struct id128 a, struct id128 b)
{
    return id128_cmp(a, b) == 0;
}

int id128_cmp(struct id128 a, struct id128 b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

bool id128_is_zero(struct id128 id)
{
    return id128_eq(id, (struct id128){ { 0 } });
}

int64_t id128_ms(struct id128 id)
{
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id.bytes[i];
    return ms;
}

/* 26 digits carry 130 bits: the first digit holds the upper 3 of the 128. */
void id128_text(struct id128 id, char ret[ID128_TEXT])
{
    unsigned bits = 0, have = 2; /* two leading zero bits */
    int at = 0;

    for (int i = 0; i < 16; i++) {
        bits = bits << 8 | id.bytes[i];
        have += 8;
        while (have >= 5) {
            have -= 5;
            ret[at++] = alphabet[bits >> have & 31];
        }
    }
}

static int digit(char c)
{
    const char *at;

    if (c >= 'A' && c <= 'Z')
        c = (char)(c + ('a' - 'A'));
    at = c == '\0' ? NULL : strchr(alphabet, c);
    return at == NULL ? -1 : (int)(at - alphabet);
}

bool id128_parse(struct str text, struct id128 *ret)
{
    struct id128 id;
    unsigned bits = 0, have = 0;
    int at = 0;

    if (text.n != ID128_TEXT || digit(text.p[0]) > 7)
        return false;
    for (size_t i = 0; i < ID128_TEXT; i++) {
        int value = digit(text.p[i]);

        if (value < 0)
            return false;
        bits = bits << 5 | (unsigned)value;
        have += i == 0 ? 3 : 5;
        if (have >= 8) {
            have -= 8;
            id.bytes[at++] = (unsigned char)(bits >> have & 255);
        }
    }
    *ret = id;
    return true;
}

struct str id128_print(struct arena *arena, const char *prefix, struct id128 id)
{
    struct strbuf b = strbuf_init(arena, 64);
    char text[ID128_TEXT];

    id128_text(id, text);
    strbuf_add_c(&b, prefix);
    strbuf_add_char(&b, '_');
    strbuf_add(&b, (struct str){ text, sizeof text });
    return strbuf_str(&b);
}

bool id128_scan(struct str text, const char *prefix, struct id128 *ret)
{
    struct str head = str_from_c(prefix);

    return text.n == head.n + 1 + ID128_TEXT && str_starts(text, head) && text.p[head.n] == '_' &&
           id128_parse(str_slice(text, head.n + 1, text.n), ret);
}
