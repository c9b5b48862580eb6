/* apps/src/settings/value.c - one value from its text, and what it should have been. */
#include "apps/settings.h"

#include "base/checked.h"
#include "base/strbuf.h"

struct suffix {
    const char *text;
    int64_t factor;
};
static const struct suffix duration_suffixes[] = { { "ms", 1 },
                                                   { "s", MS_PER_SECOND },
                                                   { "m", MS_PER_MINUTE },
                                                   { "h", MS_PER_HOUR },
                                                   { "d", MS_PER_DAY } };
static const struct suffix byte_suffixes[] = { { "KiB", (int64_t)1 << 10 },
                                               { "MiB", (int64_t)1 << 20 },
                                               { "GiB", (int64_t)1 << 30 } };

/* A number and one of the suffixes; a number alone counts `plain` each, if that is not 0. */
static bool scaled(struct str text, const struct suffix *suffixes, size_t n, int64_t plain,
                   int64_t *ret)
{
    int64_t factor = plain, number;

    for (size_t i = 0; i < n; i++) {
        struct str suffix = str_from_c(suffixes[i].text);

        if (str_ends(text, suffix)) {
            text = str_slice(text, 0, text.n - suffix.n);
            factor = suffixes[i].factor;
            break;
        }
    }
    return str_to_i64(text, INT64_MIN, INT64_MAX, &number) && (factor != 0 || number == 0) &&
           mul_i64(number, factor, ret);
}

/* The largest unit in which it is whole. */
static void add_scaled(struct strbuf *out, int64_t value, const struct suffix *suffixes, size_t n)
{
    for (size_t i = n; i > 0 && value != 0; i--)
        if (value % suffixes[i - 1].factor == 0) {
            strbuf_add_i64(out, value / suffixes[i - 1].factor);
            strbuf_add_c(out, suffixes[i - 1].text);
            return;
        }
    strbuf_add_i64(out, value);
}

static struct str wanted_text(struct arena *arena, const struct setting *s)
{
    struct strbuf out = strbuf_init(arena, 1000);

    switch (s->kind) {
    case SETTING_CHOICE:
        for (size_t i = 1; i < s->names->n; i++) {
            strbuf_add_c(&out, i > 1 ? " | " : "");
            strbuf_add_c(&out, s->names->names[i]);
        }
        break;
    case SETTING_NUMBER:
        strbuf_addf(&out, "%lld..%lld", (long long)s->min, (long long)s->max);
        break;
    case SETTING_DURATION:
        add_scaled(&out, s->min, duration_suffixes, ARRAY_LEN(duration_suffixes));
        strbuf_add_c(&out, "..");
        add_scaled(&out, s->max, duration_suffixes, ARRAY_LEN(duration_suffixes));
        strbuf_add_c(&out, " (ms, s, m, h, d)");
        break;
    case SETTING_BYTES:
        add_scaled(&out, s->min, byte_suffixes, ARRAY_LEN(byte_suffixes));
        strbuf_add_c(&out, "..");
        add_scaled(&out, s->max, byte_suffixes, ARRAY_LEN(byte_suffixes));
        break;
    case SETTING_TEXT:
        strbuf_addf(&out, "text (<= %lld)", (long long)s->max);
        break;
    case SETTING_LIST:
        strbuf_addf(&out, "list (<= %lld)", (long long)s->max);
        break;
    }
    return strbuf_str(&out);
}

static bool take_list(struct arena *arena, const struct setting *s, struct str text,
                      struct str_list *ret)
{
    struct str rest = text;
    size_t n = 1;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == ',';
    *ret = (struct str_list){ ARENA_ARRAY(arena, struct str, n), 0 };
    while (rest.n > 0) {
        struct str piece = str_trim(str_cut(&rest, ','));

        if (piece.n > 0)
            ret->items[ret->n++] = str_copy(arena, piece);
    }
    return ret->n <= (size_t)s->max;
}

static bool is_one_line(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ')
            return false;
    return str_is_utf8(text);
}

bool setting_take(struct arena *arena, const struct setting *s, struct str text,
                  struct settings *into, struct str *wanted)
{
    char *at = (char *)into + s->offset;
    bool ok = false;
    int64_t number = 0;

    switch (s->kind) {
    case SETTING_TEXT:
        ok = text.n <= (size_t)s->max && is_one_line(text);
        if (ok)
            *(struct str *)at = text.n > 0 ? str_copy(arena, text) : STR("");
        break;
    case SETTING_NUMBER:
        ok = str_to_i64(text, s->min, s->max, (int64_t *)at);
        break;
    case SETTING_CHOICE:
        *(int *)at = enum_parse(s->names, text);
        ok = *(int *)at != 0;
        break;
    case SETTING_DURATION:
        ok = scaled(text, duration_suffixes, ARRAY_LEN(duration_suffixes), 0, &number);
        ((struct duration *)at)->ms = number;
        break;
    case SETTING_BYTES:
        ok = scaled(text, byte_suffixes, ARRAY_LEN(byte_suffixes), 1, &number);
        *(int64_t *)at = number;
        break;
    case SETTING_LIST:
        ok = is_one_line(text) && take_list(arena, s, text, (struct str_list *)at);
        break;
    }
    if (s->kind == SETTING_DURATION || s->kind == SETTING_BYTES)
        ok = ok && number >= s->min && number <= s->max;
    if (!ok)
        *wanted = wanted_text(arena, s);
    return ok;
}

struct str setting_variable(struct arena *arena, const struct setting *s)
{
    struct strbuf out = strbuf_init(arena, 200);

    strbuf_add_c(&out, "SPEECHAI_");
    for (const char *c = s->key; *c != '\0'; c++)
        strbuf_add_char(&out, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A')
                              : *c == '.'            ? '_'
                                                     : *c);
    return strbuf_str(&out);
}
