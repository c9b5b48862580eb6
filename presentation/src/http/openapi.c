/* openapi.c - it is made from what the server does, so it cannot say anything else. */
#include "http/openapi.h"

#include <assert.h>
#include <string.h>

#include "codec/json_record.h"
#include "http/openapi_inside.h"
#include "http/precondition.h"

static const struct str api_root = STR_INIT("/api/v1/");

static struct str sentence(struct document *d, const char *slug)
{
    return message_print(d->arena, d->language, slug, NULL);
}

/* The record in this form and all that stand inside it. */
static void add_schema(struct document *d, const struct record *record, enum json_schema form)
{
    if (record == NULL)
        return;
    for (size_t i = 0; i < d->schemas_n; i++)
        if (d->schemas[i].form == form && strcmp(d->schemas[i].record->name, record->name) == 0)
            return;
    assert(d->schemas_n < SCHEMAS_MOST); /* the document would name what it does not tell */
    d->schemas[d->schemas_n].record = record;
    d->schemas[d->schemas_n++].form = form;
    for (size_t i = 0; i < record->n; i++)
        if (json_schema_shows(form, &record->fields[i]))
            add_schema(d, record->fields[i].sub, json_schema_inside(form, &record->fields[i]));
}

static enum json_schema body_form(const struct route *route)
{
    return route->limits.body == BODY_CHANGE ? JSON_SCHEMA_CHANGE : JSON_SCHEMA_BODY;
}

/* Whoever chooses `fields` of a list's items may leave out any. */
static enum json_schema answer_form(const struct route *route)
{
    return route->shape == ANSWER_PAGE ? JSON_SCHEMA_PART : JSON_SCHEMA_ANSWER;
}

static void add_schemas(struct document *d, const struct route *route)
{
    add_schema(d, route->body, body_form(route));
    if (!answers_json(route))
        return;
    add_schema(d, route->answer, JSON_SCHEMA_ANSWER); /* of a list's items too: as they are whole */
    add_schema(d, route->answer, answer_form(route));
}

static void put_ref(struct document *d, const struct record *record, enum json_schema form)
{
    put(d, "$ref",
        str_format(d->arena, "#/components/schemas/%s%s", record->name, json_schema_suffix(form)));
}

static void put_body(struct document *d, const struct route *route)
{
    enum body_kind kind = route->limits.body;

    if (kind == BODY_NONE)
        return;
    open(d, "requestBody");
    json_put_name(&d->w, STR("required"));
    json_put_bool(&d->w, true);
    open(d, "content");
    if (kind == BODY_RECORD || kind == BODY_CHANGE) {
        open(d, "application/json");
        open(d, "schema");
        put_ref(d, route->body, body_form(route));
        close(d);
        close(d);
    } else {
        put_raw(d, "application/octet-stream", "{}");
    }
    close(d);
    close(d);
}

static void put_page_schema(struct document *d, const struct route *route)
{
    put(d, "type", STR("object"));
    put_raw(d, "required", "[\"items\",\"next_cursor\"]");
    open(d, "properties");
    open(d, "items");
    put(d, "type", STR("array"));
    open(d, "items");
    put_ref(d, route->answer, answer_form(route));
    close(d);
    close(d);
    put_raw(d, "next_cursor", "{\"type\":[\"string\",\"null\"]}");
    close(d);
}

static void put_file_types(struct document *d)
{
    put_raw(d, "content",
            "{\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{},"
            "\"text/csv\":{},\"audio/wav\":{},\"audio/mpeg\":{},\"audio/ogg\":{},"
            "\"image/png\":{},\"image/jpeg\":{},\"image/webp\":{},"
            "\"application/octet-stream\":{}}");
}

static void put_header_ref(struct document *d, const char *name)
{
    open(d, name);
    put(d, "$ref", str_format(d->arena, "#/components/headers/%s", name));
    close(d);
}

static void put_headers(struct document *d, const struct route *route)
{
    open(d, "headers");
    put_header_ref(d, "X-Request-Id");
    if (route->permission != PERMISSION_NONE) {
        put_header_ref(d, "RateLimit-Limit");
        put_header_ref(d, "RateLimit-Remaining");
        put_header_ref(d, "RateLimit-Reset");
    }
    if (route_shows_version(route))
        put_header_ref(d, "ETag");
    if (route->limits.key != 0)
        put_header_ref(d, "Idempotent-Replayed");
    close(d);
}

static void put_success(struct document *d, const struct route *route)
{
    open(d, str_format(d->arena, "%d", route->status).p);
    put(d, "description", sentence(d, str_format(d->arena, "http.status_%d", route->status).p));
    put_headers(d, route);
    if (answers_json(route)) {
        open(d, "content");
        open(d, "application/json");
        open(d, "schema");
        if (!answers_one(route))
            put_page_schema(d, route);
        else
            put_ref(d, route->answer, answer_form(route));
        close(d);
        close(d);
        close(d);
    } else if (route->shape == ANSWER_FILE) {
        put_file_types(d);
    }
    close(d);
}

