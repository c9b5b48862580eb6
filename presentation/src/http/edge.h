/* edge.h - from a request to a response; knows HTTP, but no vendor of it. */
#ifndef HTTP_EDGE_H
#define HTTP_EDGE_H

#include "http/client_address.h"
#include "http/gate.h"
#include "http/head.h"
#include "http/quotas.h"
#include "http/router.h"
#include "http/uploads.h"
#include "presentation/rest_server.h"

enum { STATUS_CODES = 30 };

/* Figures of one route; counters are found when they are first needed. */
struct route_figures {
    struct histogram *seconds;
    struct metric *by_status[STATUS_CODES];
};

struct edge {
    struct rest_settings settings;
    const struct ports *ports;
    struct metrics *metrics;
    struct router router;
    struct route_figures *figures; /* router_size() + 1: the last is of no route */
    struct network *proxies;
    size_t proxies_n;
    const char *address_header;
    struct arena arena; /* what lives as long as the server; not touched after edge_new */
    struct str openapi[LANGUAGE_EN + 1];
    struct str site_policy; /* Content-Security-Policy of the site's pages */
    struct quotas quotas;
    struct gate *reads;  /* work for processors: more at once would only hinder each other */
    struct gate *writes; /* they wait for the disk, together */
    struct uploads *under_way;
    struct gate *uploads; /* of bodies that are streamed: slow ones take no place from the others */
    struct str too_busy[2]; /* the whole answer to whoever finds the gate full; [1]: and goes on */
    /* only the first are counted among the answers as well */
    struct metric *refused_in_line, *refused_at_door, *refused_in_lobby;
    bool draining; /* atomic */
};

/* ERR_INVALID "http.bad_origin" {origin}, "http.bad_proxy" {address}. */
enum err edge_settings_check(const struct rest_settings *settings, struct error *error) MUST_USE;
/* With settings that were checked. The rest of *edge is zero. */
void edge_init(struct edge *edge, const struct rest_settings *settings, const struct ports *ports,
               struct metrics *metrics);
void edge_release(struct edge *edge);

/* A request with its head as it came and its body still on the way. */
struct request edge_request(const struct edge *edge, struct arena *arena);
/* Fills the response, be it an error; counts it and writes the log's line after it was sent. */
void edge_answer(const struct edge *edge, struct request *req, struct response *res,
                 struct str version);
void edge_finish(const struct edge *edge, const struct request *req, const struct response *res,
                 int64_t microseconds);
/* For one who will be refused anyway: the whole answer, before anything of the request is looked
 * at. STR_NONE: it may come in. `keep`: the connection goes on, as nothing of it is unread. */
struct str edge_too_busy(const struct edge *edge, struct str method, struct str path, bool keep);
/* The same for a GET in the lobby, where `coming` others were let in before it. */
struct str edge_too_busy_still(const struct edge *edge, struct str path, int64_t coming);

/* Status line and headers. The body is left out for HEAD and where there is none. */
struct str edge_head(const struct request *req, struct response *res, bool keep);
bool edge_sends_body(const struct request *req, const struct response *res);

enum { HEALTH_ROUTES = 3 }; /* the first of them */
extern const struct route system_routes[];
extern const size_t system_routes_n;

#endif
