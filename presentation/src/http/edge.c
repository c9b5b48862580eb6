/* edge.c - head, route, credentials, limits, body, handler: no byte of a body is read for a 401 or
 * a 413. */
#include "base/checked.h"
#include "base/strbuf.h"
#include "http/edge.h"

#include <stdlib.h>
#include <string.h>

#include "http/coding.h"
#include "http/cors.h"
#include "http/credentials.h"
#include "http/openapi.h"
#include "http/precondition.h"
#include "http/repetition.h"
#include "http/site.h"

enum { CONNECTIONS = 64, LINE_MS = 600, UPLOADS_LEAST = 2 };
enum { UPLOAD_MOST = 200 * 1024 * 1024, UPLOAD_RATE = 16 * 1024, BODY_MS = 30000 };

static void set_defaults(struct rest_settings *s)
{
    if (s->threads == 0)
        s->threads = CONNECTIONS;
    if (s->body_ms.ms == 0)
        s->body_ms.ms = BODY_MS;
    if (s->upload_most == 0)
        s->upload_most = UPLOAD_MOST;
    if (s->upload_rate == 0)
        s->upload_rate = UPLOAD_RATE;
    if (s->address_header.n == 0)
        s->address_header = STR("X-Forwarded-For");
}

static const struct route *route_at(const struct router *router, size_t index)
{
    size_t t = 0;

    while (index >= router->tables[t].n)
        index -= router->tables[t++].n;
    return &router->tables[t].items[index];
}

static const char *route_label(struct arena *arena, const struct edge *edge, size_t index)
{
    const struct route *route;

    if (index == router_size(&edge->router))
        return "method=\"\",route=\"none\"";
    route = route_at(&edge->router, index);
    return str_format(arena, "method=\"%s\",route=\"%s\"", route->method, route->path).p;
}

static void take_proxies(struct edge *edge)
{
    const struct str_list *texts = &edge->settings.proxies;

    edge->proxies = ARENA_ARRAY(&edge->arena, struct network, texts->n);
    for (size_t i = 0; i < texts->n; i++)
        if (network_parse(texts->items[i], &edge->proxies[edge->proxies_n]))
            edge->proxies_n++;
    edge->address_header = str_c(&edge->arena, edge->settings.address_header);
}

enum err edge_settings_check(const struct rest_settings *s, struct error *error)
{
    struct network network;

    for (size_t i = 0; i < s->origins.n; i++)
        if (!cors_is_origin(s->origins.items[i]))
            return FAIL_WITH(error, ERR_INVALID, "http.bad_origin",
                             P_STR("origin", s->origins.items[i]));
    for (size_t i = 0; i < s->proxies.n; i++)
        if (!network_parse(s->proxies.items[i], &network))
            return FAIL_WITH(error, ERR_INVALID, "http.bad_proxy",
                             P_STR("address", s->proxies.items[i]));
    return ERR_OK;
}

/* The same for everybody: made once, as it must cost next to nothing. */
static struct str busy_answer(struct edge *edge, bool keep)
{
    struct request req = { .edge = edge, .ports = edge->ports, .method = STR("?") };
    struct response res = response_init(&edge->arena);

    req.language = LANGUAGE_ES;
    req.scope.arena = req.scope.error.arena = &edge->arena;
    req.scope.now.unix_ms = -1; /* no Date: it is answered later */
    req.scope.request_id = STR("-");
    res.refused = 503;
    error_response(&req, &res, FAIL(&req.scope.error, ERR_UNAVAILABLE, "http.overloaded"));
    return str_format(&edge->arena, "%.*s%.*s", STR_ARG(edge_head(&req, &res, keep)),
                      STR_ARG(strbuf_str(&res.body)));
}

static struct metric *refused(struct metrics *metrics, const char *labels)
{
    return metrics_counter(metrics, "http_overload_refused_total",
                           "Requests refused because all places were taken.", labels);
}

