/* database/mongodb/object.c - along the table of fields, in its order. */
#include "database/mongodb/object.h"

#include <assert.h>
#include <string.h>

#include "base/strbuf.h"
#include "codec/json_record.h"

enum { BOUND_MOST = 128, SEALED_MOST = 8 << 20 };

/* -- from an object -- */

static void put_texts(bson_t *doc, const char *name, const struct str_list *texts)
{
    char index[16];
    bson_t array;

    bson_append_array_begin(doc, name, -1, &array);
    for (uint32_t i = 0; i < texts->n; i++) {
        const char *at;

        bson_uint32_to_string(i, &at, index, sizeof index);
        put_str(&array, at, texts->items[i]);
    }
    bson_append_array_end(doc, &array);
}

static void put_map(bson_t *doc, const char *name, const struct str_map *map)
{
    char index[16];
    bson_t array, pair;

    bson_append_array_begin(doc, name, -1, &array);
    for (uint32_t i = 0; i < map->n; i++) {
        const char *at;

        bson_uint32_to_string(i, &at, index, sizeof index);
        bson_append_document_begin(&array, at, -1, &pair);
        put_str(&pair, "n", map->items[i].name);
        put_str(&pair, "v", map->items[i].value);
        bson_append_document_end(&array, &pair);
    }
    bson_append_array_end(doc, &array);
}

static void put_list(bson_t *doc, const struct field *f, const struct list *list)
{
    char index[16];
    bson_t array, item;

    bson_append_array_begin(doc, f->name, -1, &array);
    for (uint32_t i = 0; i < list->n; i++) {
        const char *at;

        bson_uint32_to_string(i, &at, index, sizeof index);
        bson_append_document_begin(&array, at, -1, &item);
        record_put(&item, f->sub, (const char *)list->items + i * f->sub->size);
        bson_append_document_end(&array, &item);
    }
    bson_append_array_end(doc, &array);
}

static void put_enum(bson_t *doc, const char *name, const struct enum_names *names, int value)
{
    if (value <= 0 || (size_t)value >= names->n)
        bson_append_null(doc, name, -1);
    else
        bson_append_utf8(doc, name, -1, names->names[value], -1);
}

static void put_amount(bson_t *doc, const struct field *f, const struct quantity *amount)
{
    bson_t inner;

    bson_append_document_begin(doc, f->name, -1, &inner);
    put_i64(&inner, "u", amount->units);
    put_enum(&inner, "c", f->names, amount->unit);
    bson_append_document_end(doc, &inner);
}

static void put_sub(bson_t *doc, const struct field *f, const void *object)
{
    bson_t inner;

    bson_append_document_begin(doc, f->name, -1, &inner);
    record_put(&inner, f->sub, object);
    bson_append_document_end(doc, &inner);
}

static void put_value(bson_t *doc, const struct field *f, const void *object)
{
    const void *at = field_at(f, object);

    if (!field_has(f, object)) {
        bson_append_null(doc, f->name, -1);
        return;
    }
    switch (f->kind) {
    case KIND_ID:
        if (f->flags & FIELD_KEY)
            put_key(doc, f->name, *(const struct id128 *)at);
        else
            put_id(doc, f->name, *(const struct id128 *)at);
        break;
    case KIND_I64:
    case KIND_INSTANT:
    case KIND_DURATION:
        put_i64(doc, f->name, *(const int64_t *)at);
        break;
    case KIND_BOOL:
        put_bool(doc, f->name, *(const bool *)at);
        break;
    case KIND_ENUM:
        put_enum(doc, f->name, f->names, *(const int *)at);
        break;
    case KIND_STR:
        put_str(doc, f->name, *(const struct str *)at);
        break;
    case KIND_BYTES:
        put_bytes(doc, f->name, *(const struct str *)at);
        break;
    case KIND_AMOUNT:
        put_amount(doc, f, at);
        break;
    case KIND_SUB:
        put_sub(doc, f, at);
        break;
    case KIND_LIST:
        put_list(doc, f, at);
        break;
    case KIND_STRS:
        put_texts(doc, f->name, at);
        break;
    case KIND_MAP:
        put_map(doc, f->name, at);
        break;
    }
}

void record_put(bson_t *doc, const struct record *record, const void *object)
{
    for (size_t i = 0; i < record->n; i++)
        put_value(doc, &record->fields[i], object);
}

