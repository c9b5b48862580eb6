/* apps/src/service/heartbeat.h - this process tells the store, every few seconds, that it is there,
 * and what it saw in the last hour. */
#ifndef APPS_SERVICE_HEARTBEAT_H
#define APPS_SERVICE_HEARTBEAT_H

#include "application/ports.h"
#include "base/metrics.h"

struct heartbeat;

/* parts: SERVICE_*; what it saw is read from the metrics. NULL: no thread. */
struct heartbeat *heartbeat_start(const struct ports *ports, const struct metrics *metrics,
                                  int parts);
/* Says goodbye. Takes NULL. */
void heartbeat_free(struct heartbeat *heartbeat);

#endif
