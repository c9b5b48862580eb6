/* process/cache.c - a fixed table: who needs a place that another has, takes it. A mark is a number
 * that grows, one of many by its hash: two that share one make each other's answers old, no more.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "infrastructure/process.h"

enum { PLACES = 2048, MARKS = 16 * 1024, LOCKS = 64 };

struct place {
    char *name; /* with the account in front; the text behind it, in one block. NULL: free */
    size_t name_n, text_n;
    struct {
        size_t mark;
        uint64_t value;
    } stamp[CACHE_MARKS_MOST];
    size_t n_stamp;
    struct instant until; /* of the boot clock */
};

struct process_cache {
    struct clock clock;
    _Atomic uint64_t marks[MARKS];
    pthread_mutex_t locks[LOCKS]; /* each guards the places whose number it divides evenly */
    struct place places[PLACES];
};

static struct str name_of(struct arena *arena, const struct scope *scope, struct str name)
{
    return str_format(arena, "%.*s:%.*s", STR_ARG(ID_TEXT(arena, scope->account)), STR_ARG(name));
}

static struct place *hold_place(struct process_cache *c, struct str name)
{
    size_t at = str_hash(name) % PLACES;

    pthread_mutex_lock(&c->locks[at % LOCKS]);
    return &c->places[at];
}

static void let_go(struct process_cache *c, const struct place *place)
{
    pthread_mutex_unlock(&c->locks[(size_t)(place - c->places) % LOCKS]);
}

static void empty(struct place *place)
{
    if (place->name != NULL)
        explicit_bzero(place->name, place->name_n + place->text_n);
    free(place->name);
    *place = (struct place){ .name = NULL };
}

static bool is_good(struct process_cache *c, const struct place *place, struct str name)
{
    if (place->name == NULL || !str_eq((struct str){ place->name, place->name_n }, name) ||
        !instant_before(VIA0(c->clock, boot), place->until))
        return false;
    for (size_t i = 0; i < place->n_stamp; i++)
        if (c->marks[place->stamp[i].mark] != place->stamp[i].value)
            return false;
    return true;
}

static bool find(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct process_cache *c = self;
    struct str whole = name_of(scope->arena, scope, name);
    struct place *place = hold_place(c, whole);
    bool good = is_good(c, place, whole);

    if (good)
        *ret = str_copy(scope->arena, (struct str){ place->name + place->name_n, place->text_n });
    let_go(c, place);
    return good;
}

static void look(void *self, const struct str *marks, size_t n, struct cache_stamp *stamp)
{
    struct process_cache *c = self;

    for (size_t i = 0; i < n && stamp->n < CACHE_MARKS_MOST; i++) {
        stamp->values[stamp->n] = c->marks[str_hash(marks[i]) % MARKS];
        stamp->marks[stamp->n++] = marks[i];
    }
}

static void keep(void *self, struct scope *scope, struct str name, struct str text,
                 const struct cache_stamp *stamp, struct duration life)
{
    struct process_cache *c = self;
    struct str whole = name_of(scope->arena, scope, name);
    char *block;
    struct place *place;

    if (stamp->unknown || name.n > CACHE_NAME_MOST || text.n > CACHE_TEXT_MOST)
        return;
    block = malloc(whole.n + text.n + 1);
    if (block == NULL)
        return;
    memcpy(block, whole.p, whole.n);
    if (text.n > 0)
        memcpy(block + whole.n, text.p, text.n);
    place = hold_place(c, whole);
    empty(place);
    *place = (struct place){ .name = block,
                             .name_n = whole.n,
                             .text_n = text.n,
                             .n_stamp = stamp->n,
                             .until = instant_add(VIA0(c->clock, boot), life) };
    for (size_t i = 0; i < stamp->n; i++) {
        place->stamp[i].mark = str_hash(stamp->marks[i]) % MARKS;
        place->stamp[i].value = stamp->values[i];
    }
    let_go(c, place);
}

static bool changed(void *self, const struct str *marks, size_t n)
{
    struct process_cache *c = self;

    for (size_t i = 0; i < n; i++)
        c->marks[str_hash(marks[i]) % MARKS]++;
    return true;
}

struct process_cache *process_cache_new(struct clock clock)
{
    struct process_cache *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->clock = clock;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&c->locks[i], NULL);
    return c;
}

struct cache process_cache_port(struct process_cache *cache)
{
    static const struct cache_ops ops = {
        .find = find, .look = look, .keep = keep, .changed = changed
    };

    return (struct cache){ &ops, cache };
}

void process_cache_free(struct process_cache *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < PLACES; i++)
        empty(&c->places[i]);
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&c->locks[i]);
    free(c);
}
