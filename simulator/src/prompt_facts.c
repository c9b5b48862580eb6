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

/* A last separator with two digits behind it makes decimals; the others group thousands. */
static int64_t figure_cents(struct str figure)
{
    int64_t v = 0;
    bool decimals = figure.n > 3 && !is_digit(figure.p[figure.n - 3]);

    for (size_t i = 0; i < figure.n && v < INT64_C(100000000000000); i++)
        if (is_digit(figure.p[i]))
            v = v * 10 + (figure.p[i] - '0');
    return decimals ? v : v * 100;
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
        facts->amount = str_slice(prompt, i, at + n);
        facts->amount_cents = figure_cents(str_slice(prompt, at, at + n));
        return;
    }
}

static struct str labelled_line(struct str prompt)
{
    struct str rest = prompt;

    while (rest.p != NULL) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        size_t colon = str_find(line, STR(": "));

        if (line.n > 0 && (line.p[0] == '-' || line.p[0] == '*')) {
            line = str_trim(str_slice(line, 1, line.n));
            colon = str_find(line, STR(": "));
        }
        if (colon != SIZE_MAX && colon > 0 && colon <= LABEL_MOST &&
            line.n - colon - 2 <= VALUE_MOST && line.n > colon + 2)
            return line;
    }
    return STR_NONE;
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

struct prompt_facts prompt_facts_read(struct arena *arena, struct str prompt)
{
    struct prompt_facts facts = { .amount = STR_NONE };

    read_amount(prompt, &facts);
    facts.subject = labelled_line(prompt);
    if (facts.subject.p == NULL)
        facts.subject = first_sentence(prompt);
    facts.subject = str_copy(arena, facts.subject);
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
