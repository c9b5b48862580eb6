/* origins.c - a list that only grows, under a lock of its own. */
#include "live/origins.h"

#include <string.h>

void origins_init(struct live_origins *origins)
{
    *origins = (struct live_origins){ .arena = arena_init() };
    pthread_mutex_init(&origins->lock, NULL);
}

void origins_release(struct live_origins *origins)
{
    pthread_mutex_destroy(&origins->lock);
    arena_release(&origins->arena);
}

void origins_add(struct live_origins *origins, struct str origin)
{
    struct str *items;

    pthread_mutex_lock(&origins->lock);
    items = ARENA_ARRAY(&origins->arena, struct str, origins->n + 1);
    if (origins->n > 0)
        memcpy(items, origins->items, origins->n * sizeof *items);
    items[origins->n] = str_copy(&origins->arena, origin);
    origins->items = items;
    origins->n++;
    pthread_mutex_unlock(&origins->lock);
}

/* A star in the place of the first label is any one label. */
static bool origin_fits(struct str known, struct str origin)
{
    size_t star = str_find(known, STR("://*."));
    struct str before, after, label;

    if (star == SIZE_MAX)
        return str_eq_nocase(known, origin);
    before = str_slice(known, 0, star + 3);
    after = str_slice(known, star + 4, known.n);
    if (origin.n <= before.n + after.n || !str_eq_nocase(str_slice(origin, 0, before.n), before) ||
        !str_eq_nocase(str_slice(origin, origin.n - after.n, origin.n), after))
        return false;
    label = str_slice(origin, before.n, origin.n - after.n);
    return str_find_char(label, '.') == SIZE_MAX && str_find_char(label, '/') == SIZE_MAX;
}

bool origins_know(struct live_origins *origins, struct str origin)
{
    bool known = false;

    pthread_mutex_lock(&origins->lock);
    for (size_t i = 0; i < origins->n && !known; i++)
        known = origin_fits(origins->items[i], origin);
    pthread_mutex_unlock(&origins->lock);
    return known;
}
