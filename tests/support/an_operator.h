/* tests/support/an_operator.h - whoever stands above the accounts of a world, and what that one
 * does to its account. */
#ifndef SUPPORT_AN_OPERATOR_H
#define SUPPORT_AN_OPERATOR_H

#include "support/world.h"

#include "application/commands/admin_accounts.h"

static const struct account_reason fraud = { STR_INIT("sospecha de fraude") };

/* A user above accounts, signed in to another one. */
static inline struct scope *operator_scope(struct world *w)
{
    scope_elsewhere(w)->actor.permissions = PERMISSION_BIT(PERMISSION_PLATFORM);
    return &w->scope;
}

static inline enum err suspend(struct world *w, struct account **ret)
{
    return suspend_account(&w->ports, operator_scope(w), w->d.account.id, &fraud, ret);
}

static inline const struct account *kept_account(struct world *w)
{
    return memory_find(w->d.store, &account_record, w->d.account.id, w->d.account.id.v)->object;
}

#endif
