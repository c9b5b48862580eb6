/* documents.c - the provider's memory of what was set up. */
#include "documents.h"

#include <stdlib.h>

#include "lines.h"
#include "put.h"

enum { DOCUMENT_MOST = 4 << 20, LINE_MOST = 8 << 20 };

static const char *const document_kind_texts[] = {
    [DOCUMENT_AGENT] = "agent",
    [DOCUMENT_LLM] = "llm",
    [DOCUMENT_NUMBER] = "number",
};
ENUM_NAMES_DEFINE(document_kind)

/* What the simulator adds to an answer by itself; never taken from a body. */
static const char *const own_members[] = {
    "agent_id", "llm_id", "phone_number", "version", "is_published", "last_modification_timestamp"
};

static bool is_own(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(own_members); i++)
        if (str_eq_c(name, own_members[i]))
            return true;
    return false;
}

const struct json *json_clone(struct arena *arena, const struct json *node)
{
    struct strbuf out = strbuf_init(arena, DOCUMENT_MOST);
    struct json_writer w = json_writer_init(&out);
    const struct json *copy = NULL;

    json_put_node(&w, node);
    if (json_parse(arena, strbuf_str(&out), &SIMULATOR_JSON, &copy, NULL) != ERR_OK)
        return NULL;
    return copy;
}

static void put_members(struct json_writer *w, const struct json *fields, const struct json *except)
{
    for (const struct json *m = json_first(fields); m != NULL; m = json_next(m)) {
        struct arena arena = arena_init();

        if (!is_own(json_name(m)) && json_get(except, str_c(&arena, json_name(m))) == NULL) {
            json_put_name(w, json_name(m));
            json_put_node(w, m);
        }
        arena_release(&arena);
    }
}

static const struct json *merge(struct arena *arena, const struct json *old, const struct json *new)
{
    struct strbuf out = strbuf_init(arena, DOCUMENT_MOST);
    struct json_writer w = json_writer_init(&out);
    const struct json *merged = NULL;

    json_open(&w, '{');
    put_members(&w, old, new);
    put_members(&w, new, NULL);
    json_close(&w, '}');
    if (json_parse(arena, strbuf_str(&out), &SIMULATOR_JSON, &merged, NULL) != ERR_OK)
        return NULL;
    return merged;
}

struct document *document_find(const struct documents *docs, enum document_kind kind, struct str id)
{
    for (size_t i = 0; i < docs->n; i++)
        if (docs->items[i]->kind == kind && str_eq(docs->items[i]->id, id))
            return docs->items[i];
    return NULL;
}

static void keep(struct documents *docs, const struct document *doc, bool deleted)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);

    if (docs->state == NULL)
        return;
    json_open(&w, '{');
    put_str(&w, "kind", document_kind_name(doc->kind));
    put_str(&w, "id", doc->id);
    put_i64(&w, "version", doc->version);
    put_i64(&w, "modified_ms", doc->modified_at.unix_ms);
    json_put_name(&w, STR("fields"));
    json_put_node(&w, deleted ? NULL : doc->fields);
    json_close(&w, '}');
    fprintf(docs->state, "%.*s\n", STR_ARG(strbuf_str(&out)));
    fflush(docs->state);
}

static struct document *add(struct documents *docs, enum document_kind kind, struct str id)
{
    struct document *doc = calloc(1, sizeof *doc);

    if (docs->n == docs->capacity) {
        docs->capacity = docs->capacity == 0 ? 16 : docs->capacity * 2;
        docs->items = realloc(docs->items, docs->capacity * sizeof(struct document *));
    }
    if (doc == NULL || docs->items == NULL)
        abort();
    doc->kind = kind;
    doc->arena = arena_init();
    doc->id = str_copy(&doc->arena, id);
    docs->items[docs->n++] = doc;
    return doc;
}

struct document *document_put(struct documents *docs, enum document_kind kind, struct str id,
                              struct instant now, const struct json *fields)
{
    struct document *doc = document_find(docs, kind, id);
    struct arena before;

    if (doc == NULL)
        doc = add(docs, kind, id);
    before = doc->arena;
    doc->arena = arena_init();
    doc->id = str_copy(&doc->arena, doc->id);
    doc->fields = merge(&doc->arena, doc->fields, fields);
    doc->modified_at = now;
    arena_release(&before);
    keep(docs, doc, false);
    return doc;
}

static void forget(struct documents *docs, struct document *doc)
{
    size_t at = 0;

    while (docs->items[at] != doc)
        at++;
    for (; at + 1 < docs->n; at++)
        docs->items[at] = docs->items[at + 1];
    docs->n--;
    arena_release(&doc->arena);
    free(doc);
}

void document_delete(struct documents *docs, struct document *doc)
{
    keep(docs, doc, true);
    forget(docs, doc);
}

static void print_own(struct json_writer *w, const struct document *doc)
{
    switch (doc->kind) {
    case DOCUMENT_AGENT:
    case DOCUMENT_LLM:
        put_str(w, doc->kind == DOCUMENT_AGENT ? "agent_id" : "llm_id", doc->id);
        put_i64(w, "version", doc->version);
        put_bool(w, "is_published", false);
        break;
    case DOCUMENT_NUMBER:
        put_str(w, "phone_number", doc->id);
        break;
    }
    put_i64(w, "last_modification_timestamp", doc->modified_at.unix_ms);
}

void document_print(struct json_writer *w, const struct document *doc)
{
    json_open(w, '{');
    print_own(w, doc);
    put_members(w, doc->fields, NULL);
    json_close(w, '}');
}

static bool read_line(void *self, struct str line)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct documents *docs = self;
    const struct json *node;
    enum document_kind kind;
    struct instant modified_at;
    struct document *doc;
    struct str id;

    if (json_parse(&arena, line, &SIMULATOR_JSON, &node, NULL) != ERR_OK ||
        !document_kind_parse(json_str(json_get(node, "kind")), &kind) ||
        !json_i64(json_get(node, "modified_ms"), &modified_at.unix_ms))
        return false;
    id = json_str(json_get(node, "id"));
    doc = document_find(docs, kind, id);
    if (doc != NULL)
        forget(docs, doc);
    if (json_kind(json_get(node, "fields")) == JSON_OBJECT)
        document_put(docs, kind, id, modified_at, json_get(node, "fields"));
    return true;
}

enum err documents_open(struct str file, struct documents *ret, struct error *error)
{
    *ret = (struct documents){ .n = 0 };
    return lines_open(file, read_line, ret, &ret->state, error);
}

void documents_close(struct documents *docs)
{
    while (docs->n > 0)
        forget(docs, docs->items[docs->n - 1]);
    free(docs->items);
    if (docs->state != NULL)
        fclose(docs->state);
}
