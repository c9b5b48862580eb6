/* hub.c - what happens on the loop. Nothing here waits: what needs the store is a reader's job. */
#include "live/hub.h"

#include <stdlib.h>
#include <string.h>

#include "application/queries/live.h"
#include "base/strbuf.h"

enum { NEWS_MOST = 100000, MEMBERS_EVERY_MS = 500 };

static int64_t now_of(const struct live_hub *hub)
{
    return VIA0(hub->ports->clock, boot).unix_ms;
}

/* -- closing -- */

static void count_closed(struct live_hub *hub, enum live_close why)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    metric_add(metrics_counter(hub->metrics, "live_closed_total", "Sockets closed, by the code.",
                               str_format(&arena, "code=\"%d\"", (int)why).p),
               1);
}

void hub_close_member(struct live_hub *hub, struct live_member *m, enum live_close why)
{
    if (m->socket == NULL || m->close != 0)
        return;
    m->close = why;
    m->asked_at = now_of(hub);
    m->asked = true;
    count_closed(hub, why);
    sockets_ask(hub, m->socket);
}

/* -- jobs -- */

static void give(struct live_hub *hub, struct live_job *job, struct live_member *m)
{
    job->member = m;
    if (m != NULL) {
        m->jobs++;
        job->account = m->account;
        job->actor = m->actor;
    }
    live_readers_give(hub->readers, job);
}

static void give_read(struct live_hub *hub, struct live_topic_state *t, int64_t now)
{
    struct live_job *job = live_job_new(JOB_READ);

    job->topic = t;
    job->account = t->room->account;
    job->actor = (struct actor){ .kind = ACTOR_DISPLAY, .permissions = t->seen };
    job->kind_of_topic = t->kind;
    job->of = t->of;
    if (t->calls_n > 0) {
        job->calls = ARENA_ARRAY(&job->arena, struct id128, t->calls_n);
        memcpy(job->calls, t->calls, t->calls_n * sizeof *job->calls);
        job->calls_n = t->calls_n;
        t->calls_n = 0;
    }
    if (t->overflowed)
        topic_overflow(&hub->rooms, t);
    t->overflowed = t->dirty = false;
    t->reading = true;
    t->read_at = now;
    live_readers_give(hub->readers, job);
}

static void read_due(struct live_hub *hub, int64_t now)
{
    for (struct live_topic_state *t = hub->rooms.topics; t != NULL; t = t->next)
        if (topic_is_due(t, now))
            give_read(hub, t, now);
}

static void leave_account(struct live_hub *hub, struct account_id account)
{
    struct live_job *job;

    if (hub->readers == NULL) { /* at the end: nobody waits for this thread */
        VIA(hub->ports->fan_out, unsubscribe, account);
        return;
    }
    job = live_job_new(JOB_LEAVE);
    job->account = account;
    live_readers_give(hub->readers, job);
}

/* -- results -- */

static bool is_passing(enum err err)
{
    return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_CONFLICT ||
           err == ERR_EXHAUSTED;
}

static enum live_close code_of(const struct live_job *job)
{
    if (is_passing(job->err))
        return CLOSE_BUSY;
    return job->slug != NULL && str_eq_c(STR("live.bad_ticket"), job->slug) ? CLOSE_TICKET
                                                                            : CLOSE_ENDED;
}

static struct id128 who_of(const struct actor *a)
{
    return a->kind == ACTOR_USER ? a->user.v : a->kind == ACTOR_KEY ? a->key.v : a->display.v;
}

static void entered(struct live_hub *hub, struct live_member *m, const struct live_job *job)
{
    struct live_job *join;

    if (job->err != ERR_OK) {
        hub_close_member(hub, m, code_of(job));
        return;
    }
    m->account = job->account;
    m->actor = job->actor;
    m->who = who_of(&job->actor);
    member_enter(&hub->rooms, m);
    if ((int64_t)member_count(m) > hub->settings.most_of_user) {
        hub_close_member(hub, m, CLOSE_MANY);
        return;
    }
    join = live_job_new(JOB_JOIN);
    join->after = m->after;
    give(hub, join, m);
}

