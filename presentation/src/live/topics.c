/* topics.c - what is looked at: read once for all who may see the same of it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "live/inside.h"

static void *must(void *memory)
{
    if (memory == NULL)
        abort(); /* as an arena does: limits keep it rare */
    return memory;
}

static struct live_topic_state *find(const struct live_room *room, enum live_topic kind,
                                     struct id128 of, permission_set seen)
{
    struct live_topic_state *t = room->topics;

    while (t != NULL && !(t->kind == kind && id128_eq(t->of, of) && t->seen == seen))
        t = t->next_in_room;
    return t;
}

static struct live_topic_state *topic_new(struct live_rooms *rooms, struct live_room *room,
                                          enum live_topic kind, struct id128 of,
                                          permission_set seen)
{
    struct live_topic_state *t = must(calloc(1, sizeof *t));

    *t = (struct live_topic_state){ .room = room,
                                    .kind = kind,
                                    .of = of,
                                    .seen = seen,
                                    .dirty = true,
                                    .read_at = -READ_EVERY_MS,
                                    .refresh_at = INT64_MAX,
                                    .next_in_room = room->topics,
                                    .next = rooms->topics,
                                    .at = &rooms->topics };
    if (kind == LIVE_CALLS)
        t->calls = must(calloc(CALLS_KEPT, sizeof *t->calls));
    if (t->next != NULL)
        t->next->at = &t->next;
    rooms->topics = t;
    room->topics = t;
    return t;
}

void topic_collect(struct live_rooms *rooms, struct live_topic_state *topic)
{
    struct live_topic_state **at = &topic->room->topics;

    if (topic->members > 0 || topic->reading)
        return;
    while (*at != topic)
        at = &(*at)->next_in_room;
    *at = topic->next_in_room;
    *topic->at = topic->next;
    if (topic->next != NULL)
        topic->next->at = topic->at;
    room_collect(rooms, topic->room);
    for (size_t i = 0; i < topic->n; i++)
        free(topic->items[i].json);
    free(topic->items);
    free(topic->calls);
    free(topic);
}

static struct live_subscription *subscription_of(struct live_member *m, enum live_topic kind,
                                                 struct id128 of)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->subscriptions[i].topic->kind == kind && id128_eq(m->subscriptions[i].topic->of, of))
            return &m->subscriptions[i];
    return NULL;
}

bool member_subscribe(struct live_rooms *rooms, struct live_member *m,
                      const struct live_message *message)
{
    permission_set seen = m->actor.permissions & LIVE_PERMISSIONS;
    struct live_subscription *s = subscription_of(m, message->topic, message->of);
    struct live_topic_state *topic;

    if (s == NULL) {
        if (m->n == SUBSCRIPTIONS_MOST)
            return false;
        topic = find(m->room, message->topic, message->of, seen);
        if (topic == NULL)
            topic = topic_new(rooms, m->room, message->topic, message->of, seen);
        m->subscriptions = must(realloc(m->subscriptions, (m->n + 1) * sizeof *m->subscriptions));
        s = &m->subscriptions[m->n++];
        s->topic = topic;
        topic->members++;
    }
    topic = s->topic;
    s->sent = topic->kind == LIVE_CALLS ? topic->version : 0; /* the list itself is the API's */
    topic->dirty = topic->dirty || topic->kind != LIVE_CALLS; /* silent changes, too */
    if (topic->version > s->sent || topic->refused != NULL)
        member_wait(rooms, m);
    return true;
}

static void forget(struct live_rooms *rooms, struct live_member *m, struct live_subscription *s)
{
    struct live_topic_state *topic = s->topic;

    *s = m->subscriptions[--m->n];
    topic->members--;
    topic_collect(rooms, topic);
}

void member_unsubscribe(struct live_rooms *rooms, struct live_member *m,
                        const struct live_message *message)
{
    struct live_subscription *s = subscription_of(m, message->topic, message->of);

    if (s != NULL)
        forget(rooms, m, s);
}

void member_forget_refused(struct live_rooms *rooms, struct live_member *m)
{
    size_t i = 0;

    while (i < m->n) {
        if (m->subscriptions[i].topic->refused != NULL)
            forget(rooms, m, &m->subscriptions[i]);
        else
            i++;
    }
}

bool topic_is_due(const struct live_topic_state *topic, int64_t now)
{
    if (topic->reading || topic->refused != NULL || now - topic->read_at < READ_EVERY_MS)
        return false;
    return topic->dirty || now >= topic->refresh_at;
}

static void wake_members(struct live_rooms *rooms, struct live_topic_state *topic)
{
    for (struct live_member *m = topic->room->members; m != NULL; m = m->next_in_room)
        for (size_t i = 0; i < m->n && !m->waiting; i++)
            if (m->subscriptions[i].topic == topic)
                member_wait(rooms, m);
}

static struct live_item *item_of(struct live_topic_state *topic, struct id128 key)
{
    size_t oldest = 0, most = topic->kind == LIVE_CALLS ? CALLS_KEPT : 1;

    for (size_t i = 0; i < topic->n; i++) {
        if (id128_eq(topic->items[i].key, key))
            return &topic->items[i];
        if (topic->items[i].version < topic->items[oldest].version)
            oldest = i;
    }
    if (topic->n < most) {
        topic->items = must(realloc(topic->items, (topic->n + 1) * sizeof *topic->items));
        topic->items[topic->n] = (struct live_item){ .key = key };
        return &topic->items[topic->n++];
    }
    if (topic->items[oldest].version > topic->lost)
        topic->lost = topic->items[oldest].version;
    topic->items[oldest].key = key;
    return &topic->items[oldest];
}

void topic_put(struct live_rooms *rooms, struct live_topic_state *topic, struct id128 key,
               struct str json)
{
    struct live_item *item = item_of(topic, key);
    bool same = item->json != NULL && str_eq((struct str){ item->json, item->n }, json);

    if (!same) {
        free(item->json);
        item->json = must(malloc(json.n + 1));
        memcpy(item->json, json.p, json.n);
        item->n = json.n;
        item->version = ++topic->version;
    }
    /* events travel with the account's view */
    if (!same || topic->kind == LIVE_ACCOUNT)
        wake_members(rooms, topic);
}

void topic_overflow(struct live_rooms *rooms, struct live_topic_state *topic)
{
    topic->lost = ++topic->version;
    wake_members(rooms, topic);
}

void topic_refuse(struct live_rooms *rooms, struct live_topic_state *topic, const char *slug)
{
    topic->refused = slug;
    wake_members(rooms, topic);
}
