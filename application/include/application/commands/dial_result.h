/* application/commands/dial_result.h - what became of a POST, told to the job, the person and the
 * connection. */
#ifndef APPLICATION_COMMANDS_DIAL_RESULT_H
#define APPLICATION_COMMANDS_DIAL_RESULT_H

#include "application/commands/dial_jobs.h"

/* What was answered to may_send. */
enum dial_permission {
    DIAL_NOT_ASKED = 1, /* the POST did not come so far */
    DIAL_REFUSED,       /* the store said no, with `slug`: no intent is stored */
    DIAL_GRANTED,       /* permit and intent are durable */
    DIAL_IN_DOUBT       /* the store did not answer: they may be durable; no was said */
};

struct dial_result {
    const struct dial_ticket *ticket;
    enum dial_permission permission;
    const char *slug; /* of DIAL_REFUSED */
    struct placing_result placing;
};
/* What came of telling it, and what the loop has to do beyond the job. */
struct dial_advice {
    enum err err;         /* not ERR_OK: not told, tell it again */
    bool stop_call;       /* it should not ring (paused, or on the list meanwhile): hang up */
    bool stop_connection; /* 401, 402: it is marked as stopped already */
    struct opt_duration slow_by; /* 429: place nothing on this connection for so long */
    bool failed;                 /* counts as a failure of the provider for the circuit breaker */
};

/* Tells each result, the accepted ones in one step. Idempotent: by tag. Each has its own end in
 * ret[i].err; ERR_UNAVAILABLE, ERR_TIMEOUT: the store is away. What is uncertain (PLACING_UNKNOWN)
 * stays in dialing: only reconciling may touch it. */
void dial_conclude(const struct ports *ports, struct scope *scope,
                   const struct dial_result *results, size_t n, struct dial_advice *ret);

/* Marks the connection as stopped and raises an alarm with the reason. Stopped already: ERR_OK. */
enum err dial_stop_connection(const struct ports *ports, struct scope *scope,
                              struct connection_id connection, struct str reason) MUST_USE;

/* How long an attempt that was proved unsent waits. */
enum { DIAL_AGAIN_MS = 30000, DIAL_FULL_MS = 2000, DIAL_STOPPED_MS = 5 * 60000 };

#endif
