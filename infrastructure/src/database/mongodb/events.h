/* database/mongodb/events.h - adding to the log of events. */
#ifndef MONGODB_EVENTS_H
#define MONGODB_EVENTS_H

#include "database/mongodb/store.h"
#include "domain/event.h"

/* Numbers them without gaps, makes the audit lines. One that is there already (same aggregate,
 * version and ordinal) is passed over. */
enum err events_add(struct session *s, struct event_list *events) MUST_USE;
/* The line of the audit log, if it keeps such events. `fact` tells one event from all others. */
enum err audit_line_add(struct session *s, const struct event *event, struct str fact) MUST_USE;
/* Lines of the audit log that another engine had, in their order; the hashes are made here. Those
 * that are there already stay. */
enum err audit_lines_take(struct session *s, void *const *items, size_t n) MUST_USE;

#endif