static void make_gates(struct edge *edge)
{
    int64_t width = edge->settings.at_once, threads = edge->settings.threads;
    int64_t reads = edge->settings.reads_at_once > 0 ? edge->settings.reads_at_once : width;
    struct gate_settings reading = {
        reads, max_i64(reads / 2, 1), max_i64(threads * 7 / 8, reads), { LINE_MS }
    };
    struct gate_settings writing = { width, 0, max_i64(threads / 8, width), { LINE_MS } };
    struct gate_settings some = {
        width == 0 ? 0 : max_i64(width / 2, UPLOADS_LEAST), 0, width, { LINE_MS }
    };

    edge->reads = gate_new(&reading);
    edge->writes = gate_new(&writing);
    edge->uploads = gate_new(&some);
    edge->under_way = uploads_new(edge->settings.uploads_of_account, threads);
    edge->too_busy[false] = busy_answer(edge, false);
    edge->too_busy[true] = busy_answer(edge, true);
    edge->refused_in_line = refused(edge->metrics, "at=\"line\"");
    edge->refused_at_door = refused(edge->metrics, "at=\"door\"");
    edge->refused_in_lobby = refused(edge->metrics, "at=\"lobby\"");
}

void edge_init(struct edge *edge, const struct rest_settings *settings, const struct ports *ports,
               struct metrics *metrics)
{
    size_t n;

    edge->settings = *settings;
    set_defaults(&edge->settings);
    edge->arena = arena_init();
    take_proxies(edge);
    edge->ports = ports;
    edge->metrics = metrics;
    quotas_init(&edge->quotas, settings, ports->limiter);
    make_gates(edge);
    edge->router.tables[0].items = system_routes;
    edge->router.tables[0].n = settings->health_only ? HEALTH_ROUTES : system_routes_n;
    edge->router.tables[1].items = settings->routes.items;
    edge->router.tables[1].n = settings->routes.n;
    router_index(&edge->router, &edge->arena);
    n = router_size(&edge->router) + 1;
    edge->figures = ARENA_ARRAY(&edge->arena, struct route_figures, n);
    for (size_t i = 0; i < n; i++)
        edge->figures[i].seconds = metrics_histogram(metrics, "http_request_duration_seconds",
                                                     "Time from the head to the last byte.",
                                                     route_label(&edge->arena, edge, i));
    for (enum language l = LANGUAGE_ES; l <= LANGUAGE_EN; l++)
        edge->openapi[l] = openapi_print(&edge->arena, &settings->routes, l);
    edge->site_policy = site_policy(&edge->arena, &settings->site);
}

void edge_release(struct edge *edge)
{
    gate_free(edge->reads);
    gate_free(edge->writes);
    gate_free(edge->uploads);
    uploads_free(edge->under_way);
    arena_release(&edge->arena);
}

struct request edge_request(const struct edge *edge, struct arena *arena)
{
    struct instant now = VIA0(edge->ports->clock, wall);

    return (struct request){
        .edge = edge,
        .ports = edge->ports,
        .scope = { .now = now,
                   .arena = arena,
                   .log = edge->ports->log,
                   .error = { .arena = arena },
                   .actor = { .kind = ACTOR_PROVIDER } },
        .language = LANGUAGE_ES,
        .body = { .clock = edge->ports->clock, .patience = edge->settings.body_ms },
    };
}

static enum err find_route(const struct edge *edge, struct request *req, struct response *res)
{
    struct match match = router_find(&edge->router, req->scope.arena, req->method, req->path);

    switch (match.found) {
    case FOUND_ROUTE:
        req->route = match.route;
        req->params = match.params;
        return ERR_OK;
    case FOUND_PATH_ONLY:
        response_header(res, "Allow", match.allow);
        if (str_eq(req->method, STR("OPTIONS"))) {
            cors_tell_preflight(&edge->settings.origins, req, res, match.allow);
            return response_nothing(res);
        }
        return response_refuse(req, res, 405, ERR_INVALID, "http.method_not_allowed");
    case FOUND_BAD_PATH:
        return response_refuse(req, res, 400, ERR_INVALID, "http.bad_path");
    case FOUND_NOTHING:
        req->route = site_route(edge, req);
        if (req->route != NULL)
            return ERR_OK;
        break;
    }
    return response_refuse(req, res, 404, ERR_NOT_FOUND, "http.no_such_path");
}

