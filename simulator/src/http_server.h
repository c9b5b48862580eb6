/* http_server.h - HTTP/1.1 on plain sockets, a thread a connection. Its own, because it must be
 * able to do what a server never does: reset, truncate, fall silent. */
#ifndef SIMULATOR_HTTP_SERVER_H
#define SIMULATOR_HTTP_SERVER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/field.h"
#include "base/str.h"

struct http_request {
    struct arena *arena; /* of this request */
    struct str method, path, query, body;
    struct str authorization; /* STR_NONE: no such header */
};

enum wire {
    WIRE_PLAIN = 1,
    WIRE_RESET,        /* RST instead of an answer */
    WIRE_RESET_MIDWAY, /* RST after half of it */
    WIRE_CLOSE,        /* FIN instead of an answer */
    WIRE_TRUNCATED     /* FIN after half of the body that was announced */
};

struct http_reply {
    int status;
    struct str content_type, body;
    struct str_map headers;
    int64_t delay_ms; /* before the first byte */
    enum wire wire;
};

struct http_handler {
    void (*handle)(void *self, const struct http_request *request, struct http_reply *reply);
    /* A request that was begun and broken off: nothing of it may be acted upon. */
    void (*unfinished)(void *self, struct str method, struct str path, size_t got, size_t wanted);
    void *self;
};

struct http_server;

/* Listens, so that the port is known; answers nobody before http_server_run().
 * ERR_UNAVAILABLE "simulator.cannot_listen" {host, port}. */
enum err http_server_open(struct str host, int64_t port, int64_t idle_close_ms,
                          struct http_handler handler, struct http_server **ret,
                          struct error *error) MUST_USE;
void http_server_run(struct http_server *server);
int64_t http_server_port(const struct http_server *server);
/* Breaks off what is under way; returns when all threads have ended. NULL is fine. */
void http_server_stop(struct http_server *server);

#endif
