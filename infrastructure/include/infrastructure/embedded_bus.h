/* infrastructure/embedded_bus.h - the event log as the bus: a cursor for each consumer. */
#ifndef INFRASTRUCTURE_EMBEDDED_BUS_H
#define INFRASTRUCTURE_EMBEDDED_BUS_H

#include "domain/repositories/event_log.h"

/* In order. *log lives as long as the bus. */
struct event_bus embedded_event_bus(const struct event_log *log);

#endif
