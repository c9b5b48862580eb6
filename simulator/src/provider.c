/* provider.c - finds what was asked for, asks for the key, lets go wrong what shall go wrong. */
#include "codec/query_string.h"
#include "exchange.h"

#include "codec/crypto.h"

enum { ANSWER_MOST = 64 << 20, LINE_MOST = 1 << 16 };

void answer_error_str(struct exchange *x, int status, struct str message)
{
    struct json_writer w = answer_writer(x);

    json_open(&w, '{');
    put_c(&w, "status", "error");
    put_str(&w, "message", message);
    json_close(&w, '}');
    answer_json(x, status, &w);
}

void answer_error(struct exchange *x, int status, const char *message)
{
    answer_error_str(x, status, str_from_c(message));
}

void answer_nothing(struct exchange *x)
{
    x->reply->status = 204;
    x->reply->body = STR("");
}

struct json_writer answer_writer(struct exchange *x)
{
    struct strbuf *out = ARENA_NEW(x->arena, struct strbuf);

    *out = strbuf_init(x->arena, ANSWER_MOST);
    return json_writer_init(out);
}

void answer_json(struct exchange *x, int status, struct json_writer *w)
{
    x->reply->status = status;
    x->reply->content_type = STR("application/json; charset=utf-8");
    x->reply->body = strbuf_str(w->out);
}

bool query_number(struct exchange *x, const char *name, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *ret)
{
    struct str_map query = { .n = 0 };
    struct str value;

    if (query_parse(x->arena, x->request->query, &query, NULL) != ERR_OK)
        return false;
    value = query_get(&query, name);
    if (value.p != NULL)
        return str_to_i64(value, least, most, ret);
    *ret = otherwise;
    return true;
}

void book_post(struct world *world, const struct json *body, struct str call_id, int status,
               const struct fault *fault)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    put_c(&w, "kind", "post");
    put_i64(&w, "at", world_now(world).unix_ms);
    put_str(&w, "tag", json_str(json_path(body, "metadata.tag")));
    put_str(&w, "to_number", json_str(json_get(body, "to_number")));
    put_bool(&w, "accepted", call_id.p != NULL);
    put_str(&w, "call_id", call_id);
    put_i64(&w, "status", status);
    put_str(&w, "fault", fault_kind_name(fault->kind));
    json_close(&w, '}');
    book_add(world->book, strbuf_str(&out), true);
}

void provider_unfinished(void *self, struct str method, struct str path, size_t got, size_t wanted)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct strbuf out = strbuf_init(&arena, LINE_MOST);
    struct json_writer w = json_writer_init(&out);
    struct world *world = self;

    json_open(&w, '{');
    put_c(&w, "kind", "unfinished");
    put_i64(&w, "at", world_now(world).unix_ms);
    put_str(&w, "method", method);
    put_str(&w, "path", path);
    put_i64(&w, "received_bytes", (int64_t)got);
    put_i64(&w, "announced_bytes", (int64_t)wanted);
    json_close(&w, '}');
    book_add(world->book, strbuf_str(&out), true);
}

/* True: the path is the route's; *id is what stands in place of {id}. */
static bool route_fits(const struct route *route, struct str path, struct str *id)
{
    struct str pattern = str_from_c(route->path);
    size_t brace = str_find_char(pattern, '{');

    *id = STR_NONE;
    if (brace == SIZE_MAX)
        return str_eq(path, pattern);
    *id = str_slice(path, brace, path.n);
    return str_starts(path, str_slice(pattern, 0, brace)) && id->n > 0 &&
           str_find_char(*id, '/') == SIZE_MAX;
}

bool route_exists(struct str name)
{
    const struct route *const tables[] = { call_routes, list_routes, setup_routes };

    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (const struct route *r = tables[i]; r->method != NULL; r++)
            if (str_eq_c(name, r->name))
                return true;
    return str_eq_c(name, "any");
}

static const struct route *route_find(const struct http_request *request, struct str *id)
{
    const struct route *const tables[] = { call_routes, list_routes, setup_routes, control_routes };

    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (const struct route *r = tables[i]; r->method != NULL; r++)
            if (str_eq_c(request->method, r->method) && route_fits(r, request->path, id))
                return r;
    return NULL;
}

static bool has_key(const struct exchange *x)
{
    struct str given = x->request->authorization;
    const struct str bearer = STR("Bearer ");

    return str_starts(given, bearer) &&
           secret_eq(str_slice(given, bearer.n, given.n), x->world->settings.api_key);
}

/* False: answered. */
static bool read_body(struct exchange *x)
{
    if (x->request->body.n == 0)
        return true;
    if (json_parse(x->arena, x->request->body, &SIMULATOR_JSON, &x->body, NULL) != ERR_OK ||
        json_kind(x->body) != JSON_OBJECT) {
        answer_error(x, 400, "The request body is not a JSON object");
        return false;
    }
    return true;
}

static void choose_fault(struct exchange *x, const struct route *route)
{
    struct str to_number = json_str(json_get(x->body, "to_number"));

    pthread_mutex_lock(&x->world->lock);
    x->fault = fault_take(&x->world->misbehaviour, str_from_c(route->name), to_number);
    x->fault.retry_after = str_copy(x->arena, x->fault.retry_after);
    pthread_mutex_unlock(&x->world->lock);
}

static void answer_route(struct exchange *x, const struct route *route)
{
    bool refused;

    if (!read_body(x))
        return;
    choose_fault(x, route);
    refused = x->fault.kind != FAULT_NONE && !x->fault.accepted;
    if (!refused)
        route->handle(x);
    else if (str_eq_c(str_from_c(route->name), "create"))
        book_post(x->world, x->body, STR_NONE,
                  x->fault.kind == FAULT_STATUS || x->fault.kind == FAULT_HTML ? x->fault.status
                                                                               : 0,
                  &x->fault);
    if (refused && x->fault.kind != FAULT_STATUS && x->fault.kind != FAULT_HTML)
        answer_error(x, 500, "An unexpected server error occurred");
    fault_apply(&x->fault, x->arena, x->reply);
}

void provider_handle(void *self, const struct http_request *request, struct http_reply *reply)
{
    struct exchange x = { .world = self,
                          .request = request,
                          .arena = request->arena,
                          .fault = { .kind = FAULT_NONE },
                          .reply = reply };
    const struct route *route = route_find(request, &x.id);

    if (str_starts(request->path, STR("/recordings/"))) {
        recording_answer(&x);
    } else if (route != NULL && str_starts(request->path, STR("/__sim/"))) {
        if (read_body(&x))
            route->handle(&x);
    } else if (!has_key(&x)) {
        answer_error(&x, 401, "API key is missing or invalid");
    } else if (route == NULL) {
        answer_error(&x, 404, "Not Found");
    } else {
        answer_route(&x, route);
    }
}
