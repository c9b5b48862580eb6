/* database/mongodb/page.c - one question a list: filters, cursor, order, one document more than
 * asked to know whether that was all. */
#include "database/mongodb/page.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/mongodb/object.h"
#include "domain/services/text_search.h"

enum { LIMIT_MOST = 10000, CURSOR_MOST = 8192 };

/* Conditions are items of $and: one field may have two. */
struct building {
    struct session *s;
    const struct record_plan *plan;
    enum page_reach reach;
    const struct field *sort; /* NULL: the order of ids */
    bson_t *conditions;
    uint32_t n;
};

static void open_condition(struct building *b, bson_t *condition)
{
    char text[16];
    const char *at;

    bson_uint32_to_string(b->n++, &at, text, sizeof text);
    bson_append_document_begin(b->conditions, at, -1, condition);
}

static void close_condition(struct building *b, bson_t *condition)
{
    bson_append_document_end(b->conditions, condition);
}

/* False: not a value of this field. */
static bool put_value(const struct building *b, const struct field *f, const char *op,
                      struct str text, bson_t *ret)
{
    struct filter_value value;

    if (field_lies_sealed(f)) {
        put_bytes(ret, op, value_hash(b->s->store, b->plan, f->name, text, b->s->arena));
        return true;
    }
    if (!filter_read(f, text, &value))
        return false;
    switch (value.kind) {
    case FILTER_BY_ID:
        put_key(ret, op, value.id);
        break;
    case FILTER_BY_NUMBER:
        put_i64(ret, op, value.number);
        break;
    case FILTER_BY_TRUTH:
        put_bool(ret, op, value.truth);
        break;
    case FILTER_BY_TEXT:
        put_str(ret, op, value.text);
        break;
    }
    return true;
}

static const char *operator_of(enum filter_op op)
{
    switch (op) {
    case FILTER_EQ:
        return "$eq";
    case FILTER_GTE:
        return "$gte";
    case FILTER_LT:
        return "$lt";
    case FILTER_CONTAINS:
        return "$regex";
    }
    return "$eq";
}

static bool may_ask(const struct field *f, enum filter_op op)
{
    if (f == NULL || !(f->flags & (FIELD_INDEXED | FIELD_KEY)))
        return false;
    if (op == FILTER_CONTAINS)
        return f->kind == KIND_STR && (f->flags & FIELD_SORTED) != 0 && !field_lies_sealed(f);
    return !field_lies_sealed(f) || (op == FILTER_EQ && f->kind == KIND_STR);
}

static enum err add_filter(struct building *b, const struct filter *filter)
{
    const struct field *f = record_find(b->plan->record, filter->field);
    struct str value = filter->value;
    bson_t condition, inner;

    if (!may_ask(f, filter->op))
        return FAIL_WITH(b->s->error, ERR_INVALID, "filter.unknown", P_STR("field", filter->field));
    if (filter->op == FILTER_CONTAINS)
        value = text_contains_pattern(b->s->arena, value);
    open_condition(b, &condition);
    bson_append_document_begin(&condition, f->name, -1, &inner);
    bool good = put_value(b, f, operator_of(filter->op), value, &inner);
    bson_append_document_end(&condition, &inner);
    close_condition(b, &condition);
    return good ? ERR_OK
                : FAIL_WITH(b->s->error, ERR_INVALID, "filter.bad_value",
                            P_STR("field", filter->field));
}

/* -- the place in the list -- */

/* Where a page ended: what the list is sorted by, and the id; its account where the list is of all.
 */
struct place {
    bool none;        /* the last item has no value to sort by */
    struct str value; /* of it, as text; a number in decimals */
    struct id128 id, account;
};

static bool sorts_as_text(const struct field *f)
{
    return f->kind == KIND_STR || f->kind == KIND_ENUM;
}

static struct str sorted_value(const struct building *b, const void *item)
{
    const void *at = field_at(b->sort, item);

    if (!field_has(b->sort, item))
        return STR_NONE;
    if (b->sort->kind == KIND_ENUM)
        return *(const int *)at == 0 ? STR_NONE : enum_name(b->sort->names, *(const int *)at);
    if (b->sort->kind == KIND_STR)
        return *(const struct str *)at;
    return str_format(b->s->arena, "%lld", (long long)*(const int64_t *)at);
}