static bool is_read(const struct route *route)
{
    return strcmp(route->method, "GET") == 0;
}

static const int refusals[] = { 400, 401, 403, 404, 406, 408, 409, 411, 412,
                                413, 415, 416, 422, 429, 500, 503, 504 };

/* Which refusals the edge and the commands have for such a route; each is a problem document. */
static bool may_refuse(const struct document *d, const struct route *route, int status)
{
    bool open = route->permission == PERMISSION_NONE, has_body = route->limits.body != BODY_NONE;

    switch (status) {
    case 401:
    case 403:
        return !open || has_body; /* an open one may judge what it is given: a password */
    case 404:
        return !open || has_body || route->shape == ANSWER_FILE;
    case 406:
        return answers_json(route);
    case 408:
    case 411:
    case 413:
    case 415:
        return has_body;
    case 409:
        return !is_read(route);
    case 412:
        return route_compares_versions(d->routes, route);
    case 416:
        return route->shape == ANSWER_FILE;
    default:
        return true;
    }
}

/* A file may be asked for in parts. */
static void put_part(struct document *d, const struct route *route)
{
    if (route->shape != ANSWER_FILE)
        return;
    open(d, "206");
    put(d, "description", sentence(d, "http.status_206"));
    put_headers(d, route);
    put_file_types(d);
    close(d);
}

/* What the client holds is what there is. */
static void put_unchanged(struct document *d, const struct route *route)
{
    if (!route_tells_unchanged(route))
        return;
    open(d, "304");
    put(d, "description", sentence(d, "http.status_304"));
    put_headers(d, route);
    close(d);
}

static void put_refusals(struct document *d, const struct route *route)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if (may_refuse(d, route, refusals[i]))
            put_raw(d, str_format(d->arena, "%d", refusals[i]).p,
                    str_format(d->arena, "{\"$ref\":\"#/components/responses/problem_%d\"}",
                               refusals[i])
                        .p);
}

/* Of "campaigns.launch" it is "campaigns". */
static struct str tag_of(const struct route *route)
{
    struct str doc = str_from_c(route->doc);

    return str_cut(&doc, '.');
}

static void put_operation(struct document *d, const struct route *route)
{
    char method[8] = { 0 };

    for (size_t i = 0; i < sizeof method - 1 && route->method[i] != '\0'; i++)
        method[i] = (char)(route->method[i] + ('a' - 'A'));
    open(d, method);
    put(d, "operationId", str_from_c(route->doc));
    put(d, "summary", sentence(d, str_format(d->arena, "doc.%s", route->doc).p));
    json_put_name(&d->w, STR("tags"));
    json_open(&d->w, '[');
    json_put_str(&d->w, tag_of(route));
    json_close(&d->w, ']');
    if (route->permission == PERMISSION_NONE)
        put_raw(d, "security", "[]");
    else
        put(d, "x-permission", permission_name(route->permission));
    if (route->permission == PERMISSION_OWN_ACCESS)
        put_raw(d, "security", "[{\"session\":[]}]");
    openapi_put_params(d, route);
    put_body(d, route);
    open(d, "responses");
    put_success(d, route);
    put_part(d, route);
    put_unchanged(d, route);
    put_refusals(d, route);
    close(d);
    close(d);
}

static bool is_told(const struct route *route)
{
    return str_starts(str_from_c(route->path), api_root);
}

static bool is_first_of_tag(const struct document *d, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_told(&d->routes->items[i]) &&
            str_eq(tag_of(&d->routes->items[i]), tag_of(&d->routes->items[index])))
            return false;
    return is_told(&d->routes->items[index]);
}

static void put_tags(struct document *d)
{
    json_put_name(&d->w, STR("tags"));
    json_open(&d->w, '[');
    for (size_t i = 0; i < d->routes->n; i++) {
        struct str tag = tag_of(&d->routes->items[i]);

        if (!is_first_of_tag(d, i))
            continue;
        json_open(&d->w, '{');
        put(d, "name", tag);
        put(d, "description", sentence(d, str_format(d->arena, "doc.tag.%.*s", STR_ARG(tag)).p));
        close(d);
    }
    json_close(&d->w, ']');
}

static bool is_first_of_path(const struct document *d, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(d->routes->items[i].path, d->routes->items[index].path) == 0)
            return false;
    return true;
}

static void put_paths(struct document *d)
{
    open(d, "paths");
    for (size_t i = 0; i < d->routes->n; i++) {
        const char *path = d->routes->items[i].path;

        if (!is_told(&d->routes->items[i]) || !is_first_of_path(d, i))
            continue;
        open(d, path);
        for (size_t j = i; j < d->routes->n; j++)
            if (strcmp(d->routes->items[j].path, path) == 0)
                put_operation(d, &d->routes->items[j]);
        close(d);
    }
    close(d);
}

