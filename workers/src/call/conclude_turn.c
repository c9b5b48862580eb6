/* call/conclude_turn.c - what became of the POSTs, told to the store, many at a time. */
#include "call/parts.h"

enum { CONCLUDE_MOST = 256, CONCLUDE_TRIES = 50, AGAIN_MS = 200 };

static size_t take(struct call_worker *w, struct flight **flights)
{
    size_t n = 0;

    pthread_mutex_lock(&w->lock);
    while (n < CONCLUDE_MOST && w->over.first != NULL) {
        flights[n++] = w->over.first;
        w->over.first = w->over.first->next;
    }
    if (w->over.first == NULL)
        w->over.end = &w->over.first;
    pthread_mutex_unlock(&w->lock);
    return n;
}

static bool is_evidence(const struct placing_result *placing, const struct dial_advice *advice)
{
    return advice->failed || placing->placing == PLACING_ACCEPTED ||
           placing->placing == PLACING_REFUSED || placing->placing == PLACING_SLOWER;
}

/* What the connection learns. *stop: the provider says never to everything: something is wrong with
 * the connection, not with the people. */
static void learn(struct call_worker *w, const struct flight *f, const struct dial_advice *advice,
                  bool *opened, bool *stop)
{
    struct instant now = boot_now(w);
    struct line *line;

    pthread_mutex_lock(&w->lock);
    line = line_of(w, f->ticket.connection);
    if (is_evidence(&f->placing, advice))
        *opened = breaker_result(&line->breaker, &w->breaker, now, !advice->failed);
    if (advice->slow_by.has)
        line->slow_until = instant_add(now, advice->slow_by.v);
    if (f->placing.placing == PLACING_REFUSED)
        line->refusals++;
    else if (f->placing.placing == PLACING_ACCEPTED)
        line->refusals = 0;
    *stop = line->refusals >= w->settings.refusals_most;
    if (*stop)
        line->refusals = 0;
    pthread_mutex_unlock(&w->lock);
}

static void after_one(struct call_worker *w, struct scope *scope, struct flight *f,
                      const struct dial_advice *advice)
{
    bool opened = false, stop = false;

    learn(w, f, advice, &opened, &stop);
    if (opened)
        log_warn(w->ports->log, "dial.breaker_open",
                 LF_ID("connection", "con", f->ticket.connection.v));
    if (advice->stop_connection)
        log_error(w->ports->log, "dial.connection_stopped",
                  LF_ID("connection", "con", f->ticket.connection.v),
                  LF_STR("reason", f->placing.reason));
    if (stop) {
        scope->account = f->ticket.at.account;
        DROP(dial_stop_connection(w->ports, scope, f->ticket.connection,
                                  STR("provider.refuses_all"))); /* the next refusals try again */
    }
    if (advice->stop_call)
        hang_up_add(w, f->ticket.at.account, f->ticket.connection, f->placing.provider_call);
}

/* A store that is away is waited for. What it refuses again and again is left to those who find it
 * anyway: reconciling, the end of the lease, the end of the guard. */
static bool is_told_again(struct call_worker *w, struct flight *f, enum err err)
{
    if (err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || ++f->tries < CONCLUDE_TRIES)
        return true;
    log_error(w->ports->log, "dial.not_concluded", LF_STR("tag", f->ticket.at.tag),
              LF_STR("reason", f->placing.reason));
    return false;
}

struct duration conclude_turn(void *self, struct scope *scope)
{
    struct call_worker *w = self;
    struct flight **flights = ARENA_ARRAY(scope->arena, struct flight *, CONCLUDE_MOST);
    struct dial_result *results = ARENA_ARRAY(scope->arena, struct dial_result, CONCLUDE_MOST);
    struct dial_advice *advice = ARENA_ARRAY(scope->arena, struct dial_advice, CONCLUDE_MOST);
    size_t n = take(w, flights), again = 0;

    if (n == 0)
        return SECONDS(10); /* each landing wakes */
    for (size_t i = 0; i < n; i++)
        results[i] = (struct dial_result){ .ticket = &flights[i]->ticket,
                                           .permission = flights[i]->permission,
                                           .slug = flights[i]->slug,
                                           .placing = flights[i]->placing };
    dial_conclude(w->ports, scope, results, n, advice);
    for (size_t i = 0; i < n; i++) {
        if (advice[i].err != ERR_OK && is_told_again(w, flights[i], advice[i].err)) {
            pthread_mutex_lock(&w->lock);
            flight_queue_add(&w->over, flights[i]);
            pthread_mutex_unlock(&w->lock);
            again++;
            continue;
        }
        after_one(w, scope, flights[i], &advice[i]);
        flight_free(flights[i]);
    }
    worker_loop_wake(w->loops[LOOP_DIAL]); /* slots are free again */
    if (again > 0) {
        worker_loop_failed(w->loops[LOOP_CONCLUDE], scope);
        return (struct duration){ AGAIN_MS };
    }
    return (struct duration){ 0 };
}
