/* tests/fakes/memory_live.c */
#include "fakes/memory_live.h"

#include <stdlib.h>

static bool is_heard(const struct memory_live *live, struct account_id account)
{
    for (size_t i = 0; i < live->n_accounts; i++)
        if (ID_EQ(live->accounts[i], account))
            return live->listener != NULL;
    return false;
}

static enum err memory_publish(void *self, struct scope *scope, const struct event *events,
                               size_t n)
{
    struct memory_live *live = self;

    if (live->fail != ERR_OK)
        return FAIL(&scope->error, live->fail, "fan_out.unavailable");
    for (size_t i = 0; i < n; i++) {
        live->published++;
        if (is_heard(live, events[i].account))
            live->listener->heard(live->listener->self, &events[i]);
    }
    return ERR_OK;
}

static void memory_listen(void *self, const struct fan_out_listener *listener)
{
    struct memory_live *live = self;
    struct fan_out_listener *copy = ARENA_NEW(live->arena, struct fan_out_listener);

    if (listener != NULL)
        *copy = *listener;
    live->listener = listener == NULL ? NULL : copy;
}

static enum err memory_subscribe(void *self, struct account_id account, struct error *error)
{
    struct memory_live *live = self;

    (void)error;
    if (live->n_accounts == MEMORY_SUBSCRIPTIONS)
        abort();
    live->accounts[live->n_accounts++] = account;
    return ERR_OK;
}

static void memory_unsubscribe(void *self, struct account_id account)
{
    struct memory_live *live = self;
    size_t i = 0;

    while (i < live->n_accounts && !ID_EQ(live->accounts[i], account))
        i++;
    if (i == live->n_accounts)
        abort();
    live->accounts[i] = live->accounts[--live->n_accounts];
}

static bool memory_since(void *self, struct scope *scope, int64_t after, int64_t most,
                         struct event_list *ret)
{
    struct memory_live *live = self;
    struct event_list found = { NULL, 0, 0 };

    for (size_t i = 0; live->kept != NULL && i < live->kept->n; i++)
        if (live->kept->items[i].seq >= after && (int64_t)found.n < most)
            event_list_add(&found, scope->arena, live->kept->items[i]);
    if (found.n == 0 || found.items[0].seq != after)
        return false;
    *ret = found;
    return true;
}

struct fan_out memory_fan_out(struct memory_live *live)
{
    static const struct fan_out_ops ops = { .publish = memory_publish,
                                            .listen = memory_listen,
                                            .subscribe = memory_subscribe,
                                            .unsubscribe = memory_unsubscribe,
                                            .since = memory_since };

    return (struct fan_out){ &ops, live };
}

static enum err memory_keep(void *self, struct scope *scope, struct str name, struct str text,
                            struct duration life)
{
    struct memory_live *live = self;

    if (live->n_tickets == MEMORY_TICKETS)
        return FAIL(&scope->error, ERR_EXHAUSTED, "ticket.too_many");
    live->tickets[live->n_tickets].name = str_copy(live->arena, name);
    live->tickets[live->n_tickets].text = str_copy(live->arena, text);
    live->tickets[live->n_tickets++].until = instant_add(VIA0(live->clock, boot), life);
    return ERR_OK;
}

static enum err memory_take(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct memory_live *live = self;

    for (size_t i = 0; i < live->n_tickets; i++) {
        bool fresh = instant_before(VIA0(live->clock, boot), live->tickets[i].until);

        if (!str_eq(live->tickets[i].name, name))
            continue;
        *ret = str_copy(scope->arena, live->tickets[i].text);
        live->tickets[i] = live->tickets[--live->n_tickets];
        return fresh ? ERR_OK : FAIL(&scope->error, ERR_NOT_FOUND, "ticket.unknown");
    }
    return FAIL(&scope->error, ERR_NOT_FOUND, "ticket.unknown");
}

struct tickets memory_tickets(struct memory_live *live)
{
    static const struct tickets_ops ops = { .keep = memory_keep, .take = memory_take };

    return (struct tickets){ &ops, live };
}
