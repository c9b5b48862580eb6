/* waiting_events.h - events that wait beside the log, each for its own time. */
#ifndef EVENT_HANDLERS_WAITING_EVENTS_H
#define EVENT_HANDLERS_WAITING_EVENTS_H

#include "application/ports.h"
#include "domain/models/waiting_event.h"

enum err waiting_event_keep(const struct ports *ports, struct scope *scope, const char *consumer,
                            const struct event *event) MUST_USE;
/* Those that are due, whoever's they are. */
enum err waiting_events_due(const struct ports *ports, struct scope *scope,
                            struct page *ret) MUST_USE;
enum err waiting_event_put_off(const struct ports *ports, struct scope *scope,
                               struct waiting_event *waiting) MUST_USE;
enum err waiting_event_forget(const struct ports *ports, struct scope *scope,
                              const struct waiting_event *waiting) MUST_USE;

#endif