void object_put(struct session *s, bson_t *doc, const struct record_plan *plan, const void *object)
{
    for (size_t i = 0; i < plan->record->n; i++) {
        const struct field *f = &plan->record->fields[i];

        if (!field_lies_sealed(f)) {
            put_value(doc, f, object);
        } else if ((f->flags & FIELD_INDEXED) && f->kind == KIND_STR) {
            struct str value = *(const struct str *)field_at(f, object);

            put_bytes(doc, f->name,
                      value.p == NULL ? STR_NONE
                                      : value_hash(s->store, plan, f->name, value, s->arena));
        }
    }
}

/* -- sealing -- */

/* What a blob is bound to: collection, account, id. It cannot be moved to another document. */
static struct str bound_to(const struct record_plan *plan, const void *object,
                           char bytes[BOUND_MOST])
{
    size_t n = strlen(plan->record->name) + 1;
    const struct field *parts[] = { plan->account, plan->id };

    assert(n + 2 * sizeof(struct id128) <= BOUND_MOST);
    memcpy(bytes, plan->record->name, n);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (parts[i] != NULL) {
            memcpy(bytes + n, field_at(parts[i], object), sizeof(struct id128));
            n += sizeof(struct id128);
        }
    return (struct str){ bytes, n };
}

enum err object_put_sealed(struct session *s, bson_t *doc, const struct record_plan *plan,
                           const void *object)
{
    char bytes[BOUND_MOST];
    struct strbuf text = strbuf_init(s->arena, SEALED_MOST);
    struct json_writer writer = json_writer_init(&text);
    struct str sealed;

    if (plan->sealed.n == 0)
        return ERR_OK;
    json_put_record(&writer, &plan->sealed, object, 0);
    assert(strbuf_ok(&text));
    TRY(account_seal(s, *plan_account(plan, object), bound_to(plan, object, bytes),
                     strbuf_str(&text), &sealed));
    put_bytes(doc, "sealed", sealed);
    return ERR_OK;
}

enum err object_unseal(struct session *s, const struct record_plan *plan, void *object,
                       struct str document)
{
    static const struct json_limits limits = { .members = 1000000 };
    struct str sealed = document_bytes(document, "sealed"), plain;
    const struct json *node;
    char bytes[BOUND_MOST];

    if (plan->sealed.n == 0 || sealed.p == NULL)
        return ERR_OK;
    if (account_unseal(s, *plan_account(plan, object), bound_to(plan, object, bytes), sealed,
                       &plain) != ERR_OK)
        return FAIL_WITH(s->error, ERR_INTERNAL, "store.unsealable",
                         P_STR("table", str_from_c(plan->record->name)));
    TRY(json_parse(s->arena, plain, &limits, &node, s->error));
    return json_read_record(node, &plan->sealed, JSON_FROM_STORE, object, s->arena, s->error);
}

/* -- into an object -- */

static struct str text_at(const bson_iter_t *at, struct arena *arena)
{
    uint32_t n;

    if (!BSON_ITER_HOLDS_UTF8(at))
        return STR_NONE;
    const char *text = bson_iter_utf8(at, &n);
    return str_copy(arena, (struct str){ text, n });
}

static struct str bytes_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    if (!BSON_ITER_HOLDS_BINARY(at))
        return STR_NONE;
    bson_iter_binary(at, NULL, &n, &bytes);
    return (struct str){ (const char *)bytes, n };
}

static struct str inside_at(const bson_iter_t *at)
{
    const uint8_t *bytes;
    uint32_t n;

    if (BSON_ITER_HOLDS_DOCUMENT(at))
        bson_iter_document(at, &n, &bytes);
    else if (BSON_ITER_HOLDS_ARRAY(at))
        bson_iter_array(at, &n, &bytes);
    else
        return STR_NONE;
    return (struct str){ (const char *)bytes, n };
}

static size_t count_items(struct str array)
{
    bson_iter_t at;
    size_t n = 0;

    if (array.p != NULL && bson_iter_init_from_data(&at, (const uint8_t *)array.p, array.n))
        while (bson_iter_next(&at))
            n++;
    return n;
}

static bool items_begin(bson_iter_t *at, struct str array)
{
    return array.p != NULL && bson_iter_init_from_data(at, (const uint8_t *)array.p, array.n);
}

static void read_list(struct arena *arena, const struct field *f, struct list *list,
                      struct str array)
{
    size_t n = count_items(array);
    char *items = arena_array(arena, n, f->sub->size);
    bson_iter_t at;

