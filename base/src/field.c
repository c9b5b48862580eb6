/* base/field.c - what can be done with any record by its table. */
#include "base/field.h"

#include <string.h>

#include "base/arena.h"

const struct field *record_find(const struct record *record, struct str name)
{
    for (size_t i = 0; i < record->n; i++)
        if (str_eq_c(name, record->fields[i].name))
            return &record->fields[i];
    return NULL;
}

static void copy_list(const struct field *f, struct list *list, struct arena *arena)
{
    char *items = arena_array(arena, list->n, f->sub->size);

    for (size_t i = 0; i < list->n; i++) {
        const char *item = (const char *)list->items + i * f->sub->size;

        memcpy(items + i * f->sub->size, record_copy(f->sub, item, arena), f->sub->size);
    }
    list->items = items;
}

static void copy_strs(struct str_list *list, struct arena *arena)
{
    struct str *items = ARENA_ARRAY(arena, struct str, list->n);

    for (size_t i = 0; i < list->n; i++)
        items[i] = str_copy(arena, list->items[i]);
    list->items = items;
}

static void copy_map(struct str_map *map, struct arena *arena)
{
    struct str_pair *items = ARENA_ARRAY(arena, struct str_pair, map->n);

    for (size_t i = 0; i < map->n; i++)
        items[i] = (struct str_pair){ str_copy(arena, map->items[i].name),
                                      str_copy(arena, map->items[i].value) };
    map->items = items;
}

/* *at was copied bit by bit: gives it memory of its own. */
static void copy_value(const struct field *f, void *at, struct arena *arena)
{
    switch (f->kind) {
    case KIND_STR:
    case KIND_BYTES:
        *(struct str *)at = str_copy(arena, *(struct str *)at);
        break;
    case KIND_SUB:
        memcpy(at, record_copy(f->sub, at, arena), f->sub->size);
        break;
    case KIND_LIST:
        copy_list(f, at, arena);
        break;
    case KIND_STRS:
        copy_strs(at, arena);
        break;
    case KIND_MAP:
        copy_map(at, arena);
        break;
    case KIND_ID:
    case KIND_I64:
    case KIND_BOOL:
    case KIND_ENUM:
    case KIND_INSTANT:
    case KIND_DURATION:
    case KIND_AMOUNT:
        break;
    }
}

void *record_copy(const struct record *record, const void *object, struct arena *arena)
{
    char *copy = arena_alloc(arena, record->size);

    memcpy(copy, object, record->size);
    for (size_t i = 0; i < record->n; i++)
        copy_value(&record->fields[i], field_at(&record->fields[i], copy), arena);
    return copy;
}

static bool lists_equal(const struct field *f, const struct list *a, const struct list *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!record_equal(f->sub, (const char *)a->items + i * f->sub->size,
                          (const char *)b->items + i * f->sub->size))
            return false;
    return true;
}

static bool strs_equal(const struct str_list *a, const struct str_list *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!str_eq(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool maps_equal(const struct str_map *a, const struct str_map *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!str_eq(a->items[i].name, b->items[i].name) ||
            !str_eq(a->items[i].value, b->items[i].value))
            return false;
    return true;
}

static bool quantities_equal(const struct quantity *a, const struct quantity *b)
{
    return a->units == b->units && a->unit == b->unit;
}

static bool values_equal(const struct field *f, const void *a, const void *b)
{
    switch (f->kind) {
    case KIND_STR:
    case KIND_BYTES:
        return str_eq(*(const struct str *)a, *(const struct str *)b);
    case KIND_SUB:
        return record_equal(f->sub, a, b);
    case KIND_LIST:
        return lists_equal(f, a, b);
    case KIND_STRS:
        return strs_equal(a, b);
    case KIND_MAP:
        return maps_equal(a, b);
    case KIND_ID:
        return id128_eq(*(const struct id128 *)a, *(const struct id128 *)b);
    case KIND_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case KIND_ENUM:
        return *(const int *)a == *(const int *)b;
    case KIND_AMOUNT:
        return quantities_equal(a, b);
    case KIND_I64:
    case KIND_INSTANT:
    case KIND_DURATION:
        return *(const int64_t *)a == *(const int64_t *)b;
    }
    return false;
}

bool record_equal(const struct record *record, const void *a, const void *b)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];
        bool has = field_has(f, a);

        if (has != field_has(f, b) || (has && !values_equal(f, field_at(f, a), field_at(f, b))))
            return false;
    }
    return true;
}
