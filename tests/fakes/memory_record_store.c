/* tests/fakes/memory_record_store.c - the port record_store over the rows in memory. */
#include <stdlib.h>
#include <string.h>

#include "domain/services/text_search.h"
#include "fakes/memory_store.h"

static void *value_of(const struct record *record, const char *name, const void *object)
{
    return field_at(record_find(record, str_from_c(name)), object);
}
static struct id128 *id_of(const struct record *record, const void *object)
{
    return value_of(record, "id", object);
}
static struct account_id *account_of(const struct record *record, const void *object)
{
    return value_of(record, "account", object);
}
static int64_t *version_of(const struct record *record, const void *object)
{
    return value_of(record, "version", object);
}

/* "batches" -> "batch.not_found". Slugs are static: they outlive every store. */
static const char *not_found_slug(const struct record *record)
{
    static char slugs[64][80];
    struct str name = str_from_c(record->name);
    const char *end = "";
    size_t cut = 1, at;
    char slug[80];

    if (str_ends(name, STR("ies"))) {
        cut = 3;
        end = "y";
    } else if (str_ends(name, STR("ches")) || str_ends(name, STR("xes"))) {
        cut = 2;
    }
    memcpy(slug, name.p, name.n - cut);
    slug[name.n - cut] = '\0';
    strcat(strcat(slug, end), ".not_found");
    for (at = 0; slugs[at][0] != '\0' && strcmp(slugs[at], slug) != 0; at++)
        if (at + 1 == ARRAY_LEN(slugs))
            abort();
    return strcpy(slugs[at], slug);
}

static enum err not_found(struct scope *scope, const struct record *record, struct id128 id)
{
    const struct field *field = record_find(record, STR("id"));

    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, not_found_slug(record),
                     P_STR("id", id128_print(scope->arena, field->prefix, id)));
}

static enum err memory_record_find(void *self, struct scope *scope, const struct record *record,
                                   struct id128 id, void **ret)
{
    const struct memory_row *row = memory_find(self, record, scope->account, id);

    if (row == NULL)
        return not_found(scope, record, id);
    *ret = record_copy(record, row->object, scope->arena);
    return ERR_OK;
}

/* -- saving -- */

static const struct memory_key *find_key(const struct memory_store *m, struct account_id account,
                                         struct str key, const struct record *record)
{
    for (size_t i = 0; i < m->keys.n; i++)
        if (ID_EQ(m->keys.items[i].account, account) && str_eq(m->keys.items[i].key, key) &&
            m->keys.items[i].record == record)
            return &m->keys.items[i];
    return NULL;
}

static enum err check_one(struct memory_store *m, struct scope *scope, const struct record *record,
                          const void *object)
{
    struct account_id account = *account_of(record, object);
    const struct memory_row *row;

    if (ID_NONE(account))
        account = scope->account;
    if (!ID_NONE(scope->account) && !ID_EQ(account, scope->account))
        return not_found(scope, record, *id_of(record, object));
    TRY(scope_check_seen(scope, *id_of(record, object), *version_of(record, object)));
    row = memory_find(m, record, account, *id_of(record, object));
    if (*version_of(record, object) == 0) {
        if (scope->idempotency_key.p != NULL &&
            find_key(m, account, scope->idempotency_key, record) != NULL)
            return FAIL(&scope->error, ERR_EXISTS, "idempotency.replayed");
        return row == NULL ? ERR_OK : FAIL(&scope->error, ERR_EXISTS, "record.exists");
    }
    return row != NULL && *version_of(record, row->object) == *version_of(record, object)
               ? ERR_OK
               : FAIL(&scope->error, ERR_CONFLICT, "record.conflict");
}

static void save_one(struct memory_store *m, struct scope *scope, const struct record *record,
                     void *object, bool *created)
{
    if (ID_NONE(*account_of(record, object)))
        *account_of(record, object) = scope->account;
    if (*version_of(record, object) == 0 && !*created) {
        struct memory_key key = { *account_of(record, object),
                                  str_copy(&m->arena, scope->idempotency_key), record,
                                  *id_of(record, object), scope->now };

        if (key.key.p != NULL)
            MEMORY_ADD(m, &m->keys, key);
        *created = true;
    }
    *version_of(record, object) =
        scope_next_version(scope, record_find(record, STR("version")), *version_of(record, object));
    scope_met_seen(scope, *id_of(record, object));
    memory_put(m, record, object);
}

