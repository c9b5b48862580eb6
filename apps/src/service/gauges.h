/* apps/src/service/gauges.h - what waits in the installation, as gauges of this process's /metrics:
 * every process that can be asked tells the same. Read every ten seconds by a thread of its own, so
 * that whoever asks waits for nothing. */
#ifndef APPS_SERVICE_GAUGES_H
#define APPS_SERVICE_GAUGES_H

#include "application/queries/read_queues.h"
#include "base/metrics.h"

struct gauges;

/* Both must outlive it. NULL: no thread. */
struct gauges *gauges_start(const struct ports *ports, struct metrics *metrics);
/* Takes NULL. */
void gauges_free(struct gauges *gauges);

/* The figures of what was read at `now`. */
void gauges_set(struct metrics *metrics, struct arena *arena, const struct queues *queues,
                struct instant now);

#endif
