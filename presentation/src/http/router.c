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

/* Compares; fills params only for a match. */
static bool fits(const struct route *route, const struct segments *path, struct str_map *params)
{
    struct str rest = str_from_c(route->path + 1);
    size_t at = 0;

    params->n = 0;
    if (rest.n == 0)
        return path->n == 0;
    for (; rest.p != NULL; at++) {
        struct str pattern = str_cut(&rest, '/');

        if (at == path->n)
            return false;
        if (is_param(pattern))
            params->items[params->n++] =
                (struct str_pair){ str_slice(pattern, 1, pattern.n - 1), path->items[at] };
        else if (!str_eq(pattern, path->items[at]))
            return false;
    }
    return at == path->n;
}

/* "/things/import" is no id of "/things/{id}": of the paths that fit, the one that says more for
 * itself is meant, whatever the method. NULL: none fits. */
static const char *meant_path(const struct router *router, const struct segments *segments,
                              struct str_map *params)
{
    const char *meant = NULL;
    size_t least = SIZE_MAX;

    for (size_t t = 0; t < ROUTER_TABLES; t++)
        for (size_t i = 0; i < router->tables[t].n; i++) {
            const struct route *route = &router->tables[t].items[i];

            if (!fits(route, segments, params) || params->n >= least)
                continue;
            least = params->n;
            meant = route->path;
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
    const char *meant;
    size_t index = 0;

    if (!cut_path(arena, path, &segments)) {
        match.found = FOUND_BAD_PATH;
        return match;
    }
    meant = meant_path(router, &segments, &params);
    for (size_t t = 0; t < ROUTER_TABLES && meant != NULL; t++)
        for (size_t i = 0; i < router->tables[t].n; i++, index++) {
            const struct route *route = &router->tables[t].items[i];

            if (strcmp(route->path, meant) != 0 || !fits(route, &segments, &params))
                continue;
            allow(&allowed, route->method);
            if (match.found == FOUND_ROUTE || !str_eq_c(wanted, route->method))
                continue;
            match = (struct match){ .found = FOUND_ROUTE, .route = route, .index = index };
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
