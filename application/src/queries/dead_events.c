/* application/src/queries/dead_events.c */
#include "application/queries/dead_events.h"

#include "application/event_handlers/subscriptions.h"
#include "base/strbuf.h"
#include "domain/models/event_decision.h"

/* Notices of the provider stand beside what consumers gave up on, under this name. */
static const struct str webhooks = STR_INIT("webhooks");
enum { OBJECT_MOST = 64 }; /* of a line of the audit log */

static const struct field dead_event_fields[] = {
    FIELD_STR(struct dead_event_view, id, 0, 0, 200),
    FIELD_STR(struct dead_event_view, consumer, 0, 0, 32),
    FIELD_STR(struct dead_event_view, type, 0, 0, 64),
    FIELD_STR(struct dead_event_view, reason, 0, 0, 200),
    FIELD_STR(struct dead_event_view, text, 0, 0, 1000),
    FIELD_ID(struct dead_event_view, account, 0),
    FIELD_INSTANT(struct dead_event_view, happened_at, 0),
    FIELD_OPT_INSTANT(struct dead_event_view, buried_at, 0),
    FIELD_OPT_I64(struct dead_event_view, tries, 0, 0, 0),
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
    FIELD_STR(struct replay_dead_event, id, FIELD_REQUIRED, 1, 200),
};
const struct record replay_dead_event_record =
    RECORD("replay_dead_event", struct replay_dead_event, replay_fields);

static const struct field discard_fields[] = {
    FIELD_STR(struct discard_dead_event, id, FIELD_REQUIRED, 1, 200),
    FIELD_STR(struct discard_dead_event, reason, FIELD_REQUIRED, 3, 200),
};
const struct record discard_dead_event_record =
    RECORD("discard_dead_event", struct discard_dead_event, discard_fields);

static const char *name_of(enum consumer consumer)
{
    return consumer_names.names[consumer];
}

/* STR(""): the slug says nothing that people know, or its sentence names what was not kept. */
static struct str sentence_of(const struct ports *ports, struct scope *scope, struct str slug)
{
    struct str text = VIA(ports->wording, print, scope->arena, scope_language(scope, STR("es")),
                          str_format(scope->arena, "%.*s", STR_ARG(slug)).p, NULL);

    return str_eq(text, slug) || str_find_char(text, '{') != SIZE_MAX ? STR("") : text;
}

static struct dead_event_view view_of(const struct ports *ports, struct scope *scope,
                                      enum consumer consumer, const struct dead_event *dead)
{
    struct arena *arena = scope->arena;
    const struct event *event = &dead->event;
    struct str identity = event_identity(arena, event);

    return (struct dead_event_view){
        .id = str_format(arena, "%s:%.*s", name_of(consumer), STR_ARG(identity)),
        .consumer = consumer_name(consumer),
        .type = event_type_name(event->type),
        .reason = dead->reason,
        .text = sentence_of(ports, scope, dead->reason),
        .account = event->account,
        .happened_at = event->at,
        .buried_at = SOME_INSTANT(dead->at),
        .actor = event->actor,
        .tag = event->tag,
        .detail = event->detail,
        .campaign = event->campaign,
        .job = event->job,
    };
}

/* Of its key, "<call id>:<event>:<hash>", the event is told. */
static struct dead_event_view view_of_notice(struct arena *arena, const struct inbox_item *item)
{
    struct str rest = item->key;

    (void)str_cut(&rest, ':');
    return (struct dead_event_view){
        .id = str_format(arena, "%.*s:%.*s", STR_ARG(webhooks), STR_ARG(item->key)),
        .consumer = webhooks,
        .type = str_cut(&rest, ':'),
        .happened_at = item->received_at,
        .tries = SOME_I64(item->tries),
        .tag = item->tag,
    };
}

enum err list_dead_events(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct dead_event_view *views =
        ARENA_ARRAY(scope->arena, struct dead_event_view, consumer_names.n * DEAD_EVENTS_MOST);
    struct page page = { .items = views, .next = STR_NONE };
    struct inbox_list notices;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    for (size_t c = CONSUMER_BILLING; c < consumer_names.n; c++) {
        struct dead_event_list list;

        TRY(VIA(ports->bus, dead, scope, name_of((enum consumer)c), DEAD_EVENTS_MOST, &list));
        for (size_t i = 0; i < list.n; i++)
            views[page.n++] = view_of(ports, scope, (enum consumer)c, &list.items[i]);
    }
    TRY(VIA(ports->inbox, dead, scope, (int64_t)DEAD_EVENTS_MOST, &notices));
    for (size_t i = 0; i < notices.n; i++)
        views[page.n++] = view_of_notice(scope->arena, &notices.items[i]);
    *ret = page;
    return ERR_OK;
}

enum err list_event_consumers(const struct ports *ports, struct scope *scope, struct page *ret)
{
    struct event_consumer_view *views =
        ARENA_ARRAY(scope->arena, struct event_consumer_view, consumer_names.n);
    struct page page = { .items = views, .next = STR_NONE };
    struct event_consumer_view *notices;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    for (size_t c = CONSUMER_BILLING; c < consumer_names.n; c++) {
        struct event_consumer_view *view = &views[page.n++];

