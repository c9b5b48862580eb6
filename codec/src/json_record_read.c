/* json_record_read.c - JSON into an object of C, by its table of fields; every wrong field is told,
 * not the first one. */
#include "codec/json_record.h"

#include <string.h>

#include "codec/crypto.h"

enum { UNIT_TALK = 1, PATH_LIMIT = 512 };

struct reading {
    enum json_reading from;
    bool is_change; /* nothing is required here */
    struct arena *arena;
    struct error *error;
    struct strbuf path; /* "variants[2].weight" */
};

static void read_object(struct reading *r, const struct json *node, const struct record *record,
                        void *object);

static bool wrong_with(struct reading *r, const char *slug, struct param param)
{
    error_add_field(
        r->error,
        (struct field_error){ .field = strbuf_str(&r->path), .slug = slug, .params = { param } });
    return false;
}

static bool wrong(struct reading *r, const char *slug)
{
    return wrong_with(r, slug, (struct param){ .name = NULL });
}

static bool is_client(const struct reading *r)
{
    return r->from != JSON_FROM_STORE;
}

static void push_name(struct reading *r, struct str name)
{
    if (r->path.n > 0)
        strbuf_add_char(&r->path, '.');
    strbuf_add(&r->path, name);
}

/* Cuts the path back to what it was. */
static void pop(struct reading *r, size_t n)
{
    r->path.n = n;
    r->path.overflowed = false;
}

static bool is_bounded(const struct reading *r, const struct field *f)
{
    return is_client(r) && (f->min != 0 || f->max != 0);
}

static bool check_number(struct reading *r, const struct field *f, int64_t value)
{
    if (is_bounded(r, f) && value < f->min)
        return wrong_with(r, "field.too_small", P_I64("min", f->min));
    if (is_bounded(r, f) && value > f->max)
        return wrong_with(r, "field.too_big", P_I64("max", f->max));
    return true;
}

static bool check_length(struct reading *r, const struct field *f, size_t n)
{
    if (is_bounded(r, f) && (int64_t)n < f->min)
        return wrong_with(r, "field.too_short", P_I64("min", f->min));
    if (is_bounded(r, f) && (int64_t)n > f->max)
        return wrong_with(r, "field.too_long", P_I64("max", f->max));
    return true;
}

