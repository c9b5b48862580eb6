/* domain/src/change.c - two objects of a record, compared by its table. */
#include "domain/change.h"

#include <string.h>

#include "base/arena.h"
#include "base/enum_names.h"
#include "base/id128.h"
#include "base/strbuf.h"
#include "domain/amount.h"

static const struct field field_change_fields[] = {
    FIELD_STR(struct field_change, field, 0, 0, 100),
    FIELD_STR(struct field_change, before, 0, 0, 1000),
    FIELD_STR(struct field_change, after, 0, 0, 1000),
};
const struct record field_change_record =
    RECORD("field_change", struct field_change, field_change_fields);

static const struct str mask = STR_INIT("•••");

struct comparing {
    struct arena *arena;
    struct change_list found;
};

/* Whole characters only. */
static struct str shortened(struct arena *arena, struct str text)
{
    size_t n = CHANGE_TEXT_MOST;

    if (text.n <= CHANGE_TEXT_MOST)
        return str_copy(arena, text);
    while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return str_format(arena, "%.*s…", (int)n, text.p);
}

static struct str list_text(struct arena *arena, const struct str_list *list)
{
    struct strbuf b = strbuf_init(arena, 1 << 16);

    for (size_t i = 0; i < list->n; i++) {
        if (i > 0)
            strbuf_add(&b, STR(", "));
        strbuf_add(&b, list->items[i]);
    }
    return shortened(arena, strbuf_str(&b));
}

static struct str amount_of(struct arena *arena, const struct quantity *q)
{
    const struct amount amount = AMOUNT(q->units, (enum unit)q->unit);

    if (amount.unit == UNIT_TALK_MS)
        return str_format(arena, "%lld talk_ms", (long long)amount.units);
    return str_format(arena, "%.*s %.*s", STR_ARG(amount_print(arena, amount)),
                      STR_ARG(unit_name(amount.unit)));
}

/* STR_NONE: nothing is there. */
static struct str value_text(struct arena *arena, const struct field *f, const void *object)
{
    const void *at;

    if (object == NULL || !field_has(f, object))
        return STR_NONE;
    at = field_at(f, object);
    switch (f->kind) {
    case KIND_ID:
        return id128_is_zero(*(const struct id128 *)at)
                   ? STR_NONE
                   : id128_print(arena, f->prefix, *(const struct id128 *)at);
    case KIND_I64:
        return str_format(arena, "%lld", (long long)*(const int64_t *)at);
    case KIND_BOOL:
        return *(const bool *)at ? STR("true") : STR("false");
    case KIND_ENUM:
        return *(const int *)at == 0 ? STR_NONE : enum_name(f->names, *(const int *)at);
    case KIND_STR:
        return ((const struct str *)at)->n == 0 ? STR_NONE
                                                : shortened(arena, *(const struct str *)at);
    case KIND_INSTANT:
        return instant_print(arena, *(const struct instant *)at);
    case KIND_DURATION:
        return str_format(arena, "%lld", (long long)((const struct duration *)at)->ms);
    case KIND_AMOUNT:
        return amount_of(arena, at);
    case KIND_STRS:
        return list_text(arena, at);
    case KIND_BYTES:
    case KIND_SUB:
    case KIND_LIST:
    case KIND_MAP:
        break;
    }
    return STR_NONE;
}

static void add(struct comparing *c, struct field_change change)
{
    if (c->found.items == NULL)
        c->found.items = ARENA_ARRAY(c->arena, struct field_change, FIELD_CHANGES_MOST);
    if (c->found.n < FIELD_CHANGES_MOST)
        c->found.items[c->found.n++] = change;
}

static bool same(struct str a, struct str b)
{
    return (a.p == NULL) == (b.p == NULL) && str_eq(a, b);
}

static void compare(struct comparing *c, struct str path, const struct record *record,
                    const void *before, const void *after);

static const struct list *list_at(const struct field *f, const void *object)
{
    return object == NULL ? NULL : field_at(f, object);
}

static const void *item_at(const struct field *f, const struct list *list, size_t i)
{
    return list == NULL || i >= list->n ? NULL : (const char *)list->items + i * f->sub->size;
}

static void compare_lists(struct comparing *c, struct str path, const struct field *f,
                          const void *before, const void *after)
{
    const struct list *old = list_at(f, before), *now = list_at(f, after);
    size_t n = old == NULL ? 0 : old->n;

    if (now != NULL && now->n > n)
        n = now->n;
    for (size_t i = 0; i < n; i++)
        compare(c, str_format(c->arena, "%.*s[%zu].", STR_ARG(path), i), f->sub, item_at(f, old, i),
                item_at(f, now, i));
}

/* That it differs, and no more. */
static void compare_masked(struct comparing *c, struct str path, const struct field *f,
                           const void *before, const void *after)
{
    struct comparing inside = { .arena = c->arena };

    compare_lists(&inside, path, f, before, after);
    if (inside.found.n > 0)
        add(c, (struct field_change){ path, before == NULL ? STR_NONE : mask,
                                      after == NULL ? STR_NONE : mask });
}

/* Compared as they are, shown as they may be. */
static void compare_values(struct comparing *c, struct str path, const struct field *f,
                           const void *before, const void *after)
{
    struct str old = value_text(c->arena, f, before), now = value_text(c->arena, f, after);

    if (same(old, now))
        return;
    if ((f->flags & FIELD_SENSITIVE) != 0) {
        old = old.p == NULL ? STR_NONE : mask;
        now = now.p == NULL ? STR_NONE : mask;
    }
    add(c, (struct field_change){ path, old, now });
}

static bool is_no_change(const struct field *f)
{
    return (f->flags & (FIELD_KEY | FIELD_PRIVATE)) != 0 || str_eq_c(STR("version"), f->name) ||
           str_eq_c(STR("created_at"), f->name);
}

static void compare(struct comparing *c, struct str path, const struct record *record,
                    const void *before, const void *after)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->fields[i];
        struct str name = str_format(c->arena, "%.*s%s", STR_ARG(path), f->name);

        if (is_no_change(f))
            continue;
        if (f->kind == KIND_SUB)
            compare(c, str_format(c->arena, "%.*s.", STR_ARG(name)), f->sub,
                    before == NULL ? NULL : field_at(f, before),
                    after == NULL ? NULL : field_at(f, after));
        else if (f->kind == KIND_LIST && (f->flags & FIELD_SENSITIVE) != 0)
            compare_masked(c, name, f, before, after);
        else if (f->kind == KIND_LIST)
            compare_lists(c, name, f, before, after);
        else
            compare_values(c, name, f, before, after);
    }
}

struct change_list changes_of(struct arena *arena, const struct record *record, const void *before,
                              const void *after)
{
    struct comparing c = { .arena = arena };

    compare(&c, STR(""), record, before, after);
    return c.found;
}