        view->name = consumer_name((enum consumer)c);
        TRY(VIA(ports->bus, depth, scope, name_of((enum consumer)c), &view->waiting, &view->dead));
    }
    notices = &views[page.n++];
    notices->name = webhooks;
    TRY(VIA(ports->inbox, depth, scope, &notices->waiting, &notices->dead));
    *ret = page;
    return ERR_OK;
}

/* One that was put aside: an event that a consumer gave up on, or a notice. */
struct found {
    bool is_notice;
    enum consumer consumer;
    struct str key; /* identity of the event, key of the notice */
    struct dead_event dead;
    struct dead_event_view view;
};

static enum err not_dead(struct scope *scope, struct str id)
{
    return FAIL_WITH(&scope->error, ERR_PRECONDITION, "event.not_dead", P_STR("id", id));
}

static enum err find_notice(const struct ports *ports, struct scope *scope, struct str id,
                            struct found *ret)
{
    struct inbox_list list;

    TRY(VIA(ports->inbox, dead, scope, (int64_t)DEAD_EVENTS_MOST, &list));
    for (size_t i = 0; i < list.n; i++) {
        if (str_eq(list.items[i].key, ret->key)) {
            ret->is_notice = true;
            ret->view = view_of_notice(scope->arena, &list.items[i]);
            return ERR_OK;
        }
    }
    return not_dead(scope, id);
}

static enum err find_event(const struct ports *ports, struct scope *scope, struct str id,
                           struct found *ret)
{
    struct dead_event_list list;

    TRY(VIA(ports->bus, dead, scope, name_of(ret->consumer), DEAD_EVENTS_MOST, &list));
    for (size_t i = 0; i < list.n; i++) {
        if (str_eq(event_identity(scope->arena, &list.items[i].event), ret->key)) {
            ret->dead = list.items[i];
            ret->view = view_of(ports, scope, ret->consumer, &ret->dead);
            return ERR_OK;
        }
    }
    return not_dead(scope, id);
}

static enum err find(const struct ports *ports, struct scope *scope, struct str id,
                     struct found *ret)
{
    struct str key = id, name = str_cut(&key, ':');

    *ret = (struct found){ .key = key };
    if (key.p == NULL)
        return not_dead(scope, id);
    if (str_eq(name, webhooks))
        return find_notice(ports, scope, id, ret);
    if (!consumer_parse(name, &ret->consumer))
        return not_dead(scope, id);
    return find_event(ports, scope, id, ret);
}

/* Kept with what was decided about, and told in the installation's audit log. */
static enum err note(const struct ports *ports, struct scope *scope, const struct found *found,
                     enum decision decision, struct str reason)
{
    struct scope own = *scope;
    struct event_list events = { 0 };
    struct event_decision d = { .id = { random_id(ports->random, scope->now) },
                                .subject = found->view.id,
                                .decision = decision,
                                .reason = reason,
                                .event = found->dead.event,
                                .created_at = scope->now };

    own.account = (struct account_id){ { { 0 } } };
    event_list_add(
        &events, scope->arena,
        (struct event){ .type = decision == DECISION_REPLAYED ? EVENT_DEAD_EVENT_REPLAYED
                                                              : EVENT_DEAD_EVENT_DISCARDED,
                        .aggregate = d.id.v,
                        .version = 1,
                        .at = scope->now,
                        .object = d.subject.n <= OBJECT_MOST ? d.subject : found->view.tag,
                        .detail = reason });
    enum err err = VIA(ports->records, save, &own, &event_decision_record, &d, &events);
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}

enum err replay_dead_event(const struct ports *ports, struct scope *scope,
                           const struct replay_dead_event *cmd, struct dead_event_view *ret)
{
    struct found found;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(find(ports, scope, cmd->id, &found));
    if (!found.is_notice)
        TRY(handle_event_now(ports, scope, found.consumer, &found.dead.event));
    TRY(note(ports, scope, &found, DECISION_REPLAYED, STR_NONE));
    if (found.is_notice)
        TRY(VIA(ports->inbox, park, scope, found.key, scope->now));
    else
        TRY(VIA(ports->bus, exhume, scope, name_of(found.consumer), found.key));
    *ret = found.view;
    return ERR_OK;
}

enum err discard_dead_event(const struct ports *ports, struct scope *scope,
                            const struct discard_dead_event *cmd, struct dead_event_view *ret)
{
    struct found found;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(find(ports, scope, cmd->id, &found));
    TRY(note(ports, scope, &found, DECISION_DISCARDED, cmd->reason));
    if (found.is_notice)
        TRY(VIA(ports->inbox, done, scope, &found.key, (size_t)1));
    else
        TRY(VIA(ports->bus, exhume, scope, name_of(found.consumer), found.key));
    *ret = found.view;
    return ERR_OK;
}
