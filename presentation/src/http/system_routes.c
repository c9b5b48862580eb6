/* system_routes.c - the server's own: is it alive, is it ready, its figures, its documents. */
#include "docs/pages.h"
#include "http/edge.h"
#include "http/site.h"

static const struct str json_type = STR_INIT("application/json");

static enum err get_health(struct request *req, struct response *res)
{
    (void)req;
    return response_text(res, 200, json_type, STR("{\"status\":\"alive\"}"));
}

static enum err get_ready(struct request *req, struct response *res)
{
    const struct edge *edge = req->edge;
    struct str why = STR("");

    if (__atomic_load_n(&edge->draining, __ATOMIC_ACQUIRE))
        return response_refuse(req, res, 503, ERR_UNAVAILABLE, "http.draining");
    if (edge->settings.ready != NULL && !edge->settings.ready(edge->settings.ready_self, &why)) {
        res->refused = 503;
        return FAIL_WITH(&req->scope.error, ERR_UNAVAILABLE, "http.not_ready", P_STR("what", why));
    }
    return response_text(res, 200, json_type, STR("{\"status\":\"ready\"}"));
}

static enum err get_metrics(struct request *req, struct response *res)
{
    metrics_print(req->edge->metrics, &res->body);
    res->status = 200;
    res->type = STR("text/plain; version=0.0.4; charset=utf-8");
    return ERR_OK;
}

static enum err get_openapi(struct request *req, struct response *res)
{
    response_header(res, "Content-Language", language_tag(req->language));
    res->varies |= VARIES_BY_LANGUAGE;
    return response_text(res, 200, json_type, req->edge->openapi[req->language]);
}

static enum err page(struct response *res, struct str type, struct str text)
{
    res->policy =
        STR("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    res->caching = STR("no-cache");
    return response_text(res, 200, type, text);
}

static enum err get_docs(struct request *req, struct response *res)
{
    (void)req;
    return page(res, STR("text/html; charset=utf-8"), docs_html);
}

static enum err get_docs_css(struct request *req, struct response *res)
{
    (void)req;
    return page(res, STR("text/css; charset=utf-8"), docs_css);
}

static enum err get_docs_js(struct request *req, struct response *res)
{
    (void)req;
    return page(res, STR("text/javascript; charset=utf-8"), docs_js);
}

#define OPEN(path_, handle_, doc_)                                                                 \
    {                                                                                              \
        "GET", (path_), PERMISSION_NONE, NULL, NULL, { BODY_NONE, 0, 0 }, ANSWER_OTHER, 200,       \
            (handle_), (doc_), NULL                                                                \
    }

const struct route system_routes[] = {
    OPEN("/healthz", get_health, "system.health"),
    OPEN("/readyz", get_ready, "system.ready"),
    OPEN("/metrics", get_metrics, "system.metrics"),
    OPEN("/api/v1/openapi.json", get_openapi, "system.openapi"),
    OPEN("/", get_site, "system.site"),
    OPEN("/docs", get_docs, "system.docs"),
    OPEN("/docs/docs.css", get_docs_css, "system.docs_css"),
    OPEN("/docs/docs.js", get_docs_js, "system.docs_js"),
};
const size_t system_routes_n = ARRAY_LEN(system_routes);
