/* call/hang_up_turn.c - calls that may not ring, ended at the provider one after the other. */
#include <stdlib.h>

#include "application/commands/connections.h"
#include "call/parts.h"

enum { HANG_UP_TRIES = 5 };

/* Behind those that wait: one whose provider is away holds up no other's. The lock is held. */
static void hang_up_queue(struct call_worker *w, struct hang_up *h)
{
    h->next = NULL;
    *w->calls_end = h;
    w->calls_end = &h->next;
}

void hang_up_add(struct call_worker *w, struct account_id account, struct connection_id connection,
                 struct str provider_call)
{
    struct hang_up *h = calloc(1, sizeof *h);

    if (h == NULL)
        abort(); /* as everywhere: out of memory ends the process */
    *h = (struct hang_up){ .account = account, .connection = connection, .arena = arena_init() };
    h->provider_call = str_copy(&h->arena, provider_call);
    pthread_mutex_lock(&w->lock);
    hang_up_queue(w, h);
    w->hang_ups++;
    pthread_mutex_unlock(&w->lock);
    worker_loop_wake(w->loops[LOOP_HANG_UP]);
}

static void hang_up_free(struct hang_up *h)
{
    arena_release(&h->arena);
    free(h);
}

static struct duration hang_up_over(struct call_worker *w, struct hang_up *h)
{
    hang_up_free(h);
    pthread_mutex_lock(&w->lock);
    w->hang_ups--;
    pthread_cond_broadcast(&w->landed);
    pthread_mutex_unlock(&w->lock);
    return (struct duration){ 0 };
}

void hang_ups_free(struct call_worker *w)
{
    struct hang_up *h;

    while ((h = w->calls) != NULL) {
        w->calls = h->next;
        hang_up_free(h);
    }
}

static enum err hang_up_one(struct call_worker *w, struct scope *scope, const struct hang_up *h)
{
    struct connection *connection;

    scope->account = h->account;
    TRY(connection_of(w->ports, scope, h->connection, &connection));
    return VIA(w->ports->voice, stop, connection, h->provider_call, &scope->error);
}

static struct hang_up *next_hang_up(struct call_worker *w)
{
    struct hang_up *h;

    pthread_mutex_lock(&w->lock);
    h = w->calls;
    if (h != NULL)
        w->calls = h->next;
    if (w->calls == NULL)
        w->calls_end = &w->calls;
    pthread_mutex_unlock(&w->lock);
    return h;
}

struct duration hang_up_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    struct hang_up *h = next_hang_up(w);
    struct duration wait;

    if (h == NULL)
        return SECONDS(10); /* each new one wakes */
    if (hang_up_one(w, scope, h) == ERR_OK)
        return hang_up_over(w, h);
    if (++h->tries >= HANG_UP_TRIES) { /* the provider's own cap ends it */
        log_error(w->ports->log, "dial.hang_up_failed", LF_STR("call", h->provider_call),
                  LF_ERROR(&scope->error));
        return hang_up_over(w, h);
    }
    wait = worker_loop_failed(w->loops[LOOP_HANG_UP], scope);
    pthread_mutex_lock(&w->lock);
    if (w->calls != NULL && w->calls->tries == 0)
        wait.ms = 0; /* one that was not tried yet */
    hang_up_queue(w, h);
    pthread_mutex_unlock(&w->lock);
    return wait;
}
