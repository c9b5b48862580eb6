/* workers/call_sweeps.h - loops that follow calls: webhooks out of the inbox (with the API), money
 * of ended calls and campaigns without work left (billing). */
#ifndef WORKERS_CALL_SWEEPS_H
#define WORKERS_CALL_SWEEPS_H

#include "application/commands/apply_voice_event.h"
#include "workers/worker_loop.h"

struct call_sweep;

struct call_sweep_settings {
    struct duration every;  /* when there is nothing: 50 ms */
    int64_t most;           /* at a time: 128 */
    struct duration finish; /* campaigns without open jobs are looked for: 1 s */
    struct voice_event_settings events;
};
struct call_sweep_settings call_sweep_defaults(void);

/* `ports` must outlive them. NULL: no thread. */
struct call_sweep *inbox_sweep_start(const struct ports *ports,
                                     const struct call_sweep_settings *settings);
struct call_sweep *settle_sweep_start(const struct ports *ports,
                                      const struct call_sweep_settings *settings);
/* Ends after the turn that runs. NULL is fine. */
void call_sweep_free(struct call_sweep *sweep);

#endif