/* "<id>", "<id><account>", and for a list that is sorted "<id>-<hexadecimal of the value>" or
 * "<id>-n". */
static struct str cursor_print(const struct building *b, const void *item)
{
    struct strbuf out = strbuf_init(b->s->arena, CURSOR_MOST);
    char text[ID128_TEXT];
    struct str value;

    id128_text(*plan_id(b->plan, item), text);
    strbuf_add(&out, (struct str){ text, sizeof text });
    if (b->reach == PAGE_OF_ALL) {
        id128_text(*plan_account(b->plan, item), text);
        strbuf_add(&out, (struct str){ text, sizeof text });
    }
    if (b->sort == NULL)
        return strbuf_str(&out);
    value = sorted_value(b, item);
    strbuf_add_char(&out, '-');
    if (value.p == NULL)
        strbuf_add_char(&out, 'n');
    else
        strbuf_add_hex(&out, value.p, value.n);
    return strbuf_str(&out);
}

static bool read_sorted(const struct building *b, struct str text, struct place *ret)
{
    int64_t number;

    ret->none = str_eq(text, STR("-n"));
    if (b->sort == NULL || ret->none)
        return b->sort != NULL || text.n == 0;
    if (!str_starts(text, STR("-")) ||
        !hex_parse(b->s->arena, str_slice(text, 1, text.n), &ret->value))
        return false;
    if (ret->value.p == NULL)
        ret->value = STR("");
    return sorts_as_text(b->sort) ? str_is_utf8(ret->value)
                                  : str_to_i64(ret->value, INT64_MIN, INT64_MAX, &number);
}

static bool read_place(const struct building *b, struct str text, struct place *ret)
{
    size_t head = b->reach == PAGE_OF_ALL ? 2 * ID128_TEXT : ID128_TEXT;

    *ret = (struct place){ .none = false };
    return text.n >= head && id128_parse(str_slice(text, 0, ID128_TEXT), &ret->id) &&
           (b->reach != PAGE_OF_ALL ||
            id128_parse(str_slice(text, ID128_TEXT, head), &ret->account)) &&
           read_sorted(b, str_slice(text, head, text.n), ret);
}

static void put_compared_id(bson_t *doc, const char *name, const char *op, struct id128 id)
{
    bson_t inner;

    bson_append_document_begin(doc, name, -1, &inner);
    put_key(&inner, op, id);
    bson_append_document_end(doc, &inner);
}

static void put_sorted_value(const struct building *b, bson_t *doc, const char *name,
                             const struct place *place)
{
    int64_t number = 0;

    if (place->none)
        bson_append_null(doc, name, -1);
    else if (sorts_as_text(b->sort))
        put_str(doc, name, place->value);
    else if (str_to_i64(place->value, INT64_MIN, INT64_MAX, &number))
        put_i64(doc, name, number);
}

/* What stands behind the place is one of several; each alternative is a document. */
struct either {
    bson_t array;
    uint32_t n;
};

static void open_alternative(struct either *e, bson_t *one)
{
    char text[16];
    const char *at;

    bson_uint32_to_string(e->n++, &at, text, sizeof text);
    bson_append_document_begin(&e->array, at, -1, one);
}

/* Same value (if the list is sorted), id behind; same id, account behind. */
static void add_same(const struct building *b, struct either *e, const struct place *place,
                     const char *op)
{
    bson_t one;

    open_alternative(e, &one);
    if (b->sort != NULL)
        put_sorted_value(b, &one, b->sort->name, place);
    put_compared_id(&one, "id", op, place->id);
    bson_append_document_end(&e->array, &one);
    if (b->reach != PAGE_OF_ALL)
        return;
    open_alternative(e, &one);
    if (b->sort != NULL)
        put_sorted_value(b, &one, b->sort->name, place);
    put_key(&one, "id", place->id);
    put_compared_id(&one, "account", op, place->account);
    bson_append_document_end(&e->array, &one);
}