static int64_t most_bytes(const struct edge *edge, const struct route *route)
{
    if (route->limits.bytes > 0)
        return route->limits.bytes;
    switch (route->limits.body) {
    case BODY_STREAM:
        return edge->settings.upload_most;
    case BODY_RAW:
        return RAW_BODY;
    case BODY_NONE:
    case BODY_RECORD:
    case BODY_CHANGE:
        break;
    }
    return SMALL_BODY;
}

static enum err too_busy(const struct edge *edge, struct request *req, struct response *res)
{
    metric_add(edge->refused_in_line, 1);
    req->turned_away = true;
    return response_refuse(req, res, 503, ERR_UNAVAILABLE, "http.overloaded");
}

/* Health and figures are told also when nothing else is. */
static bool needs_place(const struct route *route)
{
    return route < system_routes || route >= system_routes + HEALTH_ROUTES;
}

static struct gate *gate_of(const struct edge *edge, struct str method)
{
    return str_eq(method, STR("GET")) || str_eq(method, STR("HEAD")) ? edge->reads : edge->writes;
}

static enum err take_place(const struct edge *edge, struct request *req, struct response *res)
{
    if (!needs_place(req->route))
        return ERR_OK;
    req->place = gate_of(edge, req->method);
    if (gate_enter(req->place, false))
        return ERR_OK;
    req->place = NULL;
    return too_busy(edge, req, res);
}

static void leave_place(struct request *req)
{
    if (req->place != NULL)
        gate_leave(req->place);
    req->place = NULL;
}

static enum err take_upload(const struct edge *edge, struct request *req, struct response *res)
{
    leave_place(req);
    if (!uploads_begin(edge->under_way, req->scope.account))
        return FAIL_WITH(&req->scope.error, ERR_EXHAUSTED, "limit.uploads",
                         P_I64("limit", edge->settings.uploads_of_account));
    req->uploads = true;
    if (!gate_enter(edge->uploads, false))
        return too_busy(edge, req, res);
    req->place = edge->uploads;
    return ERR_OK;
}

static struct str busy(const struct edge *edge, const struct gate *gate, struct str path,
                       int64_t coming, bool keep, struct metric *counted)
{
    if (!gate_is_full(gate, coming))
        return STR_NONE;
    for (size_t i = 0; i < HEALTH_ROUTES; i++)
        if (str_eq_c(path, system_routes[i].path))
            return STR_NONE;
    metric_add(counted, 1);
    return edge->too_busy[keep];
}

struct str edge_too_busy(const struct edge *edge, struct str method, struct str path, bool keep)
{
    return busy(edge, gate_of(edge, method), path, 0, keep, edge->refused_at_door);
}

struct str edge_too_busy_still(const struct edge *edge, struct str path, int64_t coming)
{
    return busy(edge, edge->reads, path, coming, true, edge->refused_in_lobby);
}

static enum err answer(const struct edge *edge, struct request *req, struct response *res,
                       struct str version)
{
    TRY(head_check(req, res, version));
    req->is_sound = true;
    TRY(find_route(edge, req, res));
    if (req->route == NULL)
        return ERR_OK; /* OPTIONS */
    /* the route's permission is asked here too, so that no byte of a body is read in vain */
    TRY(take_place(edge, req, res));
    TRY(quotas_take_address(&edge->quotas, req, res));
    TRY(credentials_check(req));
    TRY(quotas_take(&edge->quotas, req, res));
    if (answers_json(req->route))
        TRY(head_check_accept(req, res, STR("application/json")));
    TRY(head_idempotency_key(req, res));
    TRY(query_parse(req->scope.arena, req->query_text, &req->query, &req->scope.error));
    if (req->route->shape == ANSWER_PAGE)
        request_fields(req, res, req->route->answer);
    TRY(request_check_query(req));
    TRY(head_check_body(req, res, most_bytes(edge, req->route)));
    if (req->route->limits.body == BODY_STREAM) {
        req->body.rate = edge->settings.upload_rate;
        TRY(take_upload(edge, req, res));
    }
    if (req->scope.idempotency_key.p != NULL)
        return answer_once(req, res);
    if (req->route->limits.body == BODY_RAW)
        return quotas_bad_webhook(&edge->quotas, req, res, handle_if_matched(req, res));
    return handle_if_matched(req, res);
}

