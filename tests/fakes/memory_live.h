/* tests/fakes/memory_live.h - a fan-out that calls at once, and tickets in an array. */
#ifndef FAKES_MEMORY_LIVE_H
#define FAKES_MEMORY_LIVE_H

#include "base/arena.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/fan_out.h"
#include "domain/gateways/tickets.h"

enum { MEMORY_TICKETS = 16, MEMORY_SUBSCRIPTIONS = 16 };

struct memory_live {
    struct arena *arena; /* of the test */
    struct clock clock;
    struct {
        struct str name, text;
        struct instant until;
    } tickets[MEMORY_TICKETS];
    size_t n_tickets;
    struct account_id accounts[MEMORY_SUBSCRIPTIONS];
    size_t n_accounts;
    const struct fan_out_listener *listener; /* a copy, in the arena */
    int64_t published;                       /* all events, heard or not */
    enum err fail;                           /* not ERR_OK: publish says so */
    const struct event_list *kept;           /* what it tells of; NULL: it keeps nothing */
};

struct fan_out memory_fan_out(struct memory_live *live);
struct tickets memory_tickets(struct memory_live *live);

#endif
