/* database/sqlite/page.c - one statement a list: filters, cursor, order, one row more than asked to
 * know whether that was all. */
#include "database/sqlite/page.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "database/sqlite/row.h"
#include "database/sqlite/store.h"

enum { LIMIT_MOST = 10000, QUERY_TEXT = 4096 };

/* A filter or a place, ready to be bound. */
struct bound {
    enum { BOUND_I64 = 1, BOUND_TEXT, BOUND_BLOB } kind;
    int64_t i64;
    struct str text;
};

struct building {
    const struct table *table;
    const struct sqlite_store *store;
    struct scope *scope;
    struct strbuf sql;
    const struct column_plan *sort; /* NULL: the order of ids */
    struct bound bound[PAGE_FILTERS + 5];
    int n;
};

static struct bound of_i64(int64_t v)
{
    return (struct bound){ BOUND_I64, v, STR_NONE };
}
static struct bound of_bytes(struct arena *arena, struct id128 id)
{
    return (struct bound){ BOUND_BLOB, 0,
                           str_copy(arena, (struct str){ (char *)id.bytes, sizeof id.bytes }) };
}

/* The number of the parameter that stands for the value. */
static int add_bound(struct building *b, struct bound value)
{
    b->bound[b->n] = value;
    return ++b->n;
}

static void put_condition(struct building *b, const char *left, const char *op, int parameter)
{
    strbuf_addf(&b->sql, "%s\"%s\" %s ?%d", b->n > 1 ? " AND " : " WHERE ", left, op, parameter);
}

static struct bound of_value(const struct building *b, const struct filter_value *value)
{
    switch (value->kind) {
    case FILTER_BY_ID:
        return of_bytes(b->scope->arena, value->id);
    case FILTER_BY_NUMBER:
        return of_i64(value->number);
    case FILTER_BY_TRUTH:
        return of_i64(value->truth);
    case FILTER_BY_TEXT:
        break;
    }
    return (struct bound){ BOUND_TEXT, 0, value->text };
}

/* False: not a value of this field. */
static bool read_value(const struct building *b, const struct column_plan *column, struct str text,
                       struct bound *ret)
{
    struct filter_value value;

    if (column->kind == COLUMN_IS_HASH) {
        *ret = (struct bound){ BOUND_BLOB, 0,
                               row_hash(b->store, b->table, column, text, b->scope->arena) };
        return true;
    }
    if (!filter_read(column->field, text, &value))
        return false;
    *ret = of_value(b, &value);
    return true;
}

/* FILTER_CONTAINS has a form of its own: see put_filter(). */
static const char *operator_of(enum filter_op op)
{
    switch (op) {
    case FILTER_EQ:
        return "=";
    case FILTER_GTE:
        return ">=";
    case FILTER_LT:
        return "<";
    case FILTER_CONTAINS:
        break;
    }
    return "=";
}

static void put_filter(struct building *b, const char *column, enum filter_op op,
                       struct bound value)
{
    int parameter = add_bound(b, value);

    if (op == FILTER_CONTAINS)
        strbuf_addf(&b->sql, "%stext_contains(\"%s\", ?%d)", b->n > 1 ? " AND " : " WHERE ", column,
                    parameter);
    else
        put_condition(b, column, operator_of(op), parameter);
}

static bool may_ask(const struct column_plan *column, const struct field *f, enum filter_op op)
{
    if (column == NULL || !(f->flags & (FIELD_INDEXED | FIELD_KEY)))
        return false;
    if (op == FILTER_CONTAINS)
        return column->kind == COLUMN_IS_STR && (f->flags & FIELD_SORTED) != 0;
    return column->kind != COLUMN_IS_HASH || op == FILTER_EQ;
}

static enum err add_filter(struct building *b, const struct filter *filter)
{
    const struct field *f = record_find(b->table->record, filter->field);
    const struct column_plan *column = f == NULL ? NULL : table_column(b->table, f);
    struct bound value = { 0 };

    if (!may_ask(column, f, filter->op))
        return FAIL_WITH(&b->scope->error, ERR_INVALID, "filter.unknown",
                         P_STR("field", filter->field));
    if (!read_value(b, column, filter->value, &value))
        return FAIL_WITH(&b->scope->error, ERR_INVALID, "filter.bad_value",
                         P_STR("field", filter->field));
    put_filter(b, column->name, filter->op, value);
    return ERR_OK;
}

/* -- places in the order -- */

/* Where a page ended: what the list is sorted by, and the id; its account where the list is of all.
 */
struct place {
    bool none; /* the last item has no value to sort by */
    struct bound value;
    struct id128 id, account;
};

static struct bound bound_of(const struct column_plan *column, const void *object, bool *none)
{
    const void *at = (const char *)object + column->offset;
    struct bound bound = { .kind = BOUND_TEXT };

