/* call/parts.h - the parts of the call worker, shared between its files.
 *
 * Threads: the dial loop claims and hands orders to the voice gateway; the gateway's thread asks
 * (may_send, still_allowed) and the store's thread answers, neither waits; the conclude loop tells
 * what became of each POST; the hang-up loop ends calls that may not ring; the look loop searches
 * at the provider. */
#ifndef CALL_PARTS_H
#define CALL_PARTS_H

#include <pthread.h>

#include "application/commands/dial_result.h"
#include "call/breaker.h"
#include "workers/call_worker.h"
#include "workers/worker_loop.h"

/* One POST on its way, from place() until it is concluded. Owned by whoever has it at the moment:
 * dial loop, gateway's thread, store's thread, conclude loop; handed on under a lock each time. */
struct flight {
    struct flight *next; /* in a queue */
    struct call_worker *worker;
    struct arena arena;
    struct dial_ticket ticket;
    struct instant decided_at; /* boot clock, before the policy was asked */

    struct voice_question *question; /* that the store is answering */
    struct arena asked;              /* of the scope below: the store's until it has answered */
    struct scope scope;
    struct intent_step intent;
    struct step look;

    enum dial_permission permission;
    const char *slug;
    struct placing_result placing;
    int64_t tries; /* to tell it */
};

struct flight_queue {
    struct flight *first, **end;
};

/* What the worker knows of one voice connection. */
struct line {
    struct connection_id connection;
    struct instant slow_until; /* boot clock; 429 */
    struct breaker breaker;
    int64_t refusals; /* in a row */
    bool asked;       /* for a look: */
    bool looked;      /* for calls that the store has forgotten: before that nothing is placed */
    int64_t flights;
};
/* What it knows of one campaign. */
struct lane {
    struct campaign_id campaign;
    struct instant idle_until; /* boot clock */
    int64_t flights;           /* whose intent is not stored yet: no count of the store has them */
    int64_t turn;              /* of the dial loop, when it was last met */
    const char *waits;         /* slug: why it is passed over; NULL: it is not */
};

struct hang_up {
    struct hang_up *next;
    struct account_id account;
    struct connection_id connection;
    int64_t tries;
    struct arena arena;
    struct str provider_call;
};

/* The worker's threads, in the order of their end: nothing new first, then those who wait for what
 * is on its way. */
enum { LOOP_DIAL, LOOP_CONCLUDE, LOOP_HANG_UP, LOOP_LOOK, LOOP_COMPLETE, LOOPS };

struct call_worker {
    const struct ports *ports;
    struct call_worker_settings settings;
    struct breaker_settings breaker;
    /* all there before the first begins, and until the last is over: each may wake each */
    struct worker_loop *loops[LOOPS];
    struct instant complete_at;  /* boot clock; 0: not begun. Of the complete loop */
    struct instant forbidden_at; /* boot clock. Of the look loop */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t landed;
    int64_t turn; /* passes of the dial loop */
    struct lane *lanes;
    size_t lanes_n, lanes_capacity;
    struct line *lines;
    size_t lines_n, lines_capacity;
    struct flight_queue over;           /* to be concluded */
    struct hang_up *calls, **calls_end; /* to be hung up, in their order */
    int64_t hang_ups;                   /* those and the one that is being hung up */
    int64_t flights;
    bool stopping;
};

worker_turn dial_turn, conclude_turn, hang_up_turn, look_turn, complete_turn;

/* -- lines and lanes; the lock is held -- */
struct line *line_of(struct call_worker *w, struct connection_id connection);
struct lane *lane_of(struct call_worker *w, struct campaign_id campaign); /* made if not there */

/* -- flights -- */
struct flight *flight_new(struct call_worker *w, const struct dial_ticket *ticket,
                          struct instant decided_at);
void flight_free(struct flight *f);
extern const struct voice_asker_ops flight_asker; /* self: the worker; context: the flight */
void flight_queue_add(struct flight_queue *q, struct flight *f);

/* -- calls that may not ring -- */
/* Queues one. From any thread. */
void hang_up_add(struct call_worker *w, struct account_id account, struct connection_id connection,
                 struct str provider_call);
void hang_ups_free(struct call_worker *w);

struct instant boot_now(const struct call_worker *w);

#endif
