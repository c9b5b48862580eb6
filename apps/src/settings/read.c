/* apps/src/settings/read.c - the file by libyaml, then the environment. */
#include "apps/settings.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "settings/fit.h"

enum { FILE_MOST = 1 << 20, SECRET_MOST = 4096, KEY_MOST = 100, SETTINGS_MOST = 128 };

/* One reading. */
struct reading {
    struct arena *arena;
    struct error *error;
    struct settings *settings;
    struct str path;
    yaml_document_t *document;
    bool taken[SETTINGS_MOST]; /* by the file */
};

static const struct setting *find_setting(struct str key, size_t *index)
{
    size_t n;
    const struct setting *table = settings_table(&n);

    for (size_t i = 0; i < n; i++)
        if (str_eq_c(key, table[i].key)) {
            *index = i;
            return &table[i];
        }
    return NULL;
}

static bool is_section(struct str key)
{
    size_t n;
    const struct setting *table = settings_table(&n);

    for (size_t i = 0; i < n; i++) {
        struct str whole = str_from_c(table[i].key);

        if (str_starts(whole, key) && whole.n > key.n && whole.p[key.n] == '.')
            return true;
    }
    return false;
}

/* Up to `most` bytes of a file; false: it cannot be read, or is larger. */
static bool read_file(struct arena *arena, struct str path, size_t most, struct str *ret)
{
    CLEANUP(cleanup_file) FILE *file = fopen(str_c(arena, path), "re");
    char *text;
    size_t n;

    if (file == NULL)
        return false;
    text = arena_alloc(arena, most + 1);
    n = fread(text, 1, most + 1, file);
    *ret = (struct str){ text, n };
    return ferror(file) == 0 && n <= most;
}

static struct str scalar(const yaml_node_t *node)
{
    return (struct str){ (const char *)node->data.scalar.value, node->data.scalar.length };
}

static int64_t line_of(const yaml_node_t *node)
{
    return (int64_t)node->start_mark.line + 1;
}

static enum err fail_at(const struct reading *r, const char *slug, const yaml_node_t *node,
                        struct str key)
{
    return FAIL_WITH(r->error, ERR_INVALID, slug, P_STR("file", r->path),
                     P_I64("line", line_of(node)), P_STR("key", key));
}

static enum err fail_value(const struct reading *r, const yaml_node_t *node, struct str key,
                           struct str wanted)
{
    return FAIL_WITH(r->error, ERR_INVALID, "settings.bad_value", P_STR("file", r->path),
                     P_I64("line", line_of(node)), P_STR("key", key), P_STR("wanted", wanted));
}

/* A sequence of scalars as the text that the environment would have. */
static bool join(const struct reading *r, const yaml_node_t *node, struct str *ret)
{
    struct strbuf out = strbuf_init(r->arena, FILE_MOST);

    for (yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++) {
        const yaml_node_t *value = yaml_document_get_node(r->document, *item);

        if (value->type != YAML_SCALAR_NODE || str_find_char(scalar(value), ',') != SIZE_MAX)
            return false;
        strbuf_add_char(&out, ',');
        strbuf_add(&out, scalar(value));
    }
    *ret = strbuf_str(&out);
    return strbuf_ok(&out);
}

static enum err take_value(struct reading *r, const struct setting *s, const yaml_node_t *node,
                           struct str key)
{
    struct str text, wanted;

    if (node->type == YAML_SCALAR_NODE)
        text = scalar(node);
    else if (node->type != YAML_SEQUENCE_NODE || s->kind != SETTING_LIST || !join(r, node, &text))
        return fail_value(r, node, key, STR("value"));
    if (!setting_take(r->arena, s, text, r->settings, &wanted))
        return fail_value(r, node, key, wanted);
    return ERR_OK;
}

static enum err take_pair(struct reading *r, struct str section, const yaml_node_pair_t *pair,
                          bool deeper);

static enum err take_mapping(struct reading *r, struct str section, const yaml_node_t *node,
                             bool deeper)
{
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++)
        TRY(take_pair(r, section, pair, deeper));
    return ERR_OK;
}

/* Keys have at most two parts: a section holds no section. */
static enum err take_pair(struct reading *r, struct str section, const yaml_node_pair_t *pair,
                          bool deeper)
{
    const yaml_node_t *name = yaml_document_get_node(r->document, pair->key);
    const yaml_node_t *value = yaml_document_get_node(r->document, pair->value);
    const struct setting *s;
    struct str key;
    size_t index;

    if (name->type != YAML_SCALAR_NODE || scalar(name).n > KEY_MOST)
        return fail_at(r, "settings.unknown_key", name, section);
    key = scalar(name);
    if (section.n > 0)
        key = str_format(r->arena, "%.*s.%.*s", STR_ARG(section), STR_ARG(key));
    s = find_setting(key, &index);
    if (s == NULL && deeper && is_section(key) && value->type == YAML_MAPPING_NODE)
        return take_mapping(r, key, value, false);
    if (s == NULL)
        return fail_at(r, "settings.unknown_key", name, key);
    if (r->taken[index])
        return fail_at(r, "settings.twice", name, key);
    r->taken[index] = true;
    return take_value(r, s, value, key);
}

static enum err take_document(struct reading *r, struct str text)
{
    yaml_parser_t parser;
    yaml_document_t document;
    const yaml_node_t *root;
    enum err err = ERR_OK;

