/* apps/src/cli/show.c - tables and values for people. */
#include "cli/show.h"

#include "base/checked.h"

enum { CELL_MOST = 60, LAST_CELL_MOST = 120, COLUMNS_MOST = 16 };

void show_json(const struct cli *cli, const struct json *document)
{
    struct strbuf out = strbuf_init(cli->arena, (size_t)64 << 20);
    struct json_writer w = json_writer_init(&out);

    json_put_node(&w, document);
    fprintf(cli->out, "%.*s\n", STR_ARG(strbuf_str(&out)));
}

struct str show_count(const struct cli *cli, int64_t n)
{
    struct str digits = str_format(cli->arena, "%lld", (long long)n);
    struct strbuf out = strbuf_init(cli->arena, 64);

    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0 && digits.p[i - 1] != '-')
            strbuf_add_char(&out, cli->language == LANGUAGE_EN ? ',' : '.');
        strbuf_add_char(&out, digits.p[i]);
    }
    return strbuf_str(&out);
}

struct str show_length(struct arena *arena, int64_t ms)
{
    int64_t s = ms / MS_PER_SECOND;

    if (s < 60)
        return str_format(arena, "%lld s", (long long)s);
    if (s < 3600)
        return str_format(arena, "%lld min %02lld s", (long long)(s / 60), (long long)(s % 60));
    return str_format(arena, "%lld h %02lld min", (long long)(s / 3600), (long long)(s / 60 % 60));
}

/* "12.500000" -> "12.50": at least two decimals, none that says nothing. */
static struct str short_decimal(struct str text)
{
    size_t point = str_find_char(text, '.');

    while (point != SIZE_MAX && text.n > point + 3 && text.p[text.n - 1] == '0')
        text.n--;
    return text;
}

struct str show_amount(struct arena *arena, const struct json *amount)
{
    struct str text = json_str(json_get(amount, "amount"));
    int64_t ms;

    if (json_i64(json_get(amount, "talk_ms"), &ms))
        return show_length(arena, ms);
    if (text.p == NULL)
        return STR("-");
    return str_format(arena, "%.*s %.*s", STR_ARG(short_decimal(text)),
                      STR_ARG(json_str(json_get(amount, "currency"))));
}

static struct str show_list(struct arena *arena, const struct json *array)
{
    struct strbuf out = strbuf_init(arena, TEXT_MOST);

    for (const struct json *item = json_first(array); item != NULL; item = json_next(item)) {
        if (item != json_first(array))
            strbuf_add_c(&out, ", ");
        strbuf_add(&out, show_value(arena, "", item));
    }
    return strbuf_str(&out);
}

struct str show_value(struct arena *arena, const char *path, const struct json *value)
{
    int64_t n;
    bool yes;

    switch (json_kind(value)) {
    case JSON_NULL:
        return STR("-");
    case JSON_BOOL:
        return json_bool(value, &yes) && yes ? STR("x") : STR("-");
    case JSON_NUMBER:
        if (!json_i64(value, &n))
            return STR("?");
        return str_ends(str_from_c(path), STR("_ms")) ? show_length(arena, n)
                                                      : str_format(arena, "%lld", (long long)n);
    case JSON_STRING:
        return json_str(value);
    case JSON_ARRAY:
        return show_list(arena, value);
    case JSON_OBJECT:
        return show_amount(arena, value);
    }
    return STR("?");
}

/* As show_value; names of states and the like, and slugs, become words of the person's language. */
static struct str cell_of(const struct cli *cli, const struct column *column,
                          const struct json *row)
{
    const struct json *value = json_path(row, column->path);
    struct str text = show_value(cli->arena, column->path, value), slug;

    if (column->words == NULL || json_kind(value) != JSON_STRING)
        return text;
    slug = str_format(cli->arena, "%s.%.*s", column->words, STR_ARG(text));
    if (message_exists(cli->language, slug))
        return cli_text(cli, slug.p);
    return message_exists(cli->language, text) ? cli_text(cli, str_c(cli->arena, text)) : text;
}

size_t show_width_of(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

/* ESC and its like, and those of U+0080 to U+009F, which some terminals obey as well. */
static bool is_control(struct str text, size_t i)
{
    unsigned char c = (unsigned char)text.p[i];

    return c < ' ' || c == 0x7f ||
           (c == 0xc2 && i + 1 < text.n && (unsigned char)text.p[i + 1] < 0xa0);
}

/* Text as a terminal may have it: a blank for each control; the lines of a text stay, if wanted. */
static struct str without_controls(struct arena *arena, struct str text, bool lines)
{
    char *out = arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        bool control = is_control(text, i);

        if (control && lines && (text.p[i] == '\n' || text.p[i] == '\t'))
            control = false;
        out[n++] = control ? ' ' : text.p[i];
        i += control && (unsigned char)text.p[i] == 0xc2;
    }
    return (struct str){ out, n };
}

struct str show_plain(struct arena *arena, struct str text)
{
    return without_controls(arena, text, true);
}

struct str show_clip(struct arena *arena, struct str text, size_t width)
{
    struct strbuf out = strbuf_init(arena, TEXT_MOST);
    size_t shown = 0;

    text = without_controls(arena, text, false);
    for (size_t i = 0; i < text.n; i++) {
        bool begins = ((unsigned char)text.p[i] & 0xc0) != 0x80;

        if (begins && ++shown > width) {
            strbuf_add_c(&out, "…");
            break;
        }
        strbuf_add_char(&out, text.p[i]);
    }
    return strbuf_str(&out);
}

static void put_padded(FILE *out, struct str text, size_t width, bool right, bool last)
{
    size_t own = show_width_of(text);
    int pad = own < width ? (int)(width - own) : 0;

    if (right)
        fprintf(out, "%*s%.*s%s", pad, "", STR_ARG(text), last ? "\n" : "  ");
    else if (last)
        fprintf(out, "%.*s\n", STR_ARG(text));
    else
        fprintf(out, "%.*s%*s  ", STR_ARG(text), pad, "");
}

void show_rows(const struct cli *cli, const struct json *array, const struct column *columns,
               size_t n)
{
    size_t widths[COLUMNS_MOST] = { 0 }, rows = json_size(array), at = n;
    struct str *cells = ARENA_ARRAY(cli->arena, struct str, (rows + 1) * n);

    for (size_t i = 0; i < n; i++)
        cells[i] = cli_text(cli, columns[i].title);
    for (const struct json *row = json_first(array); row != NULL; row = json_next(row))
        for (size_t i = 0; i < n; i++)
            cells[at++] = show_clip(cli->arena, cell_of(cli, &columns[i], row),
                                    i == n - 1 ? LAST_CELL_MOST : CELL_MOST);
    for (size_t i = 0; i < at; i++)
        widths[i % n] = (size_t)max_i64((int64_t)widths[i % n], (int64_t)show_width_of(cells[i]));
    for (size_t i = 0; i < at; i++)
        put_padded(cli->out, cells[i], widths[i % n], columns[i % n].right, i % n == n - 1);
}

void show_fields(const struct cli *cli, const struct json *object, const struct column *columns,
                 size_t n)
{
    size_t width = 0;

    if (cli->json) {
        show_json(cli, object);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        size_t own = show_width_of(cli_text(cli, columns[i].title));

        width = own > width ? own : width;
    }
    for (size_t i = 0; i < n; i++) {
        put_padded(cli->out, cli_text(cli, columns[i].title), width, false, false);
        fprintf(cli->out, "%.*s\n",
                STR_ARG(show_clip(cli->arena, cell_of(cli, &columns[i], object), LAST_CELL_MOST)));
    }
}
