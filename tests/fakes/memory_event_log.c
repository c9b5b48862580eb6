/* tests/fakes/memory_event_log.c - the port event_log over what was published. */
#include "fakes/memory_store.h"

static struct memory_cursor *cursor_of(struct memory_store *m, const char *consumer)
{
    struct memory_cursor fresh = { str_copy(&m->arena, str_from_c(consumer)), 0 };

    for (size_t i = 0; i < m->cursors.n; i++)
        if (str_eq_c(m->cursors.items[i].consumer, consumer))
            return &m->cursors.items[i];
    MEMORY_ADD(m, &m->cursors, fresh);
    return &m->cursors.items[m->cursors.n - 1];
}

static void collect(const struct memory_store *m, struct scope *scope, int64_t after, int64_t most,
                    bool all, struct event_list *ret)
{
    struct event_list list = { NULL, 0, 0 };

    for (size_t i = 0; i < m->events.n && list.n < (size_t)(most < 1 ? 1 : most); i++) {
        const struct event *event = &m->events.items[i];

        if (event->seq > after && (all || ID_EQ(event->account, scope->account)))
            event_list_add(&list, scope->arena,
                           *(struct event *)record_copy(&event_record, event, scope->arena));
    }
    *ret = list;
}

static enum err memory_read(void *self, struct scope *scope, const char *consumer, int64_t most,
                            struct event_list *ret)
{
    collect(self, scope, cursor_of(self, consumer)->seq, most, true, ret);
    return ERR_OK;
}

static enum err memory_advance(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    struct memory_cursor *cursor = cursor_of(self, consumer);

    TRY(memory_may_write(self, scope));
    if (cursor->seq < seq)
        cursor->seq = seq;
    return ERR_OK;
}

static enum err memory_bury(void *self, struct scope *scope, const char *consumer,
                            const struct event *event, struct str reason)
{
    struct memory_store *m = self;
    struct memory_burial burial = {
        str_copy(&m->arena, str_from_c(consumer)),
        str_copy(&m->arena, reason),
        *(struct event *)record_copy(&event_record, event, &m->arena),
    };

    TRY(memory_may_write(m, scope));
    for (size_t i = 0; i < m->dead.n; i++) {
        struct memory_burial *old = &m->dead.items[i];

        if (str_eq_c(old->consumer, consumer) && old->event.seq == event->seq) {
            old->reason = burial.reason;
            return ERR_OK;
        }
    }
    MEMORY_ADD(m, &m->dead, burial);
    return ERR_OK;
}

static enum err memory_dead(void *self, struct scope *scope, const char *consumer, int64_t after,
                            int64_t most, struct dead_event_list *ret)
{
    const struct memory_store *m = self;

    *ret = (struct dead_event_list){ ARENA_ARRAY(scope->arena, struct dead_event, m->dead.n), 0 };
    for (size_t i = 0; i < m->dead.n && ret->n < (size_t)most; i++) {
        const struct memory_burial *b = &m->dead.items[i];

        if (str_eq_c(b->consumer, consumer) && b->event.seq > after)
            ret->items[ret->n++] =
                (struct dead_event){ *(struct event *)record_copy(&event_record, &b->event,
                                                                  scope->arena),
                                     str_copy(scope->arena, b->reason), scope->now };
    }
    return ERR_OK;
}

static enum err memory_unbury(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    struct memory_store *m = self;
    size_t kept = 0;

    TRY(memory_may_write(m, scope));
    for (size_t i = 0; i < m->dead.n; i++)
        if (!str_eq_c(m->dead.items[i].consumer, consumer) || m->dead.items[i].event.seq != seq)
            m->dead.items[kept++] = m->dead.items[i];
    m->dead.n = kept;
    return ERR_OK;
}

static enum err memory_dead_count(void *self, struct scope *scope, const char *consumer,
                                  int64_t *ret)
{
    const struct memory_store *m = self;

    (void)scope;
    *ret = 0;
    for (size_t i = 0; i < m->dead.n; i++)
        *ret += str_eq_c(m->dead.items[i].consumer, consumer);
    return ERR_OK;
}

static enum err memory_lag(void *self, struct scope *scope, const char *consumer, int64_t *events)
{
    struct memory_store *m = self;

    (void)scope;
    *events = (int64_t)m->events.n - cursor_of(m, consumer)->seq;
    return ERR_OK;
}

static enum err memory_page(void *self, struct scope *scope, int64_t after, int64_t most,
                            struct event_list *ret)
{
    collect(self, scope, after, most, false, ret);
    return ERR_OK;
}

struct event_log memory_event_log(struct memory_store *store)
{
    static const struct event_log_ops ops = {
        .read = memory_read,
        .advance = memory_advance,
        .bury = memory_bury,
        .dead = memory_dead,
        .unbury = memory_unbury,
        .dead_count = memory_dead_count,
        .lag = memory_lag,
        .page = memory_page,
    };

    return (struct event_log){ &ops, store };
}
