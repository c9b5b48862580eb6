/* router.c - paths are cut at their slashes before anything is decoded, so no escape can make one.
 */
#include "http/router.h"

#include <string.h>

#include "base/strbuf.h"
#include "codec/query_string.h"

struct segments {
    struct str items[PATH_SEGMENTS];
    size_t n;
};

static bool is_clean(struct str s)
{
    if (s.n == 0 || str_eq(s, STR(".")) || str_eq(s, STR("..")) || !str_is_utf8(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f || s.p[i] == '/' || s.p[i] == '\\')
            return false;
    return true;
}

/* False: no path that could mean anything. "/" has no segments. */
static bool cut_path(struct arena *arena, struct str path, struct segments *ret)
{
    struct str rest;

    *ret = (struct segments){ .n = 0 };
    if (path.n == 0 || path.p[0] != '/')
        return false;
    rest = path.n == 1 ? STR_NONE : str_slice(path, 1, path.n);
    while (rest.p != NULL) {
        struct str segment = str_cut(&rest, '/');

        if (segment.n == 0 && rest.p == NULL && ret->n < PATH_SEGMENTS) {
            ret->items[ret->n++] = segment; /* "/things/": there is no such path */
            break;
        }
        if (ret->n == PATH_SEGMENTS || !percent_decode(arena, segment, &ret->items[ret->n]) ||
            !is_clean(ret->items[ret->n]))
            return false;
        ret->n++;
    }
    return true;
}

static bool is_param(struct str pattern)
{
    return pattern.n > 2 && pattern.p[0] == '{';
}

static void cut_route(const struct route *route, struct route_cut *ret)
{
    struct str rest = str_from_c(route->path + 1);

    *ret = (struct route_cut){ .route = route };
    while (rest.n > 0 && ret->n < PATH_SEGMENTS)
        ret->segments[ret->n++] = str_cut(&rest, '/');
}

void router_index(struct router *router, struct arena *arena)
{
    size_t at = 0;

    router->cuts = ARENA_ARRAY(arena, struct route_cut, router_size(router));
    for (size_t t = 0; t < ROUTER_TABLES; t++)
        for (size_t i = 0; i < router->tables[t].n; i++)
            cut_route(&router->tables[t].items[i], &router->cuts[at++]);
}

/* From its end, where paths differ. Fills params only for a match. */
static bool fits(const struct route_cut *cut, const struct segments *path, struct str_map *params)
{
    params->n = 0;
    if (cut->n != path->n)
        return false;
    for (size_t i = cut->n; i > 0; i--)
        if (is_param(cut->segments[i - 1]) ? path->items[i - 1].n == 0
                                           : !str_eq(cut->segments[i - 1], path->items[i - 1]))
            return false;
    for (size_t i = 0; i < cut->n; i++)
        if (is_param(cut->segments[i]))
            params->items[params->n++] =
                (struct str_pair){ str_slice(cut->segments[i], 1, cut->segments[i].n - 1),
                                   path->items[i] };
    return true;
}

/* "/things/import" is no id of "/things/{id}": of the paths that fit, the one that says more for
 * itself is meant, whatever the method. NULL: none fits. */
static const char *meant_path(const struct router *router, const struct segments *segments,
                              struct str_map *params)
{
    size_t least = SIZE_MAX, n = router_size(router);
    const char *meant = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!fits(&router->cuts[i], segments, params) || params->n >= least)
            continue;
        least = params->n;
        meant = router->cuts[i].route->path;
    }
    return meant;
}

static void allow(struct strbuf *out, const char *method)
{
    if (out->n > 0)
        strbuf_add(out, STR(", "));
    strbuf_add_c(out, method);
    if (str_eq_c(STR("GET"), method))
        strbuf_add(out, STR(", HEAD"));
}

struct match router_find(const struct router *router, struct arena *arena, struct str method,
                         struct str path)
{
    struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;
    struct match match = { .found = FOUND_NOTHING };
    struct str_map params = { ARENA_ARRAY(arena, struct str_pair, PATH_PARAMS), 0 };
    struct strbuf allowed = strbuf_init(arena, 256);
    struct segments segments;
    size_t n = router_size(router);
    const char *meant;

    if (!cut_path(arena, path, &segments)) {
        match.found = FOUND_BAD_PATH;
        return match;
    }
    meant = meant_path(router, &segments, &params);
    for (size_t i = 0; i < n && meant != NULL; i++) {
        const struct route *route = router->cuts[i].route;

        if (strcmp(route->path, meant) != 0 || !fits(&router->cuts[i], &segments, &params))
            continue;
        allow(&allowed, route->method);
        if (match.found == FOUND_ROUTE || !str_eq_c(wanted, route->method))
            continue;
        match = (struct match){ .found = FOUND_ROUTE, .route = route, .index = i };
        match.params =
            (struct str_map){ ARENA_ARRAY(arena, struct str_pair, PATH_PARAMS), params.n };
        for (size_t p = 0; p < params.n; p++)
            match.params.items[p] = params.items[p];
    }
    if (allowed.n == 0)
        return match;
    strbuf_add(&allowed, STR(", OPTIONS"));
    match.allow = strbuf_str(&allowed);
    if (match.found == FOUND_NOTHING)
        match.found = FOUND_PATH_ONLY;
    return match;
}

size_t router_size(const struct router *router)
{
    size_t n = 0;

    for (size_t t = 0; t < ROUTER_TABLES; t++)
        n += router->tables[t].n;
    return n;
}
