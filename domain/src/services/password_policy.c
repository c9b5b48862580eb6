/* domain/src/services/password_policy.c - a known password in a thin disguise is a known password:
 * who tries passwords tries the disguises too. */
#include "domain/services/password_policy.h"

#include "base/sort.h"
#include "base/strbuf.h"

enum { STEM_LEAST = 3 };

static int word_cmp(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool is_known(const struct word_list *list, struct str word)
{
    size_t from = 0, to = list->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_cmp(list->items[middle], word);

        if (order == 0)
            return true;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

static size_t characters(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "p4ssw0rd" */
static char letter_of(char c)
{
    static const char figures[] = "01345@$!7", letters[] = "oieasasit";

    for (size_t i = 0; figures[i] != '\0'; i++)
        if (figures[i] == c)
            return letters[i];
    return c;
}

static struct str mapped(struct arena *arena, struct str s, char (*map)(char))
{
    struct strbuf b = strbuf_init(arena, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        strbuf_add_char(&b, map(s.p[i]));
    return strbuf_str(&b);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || ((unsigned char)c & 0x80) != 0;
}

/* Without what is not a letter at both ends. */
static struct str bare(struct str s)
{
    size_t from = 0, to = s.n;

    while (from < to && !is_letter(s.p[from]))
        from++;
    while (to > from && !is_letter(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

/* The shortest piece that gives the whole when it is repeated; the last time may be cut short. */
static struct str unit_of(struct str s)
{
    for (size_t n = 1; n < s.n; n++) {
        size_t i = n;

        while (i < s.n && s.p[i] == s.p[i - n])
            i++;
        if (i == s.n)
            return str_slice(s, 0, n);
    }
    return s;
}

static bool is_common(struct arena *arena, const struct word_list *list, struct str word)
{
    struct str forms[] = { word, bare(word) };

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct str form = forms[i], unit = unit_of(form);

        if (form.n < STEM_LEAST && i > 0)
            continue;
        if (unit.n <= STEM_LEAST || is_known(list, form) || is_known(list, unit) ||
            is_known(list, mapped(arena, form, letter_of)) ||
            is_known(list, mapped(arena, unit, letter_of)))
            return true;
    }
    return false;
}

static bool is_own(struct arena *arena, struct str word, struct str email)
{
    struct str whole = mapped(arena, email, lower);
    struct str rest = whole, name = str_cut(&rest, '@');

    return str_eq(word, whole) || (name.n > STEM_LEAST && str_eq(bare(word), bare(name))) ||
           (name.n > STEM_LEAST && str_eq(unit_of(word), name));
}

static void wrong(struct error *error, struct str field, const char *slug, struct param param)
{
    error_add_field(error, (struct field_error){ field, slug, { param }, NULL });
}

void password_check(struct error *error, struct arena *arena, struct str field, struct str password,
                    struct str email, const struct word_list *common)
{
    static const struct word_list none = { NULL, 0 };
    struct str word = mapped(arena, password, lower);

    if (!str_is_utf8(password))
        wrong(error, field, "password.malformed", (struct param){ 0 });
    else if (characters(password) < PASSWORD_LEAST)
        wrong(error, field, "password.too_short", P_I64("min", PASSWORD_LEAST));
    else if (characters(password) > PASSWORD_MOST)
        wrong(error, field, "password.too_long", P_I64("max", PASSWORD_MOST));
    else if (is_own(arena, word, email))
        wrong(error, field, "password.own_name", (struct param){ 0 });
    else if (is_common(arena, common == NULL ? &none : common, word))
        wrong(error, field, "password.common", (struct param){ 0 });
}

void word_list_sort(struct word_list *list)
{
    sort_items(list->items, list->n, sizeof *list->items, word_cmp);
}
