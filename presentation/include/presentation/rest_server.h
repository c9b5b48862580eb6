/* presentation/rest_server.h - the REST API over HTTP/1.1. The server knows routes, not what they
 * do: rest_routes() gives those of the product, a test gives its own. */
#ifndef PRESENTATION_REST_SERVER_H
#define PRESENTATION_REST_SERVER_H

#include "application/ports.h"
#include "base/metrics.h"
#include "codec/messages.h"

struct route;
struct rest_server;

struct route_list {
    const struct route *items;
    size_t n;
};

/* A file that is served as it lies here: the dashboard's. */
struct site_file {
    struct str path;                /* "/assets/index-3f2a.js" */
    struct str type;                /* of its content */
    struct str bytes, gzip, brotli; /* packed forms; empty: there is none */
    bool lasting;                   /* its name changes with its bytes: may be kept for ever */
};

/* By exact path alone: no path leads out of a list. /index.html also answers a browser that asks
 * for a page of its own: any path that is neither the API's nor a file's. */
struct site {
    const struct site_file *items;
    size_t n;
    struct str connect; /* sources beside 'self' to which pages may open connections */
};

/* Who is behind a credential: authenticate_key() of the application. `wanted` is the header
 * X-Account, by which the installation's key names the account that it acts for. */
typedef enum err rest_authenticate(const struct ports *ports, struct scope *scope, struct str key,
                                   struct str wanted);
/* Is this what the scope's session was given to send along with changes? */
typedef bool rest_csrf_is(const struct ports *ports, const struct scope *scope, struct str csrf);
/* Do the dependencies answer? *why: a slug. Asked by /readyz. */
typedef bool rest_ready(void *self, struct str *why);

struct rest_limit {
    int64_t per_minute; /* 0: no limit */
    int64_t burst;      /* of them at once */
};

struct rest_settings {
    struct str host;            /* an IPv4 address; loopback unless a proxy stands in front */
    int64_t port;               /* 0: any free one, see rest_server_port() */
    int64_t threads;            /* connections held at once; 0: 64 */
    int64_t at_once;            /* requests worked on at once; 0: as many as come */
    int64_t reads_at_once;      /* those that only read, beside the others; 0: at_once */
    struct duration silence_ms; /* of a client in the middle of a request; 0: 10 s */
    struct duration idle_ms;    /* of a kept connection; 0: 3 s */
    struct duration body_ms; /* for a whole small body, and for the slack of a large one; 0: 30 s */
    /* Requests of one account, key, user, and client's address (those of this host apart). */
    struct rest_limit per_account, per_key, per_user, per_address;
    int64_t upload_most;        /* bytes of a streamed body; 0: 200 MiB */
    int64_t uploads_of_account; /* at one time, to this process; 0: no limit of its own */
    int64_t upload_rate;        /* bytes a second that a streamed body must keep; 0: 16 KiB */
    bool health_only;           /* of the server's own routes, health and figures alone */
    struct str_list origins;    /* of pages that may use the API by keys; none: CORS off */
    struct str_list proxies;    /* addresses or networks whose word on the client's is taken */
    struct str address_header;  /* in which they give it; empty: X-Forwarded-For */
    struct route_list routes;   /* beside those of the server itself: health, figures, documents */
    struct site site;           /* the caller's, as long as the server; empty: none */
    rest_authenticate *authenticate;
    rest_authenticate *authenticate_session; /* by the cookie's secret; NULL: no sessions */
    rest_csrf_is *csrf_is;                   /* with authenticate_session */
    rest_ready *ready;                       /* NULL: always */
    void *ready_self;
};

/* *ports and *metrics (or NULL) stay the caller's and must outlive the server. ERR_UNAVAILABLE
 * "http.cannot_listen" {host, port}; ERR_INVALID "http.bad_origin" {origin}, "http.bad_proxy"
 * {address}. */
enum err rest_server_new(const struct rest_settings *settings, const struct ports *ports,
                         struct metrics *metrics, struct rest_server **ret,
                         struct error *error) MUST_USE;
int64_t rest_server_port(const struct rest_server *server);
/* From now on /readyz says no, so that a balancer sends nothing new. */
void rest_server_drain(struct rest_server *server);
/* Stops listening, waits for the requests in course, frees. NULL is allowed. */
void rest_server_free(struct rest_server *server);

/* Everything of /api/v1 and /webhooks. */
struct route_list rest_routes(void);
/* Its OpenAPI document, as a server answers it. */
struct str rest_document(struct arena *arena, enum language language);

#endif
