/* database/redis/fan_out.c - published by whoever has something to tell; one thread with a
 * connection of its own hears. It connects again by itself, subscribes to what was subscribed to,
 * and tells the listener that something may be missing. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "database/redis/pool.h"

enum { BUCKETS = 1024, CONFIRM_S = 3, QUIET_MS = 10000, REASON_MOST = 256 };

struct subscribed {
    struct account_id account;
    size_t times; /* 0: to be left */
    bool asked, confirmed;
    struct subscribed *next;
};

struct redis_fan_out {
    struct redis *redis;
    pthread_t thread;
    int wake; /* an eventfd: something below changed */

    pthread_mutex_t lock; /* guards all below, and is held while the listener is called */
    pthread_cond_t changed;
    struct fan_out_listener listener;
    bool has_listener, runs, stopping;
    bool connected;
    bool told; /* the listener knows that it missed something, or has missed nothing */
    struct subscribed *buckets[BUCKETS];
};

/* -- the table: under the lock -- */

static struct subscribed **find(struct redis_fan_out *f, struct account_id account)
{
    struct str text = { (const char *)account.v.bytes, sizeof account.v.bytes };
    struct subscribed **at = &f->buckets[str_hash(text) % BUCKETS];

    while (*at != NULL && !ID_EQ((*at)->account, account))
        at = &(*at)->next;
    return at;
}

static struct str channel_of(const struct redis *redis, struct arena *arena,
                             struct account_id account)
{
    return redis_key(redis, arena, "live", ID_TEXT(arena, account));
}

static bool account_of(const struct redis *redis, struct str channel, struct account_id *ret)
{
    size_t prefix = redis->config.prefix.n + 5; /* "live:" */

    return channel.n > prefix && ID_SCAN(str_slice(channel, prefix, channel.n), ret);
}

static bool all_confirmed(const struct redis_fan_out *f)
{
    for (size_t b = 0; b < BUCKETS; b++)
        for (const struct subscribed *s = f->buckets[b]; s != NULL; s = s->next)
            if (s->times > 0 && !s->confirmed)
                return false;
    return true;
}

/* -- the thread -- */

static void wake(struct redis_fan_out *f)
{
    uint64_t one = 1;

    if (write(f->wake, &one, sizeof one) < 0)
        return; /* it is awake already */
}

static void lost(struct redis_fan_out *f)
{
    pthread_mutex_lock(&f->lock);
    f->connected = false;
    for (size_t b = 0; b < BUCKETS; b++)
        for (struct subscribed *s = f->buckets[b]; s != NULL; s = s->next) {
            f->told = f->told && !s->confirmed;
            s->asked = s->confirmed = false;
        }
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void ask(struct redis_link *link, const char *word, struct str channel)
{
    const struct str words[] = { str_from_c(word), channel };

    redis_link_add(link, words, ARRAY_LEN(words));
}

/* What is new is subscribed to, what nobody wants is left. */
static void ask_changes(struct redis_fan_out *f, struct redis_link *link, struct arena *arena)
{
    pthread_mutex_lock(&f->lock);
    for (size_t b = 0; b < BUCKETS; b++) {
        struct subscribed **at = &f->buckets[b];

        while (*at != NULL) {
            struct subscribed *s = *at;

            if (s->times > 0) {
                if (!s->asked)
                    ask(link, "SUBSCRIBE", channel_of(f->redis, arena, s->account));
                s->asked = true;
                at = &s->next;
                continue;
            }
            if (s->asked)
                ask(link, "UNSUBSCRIBE", channel_of(f->redis, arena, s->account));
            *at = s->next;
            free(s);
        }
    }
    pthread_mutex_unlock(&f->lock);
}

static void confirm(struct redis_fan_out *f, struct account_id account)
{
    struct subscribed *s;

    pthread_mutex_lock(&f->lock);
    s = *find(f, account);
    if (s != NULL)
        s->confirmed = true;
    if (!f->told && all_confirmed(f)) {
        f->told = true;
        if (f->has_listener)
            f->listener.missed(f->listener.self);
    }
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void hear(struct redis_fan_out *f, struct account_id account, struct str text)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct subscribed *s;
    struct event event;

    if (!redis_event_read(&arena, account, text, &event))
        return; /* who looks reads the log */
    pthread_mutex_lock(&f->lock);
    s = *find(f, account);
    if (f->has_listener && s != NULL && s->times > 0)
        f->listener.heard(f->listener.self, &event);
    pthread_mutex_unlock(&f->lock);
}

static void take_reply(struct redis_fan_out *f, const redisReply *reply)
{
    struct account_id account;
    struct str kind;

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 3)
        return; /* an answer to PING */
    kind = redis_text(reply->element[0]);
    if (!account_of(f->redis, redis_text(reply->element[1]), &account))
        return;
    if (str_eq(kind, STR("subscribe")))
        confirm(f, account);
    else if (str_eq(kind, STR("message")))
        hear(f, account, redis_text(reply->element[2]));
}