static void joined(struct live_hub *hub, struct live_member *m, const struct live_job *job)
{
    if (job->err != ERR_OK) {
        hub_close_member(hub, m, CLOSE_BUSY);
        return;
    }
    m->joined = true;
    m->state = MEMBER_IN;
    m->skip_seq = job->seq;
    m->recheck_at = now_of(hub) + hub->settings.recheck.ms;
    m->greeting = strndup(job->greeting.p, job->greeting.n);
    member_wait(&hub->rooms, m);
}

static void rechecked(struct live_hub *hub, struct live_member *m, const struct live_job *job)
{
    m->rechecking = false;
    m->recheck_at = now_of(hub) + hub->settings.recheck.ms;
    if (is_passing(job->err))
        return; /* nobody is thrown out because the store is slow */
    if (job->err != ERR_OK || job->actor.permissions != m->actor.permissions)
        hub_close_member(hub, m, CLOSE_ENDED);
}

static void was_read(struct live_hub *hub, const struct live_job *job, int64_t now)
{
    struct live_topic_state *t = job->topic;

    t->reading = false;
    if (job->err != ERR_OK && is_passing(job->err)) {
        t->dirty = true;
        t->overflowed = t->kind == LIVE_CALLS; /* those that were to be read are forgotten */
    } else if (job->err != ERR_OK) {
        topic_refuse(&hub->rooms, t, job->slug);
    } else {
        for (size_t i = 0; i < job->items_n; i++)
            topic_put(&hub->rooms, t, job->items[i].key, job->items[i].json);
        if (t->kind != LIVE_CALLS)
            t->refresh_at = now + (job->refresh.ms > 0 ? job->refresh.ms : REFRESH_MS);
    }
    topic_collect(&hub->rooms, t);
}

static void finish(struct live_hub *hub, struct live_job *job, int64_t now)
{
    struct live_member *m = job->member;
    bool there = m != NULL && m->socket != NULL && m->close == 0;

    if (job->kind == JOB_READ)
        was_read(hub, job, now);
    else if (job->kind == JOB_ENTER && there)
        entered(hub, m, job);
    else if (job->kind == JOB_JOIN && there)
        joined(hub, m, job);
    else if (job->kind == JOB_JOIN && job->err == ERR_OK)
        leave_account(hub, job->account); /* it went meanwhile */
    else if (job->kind == JOB_RECHECK && there)
        rechecked(hub, m, job);
    if (m != NULL)
        member_drop(m);
    live_job_free(job);
}

static void job_done(void *self, struct live_job *job)
{
    struct live_hub *hub = self;

    pthread_mutex_lock(&hub->lock);
    job->next = hub->done;
    hub->done = job;
    pthread_mutex_unlock(&hub->lock);
    sockets_wake(hub);
}

/* -- events -- */

static void heard(void *self, const struct event *event)
{
    struct live_hub *hub = self;
    struct live_news *news = malloc(sizeof *news + event->detail.n);
    char *detail;

    if (news == NULL)
        abort();
    detail = (char *)(news + 1);
    *news = (struct live_news){ .event = *event };
    if (event->detail.n > 0)
        memcpy(detail, event->detail.p, event->detail.n);
    news->event.detail = (struct str){ detail, event->detail.n };
    pthread_mutex_lock(&hub->lock);
    if (hub->n_news == NEWS_MOST) { /* the loop stands still: it reads afresh when it goes on */
        hub->missed = true;
        free(news);
    } else {
        *hub->last_news = news;
        hub->last_news = &news->next;
        hub->n_news++;
    }
    pthread_mutex_unlock(&hub->lock);
    sockets_wake(hub);
}

static void missed(void *self)
{
    struct live_hub *hub = self;

    pthread_mutex_lock(&hub->lock);
    hub->missed = true;
    pthread_mutex_unlock(&hub->lock);
    sockets_wake(hub);
}

static void look_at_members_of(struct live_hub *hub, struct account_id account)
{
    for (struct live_member *m = hub->rooms.members; m != NULL; m = m->next)
        if (m->state == MEMBER_IN && ID_EQ(m->account, account))
            m->recheck_at = 0;
    hub->members_looked_at = 0;
}