static enum err memory_save_many(void *self, struct scope *scope, const struct record *record,
                                 void *const *objects, size_t n, struct event_list *events)
{
    struct memory_store *m = self;
    bool created = false;

    if (n == 0)
        return ERR_OK;
    TRY(memory_may_write(m, scope));
    for (size_t i = 0; i < n; i++)
        TRY(check_one(m, scope, record, objects[i]));
    for (size_t i = 0; i < n; i++)
        save_one(m, scope, record, objects[i], &created);
    memory_publish(m, scope, events, *id_of(record, objects[0]), *version_of(record, objects[0]));
    return ERR_OK;
}

static enum err memory_save(void *self, struct scope *scope, const struct record *record,
                            void *object, struct event_list *events)
{
    return memory_save_many(self, scope, record, &object, 1, events);
}

static enum err memory_remove(void *self, struct scope *scope, const struct record *record,
                              struct id128 id)
{
    struct memory_store *m = self;
    struct memory_row *row = memory_find(m, record, scope->account, id);

    if (row == NULL)
        return not_found(scope, record, id);
    TRY(scope_check_seen(scope, id, *version_of(record, row->object)));
    TRY(memory_may_write(m, scope));
    scope_met_seen(scope, id);
    /* the others stay in the order in which they were written: the audit log goes by it */
    m->rows.n--;
    memmove(row, row + 1, (size_t)(m->rows.items + m->rows.n - row) * sizeof *row);
    return ERR_OK;
}

static enum err memory_find_created(void *self, struct scope *scope, const struct record *record,
                                    struct id128 *ret)
{
    const struct memory_key *key = find_key(self, scope->account, scope->idempotency_key, record);

    if (key == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "idempotency.unknown");
    *ret = key->id;
    return ERR_OK;
}

/* -- lists -- */

/* A filter's value, or a field's, as something with an order. */
struct comparable {
    bool is_text, none;
    int64_t i64;
    struct str text;
};

static bool parse_value(const struct field *f, struct arena *arena, struct str text,
                        struct comparable *ret)
{
    struct filter_value value;

    if (!filter_read(f, text, &value))
        return false;
    *ret = (struct comparable){ .i64 = value.number };
    switch (value.kind) {
    case FILTER_BY_ID:
        ret->is_text = true;
        ret->text = str_copy(arena, (struct str){ (char *)value.id.bytes, sizeof value.id.bytes });
        break;
    case FILTER_BY_NUMBER:
        break;
    case FILTER_BY_TRUTH:
        ret->i64 = value.truth;
        break;
    case FILTER_BY_TEXT:
        ret->is_text = true;
        ret->text = value.text;
        break;
    }
    return true;
}

static struct comparable value_in(const struct field *f, const void *object)
{
    const void *at = field_at(f, object);
    struct comparable value = { .none = !field_has(f, object) };

    if (f->kind == KIND_ID)
        value = (struct comparable){ .is_text = true, .text = { at, sizeof(struct id128) } };
    else if (f->kind == KIND_ENUM)
        value =
            (struct comparable){ .is_text = true, .text = enum_name(f->names, *(const int *)at) };
    else if (f->kind == KIND_STR)
        value = (struct comparable){ .is_text = true,
                                     .text = *(const struct str *)at,
                                     .none = ((const struct str *)at)->p == NULL };
    else if (f->kind == KIND_BOOL)
        value.i64 = *(const bool *)at;
    else
        value.i64 = *(const int64_t *)at;
    return value;
}

