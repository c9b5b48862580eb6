/* messaging/embedded/bus.c - what was stored is published: consumers read the log itself. */
#include "infrastructure/embedded_bus.h"

enum { DEAD_PAGE = 100 };

static const struct event_log *log_of(void *self)
{
    return self;
}

static enum err publish(void *self, struct scope *scope, const struct event *events, size_t n)
{
    (void)self; /* they are in the log, by the write that raised them */
    (void)scope;
    (void)events;
    (void)n;
    return ERR_OK;
}

static enum err take(void *self, struct scope *scope, const char *consumer, int64_t most,
                     struct delivery_list *ret)
{
    struct event_list events;

    TRY(VIA(*log_of(self), read, scope, consumer, most, &events));
    *ret = (struct delivery_list){ ARENA_ARRAY(scope->arena, struct delivery, events.n), events.n };
    for (size_t i = 0; i < events.n; i++)
        ret->items[i] =
            (struct delivery){ .event = events.items[i], .ticket = (uint64_t)events.items[i].seq };
    return ERR_OK;
}

static enum err done(void *self, struct scope *scope, const char *consumer,
                     const struct delivery *deliveries, size_t n)
{
    return n == 0 ? ERR_OK
                  : VIA(*log_of(self), advance, scope, consumer, deliveries[n - 1].event.seq);
}

/* The cursor stays before it. */
static enum err again(void *self, struct scope *scope, const char *consumer,
                      const struct delivery *delivery, struct str reason)
{
    (void)self;
    (void)scope;
    (void)consumer;
    (void)delivery;
    (void)reason;
    return ERR_OK;
}

static enum err bury(void *self, struct scope *scope, const char *consumer,
                     const struct delivery *delivery, struct str reason)
{
    TRY(VIA(*log_of(self), bury, scope, consumer, &delivery->event, reason));
    return VIA(*log_of(self), advance, scope, consumer, delivery->event.seq);
}

static enum err dead(void *self, struct scope *scope, const char *consumer, int64_t most,
                     struct dead_event_list *ret)
{
    return VIA(*log_of(self), dead, scope, consumer, 0, most, ret);
}

static enum err exhume(void *self, struct scope *scope, const char *consumer, struct str id)
{
    struct dead_event_list list = { NULL, 0 };
    int64_t after = 0;

    do {
        TRY(VIA(*log_of(self), dead, scope, consumer, after, DEAD_PAGE, &list));
        for (size_t i = 0; i < list.n; i++) {
            after = list.items[i].event.seq;
            if (str_eq(event_identity(scope->arena, &list.items[i].event), id))
                return VIA(*log_of(self), unbury, scope, consumer, after);
        }
    } while (list.n > 0);
    return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "event.not_dead", P_STR("id", id));
}

static enum err depth(void *self, struct scope *scope, const char *consumer, int64_t *waiting,
                      int64_t *dead_ones)
{
    TRY(VIA(*log_of(self), lag, scope, consumer, waiting));
    return VIA(*log_of(self), dead_count, scope, consumer, dead_ones);
}

struct event_bus embedded_event_bus(const struct event_log *log)
{
    static const struct event_bus_ops ops = {
        .in_order = true,
        .publish = publish,
        .take = take,
        .done = done,
        .again = again,
        .bury = bury,
        .dead = dead,
        .exhume = exhume,
        .depth = depth,
    };

    return (struct event_bus){ &ops, (void *)(uintptr_t)log };
}
