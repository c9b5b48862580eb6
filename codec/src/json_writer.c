/* json_writer.c - JSON straight into a strbuf; nothing is built before it is written. */
#include "codec/json.h"

#include <assert.h>

enum { DEPTH_MOST = 64 };

struct json_writer json_writer_init(struct strbuf *out)
{
    return (struct json_writer){ .out = out };
}

/* Before every value and every name: the comma, unless it is the first here or has its name. */
static void begin(struct json_writer *w)
{
    uint64_t bit;

    if (w->named || w->depth == 0) {
        w->named = false;
        return;
    }
    bit = (uint64_t)1 << (w->depth - 1);
    if ((w->filled & bit) != 0)
        strbuf_add_char(w->out, ',');
    w->filled |= bit;
}

void json_open(struct json_writer *w, char bracket)
{
    assert(w->depth < DEPTH_MOST);
    begin(w);
    strbuf_add_char(w->out, bracket);
    w->filled &= ~((uint64_t)1 << w->depth);
    w->depth++;
}

void json_close(struct json_writer *w, char bracket)
{
    assert(w->depth > 0 && !w->named);
    w->depth--;
    strbuf_add_char(w->out, bracket);
}

/* Length of the well-formed UTF-8 sequence at p; 0: there is none. */
static size_t sequence(const unsigned char *p, size_t n)
{
    size_t length = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

    if (length > n || !str_is_utf8((struct str){ (const char *)p, length }))
        return 0;
    return length;
}

/* How many bytes from p on may stand in a JSON string as they are. */
static size_t plain_run(const unsigned char *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        size_t length = 1;

        if (p[i] < 0x20 || p[i] == '"' || p[i] == '\\')
            break;
        if (p[i] >= 0x80 && (length = sequence(p + i, n - i)) == 0)
            break;
        i += length;
    }
    return i;
}

static void put_escaped(struct strbuf *out, unsigned char c)
{
    switch (c) {
    case '"':
        strbuf_add(out, STR("\\\""));
        break;
    case '\\':
        strbuf_add(out, STR("\\\\"));
        break;
    case '\n':
        strbuf_add(out, STR("\\n"));
        break;
    case '\r':
        strbuf_add(out, STR("\\r"));
        break;
    case '\t':
        strbuf_add(out, STR("\\t"));
        break;
    default:
        if (c >= 0x80) {
            strbuf_add(out, STR("\xef\xbf\xbd"));
            break;
        }
        strbuf_add(out, STR("\\u00"));
        strbuf_add_hex(out, &c, 1);
    }
}

static void put_text(struct strbuf *out, struct str value)
{
    const unsigned char *p = (const unsigned char *)value.p;
    size_t n = value.n;

    strbuf_add_char(out, '"');
    while (n > 0) {
        size_t run = plain_run(p, n);

        strbuf_add(out, (struct str){ (const char *)p, run });
        p += run;
        n -= run;
        if (n > 0) {
            put_escaped(out, *p++);
            n--;
        }
    }
    strbuf_add_char(out, '"');
}

void json_put_name(struct json_writer *w, struct str name)
{
    begin(w);
    put_text(w->out, name);
    strbuf_add_char(w->out, ':');
    w->named = true;
}

void json_put_str(struct json_writer *w, struct str value)
{
    if (value.p == NULL) {
        json_put_null(w);
        return;
    }
    begin(w);
    put_text(w->out, value);
}

void json_put_i64(struct json_writer *w, int64_t value)
{
    begin(w);
    strbuf_add_i64(w->out, value);
}

void json_put_bool(struct json_writer *w, bool value)
{
    json_put_raw(w, value ? STR("true") : STR("false"));
}

void json_put_null(struct json_writer *w)
{
    json_put_raw(w, STR("null"));
}

void json_put_instant(struct json_writer *w, struct instant t)
{
    char text[INSTANT_TEXT];

    instant_text(t, text);
    begin(w);
    strbuf_add_char(w->out, '"');
    strbuf_add(w->out, (struct str){ text, sizeof text });
    strbuf_add_char(w->out, '"');
}

void json_put_raw(struct json_writer *w, struct str json)
{
    begin(w);
    strbuf_add(w->out, json);
}

static void put_inside(struct json_writer *w, const struct json *node, bool named)
{
    json_open(w, named ? '{' : '[');
    for (const struct json *item = json_first(node); item != NULL; item = json_next(item)) {
        if (named)
            json_put_name(w, json_name(item));
        json_put_node(w, item);
    }
    json_close(w, named ? '}' : ']');
}

void json_put_node(struct json_writer *w, const struct json *node)
{
    bool truth = false;

    switch (json_kind(node)) {
    case JSON_NULL:
        json_put_null(w);
        break;
    case JSON_BOOL:
        json_bool(node, &truth);
        json_put_bool(w, truth);
        break;
    case JSON_NUMBER:
        json_put_raw(w, json_number_text(node));
        break;
    case JSON_STRING:
        json_put_str(w, json_str(node));
        break;
    case JSON_ARRAY:
        put_inside(w, node, false);
        break;
    case JSON_OBJECT:
        put_inside(w, node, true);
        break;
    }
}
