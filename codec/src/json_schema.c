/* json_schema.c - a table of fields as a schema of OpenAPI 3.1 (JSON Schema 2020-12). What is
 * required follows from json_record_write.c, which writes every field that is shown, and from
 * json_record_read.c, which asks for what is REQUIRED. */
#include "codec/json_record.h"

#include "codec/messages.h"

static const int64_t exact_most = INT64_C(1) << 53;

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_put_name(w, str_from_c(name));
    json_put_str(w, str_from_c(text));
}

static void put_number(struct json_writer *w, const char *name, int64_t value)
{
    json_put_name(w, str_from_c(name));
    json_put_i64(w, value);
}

static bool is_answer(enum json_schema form)
{
    return form == JSON_SCHEMA_ANSWER || form == JSON_SCHEMA_PART;
}

bool json_schema_shows(enum json_schema form, const struct field *f)
{
    uint32_t hidden = FIELD_PRIVATE;

    if (!is_answer(form))
        hidden |= FIELD_READ_ONLY;
    if (form == JSON_SCHEMA_CHANGE)
        hidden |= FIELD_FIXED;
    return (f->flags & hidden) == 0;
}

/* What was chosen is written whole; items of a changed list replace those of before. */
enum json_schema json_schema_inside(enum json_schema form, const struct field *f)
{
    if (is_answer(form))
        return JSON_SCHEMA_ANSWER;
    return f->kind == KIND_LIST ? JSON_SCHEMA_BODY : form;
}

const char *json_schema_suffix(enum json_schema form)
{
    static const char *const suffixes[] = { [JSON_SCHEMA_ANSWER] = "",
                                            [JSON_SCHEMA_PART] = "_part",
                                            [JSON_SCHEMA_BODY] = "_body",
                                            [JSON_SCHEMA_CHANGE] = "_change" };

    return suffixes[form];
}

/* A required field is never null, nor a key; nor is one that has no null in it; nor is an enum that
 * is told, unless it may be none. To a client's body null is none. */
static bool may_be_null(const struct field *f, enum json_schema form)
{
    if (f->kind == KIND_ENUM && is_answer(form))
        return (f->flags & (FIELD_REQUIRED | FIELD_MAYBE)) == FIELD_MAYBE;
    if ((f->flags & FIELD_REQUIRED) != 0 || (f->flags & (FIELD_KEY | FIELD_MAYBE)) == FIELD_KEY)
        return false;
    return f->has != FIELD_ALWAYS || f->kind == KIND_ID || f->kind == KIND_ENUM ||
           f->kind == KIND_STR || f->kind == KIND_BYTES;
}

static void put_type(struct json_writer *w, const struct field *f, enum json_schema form,
                     const char *type)
{
    if (!may_be_null(f, form)) {
        put(w, "type", type);
        return;
    }
    json_put_name(w, STR("type"));
    json_open(w, '[');
    json_put_str(w, str_from_c(type));
    json_put_str(w, STR("null"));
    json_close(w, ']');
}

static void put_bounds(struct json_writer *w, const struct field *f, const char *least,
                       const char *most)
{
    if (f->min == 0 && f->max == 0)
        return;
    if (f->min >= -exact_most)
        put_number(w, least, f->min);
    if (f->max <= exact_most)
        put_number(w, most, f->max);
}

static void put_enum_names(struct json_writer *w, const struct field *f, enum json_schema form)
{
    json_put_name(w, STR("enum"));
    json_open(w, '[');
    for (size_t i = 1; i < f->names->n; i++)
        if (f->names->names[i] != NULL)
            json_put_str(w, str_from_c(f->names->names[i]));
    if (may_be_null(f, form))
        json_put_null(w);
    json_close(w, ']');
}

/* That of a record inside which is empty as a whole is null, however it is required of a body. */
static void put_quantity(struct json_writer *w, const struct field *f, enum json_schema form)
{
    json_put_name(w, STR("oneOf"));
    json_open(w, '[');
    json_put_raw(w,
                 STR("{\"type\":\"object\",\"required\":[\"amount\",\"currency\"],\"properties\":"
                     "{\"amount\":{\"type\":\"string\",\"pattern\":\"^-?[0-9]+(\\\\.[0-9]{1,6})?"
                     "$\"},\"currency\":{\"type\":\"string\"}}}"));
    json_put_raw(w, STR("{\"type\":\"object\",\"required\":[\"talk_ms\"],\"properties\":"
                        "{\"talk_ms\":{\"type\":\"integer\"}}}"));
    if (is_answer(form) || (f->flags & FIELD_REQUIRED) == 0)
        json_put_raw(w, STR("{\"type\":\"null\"}"));
    json_close(w, ']');
}

static void put_ref(struct json_writer *w, const struct field *f, enum json_schema form)
{
    json_put_name(w, STR("$ref"));
    json_put_raw(w, STR("\"#/components/schemas/"));
    strbuf_add_c(w->out, f->sub->name);
    strbuf_add_c(w->out, json_schema_suffix(json_schema_inside(form, f)));
    strbuf_add_char(w->out, '"');
}

