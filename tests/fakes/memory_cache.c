/* tests/fakes/memory_cache.c */
#include "fakes/memory_cache.h"

#include <stdlib.h>

static uint64_t *value_of(struct memory_cache *c, struct str mark)
{
    for (size_t i = 0; i < c->n_marks; i++)
        if (str_eq(c->marks[i].name, mark))
            return &c->marks[i].value;
    if (c->n_marks == MEMORY_MARKS)
        abort();
    c->marks[c->n_marks].name = str_copy(c->arena, mark);
    return &c->marks[c->n_marks++].value;
}

static size_t place_of(const struct memory_cache *c, struct account_id account, struct str name)
{
    size_t i = 0;

    while (i < c->n_answers &&
           !(ID_EQ(c->answers[i].account, account) && str_eq(c->answers[i].name, name)))
        i++;
    return i;
}

static bool memory_find(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct memory_cache *c = self;
    size_t at = place_of(c, scope->account, name);
    const struct cache_stamp *stamp = &c->answers[at].stamp;

    if (c->is_away || at == c->n_answers ||
        !instant_before(VIA0(c->clock, boot), c->answers[at].until))
        return false;
    for (size_t i = 0; i < stamp->n; i++)
        if (*value_of(c, stamp->marks[i]) != stamp->values[i])
            return false;
    *ret = str_copy(scope->arena, c->answers[at].text);
    c->found++;
    return true;
}

static void memory_look(void *self, const struct str *marks, size_t n, struct cache_stamp *stamp)
{
    struct memory_cache *c = self;

    stamp->unknown = stamp->unknown || c->is_away;
    for (size_t i = 0; i < n; i++) {
        stamp->values[stamp->n] = *value_of(c, marks[i]);
        stamp->marks[stamp->n++] = str_copy(c->arena, marks[i]);
    }
}

static void memory_keep(void *self, struct scope *scope, struct str name, struct str text,
                        const struct cache_stamp *stamp, struct duration life)
{
    struct memory_cache *c = self;
    size_t at = place_of(c, scope->account, name);

    if (stamp->unknown || c->is_away || name.n > CACHE_NAME_MOST || text.n > CACHE_TEXT_MOST)
        return;
    if (at == MEMORY_ANSWERS)
        at = c->n_answers = 0;
    if (at == c->n_answers)
        c->n_answers++;
    c->answers[at].account = scope->account;
    c->answers[at].name = str_copy(c->arena, name);
    c->answers[at].text = str_copy(c->arena, text);
    c->answers[at].stamp = *stamp;
    c->answers[at].until = instant_add(VIA0(c->clock, boot), life);
}

static bool memory_changed(void *self, const struct str *marks, size_t n)
{
    struct memory_cache *c = self;

    for (size_t i = 0; !c->is_away && i < n; i++)
        ++*value_of(c, marks[i]);
    return !c->is_away;
}

struct cache memory_cache(struct memory_cache *cache)
{
    static const struct cache_ops ops = {
        .find = memory_find, .look = memory_look, .keep = memory_keep, .changed = memory_changed
    };

    return (struct cache){ &ops, cache };
}
