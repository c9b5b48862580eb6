/* spreadsheet/xlsx/text_scan.c - eight bytes at a time where nothing can be special. */
#include "spreadsheet/xlsx/text_scan.h"

#include "spreadsheet/cell_text.h"

enum { NAME = 1, VALUE = 2 };

/* What a name is made of; what a value holds that needs no second look: no reference, no '<', no
 * line's end (which the parser makes a space), ASCII. */
static const unsigned char classes[256] = {
    [' '] = VALUE,
    ['!'] = VALUE,
    ['#' ... '%'] = VALUE,
    ['\'' ... ','] = VALUE,
    ['-'] = NAME | VALUE,
    ['.'] = NAME | VALUE,
    ['/'] = VALUE,
    ['0' ... ':'] = NAME | VALUE,
    [';'] = VALUE,
    ['=' ... '@'] = VALUE,
    ['A' ... 'Z'] = NAME | VALUE,
    ['[' ... '^'] = VALUE,
    ['_'] = NAME | VALUE,
    ['`'] = VALUE,
    ['a' ... 'z'] = NAME | VALUE,
    ['{' ... '~'] = VALUE,
};

static const char *past(const char *p, unsigned char class)
{
    while ((classes[(unsigned char)*p] & class) != 0)
        p++;
    return p;
}

/* name="value" */
static bool scan_attribute(struct scan *s, struct str *name, struct str *value)
{
    /* r, s, t: nearly all there are */
    const char *p =
        s->p[1] == '=' && (classes[(unsigned char)*s->p] & NAME) != 0 ? s->p + 1 : past(s->p, NAME);

    *name = (struct str){ s->p, (size_t)(p - s->p) };
    if (name->n == 0 || p[0] != '=' || p[1] != '"')
        return false;
    s->p = past(p + 2, VALUE);
    *value = (struct str){ p + 2, (size_t)(s->p - p - 2) };
    return *s->p++ == '"';
}

enum tag_end scan_attributes(struct scan *s, struct cell_attributes *ret)
{
    enum { MOST_ATTRIBUTES = 64 }; /* as the parser */
    struct str name, value, *into;

    for (int n = 0; n <= MOST_ATTRIBUTES; n++) {
        const char *before = s->p;

        if (*s->p == '>') {
            s->p++;
            return TAG_OPEN;
        }
        scan_space(s);
        if (*s->p == '>')
            continue;
        if (s->p[0] == '/' && s->p[1] == '>') {
            s->p += 2;
            return TAG_EMPTY;
        }
        if (s->p == before || !scan_attribute(s, &name, &value))
            return TAG_BAD;
        if (name.n >= 5 && str_starts(name, STR("xmlns")))
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

/* Neither what XML forbids, nor a carriage return, which the parser makes a line's end; U+FFFE and
 * U+FFFF are UTF-8, but no XML. */
static bool is_xml_text(struct str text)
{
    const char *p = text.p, *end = text.p + text.n;
    unsigned forbidden = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        forbidden |= (c < 0x20) & (c != '\t') & (c != '\n');
    }
    if (forbidden != 0 || !str_is_utf8(text))
        return false;
    for (; (p = memchr(p, 0xef, (size_t)(end - p))) != NULL; p += 3)
        if ((unsigned char)p[1] == 0xbf && (unsigned char)p[2] >= 0xbe)
            return false;
    return memchr(text.p, '>', text.n) == NULL || str_find(text, STR("]]>")) == SIZE_MAX;
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
    while (text.n > 0) {
        size_t plain = str_find_char(text, '&'), length;
        uint32_t c;

        if (plain == SIZE_MAX)
            plain = text.n;
        memcpy(to + n, text.p, plain);
        n += plain;
        text = str_slice(text, plain, text.n);
        if (text.n == 0)
            break;
        if ((c = reference(text.p + 1, text.n - 1, &length)) == 0)
            return false;
        n += utf8_put(to + n, c); /* never longer than its reference */
        text = str_slice(text, 1 + length, text.n);
    }
    *ret = (struct str){ to, n };
    return true;
}

/* The character data up to the next '<'. */
static bool scan_text(struct scan *s, struct arena *arena, struct str *ret)
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