    if (!yaml_parser_initialize(&parser))
        return FAIL(r->error, ERR_INTERNAL, "settings.no_parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
    if (!yaml_parser_load(&parser, &document)) {
        err = FAIL_WITH(r->error, ERR_INVALID, "settings.malformed", P_STR("file", r->path),
                        P_I64("line", (int64_t)parser.problem_mark.line + 1),
                        P_STR("reason", str_copy(r->arena, str_from_c(parser.problem))));
        yaml_parser_delete(&parser);
        return err;
    }
    r->document = &document;
    root = yaml_document_get_root_node(&document);
    if (root != NULL && root->type == YAML_MAPPING_NODE)
        err = take_mapping(r, STR(""), root, true);
    else if (root != NULL && (root->type != YAML_SCALAR_NODE || scalar(root).n > 0))
        err = fail_value(r, root, STR("-"), STR("key: value"));
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    return err;
}

/* Variables of ours that are no setting: which file to read, the command line's own, and what tests
 * are told. */
static bool is_other_variable(struct str name)
{
    static const char *const others[] = { "SPEECHAI_CONFIG",   "SPEECHAI_URL",
                                          "SPEECHAI_API_KEY",  "SPEECHAI_ACCOUNT",
                                          "SPEECHAI_LANGUAGE", "SPEECHAI_CRASH" };

    if (str_starts(name, STR("SPEECHAI_TEST_")))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (str_eq_c(name, others[i]))
            return true;
    return false;
}

static enum err take_secret_file(struct reading *r, const struct setting *s, struct str name,
                                 struct str path)
{
    struct str text, wanted;

    if (!read_file(r->arena, path, SECRET_MOST, &text))
        return FAIL_WITH(r->error, ERR_INVALID, "settings.unreadable_secret",
                         P_STR("variable", name), P_STR("path", path));
    if (!setting_take(r->arena, s, str_trim(text), r->settings, &wanted))
        return FAIL_WITH(r->error, ERR_INVALID, "settings.bad_variable", P_STR("variable", name),
                         P_STR("wanted", wanted));
    return ERR_OK;
}

static enum err take_variable(struct reading *r, struct str name, struct str value)
{
    size_t n;
    const struct setting *table = settings_table(&n);
    struct str wanted;

    for (size_t i = 0; i < n; i++) {
        struct str variable = setting_variable(r->arena, &table[i]);

        if (str_eq(name, variable)) {
            if (!setting_take(r->arena, &table[i], value, r->settings, &wanted))
                return FAIL_WITH(r->error, ERR_INVALID, "settings.bad_variable",
                                 P_STR("variable", name), P_STR("wanted", wanted));
            return ERR_OK;
        }
        if (table[i].secret && str_starts(name, variable) &&
            str_eq(str_slice(name, variable.n, name.n), STR("_FILE")))
            return take_secret_file(r, &table[i], name, value);
    }
    return FAIL_WITH(r->error, ERR_INVALID, "settings.unknown_variable", P_STR("variable", name));
}

static enum err take_variables(struct reading *r, const char *const *variables)
{
    for (; variables != NULL && *variables != NULL; variables++) {
        struct str value = str_from_c(*variables), name = str_cut(&value, '=');

        if (str_starts(name, STR("SPEECHAI_")) && !is_other_variable(name))
            TRY(take_variable(r, name, value.p != NULL ? value : STR("")));
    }
    return ERR_OK;
}

static enum err take_fallbacks(struct reading *r)
{
    size_t n;
    const struct setting *table = settings_table(&n);
    struct str wanted;

    for (size_t i = 0; i < n; i++)
        if (!setting_take(r->arena, &table[i], str_from_c(table[i].fallback), r->settings, &wanted))
            return FAIL_WITH(r->error, ERR_INTERNAL, "settings.bad_default",
                             P_STR("key", str_from_c(table[i].key)), P_STR("wanted", wanted));
    return ERR_OK;
}

/* Paths are put behind it: with a slash of its own too, links of mails would lead nowhere. */
static struct str without_slash(struct str url)
{
    while (str_ends(url, STR("/")))
        url.n--;
    return url;
}

static bool has_host_after(struct str url, const char *scheme)
{
    return str_starts(url, str_from_c(scheme)) && url.n > strlen(scheme);
}

static enum err check_url(const char *key, struct str url, const char *plain, const char *safe,
                          struct error *error)
{
    if (url.n == 0 || has_host_after(url, plain) || has_host_after(url, safe))
        return ERR_OK;
    return FAIL_WITH(error, ERR_INVALID, "settings.bad_url", P_STR("key", str_from_c(key)),
                     P_STR("url", url), P_STR("plain", str_from_c(plain)),
                     P_STR("safe", str_from_c(safe)));
}

enum err settings_read(struct arena *arena, const struct settings_source *source,
                       struct settings *ret, struct error *error)
{
    struct settings settings = { 0 };
    struct reading r = {
        .arena = arena, .error = error, .settings = &settings, .path = source->path
    };
    struct str text;

    TRY(take_fallbacks(&r));
    if (source->path.n > 0) {
        if (!read_file(arena, source->path, FILE_MOST, &text))
            return FAIL_WITH(error, ERR_INVALID, "settings.unreadable",
                             P_STR("path", source->path));
        TRY(take_document(&r, text));
    }
    TRY(take_variables(&r, source->variables));
    TRY(check_url("http.public_url", settings.http_public_url, "http://", "https://", error));
    TRY(check_url("live.public_url", settings.live_public_url, "ws://", "wss://", error));
    settings.http_public_url = without_slash(settings.http_public_url);
    TRY(settings_fit(arena, &settings, error));
    *ret = settings;
    return ERR_OK;
}