/* What has no value stands before all that have one. */
static void add_other_values(const struct building *b, struct either *e, const struct place *place,
                             bool descending)
{
    bson_t one, inner;

    if (!place->none) {
        open_alternative(e, &one);
        bson_append_document_begin(&one, b->sort->name, -1, &inner);
        put_sorted_value(b, &inner, descending ? "$lt" : "$gt", place);
        bson_append_document_end(&one, &inner);
        bson_append_document_end(&e->array, &one);
    }
    if (place->none == descending)
        return;
    open_alternative(e, &one);
    bson_append_document_begin(&one, b->sort->name, -1, &inner);
    bson_append_null(&inner, descending ? "$eq" : "$ne", -1);
    bson_append_document_end(&one, &inner);
    bson_append_document_end(&e->array, &one);
}

static enum err add_place(struct building *b, const struct page_query *query)
{
    struct either either = { .array = BSON_INITIALIZER };
    struct place place;
    bson_t condition;

    if (query->after.p == NULL)
        return ERR_OK;
    if (!read_place(b, query->after, &place))
        return FAIL(b->s->error, ERR_INVALID, "page.bad_cursor");
    add_same(b, &either, &place, query->descending ? "$lt" : "$gt");
    if (b->sort != NULL)
        add_other_values(b, &either, &place, query->descending);
    open_condition(b, &condition);
    bson_append_array(&condition, "$or", -1, &either.array);
    close_condition(b, &condition);
    bson_destroy(&either.array);
    return ERR_OK;
}

static enum err find_sort(struct building *b, struct str name)
{
    const struct field *f = name.p == NULL ? NULL : record_find(b->plan->record, name);

    b->sort = f;
    if (name.p != NULL && (f == NULL || !(f->flags & FIELD_SORTED) || field_lies_sealed(f)))
        return FAIL_WITH(b->s->error, ERR_INVALID, "sort.unknown", P_STR("field", name));
    return ERR_OK;
}

/* -- the question -- */

static enum err make_filter(struct building *b, const struct page_query *query, bson_t *filter)
{
    if (b->reach == PAGE_OF_ACCOUNT)
        put_key(filter, "account", b->s->scope->account.v);
    TRY(find_sort(b, query->sort));
    for (size_t i = 0; i < query->n; i++)
        TRY(add_filter(b, &query->filters[i]));
    TRY(add_place(b, query));
    if (b->n > 0)
        bson_append_array(filter, "$and", -1, b->conditions);
    return ERR_OK;
}

static void put_order(const struct building *b, bson_t *sort, bool descending)
{
    int direction = descending ? -1 : 1;

    if (b->sort != NULL)
        bson_append_int32(sort, b->sort->name, -1, direction);
    bson_append_int32(sort, "id", -1, direction);
    if (b->reach == PAGE_OF_ALL)
        bson_append_int32(sort, "account", -1, direction);
}

static enum err read_items(const struct building *b, const struct documents *found, size_t limit,
                           struct page *ret)
{
    size_t n = found->n < limit ? found->n : limit, size = b->plan->record->size;
    char *items = arena_array(b->s->arena, n, size);
    void *item = NULL;

    for (size_t i = 0; i < n; i++) {
        TRY(object_read_whole(b->s, b->plan, found->items[i], &item));
        memcpy(items + i * size, item, size);
    }
    *ret = (struct page){ .items = items, .n = n };
    if (found->n > limit)
        ret->next = cursor_print(b, item);
    return ERR_OK;
}

enum err documents_page(struct session *s, const struct record_plan *plan, enum page_reach reach,
                        const struct page_query *query, struct page *ret)
{
    CLEANUP(bson_destroy)
    bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER, conditions = BSON_INITIALIZER;
    struct building b = { .s = s, .plan = plan, .reach = reach, .conditions = &conditions };
    int64_t limit = query->limit < 1            ? PAGE_DEFAULT
                    : query->limit > LIMIT_MOST ? LIMIT_MOST
                                                : query->limit;
    struct documents found;

    TRY(make_filter(&b, query, &filter));
    put_order(&b, &sort, query->descending);
    TRY(documents_find(s, plan->record->name, &filter, &sort, limit + 1, &found));
    return read_items(&b, &found, (size_t)limit, ret);
}