static void take_news(struct live_hub *hub, const struct event *event)
{
    metric_add(hub->events, 1);
    if (rooms_hear(&hub->rooms, event) && live_event_ends_access(event->type))
        look_at_members_of(hub, event->account);
}

/* -- moments -- */

static void flush(struct live_hub *hub, int64_t now)
{
    struct live_member **at = &hub->rooms.waiting;

    while (*at != NULL) {
        struct live_member *m = *at;

        if (m->state != MEMBER_IN || m->asked || now - m->sent_at < SEND_EVERY_MS) {
            at = &m->next_waiting;
            continue;
        }
        *at = m->next_waiting;
        m->waiting = false;
        m->asked = true;
        m->asked_at = now;
        sockets_offer(hub, m); /* who was greeted waits at the front again, and is passed over */
    }
}

void hub_take(struct live_hub *hub)
{
    int64_t now = now_of(hub);
    struct live_job *jobs;
    struct live_news *news;
    bool gap;

    pthread_mutex_lock(&hub->lock);
    jobs = hub->done;
    news = hub->news;
    gap = hub->missed;
    hub->done = NULL;
    hub->news = NULL;
    hub->last_news = &hub->news;
    hub->n_news = 0;
    hub->missed = false;
    pthread_mutex_unlock(&hub->lock);
    for (struct live_job *next; jobs != NULL; jobs = next) {
        next = jobs->next;
        finish(hub, jobs, now);
    }
    for (struct live_news *next; news != NULL; news = next) {
        next = news->next;
        take_news(hub, &news->event);
        free(news);
    }
    if (gap)
        rooms_miss(&hub->rooms);
    read_due(hub, now);
    flush(hub, now);
}

static void look_at(struct live_hub *hub, struct live_member *m, int64_t now)
{
    if (m->asked && now - m->asked_at > SLOW_MS) {
        if (m->close == 0)
            count_closed(hub, CLOSE_SLOW);
        m->close = CLOSE_SLOW;
        m->asked_at = now;
        sockets_cut(hub, m->socket);
    } else if (m->state != MEMBER_IN && now > m->enter_by) {
        hub_close_member(hub, m, CLOSE_TICKET);
    } else if (m->state == MEMBER_IN && !m->rechecking && now >= m->recheck_at && m->close == 0) {
        m->rechecking = true;
        give(hub, live_job_new(JOB_RECHECK), m);
    }
}

void hub_tick(struct live_hub *hub)
{
    int64_t now = now_of(hub);

    if (now - hub->members_looked_at >= MEMBERS_EVERY_MS) {
        hub->members_looked_at = now;
        for (struct live_member *m = hub->rooms.members; m != NULL; m = m->next)
            look_at(hub, m, now);
    }
    read_due(hub, now);
    flush(hub, now);
}

void hub_leave(struct live_hub *hub)
{
    hub->leaving = true;
    for (struct live_member *m = hub->rooms.members; m != NULL; m = m->next)
        hub_close_member(hub, m, CLOSE_AWAY);
}

/* -- sockets -- */

struct live_member *hub_opened(struct live_hub *hub, void *socket)
{
    if (hub->leaving || (int64_t)hub->rooms.n_members >= hub->settings.most)
        return NULL;
    metric_set(hub->sockets, (int64_t)hub->rooms.n_members + 1);
    return member_new(&hub->rooms, socket, now_of(hub));
}

void hub_closed(struct live_hub *hub, struct live_member *m)
{
    if (m->joined)
        leave_account(hub, m->account);
    member_leave(&hub->rooms, m);
    metric_set(hub->sockets, (int64_t)hub->rooms.n_members);
}

static void obey(struct live_hub *hub, struct live_member *m, const struct live_message *message)
{
    struct live_job *job;
    bool ok = true;

    if (message->type == LIVE_ENTER && m->state == MEMBER_NEW) {
        m->state = MEMBER_ENTERING;
        m->after = message->after;
        job = live_job_new(JOB_ENTER);
        job->ticket = str_copy(&job->arena, message->ticket);
        give(hub, job, m);
    } else if (message->type == LIVE_SUBSCRIBE && m->state == MEMBER_IN) {
        ok = member_subscribe(&hub->rooms, m, message);
    } else if (message->type == LIVE_UNSUBSCRIBE && m->state == MEMBER_IN) {
        member_unsubscribe(&hub->rooms, m, message);
    } else {
        ok = false;
    }
    if (!ok)
        hub_close_member(hub, m, CLOSE_MESSAGE);
}

