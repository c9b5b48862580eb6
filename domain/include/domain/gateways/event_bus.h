/* domain/gateways/event_bus.h - carries events to whoever does something about them, at least once.
 * The stores are the truth: who lost a delivery finds in them what there is to do. Consumers have
 * names; which types of events each wants is told to the adapter when it is opened. */
#ifndef DOMAIN_GATEWAYS_EVENT_BUS_H
#define DOMAIN_GATEWAYS_EVENT_BUS_H

#include "base/port.h"
#include "domain/event.h"
#include "domain/scope.h"

struct delivery {
    struct event event;
    int64_t tries;   /* earlier ones, as far as the bus knows */
    uint64_t ticket; /* the bus's own */
};
struct delivery_list {
    struct delivery *items;
    size_t n;
};

/* An event that a consumer gave up on. */
struct dead_event {
    struct event event;
    struct str reason; /* a slug, or what the bus says */
    struct instant at;
};
struct dead_event_list {
    struct dead_event *items;
    size_t n;
};

struct event_bus_ops {
    /* True: events come in the order of their log, and one that is to come again holds up those
     * behind it, which are to be taken anew. */
    bool in_order;
    /* Hands events over. OK: each consumer that wants one has it for sure. On failure some may
     * have been handed over: publish all again. A bus that reads the log itself has nothing to do.
     */
    enum err (*publish)(void *self, struct scope *scope, const struct event *events,
                        size_t n) MUST_USE;
    /* What there is for the consumer now, at most `most`. Every one is ended by done, again or
     * bury; one that is not comes again when the connection is lost. */
    enum err (*take)(void *self, struct scope *scope, const char *consumer, int64_t most,
                     struct delivery_list *ret) MUST_USE;
    /* They were handled. In order: and so was everything before the last of them. */
    enum err (*done)(void *self, struct scope *scope, const char *consumer,
                     const struct delivery *deliveries, size_t n) MUST_USE;
    /* Not now: it comes again, later each time; a bus that counts gives up in the end. */
    enum err (*again)(void *self, struct scope *scope, const char *consumer,
                      const struct delivery *delivery, struct str reason) MUST_USE;
    /* It will never be handled: kept aside for a person to look at. Ends the delivery. */
    enum err (*bury)(void *self, struct scope *scope, const char *consumer,
                     const struct delivery *delivery, struct str reason) MUST_USE;
    /* The oldest that were buried. */
    enum err (*dead)(void *self, struct scope *scope, const char *consumer, int64_t most,
                     struct dead_event_list *ret) MUST_USE;
    /* Forgets one that was buried, by event_identity(). ERR_NOT_FOUND "event.not_dead" {id}. */
    enum err (*exhume)(void *self, struct scope *scope, const char *consumer,
                       struct str id) MUST_USE;
    /* How many wait and how many are dead. */
    enum err (*depth)(void *self, struct scope *scope, const char *consumer, int64_t *waiting,
                      int64_t *dead) MUST_USE;
};
struct event_bus {
    const struct event_bus_ops *ops;
    void *self;
};

#endif
