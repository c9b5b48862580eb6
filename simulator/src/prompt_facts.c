/* prompt_facts.c - reads instructions as a hurried person would: the money, and what it is about.
 */
#include "prompt_facts.h"

#include "base/strbuf.h"

enum { LABEL_MOST = 40, VALUE_MOST = 80, SENTENCE_MOST = 160, RENDERED_MOST = 1 << 20 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The figure at the start of `s`, with its separators; "350.000" and "1,250.50" are one each. */
static size_t figure_length(struct str s)
{
    size_t n = 0;

    while (n < s.n && (is_digit(s.p[n]) ||
                       ((s.p[n] == '.' || s.p[n] == ',') && n + 1 < s.n && is_digit(s.p[n + 1]))))
        n++;
    return n;
}

/* A last separator with one or two digits behind it makes decimals; the others group thousands. */
static int64_t figure_cents(struct str figure)
{
    size_t behind = 0;
    int64_t v = 0;

    while (behind < figure.n && is_digit(figure.p[figure.n - 1 - behind]))
        behind++;
    for (size_t i = 0; i < figure.n && v < INT64_C(100000000000000); i++)
        if (is_digit(figure.p[i]))
            v = v * 10 + (figure.p[i] - '0');
    if (behind == figure.n || behind > 2)
        return v * 100;
    return behind == 2 ? v : v * 10;
}

static void read_amount(struct str prompt, struct prompt_facts *facts)
{
    for (size_t i = 0; i + 1 < prompt.n; i++) {
        size_t at = i + 1, n;

        if (prompt.p[i] != '$')
            continue;
        if (prompt.p[at] == ' ')
            at++;
        n = figure_length(str_slice(prompt, at, prompt.n));
        if (n == 0)
            continue;
        facts->amount_cents = figure_cents(str_slice(prompt, at, at + n));
        return;
    }
}

/* The first line like "Factura: 1042"; one about money only if there is no other. */
static struct str labelled_line(struct str prompt)
{
    struct str rest = prompt, money = STR_NONE;

    while (rest.p != NULL) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        size_t colon = str_find(line, STR(": "));

        if (line.n > 0 && (line.p[0] == '-' || line.p[0] == '*')) {
            line = str_trim(str_slice(line, 1, line.n));
            colon = str_find(line, STR(": "));
        }
        if (colon == SIZE_MAX || colon == 0 || colon > LABEL_MOST ||
            line.n - colon - 2 > VALUE_MOST || line.n <= colon + 2)
            continue;
        if (str_find_char(line, '$') == SIZE_MAX)
            return line;
        if (money.p == NULL)
            money = line;
    }
    return money;
}

static struct str first_sentence(struct str prompt)
{
    struct str line = str_trim(prompt);
    size_t end = 0;

    while (end < line.n && line.p[end] != '\n' &&
           !(line.p[end] == '.' && (end + 1 == line.n || line.p[end + 1] == ' ')))
        end++;
    if (end > SENTENCE_MOST) {
        end = SENTENCE_MOST;
        while (end > 0 && line.p[end] != ' ')
            end--;
    }
    return str_slice(line, 0, end);
}

/* "Fecha de pago: lunes" is said as "fecha de pago lunes". */
static struct str spoken(struct arena *arena, struct str line)
{
    size_t colon = str_find(line, STR(": "));
    struct strbuf out = strbuf_init(arena, LABEL_MOST + VALUE_MOST);
    char first = line.p[0];

    strbuf_add_char(&out, (char)(first >= 'A' && first <= 'Z' ? first - 'A' + 'a' : first));
    strbuf_add(&out, str_slice(line, 1, colon));
    strbuf_add(&out, str_slice(line, colon + 1, line.n));
    return strbuf_str(&out);
}

struct prompt_facts prompt_facts_read(struct arena *arena, struct str prompt)
{
    struct prompt_facts facts = { .subject = STR_NONE };
    struct str line;

    read_amount(prompt, &facts);
    line = labelled_line(prompt);
    facts.subject = line.p != NULL ? spoken(arena, line) : str_copy(arena, first_sentence(prompt));
    return facts;
}

struct str prompt_render(struct arena *arena, struct str text, const struct json *variables)
{
    struct strbuf out = strbuf_init(arena, RENDERED_MOST);
    struct str rest = text;

    for (;;) {
        size_t open = str_find(rest, STR("{{")), close;
        struct str name, value;

        if (open == SIZE_MAX)
            break;
        close = str_find(str_slice(rest, open, rest.n), STR("}}"));
        if (close == SIZE_MAX)
            break;
        name = str_trim(str_slice(rest, open + 2, open + close));
        value = json_str(json_get(variables, str_c(arena, name)));
        strbuf_add(&out, str_slice(rest, 0, open));
        strbuf_add(&out, value.p != NULL ? value : str_slice(rest, open, open + close + 2));
        rest = str_slice(rest, open + close + 2, rest.n);
    }
    strbuf_add(&out, rest);
    return strbuf_str(&out);
}
