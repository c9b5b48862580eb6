/* domain/repositories/audit_log.h - the chain of an account's audit lines. Lines are written by the
 * step that writes their event and by nothing else; they are listed by the record store, as
 * audit_entry_record. */
#ifndef DOMAIN_REPOSITORIES_AUDIT_LOG_H
#define DOMAIN_REPOSITORIES_AUDIT_LOG_H

#include "base/port.h"
#include "domain/models/audit_entry.h"
#include "domain/scope.h"

struct audit_log_ops {
    /* Goes through all lines of scope->account: a line that was changed, taken out, added or moved
     * is found, at the end of the log, too. */
    enum err (*check)(void *self, struct scope *scope, struct audit_check *ret) MUST_USE;
};
struct audit_log {
    const struct audit_log_ops *ops;
    void *self;
};

#endif