/* What people count: characters, not bytes. */
static size_t characters(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

static bool read_i64(struct reading *r, const struct field *f, const struct json *node,
                     int64_t *ret)
{
    int64_t value;

    if (!json_i64(node, &value))
        return wrong(r, "field.type");
    if (!check_number(r, f, value))
        return false;
    *ret = value;
    return true;
}

static bool read_str(struct reading *r, const struct field *f, const struct json *node,
                     struct str *ret)
{
    struct str text = json_str(node);

    if (text.p == NULL)
        return wrong(r, "field.type");
    if (!check_length(r, f, characters(text)))
        return false;
    *ret = str_copy(r->arena, text);
    return true;
}

static bool read_id(struct reading *r, const struct field *f, const struct json *node,
                    struct id128 *ret)
{
    if (json_kind(node) != JSON_STRING)
        return wrong(r, "field.type");
    return id128_scan(json_str(node), f->prefix, ret) || wrong(r, "field.format");
}

static bool read_enum(struct reading *r, const struct enum_names *names, const struct json *node,
                      int *ret)
{
    int value;

    if (json_kind(node) != JSON_STRING)
        return wrong(r, "field.type");
    value = enum_parse(names, json_str(node));
    if (value == 0)
        return wrong_with(r, "field.not_one_of", P_STR("allowed", enum_list(r->arena, names, 1)));
    *ret = value;
    return true;
}

static bool read_instant(struct reading *r, const struct json *node, struct instant *ret)
{
    if (json_kind(node) != JSON_STRING)
        return wrong(r, "field.type");
    return instant_parse(json_str(node), ret) || wrong(r, "field.format");
}

static bool read_bytes(struct reading *r, const struct field *f, const struct json *node,
                       struct str *ret)
{
    struct str bytes;

    if (json_kind(node) != JSON_STRING)
        return wrong(r, "field.type");
    if (!hex_parse(r->arena, json_str(node), &bytes))
        return wrong(r, "field.format");
    if (!check_length(r, f, bytes.n))
        return false;
    *ret = bytes;
    return true;
}

/* Of a member of the value that is being read. */
static bool wrong_inside(struct reading *r, const char *member, const char *slug,
                         struct param param)
{
    size_t at = r->path.n;

    push_name(r, str_from_c(member));
    wrong_with(r, slug, param);
    pop(r, at);
    return false;
}

static bool read_amount_text(struct reading *r, const struct json *node, int64_t *ret)
{
    static const struct param none = { .name = NULL };
    const struct json *amount = json_get(node, "amount");

    if (amount == NULL)
        return wrong_inside(r, "amount", "field.required", none);
    if (json_kind(amount) != JSON_STRING)
        return wrong_inside(r, "amount", "field.type", none);
    return json_amount_parse(json_str(amount), ret) ||
           wrong_inside(r, "amount", "field.format", none);
}

static bool read_currency(struct reading *r, const struct field *f, const struct json *node,
                          int *ret)
{
    static const struct param none = { .name = NULL };
    const struct json *currency = json_get(node, "currency");

    if (currency == NULL)
        return wrong_inside(r, "currency", "field.required", none);
    if (json_kind(currency) != JSON_STRING)
        return wrong_inside(r, "currency", "field.type", none);
    *ret = enum_parse(f->names, json_str(currency));
    return *ret > UNIT_TALK ||
           wrong_inside(r, "currency", "field.not_one_of",
                        P_STR("allowed", enum_list(r->arena, f->names, UNIT_TALK + 1)));
}

/* Every member that a quantity of this form has not. */
static bool only_members(struct reading *r, const struct json *node, bool is_talk)
{
    bool right = true;

    for (const struct json *m = json_first(node); m != NULL; m = json_next(m)) {
        struct str name = json_name(m);
        size_t at = r->path.n;

        if (is_talk ? str_eq_c(name, "talk_ms")
                    : str_eq_c(name, "amount") || str_eq_c(name, "currency"))
            continue;
        push_name(r, name);
        right = wrong(r, "field.unknown");
        pop(r, at);
    }
    return right;
}

/* {"talk_ms": 90000} or {"amount": "12.345678", "currency": "USD"} */
static bool read_quantity(struct reading *r, const struct field *f, const struct json *node,
                          struct quantity *ret)
{
    const struct json *talk = json_get(node, "talk_ms");
    struct quantity q = { 0, UNIT_TALK };
    bool right;

    if (json_kind(node) != JSON_OBJECT)
        return wrong(r, "field.type");
    right = only_members(r, node, talk != NULL);
    if (talk != NULL) {
        right = (json_i64(talk, &q.units) ||
                 wrong_inside(r, "talk_ms", "field.type", (struct param){ .name = NULL })) &&
                right;
    } else {
        right = read_amount_text(r, node, &q.units) && right;
        right = read_currency(r, f, node, &q.unit) && right;
    }
    if (right)
        *ret = q;
    return right;
}

static bool read_list(struct reading *r, const struct field *f, const struct json *node,
                      struct list *ret)
{
    size_t n = json_size(node), at = r->path.n, i = 0;
    bool was_change = r->is_change;
    char *items;

    if (json_kind(node) != JSON_ARRAY)
        return wrong(r, "field.type");
    if (!check_length(r, f, n))
        return false;
    items = arena_array(r->arena, n, f->sub->size);
    r->is_change = false; /* items are new: they replace those of before */
    for (const struct json *item = json_first(node); item != NULL; item = json_next(item), i++) {
        strbuf_addf(&r->path, "[%zu]", i);
        read_object(r, item, f->sub, items + i * f->sub->size);
        pop(r, at);
    }
    r->is_change = was_change;
    *ret = (struct list){ items, n };
    return true;
}

static bool read_strs(struct reading *r, const struct field *f, const struct json *node,
                      struct str_list *ret)
{
    size_t n = json_size(node), at = r->path.n, i = 0;
    struct str *items;
    bool right = true;

    if (json_kind(node) != JSON_ARRAY)
        return wrong(r, "field.type");
    if (!check_length(r, f, n))
        return false;
    items = ARENA_ARRAY(r->arena, struct str, n);
    for (const struct json *item = json_first(node); item != NULL; item = json_next(item), i++) {
        items[i] = str_copy(r->arena, json_str(item));
        if (items[i].p != NULL)
            continue;
        strbuf_addf(&r->path, "[%zu]", i);
        right = wrong(r, "field.type");
        pop(r, at);
    }
    if (right)
        *ret = (struct str_list){ items, n };
    return right;
}

static bool read_map(struct reading *r, const struct field *f, const struct json *node,
                     struct str_map *ret)
{
    size_t n = json_size(node), at = r->path.n, i = 0;
    struct str_pair *items;
    bool right = true;

    if (json_kind(node) != JSON_OBJECT)
        return wrong(r, "field.type");
    if (!check_length(r, f, n))
        return false;
    items = ARENA_ARRAY(r->arena, struct str_pair, n);
    for (const struct json *item = json_first(node); item != NULL; item = json_next(item), i++) {
        items[i].name = str_copy(r->arena, json_name(item));
        items[i].value = str_copy(r->arena, json_str(item));
        if (items[i].value.p != NULL)
            continue;
        push_name(r, json_name(item));
        right = wrong(r, "field.type");
        pop(r, at);
    }
    if (right)
        *ret = (struct str_map){ items, n };
    return right;
}

static bool read_sub(struct reading *r, const struct field *f, const struct json *node, void *at)
{
    read_object(r, node, f->sub, at);
    return true;
}

static bool read_value(struct reading *r, const struct field *f, const struct json *node, void *at)
{
    switch (f->kind) {
    case KIND_ID:
        return read_id(r, f, node, at);
    case KIND_I64:
        return read_i64(r, f, node, at);
    case KIND_BOOL:
        return json_bool(node, at) || wrong(r, "field.type");
    case KIND_ENUM:
        return read_enum(r, f->names, node, at);
    case KIND_STR:
        return read_str(r, f, node, at);
    case KIND_INSTANT:
        return read_instant(r, node, at);
    case KIND_DURATION:
        return read_i64(r, f, node, &((struct duration *)at)->ms);
    case KIND_AMOUNT:
        return read_quantity(r, f, node, at);
    case KIND_BYTES:
        return read_bytes(r, f, node, at);
    case KIND_SUB:
        return read_sub(r, f, node, at);
    case KIND_LIST:
        return read_list(r, f, node, at);
    case KIND_STRS:
        return read_strs(r, f, node, at);
    case KIND_MAP:
        return read_map(r, f, node, at);
    }
    return false;
}

/* Sets what "null" prints, where a kind has such a value. */
static bool clear(const struct field *f, void *at)
{
    switch (f->kind) {
    case KIND_ID:
        *(struct id128 *)at = (struct id128){ { 0 } };
        return true;
    case KIND_ENUM:
        *(int *)at = 0;
        return true;
    case KIND_STR:
    case KIND_BYTES:
        *(struct str *)at = STR_NONE;
        return true;
    case KIND_AMOUNT:
        *(struct quantity *)at = (struct quantity){ 0, 0 };
        return true;
    case KIND_I64:
    case KIND_BOOL:
    case KIND_INSTANT:
    case KIND_DURATION:
    case KIND_SUB:
    case KIND_LIST:
    case KIND_STRS:
    case KIND_MAP:
        return false;
    }
    return false;
}

static void read_null(struct reading *r, const struct field *f, void *object)
{
    if (is_client(r) && (f->flags & FIELD_REQUIRED) != 0)
        wrong(r, "field.required");
    else if (f->has != FIELD_ALWAYS)
        field_set_has(f, object, false);
    else if (!clear(f, field_at(f, object)))
        wrong(r, "field.type");
}

static uint32_t forbidden(const struct reading *r)
{
    return r->is_change ? FIELD_READ_ONLY | FIELD_FIXED : FIELD_READ_ONLY;
}

static void read_member(struct reading *r, const struct json *node, const struct record *record,
                        void *object)
{
    const struct field *f = record_find(record, json_name(node));

    if (is_client(r) && (f == NULL || (f->flags & FIELD_PRIVATE) != 0))
        wrong(r, "field.unknown");
    else if (f == NULL)
        return;
    else if (is_client(r) && (f->flags & forbidden(r)) != 0)
        wrong(r, "field.read_only");
    else if (json_kind(node) == JSON_NULL)
        read_null(r, f, object);
    else if (read_value(r, f, node, field_at(f, object)))
        field_set_has(f, object, true);
}

static void require_fields(struct reading *r, const struct json *node, const struct record *record)
{
    size_t at = r->path.n;

    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];

        if ((f->flags & FIELD_REQUIRED) == 0 || (f->flags & FIELD_READ_ONLY) != 0 ||
            json_get(node, f->name) != NULL)
            continue;
        push_name(r, str_from_c(f->name));
        wrong(r, "field.required");
        pop(r, at);
    }
}

static void read_object(struct reading *r, const struct json *node, const struct record *record,
                        void *object)
{
    size_t at = r->path.n;

    if (json_kind(node) != JSON_OBJECT) {
        wrong(r, "field.type");
        return;
    }
    for (const struct json *member = json_first(node); member != NULL; member = json_next(member)) {
        push_name(r, json_name(member));
        read_member(r, member, record, object);
        pop(r, at);
    }
    if (is_client(r) && !r->is_change)
        require_fields(r, node, record);
}

enum err json_read_record(const struct json *node, const struct record *record,
                          enum json_reading reading, void *object, struct arena *arena,
                          struct error *error)
{
    struct error local = { .arena = arena };
    struct reading r = { .from = reading,
                         .is_change = reading == JSON_CHANGE_BY_CLIENT,
                         .arena = arena,
                         .error = error };

    if (error == NULL || error->arena == NULL)
        r.error = &local;
    r.path = strbuf_init(arena, PATH_LIMIT);
    read_object(&r, node, record, object);
    if (r.error->fields == NULL)
        return ERR_OK;
    return FAIL(error != NULL ? error : r.error, ERR_INVALID, "request.invalid");
}
