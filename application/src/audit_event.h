/* audit_event.h - the event of a deed that is told by what it changed. */
#ifndef AUDIT_EVENT_H
#define AUDIT_EVENT_H

#include "application/ports.h"

/* object: "scr_…"; before NULL: it is new, after NULL: it is gone. */
struct event audit_event(struct scope *scope, enum event_type type, struct str object,
                         const struct record *record, const void *before, const void *after);
/* The same as a list of one. */
struct event_list audit_events(struct scope *scope, enum event_type type, struct str object,
                               const struct record *record, const void *before, const void *after);

#endif