    *none = column->has != FIELD_ALWAYS && !*((const bool *)object + column->has);
    if (*none)
        return bound;
    if (column->kind == COLUMN_IS_STR) {
        bound.text = *(const struct str *)at;
        *none = bound.text.p == NULL;
    } else if (column->kind == COLUMN_IS_ENUM) {
        bound.text = enum_name(column->field->names, *(const int *)at);
        *none = *(const int *)at == 0;
    } else { /* a number, an instant or a length: see find_sort() */
        bound = of_i64(*(const int64_t *)at);
    }
    return bound;
}

/* "<id>", "<id><account>", and for a list that is sorted "<id>-<hexadecimal of the value>" or
 * "<id>-n". */
static struct str cursor_print(const struct building *b, enum page_reach reach, const void *item)
{
    struct strbuf out = strbuf_init(b->scope->arena, QUERY_TEXT * 2);
    const struct table *t = b->table;
    char text[ID128_TEXT];
    struct bound value;
    bool none;

    id128_text(*(struct id128 *)field_at(t->id, item), text);
    strbuf_add(&out, (struct str){ text, sizeof text });
    if (reach == PAGE_OF_ALL) {
        id128_text(*(struct id128 *)field_at(t->account, item), text);
        strbuf_add(&out, (struct str){ text, sizeof text });
    }
    if (b->sort == NULL)
        return strbuf_str(&out);
    value = bound_of(b->sort, item, &none);
    if (value.kind == BOUND_I64)
        value.text = str_format(b->scope->arena, "%lld", (long long)value.i64);
    strbuf_add_char(&out, '-');
    if (none)
        strbuf_add_char(&out, 'n');
    else
        strbuf_add_hex(&out, value.text.p, value.text.n);
    return strbuf_str(&out);
}

static bool read_sorted(const struct building *b, struct str text, struct place *ret)
{
    struct str value;

    ret->none = str_eq(text, STR("-n"));
    if (b->sort == NULL || ret->none)
        return b->sort != NULL || text.n == 0;
    if (!str_starts(text, STR("-")) ||
        !hex_parse(b->scope->arena, str_slice(text, 1, text.n), &value))
        return false;
    ret->value = (struct bound){ BOUND_TEXT, 0, value };
    if (b->sort->kind == COLUMN_IS_STR || b->sort->kind == COLUMN_IS_ENUM)
        return str_is_utf8(value);
    ret->value = of_i64(0);
    return str_to_i64(value, INT64_MIN, INT64_MAX, &ret->value.i64);
}

static enum err read_place(const struct building *b, enum page_reach reach, struct str text,
                           struct place *ret)
{
    size_t head = reach == PAGE_OF_ALL ? 2 * ID128_TEXT : ID128_TEXT;

    *ret = (struct place){ 0 };
    if (text.n < head || !id128_parse(str_slice(text, 0, ID128_TEXT), &ret->id) ||
        (reach == PAGE_OF_ALL && !id128_parse(str_slice(text, ID128_TEXT, head), &ret->account)) ||
        !read_sorted(b, str_slice(text, head, text.n), ret))
        return FAIL(&b->scope->error, ERR_INVALID, "page.bad_cursor");
    return ERR_OK;
}

/* From the beginning the list of an account has the form that it has behind a cursor: an index that
 * leads on by id is then the one that is taken. */
static struct bound first_place(struct arena *arena, bool descending)
{
    struct id128 edge;

    memset(edge.bytes, descending ? 0xff : 0, sizeof edge.bytes);
    return of_bytes(arena, edge);
}

/* "(id, account) > (?4, ?5)", led by the sorted column where it has a value. */
static void put_after(struct building *b, enum page_reach reach, const struct place *place,
                      const char *op, bool by_value)
{
    struct arena *arena = b->scope->arena;
    const char *account = reach == PAGE_OF_ALL ? ", account" : "";

    if (by_value)
        strbuf_addf(&b->sql, "(\"%s\", id%s) %s (?%d, ", b->sort->name, account, op,
                    add_bound(b, place->value));
    else
        strbuf_addf(&b->sql, "(id%s) %s (", account, op);
    strbuf_addf(&b->sql, "?%d", add_bound(b, of_bytes(arena, place->id)));
    if (reach == PAGE_OF_ALL)
        strbuf_addf(&b->sql, ", ?%d", add_bound(b, of_bytes(arena, place->account)));
    strbuf_add_char(&b->sql, ')');
}

/* A column without a value is NULL, and stands before all others; only one that can be is asked. */
static void put_sorted(struct building *b, enum page_reach reach, const struct place *place,
                       bool descending)
{
    bool may_be_none = b->sort->has != FIELD_ALWAYS || b->sort->kind != COLUMN_IS_I64;
    const char *name = b->sort->name, *op = descending ? "<" : ">";

    strbuf_addf(&b->sql, "%s(", b->n > 0 ? " AND " : " WHERE ");
    if (place->none) {
        strbuf_addf(&b->sql, descending ? "\"%s\" IS NULL AND " : "\"%s\" IS NOT NULL OR ", name);
        put_after(b, reach, place, op, false);
    } else {
        put_after(b, reach, place, op, true);
        if (descending && may_be_none)
            strbuf_addf(&b->sql, " OR \"%s\" IS NULL", name);
    }
    strbuf_add_char(&b->sql, ')');
}

