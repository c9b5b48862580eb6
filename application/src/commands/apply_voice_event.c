/* commands/apply_voice_event.c - the inbox, emptied in any order. The edge has verified signature
 * and address; whose call it is, only our own records say. */
#include "application/commands/apply_voice_event.h"

#include "application/commands/connections.h"
#include "base/crash.h"
#include "commands/dial_alarm.h"
#include "commands/dial_facts.h"
#include "commands/late_facts.h"

enum { LOT_BYTES = 1024 * 1024 };

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
    enum letter_end { LETTER_APPLIES = 1, LETTER_DONE, LETTER_WAITS, LETTER_STAYS } end;
};
struct letters {
    struct letter *items;
    size_t n;
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

    if (l->event.kind == VOICE_STARTED) {
        TRY(connection_of_account(ports, scope, l->job->account, l->item->connection, &connection));
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

/* Whose call it is, and whether anything can be applied. */
static enum err open_letter(const struct ports *ports, struct scope *scope, struct letter *l)
{
    bool found = false;

    l->end = LETTER_WAITS;
    if (VIA(ports->voice, read_event, scope->arena, l->item->raw, &l->event, &scope->error) !=
        ERR_OK) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    if (l->event.kind == VOICE_OTHER) {
        l->end = LETTER_DONE;
        return ERR_OK;
    }
    TRY(find_job(ports, scope, l, &found));
    if (!found)
        return ERR_OK;
    own_tag(ports, l);
    ask_in_doubt(ports, scope, l);
    l->end = LETTER_APPLIES;
    return ERR_OK;
}

/* What is told of an attempt before: a call that rings is hung up, what it came to is kept. */
static enum err look_back(const struct ports *ports, struct scope *scope, const struct letter *l,
                          const struct call_facts *facts)
{
    struct scope inside = scope_inside(scope, l->job->account);

    if (l->event.kind == VOICE_STARTED)
        return hang_up(ports, scope, l, STR("call.late"));
    return scope_pass_on(scope, &inside, late_facts_keep(ports, &inside, facts));
}

/* What its facts came to decides what becomes of the letter. */
static enum err weigh(const struct ports *ports, struct scope *scope, struct letter *l,
                      const struct call_facts *facts, enum facts_end end)
{
    switch (end) {
    case FACTS_TOO_EARLY:
        l->end = LETTER_WAITS;
        return ERR_OK;
    case FACTS_OTHER_CALL:
        TRY(hang_up(ports, scope, l, STR("call.double")));
        break;
    case FACTS_OLD_ATTEMPT:
        TRY(look_back(ports, scope, l, facts));
        break;
    case FACTS_APPLIED:
        break;
    }
    l->end = LETTER_DONE;
    return ERR_OK;
}

static bool is_away(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT;
}

/* A provider that is away is not asked at every turn: a few such letters, each waiting for the
 * network, would hold up all that came after them. Other failures are looked at one by one. */
static void put_off(struct letter *l, enum err err)
{
    if (err != ERR_OK)
        l->end = is_away(err) ? LETTER_WAITS : LETTER_STAYS;
}

/* A start may be the first that is told of a call: the answer of its POST was lost. */
static enum err hang_up_forbidden(const struct ports *ports, struct scope *scope,
                                  const struct letter *l, const struct call_facts *facts)
{
    struct connection *connection;

    if (l->event.kind != VOICE_STARTED || l->job->attempt.provider_call.n > 0)
        return ERR_OK;
    TRY(connection_of_account(ports, scope, l->job->account, l->item->connection, &connection));
    return facts_hang_up_forbidden(ports, scope, facts, connection);
}

static enum err apply(const struct ports *ports, struct scope *scope, struct letters *letters)
{
    struct call_facts *facts = ARENA_ARRAY(scope->arena, struct call_facts, letters->n);
    enum facts_end *ends = ARENA_ARRAY(scope->arena, enum facts_end, letters->n);
    struct letter **of = ARENA_ARRAY(scope->arena, struct letter *, letters->n);
    enum err first = ERR_OK;
    size_t n = 0;

    for (size_t i = 0; i < letters->n; i++) {
        struct letter *l = &letters->items[i];
        enum err err;

        if (l->end != LETTER_APPLIES)
            continue;
        of[n] = l;
        facts[n] = (struct call_facts){ .job = l->job,
                                        .tag = l->tag,
                                        .kind = l->event.kind,
                                        .call = &l->event.call,
                                        .key = l->item->key };
        err = hang_up_forbidden(ports, scope, l, &facts[n]);
        first = first == ERR_OK ? err : first;
        put_off(l, err); /* nobody knows of its call until it is hung up */
        n += err == ERR_OK;
    }
    TRY(facts_apply(ports, scope, facts, n, ends));
    CRASH("K12");
    for (size_t i = 0; i < n; i++) { /* one that fails stays in the inbox */
        enum err err = weigh(ports, scope, of[i], &facts[i], ends[i]);

        first = first == ERR_OK ? err : first;
        put_off(of[i], err);
    }
    return first;
}

/* Out of the inbox, or back into it for later. */
static enum err put_away(const struct ports *ports, struct scope *scope,
                         const struct voice_event_settings *settings, const struct letters *letters,
                         int64_t *handled)
{
    struct str *keys = ARENA_ARRAY(scope->arena, struct str, letters->n);
    size_t n = 0;

    for (size_t i = 0; i < letters->n; i++) {
        const struct letter *l = &letters->items[i];

        if (l->end == LETTER_DONE)
            keys[n++] = l->item->key;
        if (l->end == LETTER_WAITS) {
            TRY(park(ports, scope, settings, l));
            ++*handled;
        }
    }
    if (n > 0)
        TRY(VIA(ports->inbox, done, scope, keys, n));
    *handled += (int64_t)n;
    return ERR_OK;
}

static enum err handle(const struct ports *ports, struct scope *scope,
                       const struct voice_event_settings *settings, const struct inbox_item *items,
                       size_t n, int64_t *handled)
{
    struct letters letters = { ARENA_ARRAY(scope->arena, struct letter, n), n };
    enum err applied, away;

    for (size_t i = 0; i < n; i++) {
        letters.items[i].item = &items[i];
        TRY(open_letter(ports, scope, &letters.items[i]));
    }
    applied = apply(ports, scope, &letters);
    away = put_away(ports, scope, settings, &letters, handled);
    return applied != ERR_OK ? applied : away;
}

/* As many as can be read side by side: a body becomes ten times as much memory. */
static size_t next_lot(const struct inbox_list *items, size_t from)
{
    size_t n = 0, bytes = 0;

    do
        bytes += items->items[from + n++].raw.n;
    while (from + n < items->n && bytes + items->items[from + n].raw.n <= LOT_BYTES);
    return n;
}

/* In an arena of its own; the error's texts die with it. */
static enum err handle_lot(const struct ports *ports, struct scope *scope,
                           const struct voice_event_settings *settings,
                           const struct inbox_item *items, size_t n, int64_t *handled)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope inside = scope_page(scope, &arena, VIA0(ports->clock, wall));
    const struct letter alone = { .item = items };
    enum err err = handle(ports, &inside, settings, items, n, handled);

    if (err == ERR_OK || is_away(err) || n > 1)
        return err == ERR_OK ? ERR_OK : FAIL(&scope->error, err, inside.error.slug);
    DROP(FAIL(&scope->error, err, inside.error.slug)); /* told below, after it is out of the way */
    TRY(park(ports, &inside, settings, &alone));
    return err;
}

/* A lot in which one item cannot be applied is taken apart, and that one waits aside. */
static enum err handle_apart(const struct ports *ports, struct scope *scope,
                             const struct voice_event_settings *settings,
                             const struct inbox_item *items, size_t n, int64_t *handled)
{
    enum err first = handle_lot(ports, scope, settings, items, n, handled);

    if (first == ERR_OK || is_away(first) || n == 1)
        return first;
    first = ERR_OK;
    for (size_t i = 0; i < n; i++) {
        enum err err = handle_lot(ports, scope, settings, &items[i], 1, handled);

        first = first == ERR_OK ? err : first;
    }
    return first;
}

enum err apply_voice_events(const struct ports *ports, struct scope *scope,
                            const struct voice_event_settings *settings, int64_t most,
                            int64_t *handled)
{
    struct inbox_list items;
    enum err first = ERR_OK;
    int64_t n = 0;

    TRY(VIA(ports->inbox, due, scope, VIA0(ports->clock, wall), most, &items));
    for (size_t at = 0, lot; at < items.n; at += lot) {
        enum err err;

        lot = next_lot(&items, at);
        err = handle_apart(ports, scope, settings, &items.items[at], lot, &n);
        first = first == ERR_OK ? err : first;
    }
    *handled = n;
    return first;
}
