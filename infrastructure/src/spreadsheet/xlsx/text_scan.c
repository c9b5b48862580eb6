/* spreadsheet/xlsx/text_scan.c - eight bytes at a time where nothing can be special. */
#include "spreadsheet/xlsx/text_scan.h"

#include "spreadsheet/cell_text.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || c == '-' || c == '.';
}

/* name="value"; no reference, no '<', no '\n' (which the parser makes a space) in the value. */
static bool scan_attribute(struct scan *s, struct str *name, struct str *value)
{
    const char *from = s->p;

    while (is_name_char(*s->p))
        s->p++;
    *name = (struct str){ from, (size_t)(s->p - from) };
    if (name->n == 0 || s->p[0] != '=' || s->p[1] != '"')
        return false;
    s->p += 2;
    for (from = s->p; *s->p != '"'; s->p++)
        if ((unsigned char)*s->p < ' ' || (unsigned char)*s->p >= 0x7f || *s->p == '<' ||
            *s->p == '&')
            return false;
    *value = (struct str){ from, (size_t)(s->p - from) };
    s->p++;
    return true;
}

enum tag_end scan_attributes(struct scan *s, struct cell_attributes *ret)
{
    enum { MOST_ATTRIBUTES = 64 }; /* as the parser */
    struct str name, value, *into;

    for (int n = 0; n <= MOST_ATTRIBUTES; n++) {
        const char *before = s->p;

        scan_space(s);
        if (*s->p == '>') {
            s->p++;
            return TAG_OPEN;
        }
        if (s->p[0] == '/' && s->p[1] == '>') {
            s->p += 2;
            return TAG_EMPTY;
        }
        if (s->p == before || !scan_attribute(s, &name, &value) || str_starts(name, STR("xmlns")))
            return TAG_BAD;
        if (ret == NULL || name.n != 1)
            continue;
        into = name.p[0] == 'r'   ? &ret->r
               : name.p[0] == 's' ? &ret->s
               : name.p[0] == 't' ? &ret->t
                                  : NULL;
        if (into != NULL && into->p != NULL)
            return TAG_BAD; /* twice */
        if (into != NULL)
            *into = value;
    }
    return TAG_BAD;
}

/* A byte of the eight is below 0x20, above 0x7f, '&' or '>'. */
static bool has_special(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t v, and_, more;

    memcpy(&v, p, 8);
    and_ = v ^ (ones * '&');
    more = v ^ (ones * '>');
    return (((v - ones * 0x20) | v | ((and_ - ones) & ~and_) | ((more - ones) & ~more)) & highs) !=
           0;
}

static bool is_plain(const char *p, size_t n)
{
    for (; n >= 8; p += 8, n -= 8)
        if (has_special(p))
            return false;
    for (; n > 0; p++, n--)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x80 || *p == '&' || *p == '>')
            return false;
    return true;
}

/* What a reference behind '&' stands for, 0 if the parser must say; *n is its length. */
static uint32_t reference(const char *p, size_t left, size_t *n)
{
    static const struct {
        struct str name;
        char c;
    } known[] = { { STR_INIT("amp;"), '&' },
                  { STR_INIT("lt;"), '<' },
                  { STR_INIT("gt;"), '>' },
                  { STR_INIT("quot;"), '"' },
                  { STR_INIT("apos;"), '\'' } };
    uint32_t c = 0;
    size_t i = 1;
    bool hex;

    for (size_t k = 0; k < ARRAY_LEN(known); k++)
        if (str_starts((struct str){ p, left }, known[k].name)) {
            *n = known[k].name.n;
            return (uint32_t)known[k].c;
        }
    if (left < 3 || p[0] != '#')
        return 0;
    hex = p[1] == 'x';
    for (i += hex; i < left && p[i] != ';' && c < 0x110000; i++) {
        int digit = p[i] >= '0' && p[i] <= '9'          ? p[i] - '0'
                    : hex && p[i] >= 'a' && p[i] <= 'f' ? p[i] - 'a' + 10
                    : hex && p[i] >= 'A' && p[i] <= 'F' ? p[i] - 'A' + 10
                                                        : -1;
        if (digit < 0)
            return 0;
        c = c * (hex ? 16 : 10) + (uint32_t)digit;
    }
    *n = i + 1;
    if (i >= left || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff ||
        (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
        return 0;
    return c;
}

/* U+FFFE and U+FFFF are UTF-8, but no XML. */
static bool is_xml_text(struct str text)
{
    if (!str_is_utf8(text) || str_find(text, STR("]]>")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if ((c < 0x20 && c != '\t' && c != '\n') ||
            (c == 0xef && (unsigned char)text.p[i + 1] == 0xbf &&
             (unsigned char)text.p[i + 2] >= 0xbe))
            return false;
    }
    return true;
}

static bool decode(struct str text, struct arena *arena, struct str *ret)
{
    char *to;
    size_t n = 0;

    if (!is_xml_text(text))
        return false;
    if (memchr(text.p, '&', text.n) == NULL) {
        *ret = text;
        return true;
    }
    to = arena_alloc(arena, text.n);
    for (size_t i = 0; i < text.n;) {
        size_t length;
        uint32_t c;

        if (text.p[i] != '&') {
            to[n++] = text.p[i++];
            continue;
        }
        if ((c = reference(text.p + i + 1, text.n - i - 1, &length)) == 0)
            return false;
        n += utf8_put(to + n, c); /* never longer than its reference */
        i += 1 + length;
    }
    *ret = (struct str){ to, n };
    return true;
}

bool scan_text(struct scan *s, struct arena *arena, struct str *ret)
{
    const char *from = s->p, *to = memchr(from, '<', (size_t)(s->end - from));

    if (to == NULL)
        return false;
    s->p = to;
    *ret = (struct str){ from, (size_t)(to - from) };
    return is_plain(from, ret->n) || decode(*ret, arena, ret);
}

bool scan_text_element(struct scan *s, struct str close, struct arena *arena, struct str *ret)
{
    switch (scan_attributes(s, NULL)) {
    case TAG_BAD:
        return false;
    case TAG_EMPTY:
        *ret = STR("");
        return true;
    case TAG_OPEN:
        break;
    }
    return scan_text(s, arena, ret) && scan_word(s, close);
}

bool scan_past_text(struct scan *s)
{
    const char *to = memchr(s->p, '<', (size_t)(s->end - s->p));

    if (to == NULL)
        return false;
    s->p = to;
    return true;
}

struct str xstring_text(struct str text, struct arena *arena)
{
    const char *p = text.p, *end = text.p + text.n;
    char *copy;

    if (text.n < 7)
        return text;
    while ((p = memchr(p, '_', (size_t)(end - p))) != NULL && (end - p < 7 || (p[1] | 32) != 'x'))
        if (++p == end)
            return text;
    if (p == NULL)
        return text;
    copy = arena_alloc(arena, text.n);
    memcpy(copy, text.p, text.n);
    return (struct str){ copy, xstring_decode(copy, text.n) };
}
