/* application/queries/read_queues.h - how much waits, for whom: what an autoscaler and an alarm go
 * by. Nothing here costs more when more is there, so that every process may ask every few seconds.
 */
#ifndef APPLICATION_QUERIES_READ_QUEUES_H
#define APPLICATION_QUERIES_READ_QUEUES_H

#include "application/event_handlers/subscriptions.h"
#include "application/ports.h"

struct consumer_view {
    enum consumer consumer;
    struct opt_i64 behind; /* events not handled yet; absent: the bus does not answer */
    struct opt_i64 dead;   /* those it gave up on */
};
struct connection_view {
    struct connection_id connection;
    struct account_id account; /* zero: the installation's own */
    struct str name;
    bool stopped;
    struct str stopped_reason;
    bool set_up;           /* the provider has its agent: without one nobody is called */
    int64_t active, limit; /* calls at once, as we count them */
};
struct queues {
    int64_t jobs_due;              /* of running campaigns; may be claimed now */
    int64_t jobs_queued;           /* these, and those whose time is still to come */
    struct opt_instant oldest_due; /* since when the longest of the due ones waits */
    struct state_counts in_course; /* waiting for funds, claimed … ended */
    int64_t webhooks_waiting, webhooks_dead;
    int64_t events_to_relay; /* to a bus that does not read the log itself */
    LIST_OF(struct consumer_view) consumers;
    LIST_OF(struct connection_view) connections;
    int64_t exports_waiting, batches_importing; /* up to QUEUES_MOST */
};
extern const struct record consumer_view_record, connection_view_record;
/* Lists end here, and jobs are not counted any further. */
enum { QUEUES_MOST = 200, QUEUED_JOBS_MOST = 100000 };

/* PERMISSION_PLATFORM. A bus that is away is no failure. */
enum err read_queues(const struct ports *ports, struct scope *scope, struct queues *ret) MUST_USE;

#endif
