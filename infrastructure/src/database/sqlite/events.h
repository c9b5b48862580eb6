/* database/sqlite/events.h - events written in the transaction of what they tell. */
#ifndef SQLITE_EVENTS_H
#define SQLITE_EVENTS_H

#include "database/sqlite/engine.h"
#include "domain/event.h"

/* Appends them to the log in order. What an event leaves open is filled from the scope (account,
 * actor, address, request id, at) and from whose change it is. The list is left as it is: the
 * caller empties it when the write has come through. events may be NULL. */
enum err events_append(struct tx *tx, const struct scope *scope, const struct event_list *events,
                       struct id128 aggregate, int64_t version) MUST_USE;

#endif
