/* apps/src/service/heartbeat.h - this process tells the store, every few seconds, that it is there.
 */
#ifndef APPS_SERVICE_HEARTBEAT_H
#define APPS_SERVICE_HEARTBEAT_H

#include "application/ports.h"

struct heartbeat;

/* parts: SERVICE_*. NULL: no thread. */
struct heartbeat *heartbeat_start(const struct ports *ports, int parts);
/* Says goodbye. Takes NULL. */
void heartbeat_free(struct heartbeat *heartbeat);

#endif
