/* rooms.c - who is where, and looks at what. A room is an account with somebody in it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "application/queries/live.h"
#include "domain/ids.h"
#include "live/inside.h"

static void *must(void *memory)
{
    if (memory == NULL)
        abort(); /* as an arena does: limits keep it rare */
    return memory;
}

/* -- rooms -- */

static struct live_room **room_slot(struct live_rooms *rooms, struct account_id account)
{
    struct str text = { (const char *)account.v.bytes, sizeof account.v.bytes };
    struct live_room **at = &rooms->buckets[str_hash(text) % ROOM_BUCKETS];

    while (*at != NULL && !ID_EQ((*at)->account, account))
        at = &(*at)->next;
    return at;
}

void room_collect(struct live_rooms *rooms, struct live_room *room)
{
    struct live_room **at;

    if (room->members != NULL || room->topics != NULL)
        return;
    at = room_slot(rooms, room->account);
    assert(*at == room);
    *at = room->next;
    for (size_t i = 0; i < EVENTS_KEPT; i++)
        free(room->events[i]);
    free(room);
}

void rooms_release(struct live_rooms *rooms)
{
    while (rooms->members != NULL)
        member_leave(rooms, rooms->members);
    for (struct live_topic_state *t = rooms->topics, *next; t != NULL; t = next) {
        next = t->next;
        t->reading = false; /* whoever read it is no more */
        topic_collect(rooms, t);
    }
}

/* -- events -- */

/* One piece of memory, so that one free() lets go of it. */
static struct event *event_kept(const struct event *event)
{
    struct event *kept = must(malloc(sizeof *kept + event->detail.n));
    char *detail = (char *)(kept + 1);

    *kept = *event;
    if (event->detail.n > 0)
        memcpy(detail, event->detail.p, event->detail.n);
    kept->detail = (struct str){ detail, event->detail.n };
    kept->actor = kept->address = kept->request_id = kept->tag = kept->object = STR("");
    kept->changes = (struct change_list){ NULL, 0 };
    return kept;
}

/* The log is told at least once; an engine's numbers may come out of order. */
static bool room_has(const struct live_room *room, int64_t seq)
{
    if (seq > room->seq)
        return false;
    for (uint64_t i = room->first; i < room->end; i++)
        if (room->events[i % EVENTS_KEPT]->seq == seq)
            return true;
    return false;
}

static void room_keep(struct live_room *room, const struct event *event)
{
    struct event **slot = &room->events[room->end % EVENTS_KEPT];

    free(*slot);
    *slot = event_kept(event);
    room->end++;
    if (room->end - room->first > EVENTS_KEPT)
        room->first = room->end - EVENTS_KEPT;
    if (event->seq > room->seq)
        room->seq = event->seq;
}

static bool is_of_call(enum event_type type)
{
    return type == EVENT_CALL_PLACED || type == EVENT_CALL_STARTED || type == EVENT_CALL_ENDED ||
           type == EVENT_CALL_SETTLED || type == EVENT_CALL_ANALYZED ||
           type == EVENT_CALL_UNDETERMINED;
}

static void call_changed(struct live_topic_state *topic, struct call_id call)
{
    for (size_t i = 0; i < topic->calls_n; i++)
        if (id128_eq(topic->calls[i], call.v))
            return;
    if (topic->calls_n == CALLS_KEPT)
        topic->overflowed = true;
    else
        topic->calls[topic->calls_n++] = call.v;
    topic->dirty = true;
}

static void touch(struct live_topic_state *topic, const struct event *event)
{
    switch (topic->kind) {
    case LIVE_ACCOUNT:
        topic->dirty = true;
        break;
    case LIVE_CAMPAIGN:
        topic->dirty = topic->dirty || id128_eq(topic->of, event->campaign.v);
        break;
    case LIVE_BATCH:
        topic->dirty = topic->dirty || id128_eq(topic->of, event->batch.v);
        break;
    case LIVE_CALLS:
        if (is_of_call(event->type) && !ID_NONE(event->call) &&
            (id128_is_zero(topic->of) || id128_eq(topic->of, event->campaign.v)))
            call_changed(topic, event->call);
        break;
    }
}