    *list = (struct list){ n > 0 ? items : NULL, n };
    if (items_begin(&at, array))
        for (size_t i = 0; bson_iter_next(&at); i++)
            record_read(arena, f->sub, items + i * f->sub->size, inside_at(&at));
}

static void read_texts(struct arena *arena, struct str_list *texts, struct str array)
{
    bson_iter_t at;

    texts->n = count_items(array);
    texts->items = texts->n > 0 ? ARENA_ARRAY(arena, struct str, texts->n) : NULL;
    if (items_begin(&at, array))
        for (size_t i = 0; bson_iter_next(&at); i++)
            texts->items[i] = text_at(&at, arena);
}

static void read_map(struct arena *arena, struct str_map *map, struct str array)
{
    bson_iter_t at;

    map->n = count_items(array);
    map->items = map->n > 0 ? ARENA_ARRAY(arena, struct str_pair, map->n) : NULL;
    if (items_begin(&at, array))
        for (size_t i = 0; bson_iter_next(&at); i++) {
            struct str pair = inside_at(&at);

            map->items[i] = (struct str_pair){ str_copy(arena, document_str(pair, "n")),
                                               str_copy(arena, document_str(pair, "v")) };
        }
}

static void read_value(struct arena *arena, const struct field *f, void *object,
                       const bson_iter_t *at)
{
    void *value = field_at(f, object);
    struct str bytes;

    if (BSON_ITER_HOLDS_NULL(at))
        return;
    field_set_has(f, object, true);
    switch (f->kind) {
    case KIND_ID:
        bytes = bytes_at(at);
        if (bytes.n == sizeof(struct id128))
            memcpy(value, bytes.p, bytes.n);
        break;
    case KIND_I64:
    case KIND_INSTANT:
    case KIND_DURATION:
        *(int64_t *)value = bson_iter_as_int64(at);
        break;
    case KIND_BOOL:
        *(bool *)value = bson_iter_as_bool(at);
        break;
    case KIND_ENUM:
        *(int *)value = enum_parse(f->names, text_at(at, arena));
        break;
    case KIND_STR:
        *(struct str *)value = text_at(at, arena);
        break;
    case KIND_BYTES:
        *(struct str *)value = str_copy(arena, bytes_at(at));
        break;
    case KIND_AMOUNT:
        *(struct quantity *)value =
            (struct quantity){ document_i64(inside_at(at), "u"),
                               enum_parse(f->names, document_str(inside_at(at), "c")) };
        break;
    case KIND_SUB:
        record_read(arena, f->sub, value, inside_at(at));
        break;
    case KIND_LIST:
        read_list(arena, f, value, inside_at(at));
        break;
    case KIND_STRS:
        read_texts(arena, value, inside_at(at));
        break;
    case KIND_MAP:
        read_map(arena, value, inside_at(at));
        break;
    }
}

/* Documents were written in the order of the table: the field looked for is nearly always the next
 * one. A place of ours that is no field, or one of a newer program, is passed over. */
static const struct field *field_named(const struct record *record, const char *name, size_t *next)
{
    for (size_t i = 0; i < record->n; i++) {
        size_t at = (*next + i) % record->n;

        if (strcmp(record->fields[at].name, name) == 0) {
            *next = at + 1;
            return &record->fields[at];
        }
    }
    return NULL;
}

void record_read(struct arena *arena, const struct record *record, void *object,
                 struct str document)
{
    bson_iter_t at;
    size_t next = 0;

    if (!items_begin(&at, document))
        return;
    while (bson_iter_next(&at)) {
        const struct field *f = field_named(record, bson_iter_key(&at), &next);

        if (f != NULL && !field_lies_sealed(f))
            read_value(arena, f, object, &at);
    }
}

void *object_read(struct session *s, const struct record_plan *plan, struct str document)
{
    void *object = arena_alloc(s->arena, plan->record->size);

    record_read(s->arena, plan->record, object, document);
    return object;
}

enum err object_read_whole(struct session *s, const struct record_plan *plan, struct str document,
                           void **ret)
{
    void *object = object_read(s, plan, document);

    TRY(object_unseal(s, plan, object, document));
    *ret = object;
    return ERR_OK;
}

struct str object_key(struct session *s, const struct record_plan *plan, const void *object)
{
    struct id128 account = *plan_account(plan, object);

    if (plan->id == NULL)
        return str_copy(s->arena,
                        (struct str){ (const char *)account.bytes, sizeof account.bytes });
    return record_key(s->arena, account, *plan_id(plan, object));
}
