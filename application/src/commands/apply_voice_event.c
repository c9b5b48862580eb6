/* commands/apply_voice_event.c - the inbox, emptied in any order. The edge has verified signature
 * and address; whose call it is, only our own records say. */
#include "application/commands/apply_voice_event.h"

#include "application/commands/connections.h"
#include "base/crash.h"
#include "commands/dial_alarm.h"
#include "commands/dial_facts.h"

struct voice_event_settings voice_event_defaults(void)
{
    return (struct voice_event_settings){
        .park = { SECONDS(10), MINUTES(1), MINUTES(10), HOURS(1), HOURS(24) },
    };
}

/* One item on its way. */
struct letter {
    const struct inbox_item *item;
    struct voice_event event;
    struct job *job;
    struct str tag;
};

/* By the call's id; else by the tag of the address, which the edge has verified; else by that of
 * the metadata with its mac. *found: it is a job of ours, of the connection that was called. */
static enum err find_job(const struct ports *ports, struct scope *scope, struct letter *l,
                         bool *found)
{
    const struct voice_call *call = &l->event.call;
    enum err err =
        VIA(ports->jobs, find_by_call, scope, l->item->connection, call->provider_call, &l->job);

    *found = err == ERR_OK;
    if (*found)
        l->tag = l->job->attempt.tag;
    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    l->tag = l->item->tag;
    if (facts_tag_is_ours(ports, call)) {
        if (l->tag.n > 0 && !str_eq(l->tag, call->tag))
            return ERR_OK; /* two tags of ours that contradict each other */
        l->tag = call->tag;
    }
    if (l->tag.n == 0)
        return ERR_OK;
    err = VIA(ports->jobs, find_by_tag, scope, l->tag, &l->job);
    if (err == ERR_NOT_FOUND) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    TRY(err);
    *found = ID_EQ(l->job->attempt.connection, l->item->connection) ||
             !str_eq(l->job->attempt.tag, l->tag);
    return ERR_OK;
}

/* Found by the id of the call: the tag is that of the attempt which has it, and an older attempt's
 * call keeps its own. */
static void own_tag(const struct ports *ports, struct letter *l)
{
    if (facts_tag_is_ours(ports, &l->event.call))
        l->tag = l->event.call.tag;
    else if (l->item->tag.n > 0)
        l->tag = l->item->tag;
}

static struct dial_alarm alarm_of(const struct letter *l, struct str detail)
{
    struct dial_alarm alarm = { .connection = l->item->connection,
                                .tag = l->tag,
                                .detail = detail };

    if (l->job != NULL) {
        alarm.account = l->job->account;
        alarm.job = l->job->id;
    }
    return alarm;
}

/* A call that no attempt waits for any more, and that may still be ringing. */
static enum err hang_up(const struct ports *ports, struct scope *scope, const struct letter *l,
                        struct str detail)
{
    struct dial_alarm alarm = alarm_of(l, detail);
    struct connection *connection;
    struct scope inside = *scope;

    if (l->event.kind == VOICE_STARTED) {
        inside.account = l->job->account;
        TRY(connection_of(ports, &inside, l->item->connection, &connection));
        TRY(VIA(ports->voice, stop, connection, l->event.call.provider_call, &scope->error));
    }
    return dial_alarm_raise(ports, scope, &alarm);
}

/* An end without a reason is doubtful: the provider is asked. It may not answer now: the payload is
 * taken as it is then, and the completeness check mends what it lacks. */
static void ask_in_doubt(const struct ports *ports, struct scope *scope, struct letter *l)
{
    struct connection *connection;
    struct scope inside = *scope;
    struct voice_call shown;

    if (l->event.kind == VOICE_STARTED || l->event.call.reason.n > 0)
        return;
    inside.account = l->job->account;
    if (connection_of(ports, &inside, l->item->connection, &connection) == ERR_OK &&
        VIA(ports->voice, get, scope->arena, connection, l->event.call.provider_call, &shown,
            &inside.error) == ERR_OK &&
        facts_are_final(&shown))
        l->event.call = shown;
}

static enum err park(const struct ports *ports, struct scope *scope,
                     const struct voice_event_settings *settings, const struct letter *l)
{
    struct instant at = { 0 };

    if (l->item->tries < PARK_STEPS) {
        at = instant_add(VIA0(ports->clock, wall), settings->park[l->item->tries]);
    } else {
        struct dial_alarm alarm = alarm_of(l, STR("webhook.dead"));

        TRY(dial_alarm_raise(ports, scope, &alarm));
    }
    return VIA(ports->inbox, park, scope, l->item->key, at);
}

static enum err done(const struct ports *ports, struct scope *scope, const struct letter *l)
{
    return VIA(ports->inbox, done, scope, &l->item->key, 1);
}

static enum err apply(const struct ports *ports, struct scope *scope,
                      const struct voice_event_settings *settings, struct letter *l)
{
    struct call_facts facts = { .job = l->job,
                                .tag = l->tag,
                                .kind = l->event.kind,
                                .call = &l->event.call,
                                .key = l->item->key };
    enum facts_end end;

    TRY(facts_apply(ports, scope, &facts, &end));
    CRASH("K12");
    switch (end) {
    case FACTS_APPLIED:
        return done(ports, scope, l);
    case FACTS_TOO_EARLY:
        return park(ports, scope, settings, l);
    case FACTS_OLD_ATTEMPT:
        if (l->event.kind == VOICE_STARTED)
            TRY(hang_up(ports, scope, l, STR("call.late")));
        return done(ports, scope, l);
    case FACTS_OTHER_CALL:
        TRY(hang_up(ports, scope, l, STR("call.double")));
        return done(ports, scope, l);
    }
    return ERR_OK;
}

static enum err handle(const struct ports *ports, struct scope *scope,
                       const struct voice_event_settings *settings, const struct inbox_item *item)
{
    struct letter l = { .item = item };
    bool found = false;

    if (VIA(ports->voice, read_event, scope->arena, item->raw, &l.event, &scope->error) != ERR_OK) {
        error_clear(&scope->error);
        return park(ports, scope, settings, &l);
    }
    if (l.event.kind == VOICE_OTHER)
        return done(ports, scope, &l);
    TRY(find_job(ports, scope, &l, &found));
    if (!found)
        return park(ports, scope, settings, &l);
    own_tag(ports, &l);
    ask_in_doubt(ports, scope, &l);
    return apply(ports, scope, settings, &l);
}

enum err apply_voice_events(const struct ports *ports, struct scope *scope,
                            const struct voice_event_settings *settings, int64_t most,
                            int64_t *handled)
{
    struct inbox_list items;
    enum err first = ERR_OK;
    int64_t n = 0;

    TRY(VIA(ports->inbox, due, scope, VIA0(ports->clock, wall), most, &items));
    for (size_t i = 0; i < items.n; i++) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
        enum err err = handle(ports, &inside, settings, &items.items[i]);

        n += err == ERR_OK;
        if (err != ERR_OK && first == ERR_OK) /* its texts die with its arena */
            first = FAIL(&scope->error, err, inside.error.slug);
    }
    *handled = n;
    return first;
}
