/* router.h - which route a method and a path mean. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/arena.h"
#include "http/route.h"

enum { ROUTER_TABLES = 2, PATH_SEGMENTS = 12 };

/* A route's path at its slashes, cut once. */
struct route_cut {
    const struct route *route;
    struct str segments[PATH_SEGMENTS];
    size_t n;
};

/* Tables are asked one after the other. */
struct router {
    struct {
        const struct route *items;
        size_t n;
    } tables[ROUTER_TABLES];
    struct route_cut *cuts; /* of all routes, in their order: router_index() */
};

/* Before the first question; again when a table has changed. */
void router_index(struct router *router, struct arena *arena);

enum found {
    FOUND_ROUTE = 1,
    FOUND_PATH_ONLY, /* the path exists, not for this method: see `allow` */
    FOUND_NOTHING,
    FOUND_BAD_PATH /* broken escapes, control characters, an escaped slash, dots */
};

struct match {
    enum found found;
    const struct route *route;
    struct str_map params; /* decoded, by the names in the route's path */
    struct str allow;      /* "GET, HEAD, OPTIONS" of the path */
    size_t index;          /* of the route over all tables, for figures */
};

/* HEAD is answered by the route of GET. */
struct match router_find(const struct router *router, struct arena *arena, struct str method,
                         struct str path);
size_t router_size(const struct router *router);

#endif
