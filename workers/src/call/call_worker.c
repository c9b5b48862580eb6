/* call/call_worker.c - starts and ends the call worker's threads. */
#include "workers/call_worker.h"

#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "call/parts.h"

struct call_worker_settings call_worker_defaults(void)
{
    return (struct call_worker_settings){
        .dial_every = { 100 },
        .idle = { 500 },
        .pass_most = 200,
        .bulk_most = 500,
        .stale = SECONDS(20),
        .refusals_most = 20,
        .breaker_slice = SECONDS(1),
        .breaker_open = SECONDS(30),
        .breaker_least = 20,
        .breaker_share = 50,
        .breaker_probes = 3,
        .look_every = SECONDS(10),
        .forbidden_every = MINUTES(1),
        .complete_every = MINUTES(15),
        .reconcile = reconcile_defaults(),
        .forgotten = forgotten_defaults(),
        .drain = SECONDS(135),
    };
}

static const struct {
    const char *name;
    worker_turn *turn;
} turns[LOOPS] = {
    [LOOP_DIAL] = { "dial", dial_turn },
    [LOOP_CONCLUDE] = { "conclude", conclude_turn },
    [LOOP_HANG_UP] = { "hang_up", hang_up_turn },
    [LOOP_LOOK] = { "look", look_turn },
    [LOOP_COMPLETE] = { "complete", complete_turn },
};

static bool begin_threads(struct call_worker *w)
{
    for (size_t i = 0; i < LOOPS; i++) {
        w->loops[i] = worker_loop_new(&(struct worker_loop_spec){ .name = turns[i].name,
                                                                  .turn = turns[i].turn,
                                                                  .self = w,
                                                                  .clock = w->ports->clock,
                                                                  .log = w->ports->log });
        if (w->loops[i] == NULL)
            return false;
    }
    for (size_t i = 0; i < LOOPS; i++)
        if (!worker_loop_begin(w->loops[i]))
            return false;
    return true;
}

static void end_threads(struct call_worker *w)
{
    for (size_t i = 0; i < LOOPS && w->loops[i] != NULL; i++)
        worker_loop_join(w->loops[i]);
}

/* What is left of the drain, for a wait. */
static struct timespec drained_by(const struct call_worker *w)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += w->settings.drain.ms / MS_PER_SECOND + 1;
    return until;
}

/* Those who would add one have ended. */
static void finish_hang_ups(struct call_worker *w, struct timespec until)
{
    pthread_mutex_lock(&w->lock);
    while (w->hang_ups > 0 && pthread_cond_timedwait(&w->landed, &w->lock, &until) == 0)
        ;
    if (w->hang_ups > 0) /* the next process looks for them: forbidden_calls.h */
        log_error(w->ports->log, "dial.not_hung_up", LF_I64("calls", w->hang_ups));
    pthread_mutex_unlock(&w->lock);
}

static void end(struct call_worker *w)
{
    end_threads(w);
    for (size_t i = 0; i < LOOPS; i++)
        worker_loop_free(w->loops[i]);
    hang_ups_free(w);
    pthread_cond_destroy(&w->landed);
    pthread_mutex_destroy(&w->lock);
    free(w->lanes);
    free(w->lines);
    free(w);
}

struct call_worker *call_worker_start(const struct ports *ports,
                                      const struct call_worker_settings *settings)
{
    struct call_worker *w = calloc(1, sizeof *w);
    pthread_condattr_t attributes;

    if (w == NULL)
        return NULL;
    *w = (struct call_worker){
        .ports = ports,
        .settings = *settings,
        .breaker = { .slice = settings->breaker_slice,
                     .least = settings->breaker_least,
                     .share = settings->breaker_share,
                     .open = settings->breaker_open,
                     .probes = settings->breaker_probes },
    };
    /* as often as the first look is early, where that is short */
    w->settings.look_every.ms =
        min_i64(settings->look_every.ms, max_i64(settings->reconcile.looks[0].ms / 3, 1));
    w->over.end = &w->over.first;
    w->calls_end = &w->calls;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->landed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (begin_threads(w))
        return w;
    end(w);
    return NULL;
}

/* POSTs that are not concluded. */
static int64_t in_flight(struct call_worker *worker)
{
    int64_t flights;

    pthread_mutex_lock(&worker->lock);
    flights = worker->flights;
    pthread_mutex_unlock(&worker->lock);
    return flights;
}

/* Not to claim any more; does not wait. */
static void stop(struct call_worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    pthread_mutex_unlock(&worker->lock);
    worker_loop_stop(worker->loops[LOOP_DIAL]);
    worker_loop_stop(worker->loops[LOOP_LOOK]);
    worker_loop_stop(worker->loops[LOOP_COMPLETE]);
}

static bool drain(struct call_worker *w, struct timespec until)
{
    bool landed;

    pthread_mutex_lock(&w->lock);
    while (w->flights > 0 && pthread_cond_timedwait(&w->landed, &w->lock, &until) == 0)
        ;
    landed = w->flights == 0;
    pthread_mutex_unlock(&w->lock);
    return landed;
}

void call_worker_free(struct call_worker *worker)
{
    struct timespec until;

    if (worker == NULL)
        return;
    until = drained_by(worker);
    stop(worker);
    worker_loop_join(worker->loops[LOOP_DIAL]);
    if (drain(worker, until)) {
        worker_loop_join(worker->loops[LOOP_CONCLUDE]);
        finish_hang_ups(worker, until);
        end(worker);
        return;
    }
    log_error(worker->ports->log, "dial.not_drained", LF_I64("posts", in_flight(worker)));
    /* the gateway still has POSTs of ours and will tell of them: the memory stays for as long as
     * the process does, nobody concludes them, and reconciling finds them again */
    end_threads(worker);
}