static bool passes(const struct field *f, const struct filter *filter, struct arena *arena,
                   const void *object)
{
    struct comparable have = value_in(f, object), want;
    int order;

    if (have.none || !parse_value(f, arena, filter->value, &want))
        return false;
    if (filter->op == FILTER_CONTAINS)
        return text_contains(arena, have.text, want.text);
    order = have.is_text ? str_cmp(have.text, want.text)
                         : (have.i64 > want.i64) - (have.i64 < want.i64);
    return filter->op == FILTER_EQ ? order == 0 : filter->op == FILTER_GTE ? order >= 0 : order < 0;
}

static enum err check_filters(struct scope *scope, const struct record *record,
                              const struct page_query *query)
{
    for (size_t i = 0; i < query->n; i++) {
        const struct filter *filter = &query->filters[i];
        const struct field *f = record_find(record, filter->field);
        struct comparable value;

        if (f == NULL || !(f->flags & (FIELD_INDEXED | FIELD_KEY)) ||
            ((f->flags & FIELD_SENSITIVE) && filter->op != FILTER_EQ) ||
            (filter->op == FILTER_CONTAINS && (f->kind != KIND_STR || !(f->flags & FIELD_SORTED))))
            return FAIL_WITH(&scope->error, ERR_INVALID, "filter.unknown",
                             P_STR("field", filter->field));
        if (!parse_value(f, scope->arena, filter->value, &value))
            return FAIL_WITH(&scope->error, ERR_INVALID, "filter.bad_value",
                             P_STR("field", filter->field));
    }
    return ERR_OK;
}

static bool is_wanted(const struct record *record, const struct page_query *query,
                      struct arena *arena, const void *object)
{
    for (size_t i = 0; i < query->n; i++)
        if (!passes(record_find(record, query->filters[i].field), &query->filters[i], arena,
                    object))
            return false;
    return true;
}

/* Where an object stands in the order of lists: what it is sorted by, then id, then account. */
struct place {
    struct comparable value;
    struct id128 id, account;
};

static int value_cmp(const struct comparable *a, const struct comparable *b)
{
    if (a->none || b->none)
        return b->none - a->none;
    return a->is_text ? str_cmp(a->text, b->text) : (a->i64 > b->i64) - (a->i64 < b->i64);
}

static int place_cmp(const struct place *a, const struct place *b)
{
    int order = value_cmp(&a->value, &b->value);

    if (order == 0)
        order = id128_cmp(a->id, b->id);
    return order != 0 ? order : id128_cmp(a->account, b->account);
}

/* sort NULL: by id alone. */
static struct place place_of(const struct record *record, const struct field *sort,
                             const void *object)
{
    struct place place = { .id = *id_of(record, object), .account = account_of(record, object)->v };

    if (sort != NULL)
        place.value = value_in(sort, object);
    return place;
}

static enum err find_sort(struct scope *scope, const struct record *record, struct str name,
                          const struct field **ret)
{
    *ret = NULL;
    if (name.p == NULL || str_eq(name, STR("id")))
        return ERR_OK;
    *ret = record_find(record, name);
    if (*ret == NULL || ((*ret)->flags & FIELD_SORTED) == 0)
        return FAIL_WITH(&scope->error, ERR_INVALID, "sort.unknown", P_STR("field", name));
    return ERR_OK;
}

/* A cursor names the last row; its place is the row's. A row that has gone is a bad cursor here. */
static enum err read_cursor(const struct memory_store *m, struct scope *scope,
                            const struct record *record, const struct field *sort, struct str text,
                            struct place *ret)
{
    struct id128 id, account;
    size_t head = 2 * ID128_TEXT;

    if (text.n != head + 1 || (text.p[head] == 's') != (sort != NULL) ||
        !id128_parse(str_slice(text, 0, ID128_TEXT), &id) ||
        !id128_parse(str_slice(text, ID128_TEXT, head), &account))
        return FAIL(&scope->error, ERR_INVALID, "page.bad_cursor");
    *ret = (struct place){ .id = id, .account = account };
    for (size_t i = 0; sort != NULL && i < m->rows.n; i++) {
        const void *object = m->rows.items[i].object;

        if (m->rows.items[i].record == record && id128_eq(*id_of(record, object), id) &&
            id128_eq(account_of(record, object)->v, account))
            ret->value = value_in(sort, object);
    }
    return ERR_OK;
}

