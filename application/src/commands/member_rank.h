/* member_rank.h - nobody gives, takes or changes a role that may what they may not themselves: an
 * admin makes no owner and removes none. */
#ifndef COMMANDS_MEMBER_RANK_H
#define COMMANDS_MEMBER_RANK_H

#include "domain/scope.h"

/* ERR_FORBIDDEN "member.beyond_maker" {role} */
static inline MUST_USE enum err member_rank_allows(struct scope *scope, enum role role)
{
    return (role_permissions(role) & ~scope->actor.permissions) == 0
               ? ERR_OK
               : FAIL_WITH(&scope->error, ERR_FORBIDDEN, "member.beyond_maker",
                           P_STR("role", role_name(role)));
}

#endif