/* False: the connection is gone. */
static bool read_replies(struct redis_fan_out *f, struct redis_link *link)
{
    redisReply *reply;

    while (redis_link_take(link, &reply)) {
        if (reply == NULL)
            return true;
        take_reply(f, reply);
        freeReplyObject(reply);
    }
    return false;
}

static bool is_stopping(struct redis_fan_out *f)
{
    bool stopping;

    pthread_mutex_lock(&f->lock);
    stopping = f->stopping;
    pthread_mutex_unlock(&f->lock);
    return stopping;
}

static void rest(struct redis_fan_out *f, int64_t ms)
{
    struct pollfd fd = { .fd = f->wake, .events = POLLIN };
    uint64_t count;

    if (poll(&fd, 1, (int)ms) > 0 && read(f->wake, &count, sizeof count) < 0)
        return; /* somebody else took it */
}

/* Something was asked and is to be answered soon: PING, or a subscription. */
static bool expects(struct redis_fan_out *f, bool pinged)
{
    bool confirmed;

    pthread_mutex_lock(&f->lock);
    confirmed = all_confirmed(f);
    pthread_mutex_unlock(&f->lock);
    return pinged || !confirmed;
}

/* As long as the connection lives. Who says nothing for long is asked; who does not answer is gone.
 */
static void hold(struct redis_fan_out *f, struct redis_link *link)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct duration quiet = { QUIET_MS };
    bool pinged = false, waits = false, heard_it = true;

    while (!is_stopping(f)) {
        struct pollfd fds[] = { { .fd = link->c->fd, .events = POLLIN },
                                { .fd = f->wake, .events = POLLIN } };
        uint64_t count;

        arena_reset(&arena);
        ask_changes(f, link, &arena);
        if (heard_it || waits != expects(f, pinged)) {
            waits = expects(f, pinged);
            redis_link_allow(link, waits ? f->redis->config.answer : quiet);
        }
        heard_it = false;
        if (!redis_link_send(link))
            return;
        if (poll(fds, ARRAY_LEN(fds), (int)redis_link_left(link).ms) == 0) {
            if (waits)
                return;
            redis_link_add(link, &STR("PING"), 1);
            pinged = true;
        }
        if ((fds[1].revents & POLLIN) != 0 && read(f->wake, &count, sizeof count) < 0)
            continue;
        if (fds[0].revents != 0) {
            if (!read_replies(f, link))
                return;
            pinged = false;
            heard_it = true;
        }
    }
}

static void *listen_loop(void *self)
{
    struct redis_fan_out *f = self;

    while (!is_stopping(f)) {
        CLEANUP(arena_release) struct arena arena = arena_init();
        struct strbuf reason = strbuf_init(&arena, REASON_MOST);
        const char *slug;
        bool late;
        struct redis_link *link = redis_connect(f->redis, &reason, &slug, &late);

        if (link == NULL) {
            lost(f);
            rest(f, f->redis->config.rest.ms);
            continue;
        }
        pthread_mutex_lock(&f->lock);
        f->connected = true;
        pthread_mutex_unlock(&f->lock);
        hold(f, link);
        lost(f);
        redis_link_close(link);
    }
    return NULL;
}