static void put_items(struct json_writer *w, const struct field *f, enum json_schema form)
{
    json_put_name(w, STR("items"));
    json_open(w, '{');
    if (f->kind == KIND_LIST)
        put_ref(w, f, form);
    else
        put(w, "type", "string");
    json_close(w, '}');
}

static void put_text_schema(struct json_writer *w, const struct field *f, enum json_schema form)
{
    put_type(w, f, form, "string");
    if (f->kind == KIND_ID) {
        json_put_name(w, STR("pattern"));
        json_put_raw(w, STR("\"^"));
        strbuf_add_c(w->out, f->prefix);
        strbuf_add(w->out, STR("_[0-7][0-9a-hjkmnp-tv-z]{25}$\""));
    } else if (f->kind == KIND_INSTANT) {
        put(w, "format", "date-time");
    } else if (f->kind == KIND_ENUM) {
        put_enum_names(w, f, form);
    } else if (f->kind == KIND_BYTES) {
        put(w, "pattern", "^([0-9a-f]{2})*$");
    } else {
        put_bounds(w, f, "minLength", "maxLength");
    }
}

static void put_kind(struct json_writer *w, const struct field *f, enum json_schema form)
{
    switch (f->kind) {
    case KIND_ID:
    case KIND_ENUM:
    case KIND_STR:
    case KIND_INSTANT:
    case KIND_BYTES:
        put_text_schema(w, f, form);
        break;
    case KIND_I64:
    case KIND_DURATION:
        put_type(w, f, form, "integer");
        put_bounds(w, f, "minimum", "maximum");
        break;
    case KIND_BOOL:
        put_type(w, f, form, "boolean");
        break;
    case KIND_AMOUNT:
        put_quantity(w, f, form);
        break;
    case KIND_SUB:
        put_ref(w, f, form);
        break;
    case KIND_LIST:
    case KIND_STRS:
        put(w, "type", "array");
        put_items(w, f, form);
        put_bounds(w, f, "minItems", "maxItems");
        break;
    case KIND_MAP:
        put(w, "type", "object");
        json_put_raw(w, STR("\"additionalProperties\":{\"type\":\"string\"}"));
        put_bounds(w, f, "minProperties", "maxProperties");
        break;
    }
}

static bool is_required(enum json_schema form, const struct field *f)
{
    return form == JSON_SCHEMA_ANSWER ||
           (form == JSON_SCHEMA_BODY && (f->flags & FIELD_REQUIRED) != 0);
}

static void put_required(struct json_writer *w, const struct record *record, enum json_schema form)
{
    bool any = false;

    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];

        if (!json_schema_shows(form, f) || !is_required(form, f))
            continue;
        if (!any) {
            json_put_name(w, STR("required"));
            json_open(w, '[');
            any = true;
        }
        json_put_str(w, str_from_c(f->name));
    }
    if (any)
        json_close(w, ']');
}

/* "doc.field.<name>", or "doc.field.<record>.<name>" where it means something else there. */
static void put_description(struct json_writer *w, const struct record *record,
                            const struct field *f, enum language language)
{
    struct arena *arena = w->out->arena;
    struct str slug = str_format(arena, "doc.field.%s.%s", record->name, f->name);
    struct str sentence;

    if (!message_exists(language, slug))
        slug = str_format(arena, "doc.field.%s", f->name);
    if (!message_exists(language, slug))
        return; /* a test looks for such holes */
    sentence = message_print(arena, language, slug.p, NULL);
    if ((f->flags & FIELD_MONEY) != 0) {
        const struct param params[ERROR_PARAMS] = { P_STR("sentence", sentence) };

        sentence = message_print(arena, language, "doc.field_money", params);
    }
    json_put_name(w, STR("description"));
    json_put_str(w, sentence);
}

static void put_properties(struct json_writer *w, const struct record *record,
                           enum json_schema form, enum language language)
{
    json_put_name(w, STR("properties"));
    json_open(w, '{');
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];

        if (!json_schema_shows(form, f))
            continue;
        json_put_name(w, str_from_c(f->name));
        json_open(w, '{');
        put_kind(w, f, form);
        if ((f->flags & FIELD_READ_ONLY) != 0) {
            json_put_name(w, STR("readOnly"));
            json_put_bool(w, true);
        }
        put_description(w, record, f, language);
        json_close(w, '}');
    }
    json_close(w, '}');
}

void json_put_schema(struct json_writer *w, const struct record *record, enum json_schema form,
                     enum language language)
{
    json_open(w, '{');
    put(w, "type", "object");
    put_required(w, record, form);
    put_properties(w, record, form, language);
    if (!is_answer(form)) {
        json_put_name(w, STR("additionalProperties"));
        json_put_bool(w, false);
    }
    json_close(w, '}');
}
