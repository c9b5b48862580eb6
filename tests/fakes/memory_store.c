/* tests/fakes/memory_store.c - the rows that all ports of the memory store share. */
#include "fakes/memory_store.h"

#include <stdlib.h>
#include <string.h>

struct memory_store *memory_store_new(void)
{
    struct memory_store *store = calloc(1, sizeof *store);

    if (store == NULL)
        abort();
    store->arena = arena_init();
    return store;
}

void memory_store_free(struct memory_store *store)
{
    if (store == NULL)
        return;
    arena_release(&store->arena);
    free(store);
}

void *memory_grown(struct memory_store *store, void *items, size_t n, size_t *capacity, size_t size)
{
    void *more;

    if (n < *capacity)
        return items;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    more = arena_array(&store->arena, *capacity, size);
    if (n > 0)
        memcpy(more, items, n * size);
    return more;
}

static struct id128 id_of(const struct record *record, const char *name, const void *object)
{
    return *(struct id128 *)field_at(record_find(record, str_from_c(name)), object);
}

struct memory_row *memory_find(struct memory_store *store, const struct record *record,
                               struct account_id account, struct id128 id)
{
    for (size_t i = 0; i < store->rows.n; i++) {
        struct memory_row *row = &store->rows.items[i];

        if (row->record == record && id128_eq(id_of(record, "id", row->object), id) &&
            id128_eq(id_of(record, "account", row->object), account.v))
            return row;
    }
    return NULL;
}

void memory_put(struct memory_store *store, const struct record *record, const void *object)
{
    struct account_id account = { id_of(record, "account", object) };
    struct memory_row *row = memory_find(store, record, account, id_of(record, "id", object));
    void *copy = record_copy(record, object, &store->arena);

    if (row != NULL)
        row->object = copy;
    else
        MEMORY_ADD(store, &store->rows, ((struct memory_row){ .record = record, .object = copy }));
}

void memory_publish(struct memory_store *store, const struct scope *scope,
                    struct event_list *events, struct id128 aggregate, int64_t version)
{
    if (events == NULL)
        return;
    for (size_t i = 0; i < events->n; i++) {
        struct event whole = events->items[i], *event;

        event_complete(&whole, scope, aggregate, version, i + 1);
        event = record_copy(&event_record, &whole, &store->arena);
        memory_audit(store, event);
        event->seq = store->events.n == 0 ? 1 : store->events.items[store->events.n - 1].seq + 1;
        event_list_add(&store->events, &store->arena, *event);
    }
    events->n = 0;
}

enum err memory_may_write(struct memory_store *store, struct scope *scope)
{
    enum err err = store->fail_next;

    store->fail_next = ERR_OK;
    return err == ERR_OK ? ERR_OK : FAIL(&scope->error, err, "store.unavailable");
}