void edge_answer(const struct edge *edge, struct request *req, struct response *res,
                 struct str version)
{
    enum err err;

    struct str said = request_header(req, "Accept-Language");

    req->language = language_choose(said);
    req->scope.language = said.n > 0 ? language_tag(req->language) : STR_NONE;
    head_request_id(req);
    err = answer(edge, req, res, version);
    if (err != ERR_OK)
        error_response(req, res, err);
    leave_place(req);
    if (req->uploads)
        uploads_end(edge->under_way, req->scope.account);
    cors_tell(&edge->settings.origins, req, res);
    coding_apply(req, res);
}

static int status_slot(int status)
{
    static const int known[STATUS_CODES] = { 200, 201, 202, 204, 304, 400, 401, 403, 404, 405,
                                             406, 408, 409, 411, 412, 413, 415, 417, 422, 429,
                                             431, 500, 501, 503, 504, 505, 414, 206, 416, 0 };
    int i = 0;

    while (i < STATUS_CODES - 1 && known[i] != status)
        i++;
    return i;
}

static size_t figure_index(const struct edge *edge, const struct route *route)
{
    size_t before = 0;

    for (size_t t = 0; t < ROUTER_TABLES; t++) {
        const struct route *items = edge->router.tables[t].items;

        for (size_t i = 0; i < edge->router.tables[t].n; i++)
            if (&items[i] == route)
                return before + i;
        before += edge->router.tables[t].n;
    }
    return before;
}

static void count(const struct edge *edge, const struct request *req, int status, int64_t us)
{
    size_t index = figure_index(edge, req->route);
    struct route_figures *figures = &edge->figures[index];
    struct metric **slot = &figures->by_status[status_slot(status)];
    struct metric *counter = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

    histogram_observe(figures->seconds, us);
    if (counter == NULL) { /* two threads may look for it at once: both find the same */
        const char *labels = str_format(req->scope.arena, "%s,status=\"%d\"",
                                        route_label(req->scope.arena, edge, index), status)
                                 .p;

        counter =
            metrics_counter(edge->metrics, "http_requests_total", "Requests answered.", labels);
        __atomic_store_n(slot, counter, __ATOMIC_RELEASE);
    }
    metric_add(counter, 1);
}

/* The path as its route names it: ids, tags and keys that stand in paths are no matter for logs. */
void edge_finish(const struct edge *edge, const struct request *req, const struct response *res,
                 int64_t microseconds)
{
    struct str path = req->route == NULL ? STR("none") : str_from_c(req->route->path);
    enum log_level level = res->status >= 500 ? LOG_ERROR : LOG_INFO;
    struct log log = edge->ports->log;
    struct log_field error = { .name = NULL }; /* the end, if there was none */

    if (req->scope.error.slug != NULL && res->status >= 400)
        error = LF_ERROR(&req->scope.error);
    count(edge, req, res->status, microseconds);
    if (req->route != NULL && req->route >= system_routes &&
        req->route < system_routes + system_routes_n)
        level = level == LOG_INFO ? LOG_DEBUG : level;
    LOG_AT(log, level, "http.request", req->scope.request_id, LF_STR("method", req->method),
           LF_STR("route", path), LF_I64("status", res->status), LF_I64("us", microseconds),
           LF_I64("bytes_in", req->body.got), LF_I64("bytes_out", (int64_t)res->body.n),
           LF_ID("account", "acc", req->scope.account.v), LF_STR("address", req->scope.address),
           error);
}