bool rooms_hear(struct live_rooms *rooms, const struct event *event)
{
    struct live_room *room = *room_slot(rooms, event->account);

    if (room == NULL || room_has(room, event->seq))
        return false;
    room_keep(room, event);
    for (struct live_topic_state *t = room->topics; t != NULL; t = t->next_in_room)
        touch(t, event);
    if (live_event_is_for_all(event->type)) {
        room->for_all = room->end;
        for (struct live_member *m = room->members; m != NULL; m = m->next_in_room)
            member_wait(rooms, m);
    }
    return true;
}

void rooms_miss(struct live_rooms *rooms)
{
    for (struct live_topic_state *t = rooms->topics; t != NULL; t = t->next)
        t->dirty = true;
    for (struct live_member *m = rooms->members; m != NULL; m = m->next) {
        m->must_reload = m->state == MEMBER_IN;
        member_wait(rooms, m);
    }
}

/* -- members -- */

struct live_member *member_new(struct live_rooms *rooms, void *socket, int64_t now)
{
    struct live_member *m = must(calloc(1, sizeof *m));

    m->socket = socket;
    m->state = MEMBER_NEW;
    m->enter_by = now + ENTER_MS;
    m->next = rooms->members;
    m->at = &rooms->members;
    if (m->next != NULL)
        m->next->at = &m->next;
    rooms->members = m;
    rooms->n_members++;
    return m;
}

void member_enter(struct live_rooms *rooms, struct live_member *m)
{
    struct live_room **slot = room_slot(rooms, m->account), *room = *slot;

    if (room == NULL) {
        room = must(calloc(1, sizeof *room));
        room->account = m->account;
        *slot = room;
    }
    m->room = room;
    m->heard = room->end;
    m->next_in_room = room->members;
    m->at_in_room = &room->members;
    if (m->next_in_room != NULL)
        m->next_in_room->at_in_room = &m->next_in_room;
    room->members = m;
}

size_t member_count(const struct live_member *member)
{
    size_t n = 0;

    for (const struct live_member *m = member->room->members; m != NULL; m = m->next_in_room)
        n += id128_eq(m->who, member->who);
    return n;
}

static void stop_waiting(struct live_rooms *rooms, struct live_member *member)
{
    struct live_member **at = &rooms->waiting;

    while (member->waiting && *at != member)
        at = &(*at)->next_waiting;
    if (member->waiting)
        *at = member->next_waiting;
    member->waiting = false;
}

static void leave_room(struct live_rooms *rooms, struct live_member *m)
{
    struct live_room *room = m->room;

    if (room == NULL)
        return;
    for (size_t i = 0; i < m->n; i++) { /* the room stays meanwhile: the member is in it */
        m->subscriptions[i].topic->members--;
        topic_collect(rooms, m->subscriptions[i].topic);
    }
    m->n = 0;
    *m->at_in_room = m->next_in_room;
    if (m->next_in_room != NULL)
        m->next_in_room->at_in_room = m->at_in_room;
    m->room = NULL;
    room_collect(rooms, room);
}

static void member_free(struct live_member *m)
{
    free(m->subscriptions);
    free(m->greeting);
    free(m->in);
    free(m);
}

void member_leave(struct live_rooms *rooms, struct live_member *m)
{
    stop_waiting(rooms, m);
    leave_room(rooms, m);
    *m->at = m->next;
    if (m->next != NULL)
        m->next->at = m->at;
    rooms->n_members--;
    m->socket = NULL;
    if (m->jobs == 0)
        member_free(m);
}

void member_drop(struct live_member *m)
{
    assert(m->jobs > 0);
    m->jobs--;
    if (m->jobs == 0 && m->socket == NULL)
        member_free(m);
}

void member_wait(struct live_rooms *rooms, struct live_member *m)
{
    if (m->waiting || m->socket == NULL)
        return;
    m->waiting = true;
    m->next_waiting = rooms->waiting;
    rooms->waiting = m;
}

/* As the API's limits: a place that moves on with each message, and may be so far ahead of now. */
bool member_may_say(struct live_member *m, int64_t now)
{
    int64_t from = m->said_at > now ? m->said_at : now;

    if (from - now > (int64_t)SAY_BURST * SAY_EVERY_MS)
        return false;
    m->said_at = from + SAY_EVERY_MS;
    return true;
}
