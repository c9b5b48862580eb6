/* precondition.c - the record of "/campaigns/{id}/launch" is that of GET "/campaigns/{id}". What
 * was compared here goes with the request to the store, which saves no other version: nothing comes
 * between. */
#include "http/precondition.h"

#include "http/edge.h"

bool route_shows_version(const struct route *route)
{
    const struct field *f;

    if (!answers_one(route) || route->answer == NULL)
        return false;
    f = record_find(route->answer, STR("version"));
    return f != NULL && f->kind == KIND_I64 && (f->flags & FIELD_PRIVATE) == 0;
}

bool route_tells_unchanged(const struct route *route)
{
    return route->shape == ANSWER_STORED && route_shows_version(route);
}

static const struct route *shown_at(const struct route_list *routes, struct str path)
{
    for (size_t i = 0; i < routes->n; i++) {
        const struct route *r = &routes->items[i];

        if (str_eq_c(STR("GET"), r->method) && str_eq_c(path, r->path) && route_shows_version(r))
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

/* Which record GET shows: of the path's id, or the account itself. */
static void hold_to(struct request *req, const struct route *shown, struct str etag)
{
    const struct field *f = record_find(shown->answer, STR("id"));
    struct id128 id = req->scope.account.v;
    int64_t version;

    if (f == NULL || f->kind != KIND_ID || etag.n < 2 ||
        !str_to_i64(str_slice(etag, 1, etag.n - 1), 1, INT64_MAX, &version))
        return;
    if (request_param(req, "id").p == NULL || id128_scan(request_param(req, "id"), f->prefix, &id))
        request_has_seen(req, id, version);
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
    if (!etag_matches(wanted, etag))
        return response_refuse(req, res, 412, ERR_CONFLICT, "record.stale");
    hold_to(req, shown, etag);
    return ERR_OK;
}

/* Changed between the look and the write. */
static bool lost_its_race(const struct request *req, enum err err)
{
    return err == ERR_CONFLICT && !id128_is_zero(req->scope.seen.id) &&
           req->scope.error.slug != NULL && str_eq_c(STR("record.conflict"), req->scope.error.slug);
}

/* The client holds it already: the head says so, and nothing follows. */
static void leave_out_known(struct request *req, struct response *res)
{
    struct str known = request_header(req, "If-None-Match");

    if (known.p == NULL || !route_tells_unchanged(req->route) || res->status != 200 ||
        !(str_eq(known, STR("*")) || etag_matches(known, etag_of(res))))
        return;
    res->status = 304;
    res->body = strbuf_init(res->arena, 0);
}

enum err handle_if_matched(struct request *req, struct response *res)
{
    enum err err;

    TRY(check(req, res));
    err = req->route->handle(req, res);
    if (err == ERR_OK)
        leave_out_known(req, res);
    return lost_its_race(req, err) ? response_refuse(req, res, 412, ERR_CONFLICT, "record.stale")
                                   : err;
}
