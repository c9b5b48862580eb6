/* workers/worker_loop.c - a thread, a condition and a flag. */
#include "workers/worker_loop.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/checked.h"

enum { FAILED_WAIT_MS = 1000, SAY_AGAIN_MS = 60000, SLEEP_MOST_MS = 3600000 };

struct worker_loop {
    struct worker_loop_spec spec;
    pthread_t thread;
    const char *said; /* slug of the last failure; only the loop's thread */
    struct instant said_at;
    bool begun; /* there is a thread to join; of whoever begins and joins */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool woken, stopping;
};

static struct timespec in(struct duration wait)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += wait.ms / MS_PER_SECOND;
    at.tv_nsec += wait.ms % MS_PER_SECOND * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* Sleeps until it is woken or time is over. The boot clock decides: the system's waiting stands
 * still while the machine sleeps, and is only how long to wait before looking again. */
static bool sleep_until(struct worker_loop *loop, struct instant until)
{
    bool stopping;

    pthread_mutex_lock(&loop->lock);
    while (!loop->woken && !loop->stopping) {
        int64_t left = instant_minus(until, VIA0(loop->spec.clock, boot)).ms;
        struct timespec at = in((struct duration){ min_i64(left, SLEEP_MOST_MS) });

        if (left <= 0)
            break;
        pthread_cond_timedwait(&loop->changed, &loop->lock, &at);
    }
    loop->woken = false;
    stopping = loop->stopping;
    pthread_mutex_unlock(&loop->lock);
    return !stopping;
}

static void *run(void *self)
{
    struct worker_loop *loop = self;
    struct arena arena = arena_init();
    struct instant next = VIA0(loop->spec.clock, boot);

    while (sleep_until(loop, next)) {
        struct scope scope = scope_system(&arena, (struct account_id){ 0 },
                                          VIA0(loop->spec.clock, wall), loop->spec.log);
        struct duration wait = loop->spec.turn(loop->spec.self, &scope);

        next = instant_add(VIA0(loop->spec.clock, boot), wait);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return NULL;
}

struct worker_loop *worker_loop_new(const struct worker_loop_spec *spec)
{
    struct worker_loop *loop = calloc(1, sizeof *loop);
    pthread_condattr_t attributes;

    if (loop == NULL)
        return NULL;
    loop->spec = *spec;
    pthread_mutex_init(&loop->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&loop->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return loop;
}

bool worker_loop_begin(struct worker_loop *loop)
{
    loop->begun = pthread_create(&loop->thread, NULL, run, loop) == 0;
    return loop->begun;
}

void worker_loop_wake(struct worker_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->woken = true;
    pthread_cond_signal(&loop->changed);
    pthread_mutex_unlock(&loop->lock);
}

void worker_loop_stop(struct worker_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->stopping = true;
    pthread_cond_signal(&loop->changed);
    pthread_mutex_unlock(&loop->lock);
}

bool worker_loop_is_stopping(struct worker_loop *loop)
{
    bool stopping;

    pthread_mutex_lock(&loop->lock);
    stopping = loop->stopping;
    pthread_mutex_unlock(&loop->lock);
    return stopping;
}

void worker_loop_join(struct worker_loop *loop)
{
    worker_loop_stop(loop);
    if (loop->begun)
        pthread_join(loop->thread, NULL);
    loop->begun = false;
}

void worker_loop_free(struct worker_loop *loop)
{
    if (loop == NULL)
        return;
    worker_loop_join(loop);
    pthread_cond_destroy(&loop->changed);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

struct duration worker_loop_failed(struct worker_loop *loop, struct scope *scope)
{
    struct instant now = VIA0(loop->spec.clock, boot);

    if (loop->said != scope->error.slug || instant_minus(now, loop->said_at).ms >= SAY_AGAIN_MS) {
        log_warn(loop->spec.log, "worker.failed", LF_STR("loop", str_from_c(loop->spec.name)),
                 LF_ERROR(&scope->error));
        loop->said = scope->error.slug;
        loop->said_at = now;
    }
    error_clear(&scope->error);
    return (struct duration){ FAILED_WAIT_MS };
}
