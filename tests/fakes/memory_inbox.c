/* tests/fakes/memory_inbox.c - webhooks that wait to be applied. */
#include "fakes/memory_dialing_inside.h"

static struct memory_inbox_item *find(struct memory_dialing *m, struct str key)
{
    for (size_t i = 0; i < m->inbox.n; i++)
        if (str_eq(m->inbox.items[i].item.key, key))
            return &m->inbox.items[i];
    return NULL;
}

static struct inbox_item copy_item(const struct inbox_item *item, struct arena *arena)
{
    struct inbox_item copy = *item;

    copy.key = str_copy(arena, item->key);
    copy.tag = str_copy(arena, item->tag);
    copy.raw = str_copy(arena, item->raw);
    return copy;
}

static enum err inbox_put(void *self, struct scope *scope, const struct inbox_item *item,
                          bool *again)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    *again = find(m, item->key) != NULL;
    if (!*again)
        MEMORY_ADD(m->store, &m->inbox,
                   ((struct memory_inbox_item){ .item = copy_item(item, &m->store->arena),
                                                .due = item->received_at }));
    return ERR_OK;
}

static enum err inbox_due(void *self, struct scope *scope, struct instant now, int64_t most,
                          struct inbox_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct inbox_list list = { ARENA_ARRAY(scope->arena, struct inbox_item, m->inbox.n), 0 };

    for (size_t i = 0; i < m->inbox.n && (int64_t)list.n < most; i++) {
        const struct memory_inbox_item *k = &m->inbox.items[i];

        if (!k->done && !k->dead && !instant_before(now, k->due))
            list.items[list.n++] = copy_item(&k->item, scope->arena);
    }
    *ret = list;
    return ERR_OK;
}

static enum err inbox_dead(void *self, struct scope *scope, int64_t most, struct inbox_list *ret)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct inbox_list list = { ARENA_ARRAY(scope->arena, struct inbox_item, m->inbox.n), 0 };

    for (size_t i = 0; i < m->inbox.n && (int64_t)list.n < most; i++)
        if (m->inbox.items[i].dead)
            list.items[list.n++] = copy_item(&m->inbox.items[i].item, scope->arena);
    *ret = list;
    return ERR_OK;
}

static enum err inbox_done(void *self, struct scope *scope, const struct str *keys, size_t n)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < n; i++) {
        struct memory_inbox_item *k = find(m, keys[i]);
        if (k != NULL) {
            k->done = true;
            k->dead = false;
        }
    }
    return ERR_OK;
}

static enum err inbox_park(void *self, struct scope *scope, struct str key, struct instant at)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct memory_inbox_item *k = find(m, key);

    (void)scope;
    if (k == NULL || k->done)
        return ERR_OK;
    k->item.tries++;
    k->due = at;
    k->dead = at.unix_ms == 0;
    return ERR_OK;
}

static enum err inbox_depth(void *self, struct scope *scope, int64_t *waiting, int64_t *dead)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);

    (void)scope;
    *waiting = *dead = 0;
    for (size_t i = 0; i < m->inbox.n; i++) {
        *dead += m->inbox.items[i].dead;
        *waiting += !m->inbox.items[i].dead && !m->inbox.items[i].done;
    }
    return ERR_OK;
}

struct event_inbox memory_inbox(struct memory_dialing *m)
{
    static const struct event_inbox_ops ops = {
        .put = inbox_put,
        .due = inbox_due,
        .done = inbox_done,
        .park = inbox_park,
        .dead = inbox_dead,
        .depth = inbox_depth,
    };

    return (struct event_inbox){ &ops, m };
}
