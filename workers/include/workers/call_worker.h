/* workers/call_worker.h - places calls and looks after them: dialing, what became of each POST,
 * hanging up, and the searches at the provider. Five threads; the voice gateway has its own. */
#ifndef WORKERS_CALL_WORKER_H
#define WORKERS_CALL_WORKER_H

#include "application/commands/apply_voice_event.h"
#include "application/commands/forgotten_calls.h"
#include "application/commands/reconcile_calls.h"
#include "application/ports.h"

struct call_worker;

struct call_worker_settings {
    struct duration dial_every; /* a pass over the campaigns when nothing wakes it: 100 ms */
    struct duration idle;       /* a campaign without due jobs is left alone for: 500 ms */
    int64_t pass_most;          /* orders of one campaign in one pass: 200 */
    int64_t bulk_most;          /* jobs looked at in one pass when nobody may be called: 500 */
    struct duration stale;      /* a decision to call is worth nothing after: 20 s */
    int64_t refusals_most;      /* "never" in a row, on one connection, before it is stopped: 20 */
    struct duration breaker_slice, breaker_open;          /* 1 s of a window of ten; 30 s */
    int64_t breaker_least, breaker_share, breaker_probes; /* 20, 50 %, 3 */
    struct duration look_every;                           /* reconcile and overdue sweeps: 10 s */
    struct duration forbidden_every; /* calls on that may not be are looked for: 1 min */
    struct duration complete_every;  /* completeness check of the connections: 15 min */
    struct reconcile_settings reconcile;
    struct forgotten_settings forgotten;
    struct duration drain; /* at most, when it is stopped: 135 s */
};
struct call_worker_settings call_worker_defaults(void);

/* `ports` must outlive it; its ports must be safe from any thread. NULL: no threads. */
struct call_worker *call_worker_start(const struct ports *ports,
                                      const struct call_worker_settings *settings);
/* Stops, waits until the POSTs in flight are concluded (settings.drain at most), ends the threads.
 * What is not concluded by then is found again by reconciling. Calls that are to be hung up are
 * hung up before it ends, within the same limit; the next worker looks for those that are not. NULL
 * is fine. */
void call_worker_free(struct call_worker *worker);

#endif
