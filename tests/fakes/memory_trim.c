/* tests/fakes/memory_trim.c - the port store_trim over the fakes' tables. */
#include <string.h>

#include "fakes/memory_dialing_inside.h"

/* Takes out the i-th of a list. */
#define TAKE(list, i)                                                                              \
    memmove(&(list)->items[i], &(list)->items[(i) + 1],                                            \
            ((list)->n-- - (i)-1) * sizeof *(list)->items)

static enum err memory_webhooks(void *self, struct scope *scope, struct instant before,
                                int64_t most, bool *left)
{
    struct memory_dialing *m = self;
    int64_t taken = 0;
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < m->inbox.n && taken < most;) {
        const struct memory_inbox_item *item = &m->inbox.items[i];

        if (item->done && instant_before(item->item.received_at, before)) {
            TAKE(&m->inbox, i);
            taken++;
        } else {
            i++;
        }
    }
    *left = taken > 0;
    return ERR_OK;
}

static int64_t cursor_of(const struct memory_store *store, const char *consumer)
{
    for (size_t i = 0; i < store->cursors.n; i++)
        if (str_eq_c(store->cursors.items[i].consumer, consumer))
            return store->cursors.items[i].seq;
    return 0;
}

static int64_t handled_by_all(const struct memory_store *store, const char *const *consumers,
                              size_t n)
{
    int64_t handled = store->cursors.n == 0 ? 0 : INT64_MAX;

    for (size_t i = 0; i < store->cursors.n; i++)
        if (store->cursors.items[i].seq < handled)
            handled = store->cursors.items[i].seq;
    for (size_t i = 0; i < n; i++)
        if (cursor_of(store, consumers[i]) < handled)
            handled = cursor_of(store, consumers[i]);
    return handled;
}

static enum err memory_events(void *self, struct scope *scope, struct instant before,
                              const char *const *consumers, size_t n, int64_t most, bool *left)
{
    struct memory_dialing *m = self;
    MEMORY_HOLD(m);
    struct event_list *events = &m->store->events;
    int64_t handled = handled_by_all(m->store, consumers, n), taken = 0;

    (void)scope;
    while (events->n > 1 && taken < most && events->items[0].seq <= handled &&
           instant_before(events->items[0].at, before)) {
        TAKE(events, 0);
        taken++;
    }
    *left = taken > 0;
    return ERR_OK;
}

static enum err memory_keys(void *self, struct scope *scope, struct instant before, int64_t most,
                            bool *left)
{
    struct memory_dialing *m = self;
    int64_t taken = 0;
    MEMORY_HOLD(m);

    (void)scope;
    for (size_t i = 0; i < m->store->keys.n && taken < most;) {
        if (instant_before(m->store->keys.items[i].at, before)) {
            TAKE(&m->store->keys, i);
            taken++;
        } else {
            i++;
        }
    }
    *left = taken > 0;
    return ERR_OK;
}

struct store_trim memory_trim(struct memory_dialing *m)
{
    static const struct store_trim_ops ops = { .webhooks = memory_webhooks,
                                               .events = memory_events,
                                               .created_keys = memory_keys };

    return (struct store_trim){ &ops, m };
}
