/* apps/src/settings/example.c - example files, printed from the table. */
#include "apps/settings.h"

#include "base/strbuf.h"

enum { EXAMPLE_MOST = 1 << 16, DOC_WIDTH = 96 };

static void put_comment(struct strbuf *out, struct str doc, const char *indent)
{
    while (doc.n > 0) {
        size_t cut = doc.n;

        if (doc.n > DOC_WIDTH)
            for (cut = DOC_WIDTH; cut > 0 && doc.p[cut] != ' ';)
                cut--;
        strbuf_addf(out, "%s# %.*s\n", indent, STR_ARG(str_slice(doc, 0, cut)));
        doc = str_trim(str_slice(doc, cut, doc.n));
    }
}

static void put_value(struct strbuf *out, const struct setting *s, bool production)
{
    const char *value = production && s->production != NULL ? s->production : s->fallback;

    if (s->kind == SETTING_LIST)
        strbuf_add_c(out, "[]");
    else if (s->kind == SETTING_TEXT)
        strbuf_addf(out, "\"%s\"", value);
    else
        strbuf_add_c(out, value);
}

static void put_setting(struct arena *arena, struct strbuf *out, const struct setting *s,
                        struct str *section, bool production)
{
    struct str name = str_from_c(s->key), head = STR("");
    const char *indent = "";

    if (str_find_char(name, '.') != SIZE_MAX) {
        head = str_cut(&name, '.');
        indent = "  ";
    }
    if (!str_eq(head, *section)) {
        strbuf_addf(out, "\n%.*s:\n", STR_ARG(head));
        *section = head;
    }
    put_comment(out, str_from_c(s->doc), indent);
    if (s->secret) { /* never in a file that is shown around */
        struct str variable = setting_variable(arena, s);

        strbuf_addf(out, "%s# %.*s: by %.*s_FILE, a file's path, or %.*s\n", indent, STR_ARG(name),
                    STR_ARG(variable), STR_ARG(variable));
        return;
    }
    strbuf_addf(out, "%s%.*s: ", indent, STR_ARG(name));
    put_value(out, s, production);
    strbuf_add_char(out, '\n');
}

enum err settings_example(struct arena *arena, struct str name, struct str *ret,
                          struct error *error)
{
    struct strbuf out = strbuf_init(arena, EXAMPLE_MOST);
    bool production = str_eq(name, STR("production"));
    struct str section = STR("");
    size_t n;
    const struct setting *table = settings_table(&n);

    if (!production && !str_eq(name, STR("development")))
        return FAIL_WITH(error, ERR_NOT_FOUND, "settings.no_example", P_STR("name", name));
    strbuf_addf(&out,
                "# Printed by: speechai settings --example %.*s\n"
                "# Every setting can be overridden in the environment: http.port by "
                "SPEECHAI_HTTP_PORT.\n",
                STR_ARG(name));
    for (size_t i = 0; i < n; i++)
        put_setting(arena, &out, &table[i], &section, production);
    *ret = strbuf_str(&out);
    return ERR_OK;
}
