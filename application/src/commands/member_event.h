/* member_event.h - what the audit log tells of people's places in an account. */
#ifndef COMMANDS_MEMBER_EVENT_H
#define COMMANDS_MEMBER_EVENT_H

#include "base/strbuf.h"
#include "domain/event.h"
#include "domain/scope.h"

/* detail: "usr_… viewer > admin"; a role of 0 is left out. */
static inline struct event member_event(const struct scope *scope, enum event_type type,
                                        struct user_id user, enum role before, enum role after)
{
    struct strbuf detail = strbuf_init(scope->arena, 200);

    strbuf_add(&detail, ID_TEXT(scope->arena, user));
    if (before != 0) {
        strbuf_add_char(&detail, ' ');
        strbuf_add(&detail, role_name(before));
    }
    if (after != 0) {
        strbuf_add(&detail, before != 0 ? STR(" > ") : STR(" "));
        strbuf_add(&detail, role_name(after));
    }
    return (struct event){ .type = type,
                           .account = scope->account,
                           .actor = scope_actor(scope),
                           .detail = strbuf_str(&detail) };
}

#endif
