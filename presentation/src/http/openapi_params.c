/* openapi_params.c - what each route takes beside its body. */
#include "http/openapi_inside.h"
#include "http/precondition.h"

static void begin_param(struct document *d, struct str name, const char *in, bool required)
{
    json_open(&d->w, '{');
    put(d, "name", name);
    put(d, "in", str_from_c(in));
    json_put_name(&d->w, STR("required"));
    json_put_bool(&d->w, required);
}

static void put_param(struct document *d, struct str name, const char *in, bool required,
                      const char *schema)
{
    begin_param(d, name, in, required);
    put_raw(d, "schema", schema);
    close(d);
}

static void put_id_pattern(struct document *d, const char *prefix)
{
    put(d, "pattern", str_format(d->arena, "^%s_[0-7][0-9a-hjkmnp-tv-z]{25}$", prefix));
}

static const char *filter_type(const struct field *f)
{
    switch (f->kind) {
    case KIND_I64:
    case KIND_DURATION:
        return "integer";
    case KIND_BOOL:
        return "boolean";
    default:
        return "string";
    }
}

static void put_path_params(struct document *d, const struct route *route)
{
    struct str rest = str_from_c(route->path);

    while (rest.p != NULL) {
        struct str segment = str_cut(&rest, '/');

        if (segment.n > 2 && segment.p[0] == '{')
            put_param(d, str_slice(segment, 1, segment.n - 1), "path", true,
                      "{\"type\":\"string\"}");
    }
}

static void put_range(struct document *d, const struct field *f, const char *schema)
{
    put_param(d, str_format(d->arena, "%s[gte]", f->name), "query", false, schema);
    put_param(d, str_format(d->arena, "%s[lt]", f->name), "query", false, schema);
}

static void put_filter(struct document *d, const struct field *f)
{
    static const char time[] = "{\"type\":\"string\",\"format\":\"date-time\"}";
    struct str name = str_from_c(f->name);

    if (page_range_allowed(f))
        put_range(d, f, f->kind == KIND_INSTANT ? time : "{\"type\":\"integer\"}");
    if (f->kind == KIND_INSTANT)
        return;
    begin_param(d, name, "query", false);
    open(d, "schema");
    put(d, "type", str_from_c(filter_type(f)));
    if (f->kind == KIND_STR)
        put_raw(d, "minLength", "1");
    if (f->kind == KIND_ID)
        put_id_pattern(d, f->prefix);
    if (f->kind == KIND_ENUM) {
        json_put_name(&d->w, STR("enum"));
        json_open(&d->w, '[');
        for (size_t i = 1; i < f->names->n; i++)
            json_put_str(&d->w, str_from_c(f->names->names[i]));
        json_close(&d->w, ']');
    }
    close(d);
    close(d);
}

static void put_both_orders(struct document *d, const char *name)
{
    json_put_str(&d->w, str_from_c(name));
    json_put_str(&d->w, str_format(d->arena, "-%s", name));
}

static void put_sort(struct document *d, const struct record *record)
{
    begin_param(d, STR("sort"), "query", false);
    open(d, "schema");
    put(d, "type", STR("string"));
    json_put_name(&d->w, STR("enum"));
    json_open(&d->w, '[');
    put_both_orders(d, "created_at");
    put_both_orders(d, "id");
    for (size_t i = 0; i < record->n; i++)
        if (page_sort_allowed(&record->fields[i]))
            put_both_orders(d, record->fields[i].name);
    json_close(&d->w, ']');
    close(d);
    close(d);
}

/* "fields=id,name": a list whose items are parted by commas. */
static void put_fields_param(struct document *d, const struct record *record)
{
    begin_param(d, STR("fields"), "query", false);
    put(d, "style", STR("form"));
    put_raw(d, "explode", "false");
    open(d, "schema");
    put(d, "type", STR("array"));
    put_raw(d, "minItems", "1");
    open(d, "items");
    put(d, "type", STR("string"));
    json_put_name(&d->w, STR("enum"));
    json_open(&d->w, '[');
    for (size_t i = 0; i < record->n; i++)
        if ((record->fields[i].flags & FIELD_PRIVATE) == 0)
            json_put_str(&d->w, str_from_c(record->fields[i].name));
    json_close(&d->w, ']');
    close(d);
    close(d);
    close(d);
}

static void put_page_params(struct document *d, const struct record *record)
{
    put_param(d, STR("limit"), "query", false,
              "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":50}");
    put_param(d, STR("cursor"), "query", false, "{\"type\":\"string\"}");
    put_sort(d, record);
    put_fields_param(d, record);
    for (size_t i = 0; i < record->n; i++)
        if (page_filter_allowed(&record->fields[i]))
            put_filter(d, &record->fields[i]);
}

void openapi_put_params(struct document *d, const struct route *route)
{
    json_put_name(&d->w, STR("parameters"));
    json_open(&d->w, '[');
    put_path_params(d, route);
    if (route->shape == ANSWER_PAGE)
        put_page_params(d, route->answer);
    for (const struct route_param *p = route->params; p != NULL && p->name != NULL; p++)
        put_param(d, str_from_c(p->name), "query", false,
                  str_format(d->arena, "{\"type\":\"%s\"}", p->type).p);
    if (route->limits.key != 0)
        put_param(d, STR("Idempotency-Key"), "header", route->limits.key == KEY_REQUIRED,
                  "{\"type\":\"string\",\"minLength\":16,\"maxLength\":255}");
    if (route_compares_versions(d->routes, route))
        put_param(d, STR("If-Match"), "header", false, "{\"type\":\"string\"}");
    json_close(&d->w, ']');
}
