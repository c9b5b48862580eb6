/* workers/worker_loop.h - one thread that does one thing again and again, sleeps in between, can be
 * woken and can be stopped. */
#ifndef WORKERS_WORKER_LOOP_H
#define WORKERS_WORKER_LOOP_H

#include "domain/gateways/clock.h"
#include "domain/scope.h"

struct worker_loop;

/* One turn, in a scope of the system across accounts whose arena is emptied after it. Returns how
 * long to sleep before the next: 0, and there is more to do. */
typedef struct duration worker_turn(void *self, struct scope *scope);

struct worker_loop_spec {
    const char *name; /* static; of its log lines */
    worker_turn *turn;
    void *self;
    struct clock clock;
    struct log log;
};

/* A loop that has not begun: whoever will wake it may have it already. NULL: no memory. */
struct worker_loop *worker_loop_new(const struct worker_loop_spec *spec);
/* Its thread begins, with a turn. False: there is no thread. */
bool worker_loop_begin(struct worker_loop *loop);
/* The next turn begins now. From any thread, from worker_loop_new() to worker_loop_free(): one that
 * has not begun or is over has no turn to begin. */
void worker_loop_wake(struct worker_loop *loop);
/* No turn begins any more; one that runs goes on to its end. Does not wait. */
void worker_loop_stop(struct worker_loop *loop);
/* Asked by long turns. */
bool worker_loop_is_stopping(struct worker_loop *loop);
/* Stops, and waits for the turn that runs. Of one thread; again is fine. */
void worker_loop_join(struct worker_loop *loop);
/* Joins and frees. NULL is fine. Nobody wakes it any more. */
void worker_loop_free(struct worker_loop *loop);

/* What a failed turn does: says it once a minute for each slug, and waits a second. */
struct duration worker_loop_failed(struct worker_loop *loop, struct scope *scope);

#endif