static void put_schemas(struct document *d)
{
    open(d, "schemas");
    put_raw(
        d, "problem",
        "{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\","
        "\"instance\",\"code\"],\"properties\":{\"type\":{\"type\":\"string\",\"format\":"
        "\"uri-reference\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
        "\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},\"code\":{\"type\":"
        "\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
        "\"required\":[\"field\",\"code\",\"detail\"],"
        "\"properties\":{\"field\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},"
        "\"detail\":{\"type\":\"string\"}}}}}}");
    for (size_t i = 0; i < d->schemas_n; i++) {
        const struct record *record = d->schemas[i].record;
        enum json_schema form = d->schemas[i].form;

        json_put_name(&d->w, str_format(d->arena, "%s%s", record->name, json_schema_suffix(form)));
        json_put_schema(&d->w, record, form, d->language);
    }
    close(d);
}

static void put_header(struct document *d, const char *name, const char *schema)
{
    open(d, name);
    put(d, "description", sentence(d, str_format(d->arena, "doc.header.%s", name).p));
    put_raw(d, "schema", schema);
    close(d);
}

static void put_header_components(struct document *d)
{
    static const char count[] = "{\"type\":\"integer\",\"minimum\":0}";

    open(d, "headers");
    put_header(d, "X-Request-Id", "{\"type\":\"string\"}");
    put_header(d, "RateLimit-Limit", count);
    put_header(d, "RateLimit-Remaining", count);
    put_header(d, "RateLimit-Reset", count);
    put_header(d, "Retry-After", count);
    put_header(d, "ETag", "{\"type\":\"string\"}");
    put_header(d, "Idempotent-Replayed", "{\"type\":\"string\",\"enum\":[\"true\"]}");
    close(d);
}

/* One for each status, so that each says what it means. */
static void put_refusal_components(struct document *d)
{
    open(d, "responses");
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        int status = refusals[i];

        open(d, str_format(d->arena, "problem_%d", status).p);
        put(d, "description", sentence(d, str_format(d->arena, "doc.refusal.%d", status).p));
        open(d, "headers");
        put_header_ref(d, "X-Request-Id");
        if (status == 409 || status == 429 || status == 503)
            put_header_ref(d, "Retry-After");
        close(d);
        put_raw(d, "content",
                "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/"
                "problem\"}}}");
        close(d);
    }
    close(d);
}

static void put_security(struct document *d)
{
    open(d, "securitySchemes");
    open(d, "key");
    put(d, "type", STR("http"));
    put(d, "scheme", STR("bearer"));
    put(d, "description", sentence(d, "doc.scheme.key"));
    close(d);
    open(d, "session");
    put(d, "type", STR("apiKey"));
    put(d, "in", STR("cookie"));
    put(d, "name", STR("__Host-sid"));
    put(d, "description", sentence(d, "doc.scheme.session"));
    close(d);
    close(d);
}

static void put_components(struct document *d)
{
    open(d, "components");
    put_schemas(d);
    put_header_components(d);
    put_refusal_components(d);
    put_security(d);
    close(d);
}

/* Sentences that are no problem of a request's. */
static bool is_problem(struct str slug)
{
    static const char *const others[] = {
        "cli.",         "doc.",          "mail.",
        "settings.",    "report.",       "outcome.",
        "job_state.",   "data.",         "simulator.",
        "engine.",      "process.",      "worker.",
        "local_key.",   "columns.",      "http.status_",
        "row.verdict.", "phone.repair.", "unit.",
        "alert.",       "notice.",       "suppression.reason.",
        "job_reason.",
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (str_starts(slug, str_from_c(others[i])))
            return false;
    /* "export.phone" heads a column, "export.not_ready" is a problem */
    return !str_starts(slug, STR("export.")) || str_starts(slug, STR("export.not_"));
}

/* What a problem's `type` leads to: each code with its sentence. */
static void put_problems(struct document *d)
{
    const char *slug;

    open(d, "x-problems");
    for (size_t i = 0; (slug = message_slug(i)) != NULL; i++)
        if (is_problem(str_from_c(slug)))
            put(d, slug, sentence(d, slug));
    close(d);
}

struct str rest_document(struct arena *arena, enum language language)
{
    struct route_list routes = rest_routes();

    return openapi_print(arena, &routes, language);
}

struct str openapi_print(struct arena *arena, const struct route_list *routes,
                         enum language language)
{
    struct strbuf out = strbuf_init(arena, DOCUMENT_MOST);
    struct document d = {
        .w = json_writer_init(&out), .arena = arena, .routes = routes, .language = language
    };

    for (size_t i = 0; i < routes->n; i++)
        if (is_told(&routes->items[i]))
            add_schemas(&d, &routes->items[i]);
    json_open(&d.w, '{');
    put(&d, "openapi", STR("3.1.0"));
    open(&d, "info");
    put(&d, "title", STR("SpeechAI"));
    put(&d, "version", STR("1"));
    put(&d, "description", sentence(&d, "doc.api"));
    put_raw(&d, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
    close(&d);
    put_raw(&d, "servers", "[{\"url\":\"/\"}]");
    put_tags(&d);
    put_raw(&d, "security", "[{\"key\":[]},{\"session\":[]}]");
    put_paths(&d);
    put_components(&d);
    put_problems(&d);
    close(&d);
    return strbuf_str(&out);
}
