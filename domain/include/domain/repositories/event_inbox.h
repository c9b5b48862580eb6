/* domain/repositories/event_inbox.h - webhooks, stored before they are answered, applied later. */
#ifndef DOMAIN_REPOSITORIES_EVENT_INBOX_H
#define DOMAIN_REPOSITORIES_EVENT_INBOX_H

#include "base/port.h"
#include "domain/ids.h"
#include "domain/scope.h"

struct inbox_item {
    struct str key; /* "<call id>:<event>:<16 of sha256(raw)>" */
    struct connection_id connection;
    struct str tag; /* from the address; empty: none */
    struct str raw; /* body as received; sealed at rest */
    struct instant received_at;
    int64_t tries;
};
struct inbox_list {
    struct inbox_item *items;
    size_t n;
};

struct event_inbox_ops {
    /* Durable when it returns. *again: the key was there already. */
    enum err (*put)(void *self, struct scope *scope, const struct inbox_item *item,
                    bool *again) MUST_USE;
    /* Items to apply now, oldest first; they stay until done() or park(). One taker. */
    enum err (*due)(void *self, struct scope *scope, struct instant now, int64_t most,
                    struct inbox_list *ret) MUST_USE;
    enum err (*done)(void *self, struct scope *scope, const struct str *keys, size_t n) MUST_USE;
    /* Tried again at `at`; a zero instant moves it to the dead list. */
    enum err (*park)(void *self, struct scope *scope, struct str key, struct instant at) MUST_USE;
    /* What is on the dead list, the oldest first; done() takes one off it, park() until a time
     * brings it back. */
    enum err (*dead)(void *self, struct scope *scope, int64_t most,
                     struct inbox_list *ret) MUST_USE;
    /* Waiting and dead. */
    enum err (*depth)(void *self, struct scope *scope, int64_t *waiting, int64_t *dead) MUST_USE;
};
struct event_inbox {
    const struct event_inbox_ops *ops;
    void *self;
};

#endif
