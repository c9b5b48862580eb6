/* page_request.c - "?status=running&created_at[gte]=…&sort=-created_at&limit=20&cursor=…". Ids
 * carry their birth, so what was born since is a range of ids, and needs no index of its own. */
#include "http/request.h"

#include <string.h>

static bool is_birth(const struct field *f)
{
    return f->kind == KIND_INSTANT && str_eq_c(STR("created_at"), f->name);
}

bool page_filter_allowed(const struct field *f)
{
    return (f->flags & FIELD_PRIVATE) == 0 &&
           ((f->flags & (FIELD_INDEXED | FIELD_KEY)) != 0 || is_birth(f));
}

bool page_range_allowed(const struct field *f)
{
    return page_filter_allowed(f) && (f->flags & FIELD_SENSITIVE) == 0 &&
           (f->kind == KIND_I64 || f->kind == KIND_DURATION || f->kind == KIND_INSTANT);
}

bool page_part_allowed(const struct field *f)
{
    return f->kind == KIND_STR && page_filter_allowed(f) && page_sort_allowed(f);
}

bool page_sort_allowed(const struct field *f)
{
    return (f->flags & FIELD_SORTED) != 0 && (f->flags & (FIELD_PRIVATE | FIELD_SENSITIVE)) == 0;
}

static void wrong_with(struct request *req, struct str name, const char *slug, struct param param)
{
    error_add_field(&req->scope.error,
                    (struct field_error){ .field = name, .slug = slug, .params = { param } });
}

static void wrong(struct request *req, struct str name, const char *slug)
{
    wrong_with(req, name, slug, (struct param){ .name = NULL });
}

static bool op_allowed(const struct field *f, enum filter_op op)
{
    switch (op) {
    case FILTER_EQ:
        return true;
    case FILTER_GTE:
    case FILTER_LT:
        return page_range_allowed(f);
    case FILTER_CONTAINS:
        return page_part_allowed(f);
    }
    return false;
}

/* "status", "created_at[gte]" or "name[contains]" */
static bool scan_name(struct str text, struct str *name, enum filter_op *op)
{
    static const struct {
        struct str text;
        enum filter_op op;
    } ops[] = {
        { STR_INIT("[gte]"), FILTER_GTE },
        { STR_INIT("[lt]"), FILTER_LT },
        { STR_INIT("[contains]"), FILTER_CONTAINS },
    };
    size_t bracket = str_find_char(text, '[');

    *name = str_slice(text, 0, bracket);
    *op = FILTER_EQ;
    if (bracket == SIZE_MAX)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(ops); i++)
        if (str_eq(str_slice(text, bracket, text.n), ops[i].text)) {
            *op = ops[i].op;
            return true;
        }
    return false;
}

static const struct field *key_field(const struct record *record)
{
    const struct field *f = record_find(record, STR("id"));

    return f != NULL && f->kind == KIND_ID ? f : NULL;
}

/* The smallest id that can have been born then. */
static bool birth_as_id(struct request *req, const struct record *record, struct filter *filter)
{
    static const unsigned char none[10];
    const struct field *id = key_field(record);
    struct instant t;

    if (id == NULL || filter->op == FILTER_EQ || !instant_parse(filter->value, &t) || t.unix_ms < 0)
        return false;
    filter->field = STR("id");
    filter->value = id128_print(req->scope.arena, id->prefix, id128_make(t.unix_ms, none));
    return true;
}

/* A list without a filter is asked by leaving it out, not by a text of no letters. */
static bool value_fits(const struct field *f, struct str text)
{
    struct filter_value value;

    return filter_read(f, text, &value) && (f->kind != KIND_STR || text.n > 0);
}

/* What would do is told where it can be listed. */
static void wrong_value(struct request *req, const struct field *f, struct str name)
{
    if (f->kind == KIND_ENUM)
        wrong_with(req, name, "field.not_one_of",
                   P_STR("allowed", enum_list(req->scope.arena, f->names, 1)));
    else if (f->kind == KIND_BOOL)
        wrong_with(req, name, "field.not_one_of", P_STR("allowed", STR("true, false")));
    else
        wrong(req, name,
              f->kind == KIND_I64 || f->kind == KIND_DURATION ? "field.type" : "field.format");
}

static void add_filter(struct request *req, const struct record *record, struct str_pair pair,
                       struct page_query *ret)
{
    struct filter filter = { .value = pair.value };
    const struct field *f;

    if (!scan_name(pair.name, &filter.field, &filter.op) ||
        (f = record_find(record, filter.field)) == NULL || !page_filter_allowed(f) ||
        !op_allowed(f, filter.op)) {
        wrong_with(req, pair.name, "filter.unknown", P_STR("field", pair.name));
        return;
    }
    if (ret->n == PAGE_FILTERS) {
        wrong(req, pair.name, "filter.too_many");
        return;
    }
    if (is_birth(f) ? !birth_as_id(req, record, &filter) : !value_fits(f, filter.value)) {
        wrong_value(req, f, pair.name);
        return;
    }
    ret->filters[ret->n++] = filter;
}

/* By birth unless a field that the record keeps sorted is named; either can be turned round. */
static void read_sort(struct request *req, const struct record *record, struct str sort,
                      struct page_query *ret)
{
    const struct field *f;

    ret->descending = sort.n > 0 && sort.p[0] == '-';
    sort = str_slice(sort, ret->descending, sort.n);
    if (str_eq(sort, STR("created_at")) || str_eq(sort, STR("id")))
        return;
    f = record_find(record, sort);
    if (f == NULL || !page_sort_allowed(f))
        wrong(req, STR("sort"), "sort.unknown");
    ret->sort = sort;
}

void request_fields(struct request *req, struct response *res, const struct record *record)
{
    struct str rest = query_get(&req->query, "fields");
    bool *chosen;

    if (rest.p == NULL)
        return;
    if (rest.n == 0)
        wrong(req, STR("fields"), "field.required");
    chosen = ARENA_ARRAY(req->scope.arena, bool, record->n);
    while (rest.n > 0) {
        struct str name = str_cut(&rest, ',');
        const struct field *f = record_find(record, name);

        if (f == NULL || (f->flags & FIELD_PRIVATE) != 0)
            wrong_with(req, STR("fields"), "fields.unknown", P_STR("field", name));
        else
            chosen[f - record->fields] = true;
    }
    res->chosen = chosen;
}

static const struct route_param limit_param = {
    .name = "limit", .kind = PARAM_NUMBER, .least = 1, .most = PAGE_MOST
};

enum err request_page(struct request *req, const struct record *record, struct page_query *ret)
{
    struct page_query query = { .limit = PAGE_DEFAULT };

    request_check_param(req, &limit_param);
    request_query_i64(req, "limit", &query.limit);
    for (size_t i = 0; i < req->query.n; i++) {
        struct str_pair pair = req->query.items[i];

        if (str_eq(pair.name, STR("limit")) || str_eq(pair.name, STR("fields")) ||
            request_has_param(req->route, pair.name))
            continue;
        if (str_eq(pair.name, STR("cursor")))
            query.after = pair.value.n > 0 ? pair.value : STR_NONE;
        else if (str_eq(pair.name, STR("sort")))
            read_sort(req, record, pair.value, &query);
        else
            add_filter(req, record, pair, &query);
    }
    TRY(error_fields(&req->scope.error));
    *ret = query;
    return ERR_OK;
}
