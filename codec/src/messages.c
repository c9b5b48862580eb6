/* messages.c - the sentence of a slug in a language, and which language was asked for. */
#include "codec/messages.h"

#include <string.h>

#include "base/strbuf.h"
#include "message_table.h"

enum { SENTENCE_LIMIT = 4096, WEIGHT_ONE = 1000 };
enum { GROUPED_FROM = 10000, KIBI = 1024, MEBI = 1024 * 1024 };
#define NARROW_SPACE "\xe2\x80\xaf"

static const struct message *find(struct str slug)
{
    size_t low = 0, high = message_table_n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(slug, str_from_c(message_table[middle].slug));

        if (order == 0)
            return &message_table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static struct str text_of(const struct message *message, enum language language)
{
    return str_from_c(language == LANGUAGE_EN ? message->en : message->es);
}

/* From five figures on: the space of the Academy, since half of the countries write points there
 * and the others commas. */
static struct str grouped(struct arena *arena, enum language language, int64_t n)
{
    struct str figures = str_format(arena, "%lld", (long long)n);
    const char *between = language == LANGUAGE_EN ? "," : NARROW_SPACE;
    struct strbuf out = strbuf_init(arena, SENTENCE_LIMIT);

    for (size_t i = 0; i < figures.n; i++) {
        if (i > 0 && (figures.n - i) % 3 == 0 && n >= GROUPED_FROM)
            strbuf_add_c(&out, between);
        strbuf_add_char(&out, figures.p[i]);
    }
    return strbuf_str(&out);
}

/* Never rounded: a limit is told as it is. */
static struct str size_of(struct arena *arena, enum language language, int64_t bytes)
{
    const char *unit = bytes % MEBI == 0 ? "MB" : bytes % KIBI == 0 ? "kB" : "bytes";
    int64_t n = bytes % MEBI == 0 ? bytes / MEBI : bytes % KIBI == 0 ? bytes / KIBI : bytes;

    return str_format(arena, "%.*s %s", STR_ARG(grouped(arena, language, n)), unit);
}

/* The word that the language has for a value of a parameter, or the value itself. */
static struct str word_of(struct arena *arena, enum language language, struct str words,
                          struct str value)
{
    const struct message *message = NULL;
    int64_t n;

    if (str_eq(words, STR("bytes")) && str_to_i64(value, 0, INT64_MAX, &n))
        return size_of(arena, language, n);
    if (str_eq(words, STR("count")) && str_to_i64(value, 0, INT64_MAX, &n))
        return grouped(arena, language, n);
    if (words.p != NULL)
        message = find(str_format(arena, "%.*s.%.*s", STR_ARG(words), STR_ARG(value)));
    return message == NULL ? value : text_of(message, language);
}

/* What stands between the braces: "name", "name|words", "name|bytes" or "name|count". */
static void add_param(struct strbuf *out, struct arena *arena, enum language language,
                      struct str inside, const struct param *params)
{
    struct str words = inside, name = str_cut(&words, '|');

    for (int i = 0; params != NULL && i < ERROR_PARAMS; i++) {
        if (params[i].name == NULL || !str_eq_c(name, params[i].name))
            continue;
        strbuf_add(out, word_of(arena, language, words,
                                params[i].str.p != NULL
                                    ? params[i].str
                                    : str_format(arena, "%lld", (long long)params[i].i64)));
        return;
    }
    strbuf_add_char(out, '{'); /* nobody gave it: seen as it is rather than lost */
    strbuf_add(out, name);
    strbuf_add_char(out, '}');
}

struct str message_print(struct arena *arena, enum language language, const char *slug,
                         const struct param *params)
{
    const struct message *message = find(str_from_c(slug));
    struct strbuf out = strbuf_init(arena, SENTENCE_LIMIT);
    struct str rest;

    if (message == NULL)
        return str_copy(arena, str_from_c(slug));
    rest = text_of(message, language);
    while (rest.p != NULL) {
        strbuf_add(&out, str_cut(&rest, '{'));
        if (rest.p != NULL)
            add_param(&out, arena, language, str_cut(&rest, '}'), params);
    }
    return strbuf_str(&out);
}

bool message_exists(enum language language, struct str slug)
{
    (void)language; /* the build refuses a slug that only one table has */
    return find(slug) != NULL;
}

const char *message_slug(size_t i)
{
    return i < message_table_n ? message_table[i].slug : NULL;
}

struct str language_tag(enum language language)
{
    return language == LANGUAGE_EN ? STR("en") : STR("es");
}

/* "0.8" -> 800; whatever is no weight is 0, which means "not this one". */
static int64_t weight_of(struct str text)
{
    struct str decimals = text;
    struct str whole = str_cut(&decimals, '.');
    int64_t w, part = 0;

    if (!str_to_i64(whole, 0, 1, &w) || decimals.n > 3 ||
        (decimals.n > 0 && !str_to_i64(decimals, 0, 999, &part)))
        return 0;
    for (size_t i = decimals.n; i < 3; i++)
        part *= 10;
    return w == 1 ? WEIGHT_ONE : part;
}

enum language language_find(struct str tag)
{
    struct str primary = str_cut(&tag, '-');

    if (str_eq_nocase(primary, STR("en")))
        return LANGUAGE_EN;
    return str_eq_nocase(primary, STR("es")) ? LANGUAGE_ES : 0;
}

/* Whoever takes any gets the first. */
static enum language known(struct str tag)
{
    return str_eq(tag, STR("*")) ? LANGUAGE_ES : language_find(tag);
}

enum language language_choose(struct str wanted)
{
    enum language best = LANGUAGE_ES;
    int64_t best_weight = 0;

    while (wanted.p != NULL) {
        struct str params = str_cut(&wanted, ',');
        enum language language = known(str_trim(str_cut(&params, ';')));
        int64_t weight = WEIGHT_ONE;

        params = str_trim(params);
        if (str_starts(params, STR("q=")))
            weight = weight_of(str_slice(params, 2, params.n));
        if (language != 0 && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}
