/* compose.c - what goes over the socket: made when it may go, from what everybody looks at, so that
 * a slow reader costs no memory. */
#include "application/queries/live.h"
#include "codec/json_record.h"
#include "live/inside.h"

enum { MESSAGE_MOST = 256 * 1024 };

static void put_topic(struct json_writer *w, struct arena *arena,
                      const struct live_topic_state *topic)
{
    json_put_name(w, STR("topic"));
    json_put_str(w, live_topic_name(topic->kind));
    json_put_name(w, STR("id"));
    if (id128_is_zero(topic->of))
        json_put_null(w);
    else
        json_put_str(w, id128_print(arena, topic->kind == LIVE_BATCH ? "bat" : "cmp", topic->of));
}

static bool has_news(const struct live_subscription *s)
{
    return s->topic->refused != NULL || s->topic->version > s->sent;
}

static void put_items(struct json_writer *w, struct arena *arena, struct live_subscription *s)
{
    const struct live_topic_state *t = s->topic;

    for (size_t i = 0; i < t->n; i++) {
        if (t->items[i].version <= s->sent)
            continue;
        json_open(w, '{');
        put_topic(w, arena, t);
        json_put_name(w, STR("view"));
        json_put_raw(w, (struct str){ t->items[i].json, t->items[i].n });
        json_close(w, '}');
    }
    if (t->lost > s->sent && t->kind == LIVE_CALLS) {
        json_open(w, '{'); /* more calls than are told: the list is to be read again */
        put_topic(w, arena, t);
        json_put_name(w, STR("reload"));
        json_put_bool(w, true);
        json_close(w, '}');
    }
    if (t->refused != NULL) {
        json_open(w, '{');
        put_topic(w, arena, t);
        json_put_name(w, STR("refused"));
        json_put_str(w, str_from_c(t->refused));
        json_close(w, '}');
    }
    s->sent = t->version;
}

static void put_event(struct json_writer *w, const struct scope *scope, const struct event *event)
{
    struct event seen = live_event_seen(scope, event);

    if (live_event_is_for(scope, event->type))
        json_put_record(w, &live_event_record, &seen, FIELD_PRIVATE);
}

static bool looks_at_account(const struct live_member *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->subscriptions[i].topic->kind == LIVE_ACCOUNT)
            return true;
    return false;
}

/* Something was said that it has not been told. */
static bool has_events(const struct live_member *m)
{
    return m->heard < (looks_at_account(m) ? m->room->end : m->room->for_all);
}

/* True: some are no longer there. */
static bool put_events(struct json_writer *w, struct live_member *m, struct arena *arena)
{
    const struct live_room *room = m->room;
    struct scope scope = scope_system(arena, m->account, (struct instant){ 0 }, log_none());
    bool looks = looks_at_account(m);
    bool behind = has_events(m) && (looks ? m->heard < room->first : room->for_all <= room->first);

    scope.actor = m->actor;
    json_put_name(w, STR("events"));
    json_open(w, '[');
    for (uint64_t i = m->heard < room->first ? room->first : m->heard; i < room->end; i++) {
        const struct event *event = room->events[i % EVENTS_KEPT];

        if (event->seq > m->skip_seq && (looks || live_event_is_for_all(event->type)))
            put_event(w, &scope, event);
    }
    json_close(w, ']');
    m->heard = room->end;
    return behind;
}

static bool has_something(const struct live_member *m)
{
    bool news = m->must_reload || has_events(m);

    for (size_t i = 0; i < m->n && !news; i++)
        news = has_news(&m->subscriptions[i]);
    return news;
}

static void put_seq(struct json_writer *w, int64_t seq)
{
    json_put_name(w, STR("seq"));
    if (seq > 0)
        json_put_i64(w, seq);
    else
        json_put_null(w);
}

struct str member_compose(struct live_member *m, struct arena *arena)
{
    struct strbuf out = strbuf_init(arena, MESSAGE_MOST);
    struct json_writer w = json_writer_init(&out);
    bool reload;

    if (!has_something(m))
        return STR_NONE;
    json_open(&w, '{');
    json_put_name(&w, STR("type"));
    json_put_str(&w, STR("update"));
    put_seq(&w, m->room->seq);
    json_put_name(&w, STR("changes"));
    json_open(&w, '[');
    for (size_t i = 0; i < m->n; i++)
        if (has_news(&m->subscriptions[i]))
            put_items(&w, arena, &m->subscriptions[i]);
    json_close(&w, ']');
    reload = put_events(&w, m, arena) || m->must_reload;
    json_put_name(&w, STR("reload"));
    json_put_bool(&w, reload);
    json_close(&w, '}');
    m->must_reload = false;
    if (strbuf_ok(&out))
        return strbuf_str(&out);
    return STR("{\"type\":\"update\",\"seq\":null,\"changes\":[],\"events\":[],\"reload\":true}");
}

struct str greeting_compose(struct arena *arena, const struct scope *scope,
                            const struct event_list *events, int64_t seq, bool resumed)
{
    struct strbuf out = strbuf_init(arena, MESSAGE_MOST);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    json_put_name(&w, STR("type"));
    json_put_str(&w, STR("welcome"));
    put_seq(&w, seq);
    json_put_name(&w, STR("resumed"));
    json_put_bool(&w, resumed);
    json_put_name(&w, STR("events"));
    json_open(&w, '[');
    for (size_t i = 0; i < events->n; i++)
        put_event(&w, scope, &events->items[i]);
    json_close(&w, ']');
    json_close(&w, '}');
    return strbuf_str(&out);
}