static struct str print_cursor(struct arena *arena, const struct field *sort,
                               const struct place *place)
{
    char text[2 * ID128_TEXT + 1];

    id128_text(place->id, text);
    id128_text(place->account, text + ID128_TEXT);
    text[2 * ID128_TEXT] = sort == NULL ? 'b' : 's';
    return str_copy(arena, (struct str){ text, sizeof text });
}

/* One list that is being read. */
struct listing {
    const struct memory_store *store;
    struct scope *scope;
    const struct record *record;
    const struct field *sort;
    const struct page_query *query;
    bool global;
};

/* The first row behind `last` in the wanted order; NULL: none. */
static const void *next_row(const struct listing *l, const struct place *last)
{
    int sign = l->query->descending ? -1 : 1;
    const void *best = NULL;
    struct place best_place;

    for (size_t i = 0; i < l->store->rows.n; i++) {
        const void *object = l->store->rows.items[i].object;
        struct place place;

        if (l->store->rows.items[i].record != l->record ||
            (!l->global && !ID_EQ(*account_of(l->record, object), l->scope->account)))
            continue;
        place = place_of(l->record, l->sort, object);
        if ((last == NULL || place_cmp(&place, last) * sign > 0) &&
            (best == NULL || place_cmp(&place, &best_place) * sign < 0) &&
            is_wanted(l->record, l->query, l->scope->arena, object)) {
            best = object;
            best_place = place;
        }
    }
    return best;
}

static enum err list(struct memory_store *m, struct scope *scope, bool global,
                     const struct record *record, const struct page_query *query, struct page *ret)
{
    struct listing l = { m, scope, record, NULL, query, global };
    size_t limit = query->limit < 1 ? PAGE_DEFAULT : (size_t)query->limit;
    char *items = arena_array(scope->arena, limit < m->rows.n ? limit : m->rows.n, record->size);
    struct place last;
    const void *object;

    TRY(find_sort(scope, record, query->sort, &l.sort));
    TRY(check_filters(scope, record, query));
    if (query->after.p != NULL)
        TRY(read_cursor(m, scope, record, l.sort, query->after, &last));
    *ret = (struct page){ .items = items };
    object = next_row(&l, query->after.p != NULL ? &last : NULL);
    while (object != NULL && ret->n < limit) {
        memcpy(items + ret->n++ * record->size, record_copy(record, object, scope->arena),
               record->size);
        last = place_of(record, l.sort, object);
        object = next_row(&l, &last);
    }
    if (object != NULL)
        ret->next = print_cursor(scope->arena, l.sort, &last);
    return ERR_OK;
}

static enum err memory_page(void *self, struct scope *scope, const struct record *record,
                            const struct page_query *query, struct page *ret)
{
    return list(self, scope, false, record, query, ret);
}

static enum err memory_page_global(void *self, struct scope *scope, const struct record *record,
                                   const struct page_query *query, struct page *ret)
{
    return list(self, scope, true, record, query, ret);
}

static enum err memory_find_global(void *self, struct scope *scope, const struct record *record,
                                   const char *field, struct str value, void **ret)
{
    struct page_query query = { .n = 1, .limit = 1 };
    struct page page;

    query.filters[0] = (struct filter){ str_from_c(field), FILTER_EQ, value };
    TRY(list(self, scope, true, record, &query, &page));
    if (page.n == 0)
        return FAIL(&scope->error, ERR_NOT_FOUND, not_found_slug(record));
    *ret = page.items;
    return ERR_OK;
}

struct record_store memory_record_store(struct memory_store *store)
{
    static const struct record_store_ops ops = {
        .find = memory_record_find,
        .save = memory_save,
        .save_many = memory_save_many,
        .remove = memory_remove,
        .page = memory_page,
        .find_created = memory_find_created,
        .find_global = memory_find_global,
        .page_global = memory_page_global,
    };

    return (struct record_store){ &ops, store };
}
