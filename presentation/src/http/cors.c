/* cors.c - by the Fetch standard; Access-Control-Allow-Credentials is never sent. */
#include "http/cors.h"

static const struct str taken =
    STR_INIT("Authorization, Content-Type, Idempotency-Key, If-Match, X-Account, X-File-Name, "
             "X-Request-Id");
static const struct str told =
    STR_INIT("ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
             "Idempotent-Replayed, X-Request-Id, Content-Disposition, Content-Language");

bool cors_is_origin(struct str text)
{
    size_t at = str_find(text, STR("://"));
    struct str scheme = str_slice(text, 0, at == SIZE_MAX ? 0 : at);
    struct str host = at == SIZE_MAX ? STR_NONE : str_slice(text, at + 3, text.n);

    if ((!str_eq(scheme, STR("https")) && !str_eq(scheme, STR("http"))) || host.n == 0)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' &&
            c != ':' && c != '[' && c != ']')
            return false;
    }
    return !str_ends(host, STR(":")) && !str_starts(host, STR(":"));
}

static struct str allowed_origin(const struct str_list *origins, const struct request *req)
{
    struct str origin = request_header(req, "Origin");

    for (size_t i = 0; origin.p != NULL && i < origins->n; i++)
        if (str_eq(origins->items[i], origin))
            return origin;
    return STR_NONE;
}

void cors_tell(const struct str_list *origins, const struct request *req, struct response *res)
{
    struct str origin = allowed_origin(origins, req);

    if (origins->n == 0)
        return;
    res->varies |= VARIES_BY_ORIGIN;
    if (origin.p == NULL)
        return;
    response_header(res, "Access-Control-Allow-Origin", origin);
    response_header(res, "Access-Control-Expose-Headers", told);
}

void cors_tell_preflight(const struct str_list *origins, const struct request *req,
                         struct response *res, struct str methods)
{
    if (allowed_origin(origins, req).p == NULL ||
        request_header(req, "Access-Control-Request-Method").p == NULL)
        return;
    response_header(res, "Access-Control-Allow-Methods", methods);
    response_header(res, "Access-Control-Allow-Headers", taken);
    response_header(res, "Access-Control-Max-Age", STR("600"));
}
