/* call/flight.c - the two questions of a POST, answered without anybody waiting. */
#include <stdlib.h>

#include "base/crash.h"
#include "call/parts.h"

struct instant boot_now(const struct call_worker *w)
{
    return VIA0(w->ports->clock, boot);
}

void flight_queue_add(struct flight_queue *q, struct flight *f)
{
    f->next = NULL;
    *q->end = f;
    q->end = &f->next;
}

struct flight *flight_new(struct call_worker *w, const struct dial_ticket *ticket,
                          struct instant decided_at)
{
    struct flight *f = calloc(1, sizeof *f);

    if (f == NULL)
        abort(); /* as everywhere: out of memory ends the process */
    *f = (struct flight){ .worker = w,
                          .arena = arena_init(),
                          .asked = arena_init(),
                          .decided_at = decided_at,
                          .permission = DIAL_NOT_ASKED };
    f->ticket = dial_ticket_copy(&f->arena, ticket);
    pthread_mutex_lock(&w->lock);
    w->flights++;
    line_of(w, f->ticket.connection)->flights++;
    lane_of(w, f->ticket.campaign)->flights++;
    pthread_mutex_unlock(&w->lock);
    return f;
}

void flight_free(struct flight *f)
{
    struct call_worker *w = f->worker;

    pthread_mutex_lock(&w->lock);
    line_of(w, f->ticket.connection)->flights--;
    if (f->permission != DIAL_GRANTED)
        lane_of(w, f->ticket.campaign)->flights--;
    w->flights--;
    if (w->flights == 0)
        pthread_cond_broadcast(&w->landed);
    pthread_mutex_unlock(&w->lock);
    arena_release(&f->arena);
    arena_release(&f->asked);
    free(f);
}

static void answer(struct flight *f, bool yes)
{
    VIA(f->worker->ports->voice, answer, f->question, yes);
}

static void refuse(struct flight *f, const char *slug)
{
    f->permission = DIAL_REFUSED;
    f->slug = slug;
    answer(f, false);
}

static void ask_in_new_scope(struct flight *f)
{
    const struct ports *ports = f->worker->ports;

    arena_reset(&f->asked);
    f->scope = scope_system(&f->asked, f->ticket.at.account, VIA0(ports->clock, wall), ports->log);
}

/* On the store's thread: permit and intent are durable, or refused, or nobody knows. */
static void permit_told(void *context, enum err err)
{
    struct flight *f = context;
    struct call_worker *w = f->worker;

    if (err != ERR_OK) {
        f->permission = DIAL_IN_DOUBT;
        answer(f, false);
        return;
    }
    if (f->intent.at.err != ERR_OK) {
        refuse(f, f->intent.at.slug);
        return;
    }
    CRASH("K6");
    pthread_mutex_lock(&w->lock);
    lane_of(w, f->ticket.campaign)->flights--; /* the store counts it now */
    pthread_mutex_unlock(&w->lock);
    f->permission = DIAL_GRANTED;
    answer(f, true);
}

static bool is_stopping(struct call_worker *w)
{
    bool stopping;

    pthread_mutex_lock(&w->lock);
    stopping = w->stopping;
    pthread_mutex_unlock(&w->lock);
    return stopping;
}

/* The process may have been asleep since the policy was asked, and the lease of the claim lives 30
 * s: a decision that is not young any more is worth nothing. */
static void may_send(void *self, void *context, struct voice_question *question)
{
    struct call_worker *w = self;
    struct flight *f = context;
    struct str how;

    CRASH("K4");
    f->question = question;
    if (is_stopping(w)) {
        refuse(f, "worker.stopping");
        return;
    }
    if (instant_minus(boot_now(w), f->decided_at).ms > w->settings.stale.ms) {
        refuse(f, "policy.stale");
        return;
    }
    if (!VIA(w->ports->clock, trusted, &how)) {
        refuse(f, "clock.not_trusted");
        return;
    }
    ask_in_new_scope(f);
    f->intent = (struct intent_step){ .at = f->ticket.at,
                                      .intent = f->ticket.intent,
                                      .calls_most = f->ticket.calls_most,
                                      .calls_before = f->ticket.calls_before };
    f->intent.at.decided_by = f->ticket.decided_by;
    VIA(w->ports->jobs, begin_dialing_async, &f->scope, &f->intent, 1,
        (struct step_waiter){ permit_told, f });
}

static void look_told(void *context, enum err err)
{
    struct flight *f = context;

    CRASH("K7");
    answer(f, err == ERR_OK && f->look.err == ERR_OK);
}

static void still_allowed(void *self, void *context, struct voice_question *question)
{
    struct call_worker *w = self;
    struct flight *f = context;

    f->question = question;
    ask_in_new_scope(f);
    f->look = f->ticket.at;
    f->look.decided_by = f->ticket.decided_by;
    VIA(w->ports->jobs, still_allowed_async, &f->scope, &f->look, 1,
        (struct step_waiter){ look_told, f });
}

static void placed(void *self, void *context, const struct placing_result *result)
{
    struct call_worker *w = self;
    struct flight *f = context;

    CRASH("K8");
    f->placing = *result;
    f->placing.provider_call = str_copy(&f->arena, result->provider_call);
    f->placing.reason = str_copy(&f->arena, result->reason);
    pthread_mutex_lock(&w->lock);
    flight_queue_add(&w->over, f);
    worker_loop_wake(w->loops[LOOP_CONCLUDE]);
    pthread_mutex_unlock(&w->lock);
}

const struct voice_asker_ops flight_asker = { .may_send = may_send,
                                              .still_allowed = still_allowed,
                                              .placed = placed };
