/* database/sqlite/page.c - one statement a list: filters, cursor, order, one row more than asked to
 * know whether that was all. */
#include "database/sqlite/page.h"

#include <string.h>

#include "base/strbuf.h"
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
    struct bound bound[PAGE_FILTERS + 4];
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

/* False: not a value of this field. */
static bool read_value(const struct building *b, const struct column_plan *column, struct str text,
                       struct bound *ret)
{
    const struct field *f = column->field;
    struct arena *arena = b->scope->arena;
    struct instant at;
    struct id128 id;
    int64_t number;

    if (column->kind == COLUMN_IS_HASH) {
        *ret = (struct bound){ BOUND_BLOB, 0, row_hash(b->store, b->table, column, text, arena) };
        return true;
    }
    switch (f->kind) {
    case KIND_ID:
        *ret = id128_scan(text, f->prefix, &id) ? of_bytes(arena, id) : *ret;
        return id128_scan(text, f->prefix, &id);
    case KIND_I64:
    case KIND_DURATION:
        *ret = of_i64(str_to_i64(text, INT64_MIN, INT64_MAX, &number) ? number : 0);
        return str_to_i64(text, INT64_MIN, INT64_MAX, &number);
    case KIND_INSTANT:
        *ret = of_i64(instant_parse(text, &at) ? at.unix_ms : 0);
        return instant_parse(text, &at);
    case KIND_BOOL:
        *ret = of_i64(str_eq(text, STR("true")));
        return ret->i64 == 1 || str_eq(text, STR("false"));
    case KIND_ENUM:
        *ret = (struct bound){ BOUND_TEXT, 0, text };
        return enum_parse(f->names, text) != 0;
    case KIND_STR:
        *ret = (struct bound){ BOUND_TEXT, 0, text };
        return true;
    case KIND_AMOUNT:
    case KIND_BYTES:
    case KIND_SUB:
    case KIND_LIST:
    case KIND_STRS:
    case KIND_MAP:
        break;
    }
    return false;
}

static const char *operator_of(enum filter_op op)
{
    switch (op) {
    case FILTER_EQ:
        return "=";
    case FILTER_GTE:
        return ">=";
    case FILTER_LT:
        return "<";
    }
    return "=";
}

static enum err add_filter(struct building *b, const struct filter *filter)
{
    const struct field *f = record_find(b->table->record, filter->field);
    const struct column_plan *column = f == NULL ? NULL : table_column(b->table, f);
    struct bound value = { 0 };

    if (column == NULL || !(f->flags & (FIELD_INDEXED | FIELD_KEY)) ||
        (column->kind == COLUMN_IS_HASH && filter->op != FILTER_EQ))
        return FAIL_WITH(&b->scope->error, ERR_INVALID, "filter.unknown",
                         P_STR("field", filter->field));
    if (!read_value(b, column, filter->value, &value))
        return FAIL_WITH(&b->scope->error, ERR_INVALID, "filter.bad_value",
                         P_STR("field", filter->field));
    put_condition(b, column->name, operator_of(filter->op), add_bound(b, value));
    return ERR_OK;
}

/* A cursor is the id of the last item, and its account where the list is of all. */
static struct str cursor_print(struct arena *arena, enum page_reach reach, struct id128 id,
                               struct id128 account)
{
    char text[2 * ID128_TEXT];

    id128_text(id, text);
    id128_text(account, text + ID128_TEXT);
    return str_copy(arena, (struct str){ text, reach == PAGE_OF_ALL ? sizeof text : ID128_TEXT });
}

/* From the beginning the list of an account has the form that it has behind a cursor: an index that
 * leads on by id is then the one that is taken. */
static struct bound first_place(struct arena *arena, bool descending)
{
    struct id128 edge;

    memset(edge.bytes, descending ? 0xff : 0, sizeof edge.bytes);
    return of_bytes(arena, edge);
}

static enum err bad_cursor(const struct building *b)
{
    return FAIL(&b->scope->error, ERR_INVALID, "page.bad_cursor");
}

static enum err add_place(struct building *b, const struct page_query *query)
{
    struct bound place = first_place(b->scope->arena, query->descending);
    struct id128 id;

    if (query->after.p != NULL) {
        if (query->after.n != ID128_TEXT || !id128_parse(query->after, &id))
            return bad_cursor(b);
        place = of_bytes(b->scope->arena, id);
    }
    put_condition(b, "id", query->descending ? "<" : ">", add_bound(b, place));
    return ERR_OK;
}

static enum err add_place_of_all(struct building *b, const struct page_query *query)
{
    struct arena *arena = b->scope->arena;
    struct id128 id, account;
    int at;

    if (query->after.p == NULL)
        return ERR_OK;
    if (query->after.n != 2 * ID128_TEXT ||
        !id128_parse(str_slice(query->after, 0, ID128_TEXT), &id) ||
        !id128_parse(str_slice(query->after, ID128_TEXT, 2 * ID128_TEXT), &account))
        return bad_cursor(b);
    at = add_bound(b, of_bytes(arena, id));
    strbuf_addf(&b->sql, "%s(id, account) %s (?%d, ?%d)", b->n > 1 ? " AND " : " WHERE ",
                query->descending ? "<" : ">", at, at + 1);
    add_bound(b, of_bytes(arena, account));
    return ERR_OK;
}

static enum err build(struct building *b, enum page_reach reach, const struct page_query *query,
                      int64_t limit)
{
    const char *direction = query->descending ? "DESC" : "ASC";

    strbuf_addf(&b->sql, "SELECT {%s} FROM %s", b->table->record->name, b->table->record->name);
    if (reach == PAGE_OF_ACCOUNT)
        put_condition(b, "account", "=",
                      add_bound(b, of_bytes(b->scope->arena, b->scope->account.v)));
    for (size_t i = 0; i < query->n; i++)
        TRY(add_filter(b, &query->filters[i]));
    TRY(reach == PAGE_OF_ACCOUNT ? add_place(b, query) : add_place_of_all(b, query));
    strbuf_addf(&b->sql, " ORDER BY id %s", direction);
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
        ret->next = cursor_print(scope->arena, reach, *(struct id128 *)field_at(t->id, item),
                                 *(struct id128 *)field_at(t->account, item));
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
