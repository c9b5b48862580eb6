/* process/fan_out.c - publisher and listener live in one process: a call under a lock. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "infrastructure/process.h"

enum { BUCKETS = 1024 };

struct subscribed {
    struct account_id account;
    size_t times;
    struct subscribed *next;
};

struct process_fan_out {
    pthread_mutex_t lock; /* guards all below, and is held while the listener is called */
    struct fan_out_listener listener;
    bool has_listener;
    struct subscribed *buckets[BUCKETS];
};

static struct subscribed **find(struct process_fan_out *f, struct account_id account)
{
    struct str text = { (const char *)account.v.bytes, sizeof account.v.bytes };
    struct subscribed **at = &f->buckets[str_hash(text) % BUCKETS];

    while (*at != NULL && !ID_EQ((*at)->account, account))
        at = &(*at)->next;
    return at;
}

static enum err publish(void *self, struct scope *scope, const struct event *events, size_t n)
{
    struct process_fan_out *f = self;

    (void)scope;
    pthread_mutex_lock(&f->lock);
    for (size_t i = 0; f->has_listener && i < n; i++)
        if (*find(f, events[i].account) != NULL)
            f->listener.heard(f->listener.self, &events[i]);
    pthread_mutex_unlock(&f->lock);
    return ERR_OK;
}

static void listen_to(void *self, const struct fan_out_listener *listener)
{
    struct process_fan_out *f = self;

    pthread_mutex_lock(&f->lock);
    f->has_listener = listener != NULL;
    if (listener != NULL)
        f->listener = *listener;
    pthread_mutex_unlock(&f->lock);
}

static enum err subscribe(void *self, struct account_id account, struct error *error)
{
    struct process_fan_out *f = self;
    struct subscribed *fresh = calloc(1, sizeof *fresh), **at;

    if (fresh == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "process.no_memory");
    fresh->account = account;
    pthread_mutex_lock(&f->lock);
    at = find(f, account);
    if (*at == NULL) {
        *at = fresh;
        fresh = NULL;
    }
    (*at)->times++;
    pthread_mutex_unlock(&f->lock);
    free(fresh);
    return ERR_OK;
}

static void unsubscribe(void *self, struct account_id account)
{
    struct process_fan_out *f = self;
    struct subscribed *gone = NULL, **at;

    pthread_mutex_lock(&f->lock);
    at = find(f, account);
    assert(*at != NULL);
    if (--(*at)->times == 0) {
        gone = *at;
        *at = gone->next;
    }
    pthread_mutex_unlock(&f->lock);
    free(gone);
}

/* The log is as near. */
static bool since(void *self, struct scope *scope, int64_t after, int64_t most,
                  struct event_list *ret)
{
    (void)self;
    (void)scope;
    (void)after;
    (void)most;
    (void)ret;
    return false;
}

struct process_fan_out *process_fan_out_new(void)
{
    struct process_fan_out *f = calloc(1, sizeof *f);

    if (f != NULL)
        pthread_mutex_init(&f->lock, NULL);
    return f;
}

struct fan_out process_fan_out_port(struct process_fan_out *fan_out)
{
    static const struct fan_out_ops ops = { .publish = publish,
                                            .listen = listen_to,
                                            .subscribe = subscribe,
                                            .unsubscribe = unsubscribe,
                                            .since = since };

    return (struct fan_out){ &ops, fan_out };
}

void process_fan_out_free(struct process_fan_out *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct subscribed *s = f->buckets[i], *next; s != NULL; s = next) {
            next = s->next;
            free(s);
        }
    }
    pthread_mutex_destroy(&f->lock);
    free(f);
}