static void understand(struct live_hub *hub, struct live_member *m, struct str text)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct live_message message;

    if (!member_may_say(m, now_of(hub)) ||
        live_message_read(&arena, text, &message, &error) != ERR_OK) {
        hub_close_member(hub, m, CLOSE_MESSAGE);
        return;
    }
    obey(hub, m, &message);
    read_due(hub, now_of(hub));
    flush(hub, now_of(hub));
}

void hub_received(struct live_hub *hub, struct live_member *m, struct str piece, bool last)
{
    char *in;

    if (m->close != 0)
        return;
    if (m->in_n + piece.n > LIVE_MESSAGE_MOST) {
        hub_close_member(hub, m, CLOSE_BIG);
        return;
    }
    if (last && m->in_n == 0) {
        understand(hub, m, piece);
        return;
    }
    in = realloc(m->in, m->in_n + piece.n + 1);
    if (in == NULL)
        abort();
    if (piece.n > 0)
        memcpy(in + m->in_n, piece.p, piece.n);
    m->in = in;
    m->in_n += piece.n;
    if (!last)
        return;
    understand(hub, m, (struct str){ m->in, m->in_n });
    free(m->in);
    m->in = NULL;
    m->in_n = 0;
}

struct str hub_next(struct live_hub *hub, struct live_member *m, struct arena *arena)
{
    struct str text;

    m->asked = false;
    if (m->state != MEMBER_IN)
        return STR_NONE;
    if (m->greeting != NULL) {
        text = str_copy(arena, str_from_c(m->greeting));
        free(m->greeting);
        m->greeting = NULL;
        member_wait(&hub->rooms, m);
    } else {
        text = member_compose(m, arena);
        member_forget_refused(&hub->rooms, m);
    }
    if (text.p != NULL) {
        m->sent_at = now_of(hub);
        metric_add(hub->messages, 1);
    }
    return text;
}

/* -- beginning and end -- */

bool hub_start(struct live_hub *hub)
{
    const struct fan_out_listener listener = { .heard = heard, .missed = missed, .self = hub };

    hub->last_news = &hub->news;
    hub->sockets = metrics_gauge(hub->metrics, "live_sockets", "Open sockets of the hub.", "");
    hub->messages =
        metrics_counter(hub->metrics, "live_messages_total", "Messages sent to sockets.", "");
    hub->events =
        metrics_counter(hub->metrics, "live_events_total", "Events that the hub was told.", "");
    hub->readers = live_readers_new(hub->ports, job_done, hub);
    if (hub->readers == NULL)
        return false;
    VIA(hub->ports->fan_out, listen, &listener);
    return true;
}

void hub_deafen(struct live_hub *hub)
{
    if (hub->readers == NULL)
        return;
    VIA(hub->ports->fan_out, listen, NULL);
    live_readers_free(hub->readers);
    hub->readers = NULL;
}

/* What was subscribed to and what was not let go of. */
static void drop_job(struct live_hub *hub, struct live_job *job)
{
    if ((job->kind == JOB_JOIN && job->err == ERR_OK) ||
        (job->kind == JOB_LEAVE && job->err != ERR_OK))
        VIA(hub->ports->fan_out, unsubscribe, job->account);
    if (job->member != NULL)
        member_drop(job->member);
    live_job_free(job);
}

void hub_release(struct live_hub *hub)
{
    while (hub->rooms.members != NULL)
        hub_closed(hub, hub->rooms.members);
    for (struct live_job *job = hub->done, *next; job != NULL; job = next) {
        next = job->next;
        drop_job(hub, job);
    }
    for (struct live_news *news = hub->news, *next; news != NULL; news = next) {
        next = news->next;
        free(news);
    }
    rooms_release(&hub->rooms);
    pthread_mutex_destroy(&hub->lock);
    origins_release(&hub->origins);
    arena_release(&hub->arena);
}
