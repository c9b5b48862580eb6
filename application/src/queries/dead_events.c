/* application/src/queries/dead_events.c */
#include "application/queries/dead_events.h"

#include "application/event_handlers/subscriptions.h"
#include "base/strbuf.h"

static const struct field dead_event_fields[] = {
    FIELD_STR(struct dead_event_view, id, 0, 0, 100),
    FIELD_STR(struct dead_event_view, consumer, 0, 0, 32),
    FIELD_STR(struct dead_event_view, type, 0, 0, 64),
    FIELD_STR(struct dead_event_view, reason, 0, 0, 200),
    FIELD_ID(struct dead_event_view, account, 0),
    FIELD_INSTANT(struct dead_event_view, happened_at, 0),
    FIELD_INSTANT(struct dead_event_view, buried_at, 0),
    FIELD_STR(struct dead_event_view, actor, 0, 0, 64),
    FIELD_STR(struct dead_event_view, tag, 0, 0, 64),
    FIELD_STR(struct dead_event_view, detail, 0, 0, 200),
    FIELD_ID(struct dead_event_view, campaign, 0),
    FIELD_ID(struct dead_event_view, job, 0),
};
const struct record dead_event_view_record =
    RECORD("dead_events", struct dead_event_view, dead_event_fields);

static const struct field event_consumer_fields[] = {
    FIELD_STR(struct event_consumer_view, name, 0, 0, 32),
    FIELD_I64(struct event_consumer_view, waiting, 0, 0, 0),
    FIELD_I64(struct event_consumer_view, dead, 0, 0, 0),
};
const struct record event_consumer_view_record =
    RECORD("event_consumers", struct event_consumer_view, event_consumer_fields);

static const struct field replay_fields[] = {
    FIELD_STR(struct replay_dead_event, id, FIELD_REQUIRED, 1, 100),
};
const struct record replay_dead_event_record =
    RECORD("replay_dead_event", struct replay_dead_event, replay_fields);

static const char *name_of(enum consumer consumer)
{
    return consumer_names.names[consumer];
}

static struct dead_event_view view_of(struct arena *arena, enum consumer consumer,
                                      const struct dead_event *dead)
{
    const struct event *event = &dead->event;
    struct str identity = event_identity(arena, event);

    return (struct dead_event_view){
        .id = str_format(arena, "%s:%.*s", name_of(consumer), STR_ARG(identity)),
        .consumer = consumer_name(consumer),
        .type = event_type_name(event->type),
        .reason = dead->reason,
        .account = event->account,
        .happened_at = event->at,
        .buried_at = dead->at,
        .actor = event->actor,
        .tag = event->tag,
        .detail = event->detail,
        .campaign = event->campaign,
        .job = event->job,
    };
}

enum err list_dead_events(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct dead_event_view *views =
        ARENA_ARRAY(scope->arena, struct dead_event_view, consumer_names.n * DEAD_EVENTS_MOST);
    struct page page = { .items = views, .next = STR_NONE };

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    for (size_t c = CONSUMER_BILLING; c < consumer_names.n; c++) {
        struct dead_event_list list;

        TRY(VIA(ports->bus, dead, scope, name_of((enum consumer)c), DEAD_EVENTS_MOST, &list));
        for (size_t i = 0; i < list.n; i++)
            views[page.n++] = view_of(scope->arena, (enum consumer)c, &list.items[i]);
    }
    *ret = page;
    return ERR_OK;
}

enum err list_event_consumers(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct event_consumer_view *views =
        ARENA_ARRAY(scope->arena, struct event_consumer_view, consumer_names.n);
    struct page page = { .items = views, .next = STR_NONE };

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    for (size_t c = CONSUMER_BILLING; c < consumer_names.n; c++) {
        struct event_consumer_view *view = &views[page.n++];

        view->name = consumer_name((enum consumer)c);
        TRY(VIA(ports->bus, depth, scope, name_of((enum consumer)c), &view->waiting, &view->dead));
    }
    *ret = page;
    return ERR_OK;
}

static enum err find_dead(const struct ports *ports, struct scope *scope, enum consumer consumer,
                          struct str id, struct dead_event *ret)
{
    struct dead_event_list list;

    TRY(VIA(ports->bus, dead, scope, name_of(consumer), DEAD_EVENTS_MOST, &list));
    for (size_t i = 0; i < list.n; i++) {
        if (str_eq(event_identity(scope->arena, &list.items[i].event), id)) {
            *ret = list.items[i];
            return ERR_OK;
        }
    }
    return FAIL_WITH(&scope->error, ERR_PRECONDITION, "event.not_dead", P_STR("id", id));
}

enum err replay_dead_event(const struct ports *ports, struct scope *scope,
                           const struct replay_dead_event *cmd, struct dead_event_view *ret)
{
    struct str id = cmd->id, identity = id, name = str_cut(&identity, ':');
    enum consumer consumer;
    struct dead_event dead;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    if (identity.p == NULL || !consumer_parse(name, &consumer))
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "event.not_dead", P_STR("id", id));
    TRY(find_dead(ports, scope, consumer, identity, &dead));
    TRY(handle_event_now(ports, scope, consumer, &dead.event));
    TRY(VIA(ports->bus, exhume, scope, name_of(consumer), identity));
    *ret = view_of(scope->arena, consumer, &dead);
    return ERR_OK;
}
