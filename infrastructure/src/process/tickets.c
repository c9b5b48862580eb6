/* process/tickets.c - a table of what may be taken once; it ends with the process. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "infrastructure/process.h"

struct ticket {
    char name[TICKET_NAME_MOST], text[TICKET_TEXT_MOST];
    size_t name_n, text_n; /* name_n 0: free */
    struct instant until;  /* of the boot clock */
    struct ticket *next;   /* in its bucket, or among the free ones */
};

struct process_tickets {
    struct clock clock;
    size_t most;
    pthread_mutex_t lock; /* guards the tickets and what leads to them */
    struct ticket *all, *free;
    struct ticket **buckets; /* `most` of them */
};

static struct ticket **bucket_of(struct process_tickets *t, struct str name)
{
    return &t->buckets[str_hash(name) % t->most];
}

static struct ticket **find(struct process_tickets *t, struct str name)
{
    struct ticket **at = bucket_of(t, name);

    while (*at != NULL && !str_eq((struct str){ (*at)->name, (*at)->name_n }, name))
        at = &(*at)->next;
    return at;
}

static void give_back(struct process_tickets *t, struct ticket **at)
{
    struct ticket *gone = *at;

    *at = gone->next;
    explicit_bzero(gone->text, sizeof gone->text);
    gone->name_n = 0;
    gone->next = t->free;
    t->free = gone;
}

/* Only when there is no room: all whose time is over. */
static void sweep(struct process_tickets *t, struct instant now)
{
    for (size_t b = 0; b < t->most; b++) {
        struct ticket **at = &t->buckets[b];

        while (*at != NULL) {
            if (instant_before(now, (*at)->until))
                at = &(*at)->next;
            else
                give_back(t, at);
        }
    }
}

static bool put(struct process_tickets *t, struct str name, struct str text, struct instant now,
                struct duration life)
{
    struct ticket *ticket, **bucket = bucket_of(t, name), **old = find(t, name);

    if (*old != NULL)
        give_back(t, old);
    if (t->free == NULL)
        sweep(t, now);
    ticket = t->free;
    if (ticket == NULL)
        return false;
    t->free = ticket->next;
    memcpy(ticket->name, name.p, name.n);
    memcpy(ticket->text, text.p, text.n);
    ticket->name_n = name.n;
    ticket->text_n = text.n;
    ticket->until = instant_add(now, life);
    ticket->next = *bucket;
    *bucket = ticket;
    return true;
}

static enum err keep(void *self, struct scope *scope, struct str name, struct str text,
                     struct duration life)
{
    struct process_tickets *t = self;
    bool kept = false;

    if (name.n == 0 || name.n > TICKET_NAME_MOST || text.n > TICKET_TEXT_MOST)
        return FAIL(&scope->error, ERR_INTERNAL, "ticket.bad_text");
    pthread_mutex_lock(&t->lock);
    kept = put(t, name, text, VIA0(t->clock, boot), life);
    pthread_mutex_unlock(&t->lock);
    return kept ? ERR_OK : FAIL(&scope->error, ERR_EXHAUSTED, "ticket.too_many");
}

static enum err take(void *self, struct scope *scope, struct str name, struct str *ret)
{
    struct process_tickets *t = self;
    struct str text = STR_NONE;
    struct ticket **at;

    pthread_mutex_lock(&t->lock);
    at = name.n == 0 ? NULL : find(t, name);
    if (at != NULL && *at != NULL) {
        if (instant_before(VIA0(t->clock, boot), (*at)->until))
            text = str_copy(scope->arena, (struct str){ (*at)->text, (*at)->text_n });
        give_back(t, at);
    }
    pthread_mutex_unlock(&t->lock);
    if (text.p == NULL)
        return FAIL(&scope->error, ERR_NOT_FOUND, "ticket.unknown");
    *ret = text;
    return ERR_OK;
}

struct process_tickets *process_tickets_new(struct clock clock, size_t most)
{
    struct process_tickets *t = calloc(1, sizeof *t);

    if (t == NULL)
        return NULL;
    t->clock = clock;
    t->most = most;
    pthread_mutex_init(&t->lock, NULL);
    t->all = calloc(most, sizeof *t->all);
    t->buckets = calloc(most, sizeof(struct ticket *));
    if (t->all == NULL || t->buckets == NULL) {
        process_tickets_free(t);
        return NULL;
    }
    for (size_t i = 0; i < most; i++) {
        t->all[i].next = t->free;
        t->free = &t->all[i];
    }
    return t;
}

struct tickets process_tickets_port(struct process_tickets *tickets)
{
    static const struct tickets_ops ops = { .keep = keep, .take = take };

    return (struct tickets){ &ops, tickets };
}

void process_tickets_free(struct process_tickets *t)
{
    if (t == NULL)
        return;
    if (t->all != NULL)
        explicit_bzero(t->all, t->most * sizeof *t->all);
    free(t->all);
    free(t->buckets);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
