/* application/queries/dead_events.h - what nobody could handle: events that a consumer gave up on,
 * and notices of the provider that could not be applied. What they are, another try when what
 * stood in their way is gone, and the end of those that never will be. */
#ifndef APPLICATION_QUERIES_DEAD_EVENTS_H
#define APPLICATION_QUERIES_DEAD_EVENTS_H

#include "application/ports.h"

struct dead_event_view {
    struct str id; /* "<consumer>:<identity of the event>", "webhooks:<key of the notice>" */
    struct str consumer, type, reason;
    struct str text; /* the reason's sentence, in the viewer's language; none for some */
    struct account_id account;
    struct instant happened_at;
    struct opt_instant buried_at; /* absent: a notice, whose last try is not kept */
    struct opt_i64 tries;         /* of a notice */
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

/* PERMISSION_PLATFORM, all of them. The oldest of every consumer, at most DEAD_EVENTS_MOST each.
 * What was decided is told in the installation's audit log. */
enum { DEAD_EVENTS_MOST = 200 };
enum err list_dead_events(const struct ports *ports, struct scope *scope,
                          struct page *ret) MUST_USE;
enum err list_event_consumers(const struct ports *ports, struct scope *scope,
                              struct page *ret) MUST_USE;

struct replay_dead_event {
    struct str id; /* of the view */
};
struct discard_dead_event {
    struct str id, reason;
};
extern const struct record discard_dead_event_record;
extern const struct record replay_dead_event_record;

/* Hands the event to its handlers again, now; handled, it is dead no more. A notice goes back to
 * those that wait, to be applied at once; refused again, it comes back here. ERR_PRECONDITION
 * "event.not_dead" {id}; what a handler says when it fails again, and then it stays. */
enum err replay_dead_event(const struct ports *ports, struct scope *scope,
                           const struct replay_dead_event *cmd,
                           struct dead_event_view *ret) MUST_USE;
/* It will never be handled. It is kept with the reason. ERR_PRECONDITION "event.not_dead" {id}. */
enum err discard_dead_event(const struct ports *ports, struct scope *scope,
                            const struct discard_dead_event *cmd,
                            struct dead_event_view *ret) MUST_USE;

#endif
