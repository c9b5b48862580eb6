/* application/event_handlers/subscriptions.h - what happens after what. Every handler is idempotent
 * by the fact it applies: an event may be told twice, and two events may tell one fact. */
#ifndef APPLICATION_EVENT_HANDLERS_SUBSCRIPTIONS_H
#define APPLICATION_EVENT_HANDLERS_SUBSCRIPTIONS_H

#include "application/ports.h"

/* Recordings have a consumer of their own: a provider that is slow holds up nothing else. So has
 * what the audit log is told of the door: a mail server that is away keeps no line from it. */
enum consumer { CONSUMER_BILLING = 1, CONSUMER_NOTIFICATION, CONSUMER_RECORDINGS, CONSUMER_ACCESS };
ENUM_NAMES_DECLARE(consumer)

typedef enum err event_handler(const struct ports *ports, struct scope *scope,
                               const struct event *event);
struct subscription {
    enum event_type type;
    enum consumer consumer;
    event_handler *handle;
};
const struct subscription *event_subscriptions(size_t *n);

/* For loops: hands the consumer what the bus has for it, at most a page. An event whose handler
 * fails for good is buried; one whose handler may succeed later comes again, and where the bus
 * keeps the order one that only waits for its own time (ERR_EXHAUSTED) is set aside; *handled
 * counts the rest. */
enum err handle_events(const struct ports *ports, struct scope *scope, enum consumer consumer,
                       int64_t *handled) MUST_USE;

/* One event, outside the loops: what its handler says when it fails, for good or not. */
enum err handle_event_now(const struct ports *ports, struct scope *scope, enum consumer consumer,
                          const struct event *event) MUST_USE;

/* For loops: tells the consumer those again that waited for their own time, and whose time is due.
 * Each is put off further by another try in vain, and given up after a day. */
enum err handle_waiting_events(const struct ports *ports, struct scope *scope,
                               enum consumer consumer, bool *more) MUST_USE;

/* For loops where the bus does not read the log itself: publishes what the log has not relayed yet,
 * at most a page, and moves on when the bus has it for sure. Several may do it at once: what is
 * told twice is told twice. A log that its consumers read themselves before there was such a bus
 * is relayed from where the slowest of them was; their cursors follow the relay, so that nothing
 * in the log waits for them. */
enum err relay_events(const struct ports *ports, struct scope *scope, int64_t *relayed) MUST_USE;

enum { LIVE_PAGE = 500 };
/* For a loop: publishes what lies behind the cursor "live" to the fan-out, at most a page, and
 * moves the cursor on. */
enum err tell_live(const struct ports *ports, struct scope *scope, int64_t *told) MUST_USE;

#endif
