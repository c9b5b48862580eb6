/* domain/repositories/event_log.h - events as stores wrote them, and a cursor for each consumer. On
 * SQLite this is the bus; elsewhere a relay reads it. */
#ifndef DOMAIN_REPOSITORIES_EVENT_LOG_H
#define DOMAIN_REPOSITORIES_EVENT_LOG_H

#include "base/port.h"
#include "domain/event.h"
#include "domain/gateways/event_bus.h"
#include "domain/scope.h"

struct event_log_ops {
    /* Events behind the consumer's cursor, in order; at most `most`. */
    enum err (*read)(void *self, struct scope *scope, const char *consumer, int64_t most,
                     struct event_list *ret) MUST_USE;
    /* The consumer has handled everything up to seq. */
    enum err (*advance)(void *self, struct scope *scope, const char *consumer,
                        int64_t seq) MUST_USE;
    /* Keeps an event that a consumer gave up on, with its reason. */
    enum err (*bury)(void *self, struct scope *scope, const char *consumer,
                     const struct event *event, struct str reason) MUST_USE;
    /* What was buried and lies behind seq `after`, by seq; at most `most`. */
    enum err (*dead)(void *self, struct scope *scope, const char *consumer, int64_t after,
                     int64_t most, struct dead_event_list *ret) MUST_USE;
    /* Forgets one that was buried; absent: ERR_OK. */
    enum err (*unbury)(void *self, struct scope *scope, const char *consumer, int64_t seq) MUST_USE;
    /* How many are buried. */
    enum err (*dead_count)(void *self, struct scope *scope, const char *consumer,
                           int64_t *ret) MUST_USE;
    /* How far behind the slowest of these consumers is. */
    enum err (*lag)(void *self, struct scope *scope, const char *consumer,
                    int64_t *events) MUST_USE;
    /* One account's events after seq, for live views. */
    enum err (*page)(void *self, struct scope *scope, int64_t after, int64_t most,
                     struct event_list *ret) MUST_USE;
};
struct event_log {
    const struct event_log_ops *ops;
    void *self;
};

#endif
