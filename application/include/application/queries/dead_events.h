/* application/queries/dead_events.h - events that a consumer gave up on: what they are, and another
 * try when what stood in their way is gone. */
#ifndef APPLICATION_QUERIES_DEAD_EVENTS_H
#define APPLICATION_QUERIES_DEAD_EVENTS_H

#include "application/ports.h"

struct dead_event_view {
    struct str id; /* "<consumer>:<identity of the event>" */
    struct str consumer, type, reason;
    struct account_id account;
    struct instant happened_at, buried_at;
    struct str actor, tag, detail;
    struct campaign_id campaign;
    struct job_id job;
};
extern const struct record dead_event_view_record;

struct event_consumer_view {
    struct str name;
    int64_t waiting, dead;
};
extern const struct record event_consumer_view_record;

/* PERMISSION_PLATFORM, all of them. The oldest of every consumer, at most DEAD_EVENTS_MOST each. */
enum { DEAD_EVENTS_MOST = 200 };
enum err list_dead_events(const struct ports *ports, struct scope *scope,
                          struct page *ret) MUST_USE;
enum err list_event_consumers(const struct ports *ports, struct scope *scope,
                              struct page *ret) MUST_USE;

struct replay_dead_event {
    struct str id; /* of the view */
};
extern const struct record replay_dead_event_record;

/* Hands the event to its handlers again, now; handled, it is dead no more. ERR_PRECONDITION
 * "event.not_dead" {id}; what a handler says when it fails again, and then it stays. */
enum err replay_dead_event(const struct ports *ports, struct scope *scope,
                           const struct replay_dead_event *cmd,
                           struct dead_event_view *ret) MUST_USE;

#endif
