/* error_response.c - errors as problem documents (RFC 9457), in the reader's language. */
#include "base/checked.h"
#include "base/strbuf.h"
#include "http/request.h"

static const int http_status[] = {
    [ERR_OK] = 200,        [ERR_INVALID] = 422,      [ERR_UNAUTHENTICATED] = 401,
    [ERR_FORBIDDEN] = 403, [ERR_NOT_FOUND] = 404,    [ERR_EXISTS] = 409,
    [ERR_CONFLICT] = 409,  [ERR_PRECONDITION] = 422, [ERR_EXHAUSTED] = 429,
    [ERR_INTERNAL] = 500,  [ERR_UNAVAILABLE] = 503,  [ERR_TIMEOUT] = 504,
};
_Static_assert(ARRAY_LEN(http_status) == ERR_COUNT, "every error has a status");

/* Where HTTP has a closer word than the kind of the error. */
static const struct {
    const char *slug;
    int status;
} closer[] = {
    { "object.too_large", 413 },      { "idempotency.required", 400 }, { "json.malformed", 400 },
    { "json.duplicate", 400 },        { "json.too_deep", 400 },        { "json.too_many", 400 },
    { "query.malformed", 400 },       { "webhook.malformed", 400 },    { "record.stale", 412 },
    { "idempotency.malformed", 400 },
};

static int status_of(const struct response *res, enum err err, struct str slug)
{
    if (res->refused != 0)
        return res->refused;
    for (size_t i = 0; i < ARRAY_LEN(closer); i++)
        if (str_eq_c(slug, closer[i].slug))
            return closer[i].status;
    return http_status[err];
}

/* Our own faults are told by kind alone: what broke inside is the log's. */
static const char *slug_of(const struct error *error, enum err err)
{
    static const char *const kinds[] = {
        [ERR_OK] = "error.internal",
        [ERR_INVALID] = "error.invalid",
        [ERR_UNAUTHENTICATED] = "error.unauthenticated",
        [ERR_FORBIDDEN] = "error.forbidden",
        [ERR_NOT_FOUND] = "error.not_found",
        [ERR_EXISTS] = "error.exists",
        [ERR_PRECONDITION] = "error.precondition",
        [ERR_CONFLICT] = "error.conflict",
        [ERR_EXHAUSTED] = "error.exhausted",
        [ERR_TIMEOUT] = "error.timeout",
        [ERR_UNAVAILABLE] = "error.unavailable",
        [ERR_INTERNAL] = "error.internal",
    };

    return err == ERR_INTERNAL || error->slug == NULL ? kinds[err] : error->slug;
}

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_put_name(w, str_from_c(name));
    json_put_str(w, text);
}

static void put_fields(struct json_writer *w, struct request *req)
{
    json_put_name(w, STR("errors"));
    json_open(w, '[');
    for (const struct field_error *f = req->scope.error.fields; f != NULL; f = f->next) {
        json_open(w, '{');
        put_text(w, "field", f->field);
        put_text(w, "code", str_from_c(f->slug));
        put_text(w, "detail", message_print(req->scope.arena, req->language, f->slug, f->params));
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_problem(struct request *req, struct response *res, const char *slug, bool internal)
{
    struct json_writer w = json_writer_init(&res->body);
    struct arena *arena = req->scope.arena;
    const char *title = str_format(arena, "http.status_%d", res->status).p;

    json_open(&w, '{');
    put_text(&w, "type", str_format(arena, "/docs#problem-%s", slug));
    put_text(&w, "title", message_print(arena, req->language, title, NULL));
    json_put_name(&w, STR("status"));
    json_put_i64(&w, res->status);
    put_text(&w, "detail",
             message_print(arena, req->language, slug, internal ? NULL : req->scope.error.params));
    put_text(&w, "instance", req->scope.request_id);
    put_text(&w, "code", str_from_c(slug));
    if (req->scope.error.fields != NULL)
        put_fields(&w, req);
    json_close(&w, '}');
}

void error_response(struct request *req, struct response *res, enum err err)
{
    const char *slug = slug_of(&req->scope.error, err);

    res->status = status_of(res, err, str_from_c(slug));
    res->type = STR("application/problem+json");
    res->policy = res->caching = STR_NONE;
    res->produce = NULL;
    strbuf_clear(&res->body);
    put_problem(req, res, slug, err == ERR_INTERNAL);
    if (res->status == 401)
        response_header(res, "WWW-Authenticate", STR("Bearer"));
    if (res->status == 429)
        response_header(
            res, "Retry-After",
            str_format(res->arena, "%lld", (long long)max_i64(res->allowance.retry_s, 1)));
    if (res->status == 503)
        response_header(res, "Retry-After", STR("5"));
    response_header(res, "Content-Language", language_tag(req->language));
    res->varies |= VARIES_BY_LANGUAGE;
}
