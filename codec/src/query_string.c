/* query_string.c - percent-encoding, and the pairs of a query. */
#include "codec/query_string.h"

#include "base/strbuf.h"

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

struct str percent_encode(struct arena *arena, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, text.n * 3 + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (is_unreserved(text.p[i])) {
            out[n++] = text.p[i];
            continue;
        }
        out[n++] = '%';
        out[n++] = digits[c >> 4];
        out[n++] = digits[c & 15];
    }
    return (struct str){ out, n };
}

static bool decode(struct arena *arena, struct str text, char plus, struct str *ret)
{
    char *out = arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        int high, low;

        if (text.p[i] != '%') {
            out[n++] = text.p[i] == '+' ? plus : text.p[i];
            continue;
        }
        if (text.n - i < 3 || (high = hex_value(text.p[i + 1])) < 0 ||
            (low = hex_value(text.p[i + 2])) < 0)
            return false;
        out[n++] = (char)(high << 4 | low);
        i += 2;
    }
    *ret = (struct str){ out, n };
    return true;
}

bool percent_decode(struct arena *arena, struct str text, struct str *ret)
{
    return decode(arena, text, '+', ret);
}

static bool is_clean(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    return str_is_utf8(text);
}

static bool decode_clean(struct arena *arena, struct str text, struct str *ret)
{
    return decode(arena, text, ' ', ret) && is_clean(*ret);
}

enum err query_parse(struct arena *arena, struct str text, struct str_map *ret, struct error *error)
{
    struct str_map map = { ARENA_ARRAY(arena, struct str_pair, QUERY_PAIRS), 0 };

    while (text.p != NULL) {
        struct str value = str_cut(&text, '&');
        struct str name = str_cut(&value, '=');

        if (name.n == 0 && value.n == 0)
            continue; /* "a=1&&b=2" */
        if (map.n == QUERY_PAIRS || !decode_clean(arena, name, &map.items[map.n].name) ||
            !decode_clean(arena, value, &map.items[map.n].value))
            return FAIL(error, ERR_INVALID, "query.malformed");
        map.n++;
    }
    *ret = map;
    return ERR_OK;
}

struct str query_get(const struct str_map *query, const char *name)
{
    for (size_t i = 0; i < query->n; i++)
        if (str_eq_c(query->items[i].name, name))
            return query->items[i].value;
    return STR_NONE;
}
