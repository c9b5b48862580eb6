/* openapi_params.c - what each route takes beside its body. */
#include "http/openapi_inside.h"
#include "http/precondition.h"

static struct str said(struct document *d, const char *slug, const struct param *params)
{
    return message_print(d->arena, d->language, slug, params);
}

static void begin_param(struct document *d, struct str name, const char *in, bool required,
                        struct str description)
{
    json_open(&d->w, '{');
    put(d, "name", name);
    put(d, "in", str_from_c(in));
    put(d, "description", description);
    json_put_name(&d->w, STR("required"));
    json_put_bool(&d->w, required);
}

static void put_param(struct document *d, struct str name, const char *in, bool required,
                      struct str description, const char *schema)
{
    begin_param(d, name, in, required, description);
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

/* "/campaigns/{id}": the id of what GET shows there, or a part's own name. */
static void put_path_params(struct document *d, const struct route *route)
{
    struct str rest = str_from_c(route->path);

    while (rest.p != NULL) {
        struct str segment = str_cut(&rest, '/');

        if (segment.n <= 2 || segment.p[0] != '{')
            continue;
        segment = str_slice(segment, 1, segment.n - 1);
        put_param(d, segment, "path", true,
                  said(d, str_format(d->arena, "doc.path.%.*s", STR_ARG(segment)).p, NULL),
                  "{\"type\":\"string\"}");
    }
}

static void put_range(struct document *d, const struct field *f, const char *schema)
{
    const struct param of[] = { P_STR("field", str_from_c(f->name)), { .name = NULL } };

    put_param(d, str_format(d->arena, "%s[gte]", f->name), "query", false,
              said(d, "doc.filter.gte", of), schema);
    put_param(d, str_format(d->arena, "%s[lt]", f->name), "query", false,
              said(d, "doc.filter.lt", of), schema);
}

static void put_enum(struct document *d, const struct enum_names *names)
{
    json_put_name(&d->w, STR("enum"));
    json_open(&d->w, '[');
    for (size_t i = 1; i < names->n; i++)
        if (names->names[i] != NULL)
            json_put_str(&d->w, str_from_c(names->names[i]));
    json_close(&d->w, ']');
}

static void put_filter(struct document *d, const struct field *f)
{
    static const char time[] = "{\"type\":\"string\",\"format\":\"date-time\"}";
    const struct param of[] = { P_STR("field", str_from_c(f->name)), { .name = NULL } };

    if (page_range_allowed(f))
        put_range(d, f, f->kind == KIND_INSTANT ? time : "{\"type\":\"integer\"}");
    if (page_part_allowed(f))
        put_param(d, str_format(d->arena, "%s[contains]", f->name), "query", false,
                  said(d, "doc.filter.contains", of), "{\"type\":\"string\",\"minLength\":1}");
    if (f->kind == KIND_INSTANT)
        return;
    begin_param(d, str_from_c(f->name), "query", false, said(d, "doc.filter.equal", of));
    open(d, "schema");
    put(d, "type", str_from_c(filter_type(f)));
    if (f->kind == KIND_STR)
        put_raw(d, "minLength", "1");
    if (f->kind == KIND_ID)
        put_id_pattern(d, f->prefix);
    if (f->kind == KIND_ENUM)
        put_enum(d, f->names);
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
    begin_param(d, STR("sort"), "query", false, said(d, "doc.param.sort", NULL));
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
    put(d, "default", STR("created_at"));
    close(d);
    close(d);
}

/* "fields=id,name": a list whose items are parted by commas. */
static void put_fields_param(struct document *d, const struct record *record)
{
    begin_param(d, STR("fields"), "query", false, said(d, "doc.param.fields", NULL));
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

static void put_filters(struct document *d, const struct record *record)
{
    put_sort(d, record);
    for (size_t i = 0; i < record->n; i++)
        if (page_filter_allowed(&record->fields[i]))
            put_filter(d, &record->fields[i]);
}

static void put_page_params(struct document *d, const struct record *record)
{
    put_param(d, STR("limit"), "query", false, said(d, "doc.param.limit", NULL),
              "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":50}");
    put_param(d, STR("cursor"), "query", false, said(d, "doc.param.cursor", NULL),
              "{\"type\":\"string\"}");
    put_fields_param(d, record);
    put_filters(d, record);
}

/* What query_params.c lets through. */
static void put_own_schema(struct document *d, const struct route_param *p)
{
    static const char moment[] = "[{\"type\":\"string\",\"format\":\"date\"},{\"type\":\"string\","
                                 "\"format\":\"date-time\"}]";

    open(d, "schema");
    if (p->kind == PARAM_MOMENT)
        put_raw(d, "anyOf", moment);
    else
        put(d, "type", p->kind == PARAM_NUMBER ? STR("integer") : STR("string"));
    if (p->kind == PARAM_NUMBER) {
        put_raw(d, "minimum", str_format(d->arena, "%lld", (long long)p->least).p);
        put_raw(d, "maximum", str_format(d->arena, "%lld", (long long)p->most).p);
    } else if (p->kind == PARAM_TEXT && p->most > 0) {
        put_raw(d, "maxLength", str_format(d->arena, "%lld", (long long)p->most).p);
    } else if (p->kind == PARAM_ENUM) {
        put_enum(d, p->names);
    } else if (p->kind == PARAM_ID) {
        put_id_pattern(d, p->prefix);
    }
    close(d);
}

/* One name may mean different things to different routes. */
static struct str own_sentence(struct document *d, const struct route *route, const char *name)
{
    struct str own = str_format(d->arena, "doc.param.%s.%s", route->doc, name);

    if (!message_exists(d->language, own))
        own = str_format(d->arena, "doc.param.%s", name);
    return said(d, own.p, NULL);
}

static void put_own_params(struct document *d, const struct route *route)
{
    for (const struct route_param *p = route->params; p != NULL && p->name != NULL; p++) {
        begin_param(d, str_from_c(p->name), "query", p->required, own_sentence(d, route, p->name));
        put_own_schema(d, p);
        close(d);
    }
}

void openapi_put_params(struct document *d, const struct route *route)
{
    json_put_name(&d->w, STR("parameters"));
    json_open(&d->w, '[');
    put_path_params(d, route);
    if (route->shape == ANSWER_PAGE)
        put_page_params(d, route->answer);
    else if (takes_filters(route))
        put_filters(d, route->answer);
    put_own_params(d, route);
    if (route->limits.key != 0)
        put_param(d, STR("Idempotency-Key"), "header", route->limits.key == KEY_REQUIRED,
                  said(d, "doc.param.idempotency_key", NULL),
                  "{\"type\":\"string\",\"minLength\":16,\"maxLength\":255}");
    if (route_compares_versions(d->routes, route))
        put_param(d, STR("If-Match"), "header", false, said(d, "doc.param.if_match", NULL),
                  "{\"type\":\"string\"}");
    if (route_tells_unchanged(route))
        put_param(d, STR("If-None-Match"), "header", false,
                  said(d, "doc.param.if_none_match", NULL), "{\"type\":\"string\"}");
    json_close(&d->w, ']');
}
