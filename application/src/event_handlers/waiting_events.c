/* application/src/event_handlers/waiting_events.c */
#include "waiting_events.h"

#include "base/strbuf.h"
#include "stable_id.h"

enum { DUE_PAGE = 50 };

/* Under the event's own account; *scope is the loop's. */
static struct scope inside_of(const struct scope *scope, struct account_id account)
{
    struct scope inside = scope_page(scope, scope->arena, scope->now);

    inside.account = account;
    return inside;
}

static enum err done(struct scope *scope, const struct scope *inside, enum err err)
{
    if (err != ERR_OK)
        scope->error = inside->error;
    return err;
}

enum err waiting_event_keep(const struct ports *ports, struct scope *scope, const char *consumer,
                            const struct event *event)
{
    struct scope inside = inside_of(scope, event->account);
    struct str text =
        str_format(scope->arena, "%s:%.*s", consumer, STR_ARG(event_identity(scope->arena, event)));
    struct waiting_event waiting = { .id = { stable_id(ports, scope, text) },
                                     .account = event->account,
                                     .consumer = str_from_c(consumer),
                                     .event = *event,
                                     .created_at = scope->now };
    enum err err;

    (void)waiting_event_again(&waiting, scope->now); /* the first wait is always one */
    err = VIA(ports->records, save, &inside, &waiting_event_record, &waiting, NULL);
    error_clear(&scope->error);
    return err == ERR_EXISTS ? ERR_OK : done(scope, &inside, err); /* told twice */
}

enum err waiting_events_due(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct page_query query = { .filters = { { STR("due_at"), FILTER_LT,
                                               instant_print(scope->arena, scope->now) } },
                                .n = 1,
                                .limit = DUE_PAGE };

    return VIA(ports->records, page_global, scope, &waiting_event_record, &query, ret);
}

enum err waiting_event_put_off(const struct ports *ports, struct scope *scope,
                               struct waiting_event *waiting)
{
    struct scope inside = inside_of(scope, waiting->account);
    enum err err;

    error_clear(&scope->error);
    if (!waiting_event_again(waiting, scope->now)) {
        log_error(scope->log, "event.gave_up", LF_STR("type", event_type_name(waiting->event.type)),
                  LF_I64("tries", waiting->tries));
        return waiting_event_forget(ports, scope, waiting);
    }
    err = VIA(ports->records, save, &inside, &waiting_event_record, waiting, NULL);
    return err == ERR_CONFLICT ? ERR_OK : done(scope, &inside, err); /* another did the same */
}

enum err waiting_event_forget(const struct ports *ports, struct scope *scope,
                              const struct waiting_event *waiting)
{
    struct scope inside = inside_of(scope, waiting->account);
    enum err err = VIA(ports->records, remove, &inside, &waiting_event_record, waiting->id.v);

    return err == ERR_NOT_FOUND ? ERR_OK : done(scope, &inside, err);
}
