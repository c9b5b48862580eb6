/* json_scan.c - RFC 8259 to the letter, without recursion: the kinds of the open brackets are bits.
 */
#include "json_scan.h"

#include <string.h>

enum {
    DEPTH_MOST = 64,   /* of the bit set below */
    NUMBER_TEXT = 60,  /* cJSON copies a number into 64 bytes */
    NUMBER_ORDER = 308 /* beyond it a double is infinite */
};

struct scan {
    const char *p, *start, *end;
    size_t depth, depth_most, members, members_most;
    uint64_t objects; /* bit d: the bracket at depth d is an object's */
    struct arena *arena;
    struct json_numbers numbers;
    struct error *error;
};

static enum err malformed(struct scan *s)
{
    return FAIL_WITH(s->error, ERR_INVALID, "json.malformed", P_I64("offset", s->p - s->start));
}

static void skip_space(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
        s->p++;
}

static bool take(struct scan *s, char c)
{
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four digits behind \u; -1: there are not four. */
static int take_hex4(struct scan *s)
{
    int value = 0;

    if (s->end - s->p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(s->p[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    s->p += 4;
    return value;
}

/* Behind the backslash. NUL is refused: cJSON's texts end at it. */
static bool take_escape(struct scan *s)
{
    int unit;

    if (s->p == s->end)
        return false;
    if (*s->p != 'u')
        return *s->p != '\0' && strchr("\"\\/bfnrt", *s->p++) != NULL;
    s->p++;
    unit = take_hex4(s);
    if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return false;
    if (unit < 0xd800 || unit > 0xdbff)
        return true;
    if (!take(s, '\\') || !take(s, 'u'))
        return false;
    unit = take_hex4(s);
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static enum err scan_string(struct scan *s)
{
    if (!take(s, '"'))
        return malformed(s);
    while (s->p < s->end) {
        unsigned char c = (unsigned char)*s->p;

        if (c == '"') {
            s->p++;
            return ERR_OK;
        }
        if (c < 0x20)
            break;
        s->p++;
        if (c == '\\' && !take_escape(s))
            break;
    }
    return malformed(s);
}

static size_t take_digits(struct scan *s)
{
    const char *from = s->p;

    while (s->p < s->end && is_digit(*s->p))
        s->p++;
    return (size_t)(s->p - from);
}

static void keep_number(struct scan *s, struct str text)
{
    struct json_numbers *numbers = &s->numbers;

    if (numbers->n == numbers->capacity) {
        size_t capacity = numbers->capacity == 0 ? 16 : numbers->capacity * 2;
        struct str *items = ARENA_ARRAY(s->arena, struct str, capacity);

        if (numbers->n > 0)
            memcpy(items, numbers->items, numbers->n * sizeof *items);
        numbers->items = items;
        numbers->capacity = capacity;
    }
    numbers->items[numbers->n++] = text;
}

static bool take_exponent(struct scan *s, int64_t *ret)
{
    const char *from;
    bool negative;

    *ret = 0;
    if (!take(s, 'e') && !take(s, 'E'))
        return true;
    negative = take(s, '-');
    if (!negative)
        take(s, '+');
    from = s->p;
    if (take_digits(s) == 0 ||
        !str_to_i64((struct str){ from, (size_t)(s->p - from) }, 0, 9999, ret))
        return false;
    *ret = negative ? -*ret : *ret;
    return true;
}

static enum err scan_number(struct scan *s)
{
    const char *from = s->p;
    int64_t exponent;
    size_t whole;
    bool zero;

    take(s, '-');
    zero = s->p < s->end && *s->p == '0';
    whole = take_digits(s);
    if (whole == 0 || (zero && whole > 1))
        return malformed(s);
    if (take(s, '.') && take_digits(s) == 0)
        return malformed(s);
    if (!take_exponent(s, &exponent) || (int64_t)whole + exponent > NUMBER_ORDER ||
        s->p - from > NUMBER_TEXT)
        return malformed(s);
    keep_number(s, (struct str){ from, (size_t)(s->p - from) });
    return ERR_OK;
}

static enum err scan_word(struct scan *s, struct str word)
{
    if (!str_starts((struct str){ s->p, (size_t)(s->end - s->p) }, word))
        return malformed(s);
    s->p += word.n;
    return ERR_OK;
}

static enum err scan_scalar(struct scan *s)
{
    if (s->p == s->end)
        return malformed(s);
    switch (*s->p) {
    case '"':
        return scan_string(s);
    case 't':
        return scan_word(s, STR("true"));
    case 'f':
        return scan_word(s, STR("false"));
    case 'n':
        return scan_word(s, STR("null"));
    default:
        return scan_number(s);
    }
}

static bool in_object(const struct scan *s)
{
    return s->depth > 0 && (s->objects >> (s->depth - 1) & 1) != 0;
}

static enum err open_bracket(struct scan *s, bool object)
{
    if (s->depth == s->depth_most)
        return FAIL(s->error, ERR_INVALID, "json.too_deep");
    s->objects &= ~((uint64_t)1 << s->depth);
    s->objects |= (uint64_t)object << s->depth;
    s->depth++;
    return ERR_OK;
}

/* What stands before a value inside a bracket: in an object its name. */
static enum err begin_member(struct scan *s)
{
    if (s->depth > 0 && ++s->members > s->members_most)
        return FAIL(s->error, ERR_INVALID, "json.too_many");
    if (!in_object(s))
        return ERR_OK;
    TRY(scan_string(s));
    skip_space(s);
    if (!take(s, ':'))
        return malformed(s);
    skip_space(s);
    return ERR_OK;
}

/* Behind a value: closes what ends here. True in *more: another member follows. */
static enum err end_member(struct scan *s, bool *more)
{
    *more = false;
    for (skip_space(s); s->depth > 0; skip_space(s)) {
        if (take(s, ',')) {
            skip_space(s);
            *more = true;
            return ERR_OK;
        }
        if (!take(s, in_object(s) ? '}' : ']'))
            return malformed(s);
        s->depth--;
    }
    return s->p == s->end ? ERR_OK : malformed(s);
}

/* Opens what opens here and takes the first value inside. An empty bracket is left to be closed by
 * end_member(). */
static enum err scan_value(struct scan *s)
{
    while (s->p < s->end && (*s->p == '{' || *s->p == '[')) {
        TRY(open_bracket(s, *s->p == '{'));
        s->p++;
        skip_space(s);
        if (s->p < s->end && *s->p == (in_object(s) ? '}' : ']'))
            return ERR_OK;
        TRY(begin_member(s));
    }
    return scan_scalar(s);
}

static enum err scan_document(struct scan *s)
{
    for (bool more = true; more;) {
        TRY(begin_member(s));
        TRY(scan_value(s));
        TRY(end_member(s, &more));
    }
    return ERR_OK;
}

static size_t limit_or(size_t limit, size_t usual)
{
    return limit == 0 ? usual : limit;
}

enum err json_scan(struct arena *arena, struct str text, const struct json_limits *limits,
                   struct json_numbers *ret, struct error *error)
{
    struct scan s = { .p = text.p, .start = text.p, .end = text.p, .arena = arena, .error = error };

    if (text.p == NULL || !str_is_utf8(text))
        return FAIL_WITH(error, ERR_INVALID, "json.malformed", P_I64("offset", 0));
    s.end = text.p + text.n;
    s.depth_most = limit_or(limits == NULL ? 0 : limits->depth, JSON_DEPTH);
    s.depth_most = s.depth_most > DEPTH_MOST ? DEPTH_MOST : s.depth_most;
    s.members_most = limit_or(limits == NULL ? 0 : limits->members, JSON_MEMBERS);
    skip_space(&s);
    TRY(scan_document(&s));
    *ret = s.numbers;
    return ERR_OK;
}
