/* precondition.c - the record of "/campaigns/{id}/launch" is that of GET "/campaigns/{id}".
 * Handlers that change a record ask it again of what they have read, so that nothing comes between.
 */
#include "http/precondition.h"

#include "http/edge.h"

static bool shows_version(const struct route *route)
{
    const struct field *f;

    if (route->shape != ANSWER_RECORD || route->answer == NULL)
        return false;
    f = record_find(route->answer, STR("version"));
    return f != NULL && f->kind == KIND_I64 && (f->flags & FIELD_PRIVATE) == 0;
}

static const struct route *shown_at(const struct route_list *routes, struct str path)
{
    for (size_t i = 0; i < routes->n; i++) {
        const struct route *r = &routes->items[i];

        if (str_eq_c(STR("GET"), r->method) && str_eq_c(path, r->path) && shows_version(r))
            return r;
    }
    return NULL;
}

/* Up to the end of the parameter before; STR_NONE: there is none. */
static struct str shorter(struct str path)
{
    size_t n = path.n - 1;

    while (n > 0 && path.p[n - 1] != '}')
        n--;
    return n == 0 ? STR_NONE : str_slice(path, 0, n);
}

/* Only what is done to a record names it by a part of its path. */
static const struct route *shown_by(const struct route_list *routes, const struct route *route)
{
    bool is_action = str_eq_c(STR("POST"), route->method);
    struct str path = str_from_c(route->path);
    const struct route *found = shown_at(routes, path);

    while (is_action && found == NULL && (path = shorter(path)).n > 0)
        found = shown_at(routes, path);
    return found;
}

/* The handler reads the record that it changes, and asks itself. */
static bool asks_itself(const struct route *route)
{
    return route->limits.body == BODY_CHANGE && route->body == route->answer;
}

bool route_compares_versions(const struct route_list *routes, const struct route *route)
{
    return !str_eq_c(STR("GET"), route->method) &&
           str_starts(str_from_c(route->path), STR("/api/")) &&
           (asks_itself(route) || shown_by(routes, route) != NULL);
}

static struct str etag_of(const struct response *res)
{
    for (size_t i = 0; i < res->headers_n; i++)
        if (str_eq(res->headers[i].name, STR("ETag")))
            return res->headers[i].value;
    return STR_NONE;
}

/* What GET would say, asked of its own handler; its permission is asked there. */
static enum err read_etag(struct request *req, const struct route *shown, struct str *ret)
{
    struct response aside = response_init(req->scope.arena);
    const struct account_id account = req->scope.account; /* a handler may go into its sandbox */
    const struct route *route = req->route;
    enum err err;

    req->route = shown;
    err = shown->handle(req, &aside);
    req->route = route;
    req->scope.account = account;
    *ret = etag_of(&aside);
    return err;
}

static enum err check(struct request *req, struct response *res)
{
    const struct route_list *routes = &req->edge->settings.routes;
    struct str wanted = request_header(req, "If-Match");
    const struct route *shown;
    struct str etag;

    if (wanted.p == NULL || str_eq(wanted, STR("*")) ||
        !str_starts(str_from_c(req->route->path), STR("/api/")) ||
        str_eq_c(STR("GET"), req->route->method))
        return ERR_OK;
    shown = shown_by(routes, req->route);
    if (shown == NULL)
        return asks_itself(req->route)
                   ? ERR_OK
                   : response_refuse(req, res, 412, ERR_CONFLICT, "http.no_version");
    TRY(read_etag(req, shown, &etag));
    return etag_matches(wanted, etag)
               ? ERR_OK
               : response_refuse(req, res, 412, ERR_CONFLICT, "record.stale");
}

enum err handle_if_matched(struct request *req, struct response *res)
{
    TRY(check(req, res));
    return req->route->handle(req, res);
}