/* -- the port -- */

static enum err publish(void *self, struct scope *scope, const struct event *events, size_t n)
{
    struct redis_fan_out *f = self;

    return redis_publish(f->redis, scope, events, n);
}

static bool since(void *self, struct scope *scope, int64_t after, int64_t most,
                  struct event_list *ret)
{
    struct redis_fan_out *f = self;

    return redis_published_since(f->redis, scope, after, most, ret);
}

static void listen_to(void *self, const struct fan_out_listener *listener)
{
    struct redis_fan_out *f = self;

    pthread_mutex_lock(&f->lock);
    f->has_listener = listener != NULL;
    if (listener != NULL)
        f->listener = *listener;
    pthread_mutex_unlock(&f->lock);
}

static bool start(struct redis_fan_out *f)
{
    if (!f->runs && pthread_create(&f->thread, NULL, listen_loop, f) == 0)
        f->runs = f->connected = true; /* until it is known better */
    return f->runs;
}

static struct timespec in_seconds(time_t n)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += n;
    return until;
}

/* Under the lock. */
static bool wait_confirmed(struct redis_fan_out *f, struct account_id account)
{
    struct timespec until = in_seconds(CONFIRM_S);
    int waited = 0;

    while (!(*find(f, account))->confirmed && f->connected && waited == 0) {
        wake(f);
        waited = pthread_cond_timedwait(&f->changed, &f->lock, &until);
    }
    return (*find(f, account))->confirmed;
}

static enum err subscribe(void *self, struct account_id account, struct error *error)
{
    struct redis_fan_out *f = self;
    struct subscribed **at;
    bool good;

    pthread_mutex_lock(&f->lock);
    at = find(f, account);
    if (*at == NULL && (*at = calloc(1, sizeof **at)) != NULL)
        (*at)->account = account;
    good = *at != NULL;
    if (good) {
        (*at)->times++;
        good = start(f) && wait_confirmed(f, account);
        if (!good)
            (*find(f, account))->times--;
    }
    pthread_mutex_unlock(&f->lock);
    if (good)
        return ERR_OK;
    return FAIL_WITH(error, ERR_UNAVAILABLE, "redis.unreachable",
                     P_STR("address", f->redis->address), P_STR("reason", STR("away")));
}

static void unsubscribe(void *self, struct account_id account)
{
    struct redis_fan_out *f = self;
    struct subscribed *s;

    pthread_mutex_lock(&f->lock);
    s = *find(f, account);
    if (s != NULL && s->times > 0)
        s->times--;
    wake(f);
    pthread_mutex_unlock(&f->lock);
}

struct fan_out redis_fan_out(struct redis *redis)
{
    static const struct fan_out_ops ops = { .publish = publish,
                                            .listen = listen_to,
                                            .subscribe = subscribe,
                                            .unsubscribe = unsubscribe,
                                            .since = since };
    pthread_condattr_t attributes;
    struct redis_fan_out *f = redis->fan_out;

    if (f == NULL) {
        f = redis->fan_out = calloc(1, sizeof *f);
        if (f == NULL)
            abort();
        f->redis = redis;
        f->told = true;
        f->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        pthread_mutex_init(&f->lock, NULL);
        pthread_condattr_init(&attributes);
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_cond_init(&f->changed, &attributes);
        pthread_condattr_destroy(&attributes);
    }
    return (struct fan_out){ &ops, f };
}

void redis_fan_out_free(struct redis_fan_out *f)
{
    if (f == NULL)
        return;
    pthread_mutex_lock(&f->lock);
    f->stopping = true;
    wake(f);
    pthread_mutex_unlock(&f->lock);
    if (f->runs)
        pthread_join(f->thread, NULL);
    for (size_t b = 0; b < BUCKETS; b++)
        for (struct subscribed *s = f->buckets[b], *next; s != NULL; s = next) {
            next = s->next;
            free(s);
        }
    close(f->wake);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f);
}
