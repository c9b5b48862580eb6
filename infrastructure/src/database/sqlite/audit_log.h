/* database/sqlite/audit_log.h - writes a line for an event that is about to be logged. */
#ifndef SQLITE_AUDIT_LOG_H
#define SQLITE_AUDIT_LOG_H

#include "database/sqlite/engine.h"
#include "domain/event.h"

/* Nothing for an event that the audit log does not keep. The event is filled already. */
enum err audit_append(struct tx *tx, const struct event *event) MUST_USE;

#endif