static enum err add_place(struct building *b, enum page_reach reach, const struct page_query *query)
{
    struct place place;

    if (query->after.p == NULL) {
        if (b->sort == NULL && reach == PAGE_OF_ACCOUNT)
            put_condition(b, "id", query->descending ? "<" : ">",
                          add_bound(b, first_place(b->scope->arena, query->descending)));
        return ERR_OK;
    }
    TRY(read_place(b, reach, query->after, &place));
    if (b->sort != NULL) {
        put_sorted(b, reach, &place, query->descending);
        return ERR_OK;
    }
    strbuf_add_c(&b->sql, b->n > 0 ? " AND " : " WHERE ");
    put_after(b, reach, &place, query->descending ? "<" : ">", false);
    return ERR_OK;
}

static enum err find_sort(struct building *b, struct str name)
{
    const struct field *f = name.p == NULL ? NULL : record_find(b->table->record, name);

    if (name.p == NULL || (f != NULL && f == b->table->id))
        return ERR_OK;
    b->sort = f == NULL ? NULL : table_column(b->table, f);
    if (b->sort == NULL || (f->flags & FIELD_SORTED) == 0 ||
        (b->sort->kind != COLUMN_IS_I64 && b->sort->kind != COLUMN_IS_STR &&
         b->sort->kind != COLUMN_IS_ENUM))
        return FAIL_WITH(&b->scope->error, ERR_INVALID, "sort.unknown", P_STR("field", name));
    return ERR_OK;
}

static enum err build(struct building *b, enum page_reach reach, const struct page_query *query,
                      int64_t limit)
{
    const char *direction = query->descending ? "DESC" : "ASC";

    TRY(find_sort(b, query->sort));
    strbuf_addf(&b->sql, "SELECT {%s} FROM %s", b->table->record->name, b->table->record->name);
    if (reach == PAGE_OF_ACCOUNT)
        put_condition(b, "account", "=",
                      add_bound(b, of_bytes(b->scope->arena, b->scope->account.v)));
    for (size_t i = 0; i < query->n; i++)
        TRY(add_filter(b, &query->filters[i]));
    TRY(add_place(b, reach, query));
    strbuf_add(&b->sql, STR(" ORDER BY "));
    if (b->sort != NULL)
        strbuf_addf(&b->sql, "\"%s\" %s, ", b->sort->name, direction);
    strbuf_addf(&b->sql, "id %s", direction);
    if (reach == PAGE_OF_ALL)
        strbuf_addf(&b->sql, ", account %s", direction);
    strbuf_addf(&b->sql, " LIMIT ?%d", add_bound(b, of_i64(limit + 1)));
    return ERR_OK;
}

static void bind_all(sqlite3_stmt *stmt, const struct building *b)
{
    for (int i = 0; i < b->n; i++)
        switch (b->bound[i].kind) {
        case BOUND_I64:
            bind_i64(stmt, i + 1, b->bound[i].i64);
            break;
        case BOUND_TEXT:
            bind_str(stmt, i + 1, b->bound[i].text);
            break;
        case BOUND_BLOB:
            bind_bytes(stmt, i + 1, b->bound[i].text);
            break;
        }
}

static enum err read_items(sqlite3_stmt *stmt, struct connection *reader, struct building *b,
                           enum page_reach reach, int64_t limit, struct page *ret)
{
    const struct table *t = b->table;
    struct scope *scope = b->scope;
    size_t capacity = 16;
    char *items = arena_array(scope->arena, capacity, t->record->size);
    size_t n = 0;
    void *item;
    bool row;

    *ret = (struct page){ 0 };
    for (;;) {
        TRY(statement_step(stmt, &row, &scope->error));
        if (!row || n == (size_t)limit)
            break;
        TRY(row_read_whole(stmt, 0, reader, t->record, scope->arena, &item, &scope->error));
        if (n == capacity) {
            char *more = arena_array(scope->arena, capacity * 2, t->record->size);

            items = memcpy(more, items, capacity * t->record->size);
            capacity *= 2;
        }
        memcpy(items + n++ * t->record->size, item, t->record->size);
    }
    ret->items = items;
    ret->n = n;
    if (row)
        ret->next = cursor_print(b, reach, items + (n - 1) * t->record->size);
    return ERR_OK;
}

enum err page_read(struct sqlite_store *store, struct scope *scope, const struct table *table,
                   enum page_reach reach, const struct page_query *query, struct page *ret)
{
    struct building b = {
        .table = table, .store = store, .scope = scope, .sql = strbuf_init(scope->arena, QUERY_TEXT)
    };
    int64_t limit = query->limit < 1            ? PAGE_DEFAULT
                    : query->limit > LIMIT_MOST ? LIMIT_MOST
                                                : query->limit;

    TRY(build(&b, reach, query, limit));
    CLEANUP(reader_return) struct connection *reader = reader_lease(store);
    CLEANUP(statement_end) sqlite3_stmt *page = statement_made(reader, strbuf_str(&b.sql));
    bind_all(page, &b);
    return read_items(page, reader, &b, reach, limit, ret);
}
