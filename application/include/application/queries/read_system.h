/* application/queries/read_system.h - is anything stuck? The installation for its operator. */
#ifndef APPLICATION_QUERIES_READ_SYSTEM_H
#define APPLICATION_QUERIES_READ_SYSTEM_H

#include "application/queries/read_queues.h"
#include "domain/models/process.h"

struct process_view {
    struct process_id process;
    struct str host;
    int64_t pid;
    struct str parts;
    struct instant started_at, seen_at;
    bool alive;
};
struct state_view {
    enum job_state state;
    int64_t jobs;
};
struct hour_view {
    int64_t calls, answered;
    int64_t failed; /* by the provider's fault */
    int64_t undetermined;
};
struct system_view {
    struct instant at;
    LIST_OF(struct process_view) processes; /* of the last day */
    LIST_OF(struct state_view) jobs;        /* in course or undetermined: states that have any */
    int64_t jobs_due, jobs_queued;          /* as of struct queues, up to QUEUED_JOBS_MOST */
    struct opt_instant oldest_due_at;
    int64_t webhooks_waiting, webhooks_dead;
    int64_t events_to_relay;
    LIST_OF(struct consumer_view) consumers;
    LIST_OF(struct connection_view) connections;
    int64_t exports_waiting, batches_importing; /* up to SYSTEM_MOST */
    struct hour_view last_hour;
    struct traffic traffic; /* what the processes that are alive saw in the last hour */
    /* how it is at this moment: calls since `recent_since`, the quarter of an hour that began 10
     * minutes ago or more, and traffic of 10 minutes */
    struct instant recent_since;
    struct hour_view recent_calls;
    struct traffic recent_traffic;
};
extern const struct record system_view_record;
enum { SYSTEM_MOST = 200 };

/* PERMISSION_PLATFORM. */
enum err read_system(const struct ports *ports, struct scope *scope,
                     struct system_view *ret) MUST_USE;

#endif
