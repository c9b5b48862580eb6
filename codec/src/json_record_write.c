/* json_record_write.c - an object of C as JSON, by its table of fields. */
#include "codec/json_record.h"

#include <string.h>

enum { UNIT_TALK = 1, ID_ROOM = 48 };

/* Names of fields are ours: plain ASCII that needs no escape. */
static void put_field_name(struct json_writer *w, const char *name)
{
    size_t n = strlen(name);
    uint64_t bit = (uint64_t)1 << (w->depth - 1);
    bool comma = (w->filled & bit) != 0;
    char *at = strbuf_reserve(w->out, n + 4);

    if (at == NULL)
        return;
    w->filled |= bit;
    w->named = true;
    if (comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, name, n);
    at[n] = '"';
    at[n + 1] = ':';
    strbuf_added(w->out, n + 3 + comma);
}

static void put_id(struct json_writer *w, const struct field *f, struct id128 id)
{
    size_t prefix = strlen(f->prefix);
    char text[ID_ROOM];

    if (id128_is_zero(id) || prefix + ID128_TEXT + 3 > sizeof text) {
        json_put_null(w);
        return;
    }
    text[0] = '"';
    memcpy(text + 1, f->prefix, prefix);
    text[1 + prefix] = '_';
    id128_text(id, text + prefix + 2);
    text[prefix + 2 + ID128_TEXT] = '"';
    json_put_raw(w, (struct str){ text, prefix + ID128_TEXT + 3 });
}

static void put_enum(struct json_writer *w, const struct field *f, int value)
{
    if (value == 0)
        json_put_null(w);
    else
        json_put_str(w, enum_name(f->names, value));
}

static void put_quantity(struct json_writer *w, const struct field *f, const struct quantity *q)
{
    if (q->unit == 0) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    if (q->unit == UNIT_TALK) {
        json_put_name(w, STR("talk_ms"));
        json_put_i64(w, q->units);
    } else {
        json_put_name(w, STR("amount"));
        json_put_raw(w, STR("\""));
        json_amount_text(q->units, w->out);
        strbuf_add_char(w->out, '"');
        json_put_name(w, STR("currency"));
        json_put_str(w, enum_name(f->names, q->unit));
    }
    json_close(w, '}');
}

static void put_bytes(struct json_writer *w, struct str bytes)
{
    if (bytes.p == NULL) {
        json_put_null(w);
        return;
    }
    json_put_raw(w, STR("\""));
    strbuf_add_hex(w->out, bytes.p, bytes.n);
    strbuf_add_char(w->out, '"');
}

static void put_list(struct json_writer *w, const struct field *f, const struct list *list,
                     uint32_t skip)
{
    json_open(w, '[');
    for (size_t i = 0; i < list->n; i++)
        json_put_record(w, f->sub, (const char *)list->items + i * f->sub->size, skip);
    json_close(w, ']');
}

static void put_strs(struct json_writer *w, const struct str_list *list)
{
    json_open(w, '[');
    for (size_t i = 0; i < list->n; i++)
        json_put_str(w, list->items[i]);
    json_close(w, ']');
}

static void put_map(struct json_writer *w, const struct str_map *map)
{
    json_open(w, '{');
    for (size_t i = 0; i < map->n; i++) {
        json_put_name(w, map->items[i].name);
        json_put_str(w, map->items[i].value);
    }
    json_close(w, '}');
}

static void put_value(struct json_writer *w, const struct field *f, const void *at, uint32_t skip)
{
    switch (f->kind) {
    case KIND_ID:
        put_id(w, f, *(const struct id128 *)at);
        break;
    case KIND_I64:
        json_put_i64(w, *(const int64_t *)at);
        break;
    case KIND_BOOL:
        json_put_bool(w, *(const bool *)at);
        break;
    case KIND_ENUM:
        put_enum(w, f, *(const int *)at);
        break;
    case KIND_STR:
        json_put_str(w, *(const struct str *)at);
        break;
    case KIND_INSTANT:
        json_put_instant(w, *(const struct instant *)at);
        break;
    case KIND_DURATION:
        json_put_i64(w, ((const struct duration *)at)->ms);
        break;
    case KIND_AMOUNT:
        put_quantity(w, f, at);
        break;
    case KIND_BYTES:
        put_bytes(w, *(const struct str *)at);
        break;
    case KIND_SUB:
        json_put_record(w, f->sub, at, skip);
        break;
    case KIND_LIST:
        put_list(w, f, at, skip);
        break;
    case KIND_STRS:
        put_strs(w, at);
        break;
    case KIND_MAP:
        put_map(w, at);
        break;
    }
}

void json_put_record(struct json_writer *w, const struct record *record, const void *object,
                     uint32_t skip)
{
    json_put_chosen(w, record, object, skip, NULL);
}

void json_put_chosen(struct json_writer *w, const struct record *record, const void *object,
                     uint32_t skip, const bool *chosen)
{
    json_open(w, '{');
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];

        if ((f->flags & skip) != 0 || (chosen != NULL && !chosen[i]))
            continue;
        put_field_name(w, f->name);
        if (field_has(f, object))
            put_value(w, f, field_at(f, object), skip);
        else
            json_put_null(w);
    }
    json_close(w, '}');
}
