/* audit_event.c */
#include "audit_event.h"

struct event audit_event(struct scope *scope, enum event_type type, struct str object,
                         const struct record *record, const void *before, const void *after)
{
    return (struct event){ .type = type,
                           .object = object,
                           .changes = changes_of(scope->arena, record, before, after) };
}

struct event_list audit_events(struct scope *scope, enum event_type type, struct str object,
                               const struct record *record, const void *before, const void *after)
{
    struct event_list list = { NULL, 0, 0 };

    event_list_add(&list, scope->arena, audit_event(scope, type, object, record, before, after));
    return list;
}
