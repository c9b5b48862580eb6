/* credentials.c - keys, cookies, and where a request comes from. */
#include "http/credentials.h"

#include <string.h>

#include "base/strbuf.h"
#include "http/edge.h"

static const struct str bearer = STR_INIT("Bearer ");
static const struct str cookie_name = STR_INIT("__Host-sid");

/* STR_NONE: there is none, or more than one, and who knows whose. */
static struct str cookie_of(const struct request *req)
{
    struct str rest = request_header(req, "Cookie"), found = STR_NONE;

    while (rest.p != NULL) {
        struct str value = str_trim(str_cut(&rest, ';'));
        struct str name = str_cut(&value, '=');

        if (!str_eq(name, cookie_name))
            continue;
        if (found.p != NULL)
            return STR_NONE;
        found = value;
    }
    return found;
}

void session_cookie(struct response *res, struct str secret)
{
    response_header(res, "Set-Cookie",
                    str_format(res->arena, "%.*s=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax%s",
                               STR_ARG(cookie_name), STR_ARG(secret),
                               secret.n == 0 ? "; Max-Age=0" : ""));
}

static bool changes_something(const struct request *req)
{
    return !str_eq(req->method, STR("GET")) && !str_eq(req->method, STR("HEAD"));
}

/* The origin's host and port are those the request was sent to. */
static bool origin_is_own(const struct request *req, struct str origin)
{
    size_t at = str_find(origin, STR("://"));

    return at != SIZE_MAX &&
           str_eq_nocase(str_slice(origin, at + 3, origin.n), request_header(req, "Host"));
}

/* By what the browser says of itself; an older one says at least its origin. */
static bool comes_from_own_page(const struct request *req)
{
    struct str site = request_header(req, "Sec-Fetch-Site");
    struct str origin = request_header(req, "Origin");

    if (site.p != NULL)
        return str_eq(site, STR("same-origin"));
    return origin.p != NULL && origin_is_own(req, origin);
}

static enum err check_csrf(struct request *req)
{
    struct str csrf = request_header(req, "X-CSRF");

    if (!changes_something(req))
        return ERR_OK;
    if (!comes_from_own_page(req))
        return FAIL(&req->scope.error, ERR_FORBIDDEN, "auth.cross_site");
    if (csrf.p == NULL || !req->edge->settings.csrf_is(req->ports, &req->scope, csrf))
        return FAIL(&req->scope.error, ERR_FORBIDDEN, "auth.bad_csrf");
    return ERR_OK;
}

static enum err by_key(struct request *req, struct str given, struct str wanted)
{
    if (given.n <= bearer.n || !str_eq_nocase(str_slice(given, 0, bearer.n), bearer))
        return FAIL(&req->scope.error, ERR_UNAUTHENTICATED, "auth.missing");
    return req->edge->settings.authenticate(req->ports, &req->scope,
                                            str_trim(str_slice(given, bearer.n, given.n)), wanted);
}

static enum err by_session(struct request *req, struct str wanted)
{
    struct str cookie = cookie_of(req);

    if (cookie.p == NULL || req->edge->settings.authenticate_session == NULL)
        return FAIL(&req->scope.error, ERR_UNAUTHENTICATED, "auth.missing");
    TRY(req->edge->settings.authenticate_session(req->ports, &req->scope, cookie, wanted));
    return check_csrf(req);
}

/* What is open to everyone is not open to another's page: it could sign somebody in as another. */
static enum err check_open(struct request *req)
{
    struct str site = request_header(req, "Sec-Fetch-Site");

    if (changes_something(req) &&
        (str_eq(site, STR("cross-site")) || str_eq(site, STR("same-site"))))
        return FAIL(&req->scope.error, ERR_FORBIDDEN, "auth.cross_site");
    return ERR_OK;
}

enum err credentials_check(struct request *req)
{
    struct str given = request_header(req, "Authorization");
    struct str wanted = request_header(req, "X-Account");

    if (req->route->permission == PERMISSION_NONE)
        return check_open(req);
    if (wanted.p == NULL)
        wanted = STR("");
    if (given.p != NULL)
        TRY(by_key(req, given, wanted));
    else
        TRY(by_session(req, wanted));
    return scope_require(&req->scope, req->route->permission);
}

static bool may_try(const struct limits *limits, struct response *res, struct str text)
{
    struct allowance a = limits_take(limits, limited_as(text));

    res->allowance = a;
    return a.granted > 0;
}

enum err sign_in_limit(struct request *req, struct response *res, struct str name)
{
    if (may_try(&req->edge->quotas.sign_ins_by_address, res,
                client_network(req->scope.arena, req->scope.address)) &&
        may_try(&req->edge->quotas.sign_ins_by_name, res, name))
        return ERR_OK;
    return FAIL(&req->scope.error, ERR_EXHAUSTED, "limit.sign_ins");
}
