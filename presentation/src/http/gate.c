/* gate.c - one line of threads; whoever leaves lets the first of it in. */
#include "http/gate.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "http/monotonic.h"

enum { NS_PER_MS = 1000000, NS_PER_SECOND = 1000000000 };
enum { US_PER_MS = 1000, PACE_OF = 32 /* leaves */, HALT = 8 };

/* On the stack of the thread that waits. */
struct waiter {
    sem_t called; /* after let_in, once for each; not under the lock, which the called would miss */
    bool let_in;
    struct waiter *before, *after;
};

struct gate {
    struct gate_settings settings;
    pthread_mutex_t mutex; /* guards all below */
    int64_t inside;
    int64_t waiting;             /* read without the lock as well, as a hint */
    int64_t pace_us;             /* between two leaves while somebody waits; read likewise */
    int64_t left_us;             /* when the last one left; 0: nobody waited then */
    struct waiter *first, *last; /* of the line */
};

struct gate *gate_new(const struct gate_settings *settings)
{
    struct gate *gate = calloc(1, sizeof *gate);
    pthread_mutexattr_t brief;

    if (gate == NULL)
        abort();
    gate->settings = *settings;
    if (settings->rush_width == 0)
        gate->settings.rush_width = settings->width;
    /* held for a few instructions: whoever finds it taken turns round once rather than sleep */
    pthread_mutexattr_init(&brief);
    pthread_mutexattr_settype(&brief, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(&gate->mutex, &brief);
    pthread_mutexattr_destroy(&brief);
    return gate;
}

void gate_free(struct gate *gate)
{
    if (gate == NULL)
        return;
    pthread_mutex_destroy(&gate->mutex);
    free(gate);
}

static void count(struct gate *gate, int64_t step)
{
    __atomic_store_n(&gate->waiting, gate->waiting + step, __ATOMIC_RELAXED);
}

static void line_up(struct gate *gate, struct waiter *w, bool in_front)
{
    w->before = in_front ? NULL : gate->last;
    w->after = in_front ? gate->first : NULL;
    *(w->before == NULL ? &gate->first : &w->before->after) = w;
    *(w->after == NULL ? &gate->last : &w->after->before) = w;
    count(gate, 1);
}

static void step_out(struct gate *gate, struct waiter *w)
{
    *(w->before == NULL ? &gate->first : &w->before->after) = w->after;
    *(w->after == NULL ? &gate->last : &w->after->before) = w->before;
    count(gate, -1);
}

/* Is it so long, at the pace at which it moves, that its last waits longer than this? One as short
 * as the gate is wide is never long. */
static bool takes_longer(const struct gate *gate, int64_t waiting, int64_t ms)
{
    int64_t pace = __atomic_load_n(&gate->pace_us, __ATOMIC_RELAXED);

    return waiting >= gate->settings.width && waiting * pace >= ms * US_PER_MS;
}

static int64_t in_line(const struct gate *gate)
{
    return __atomic_load_n(&gate->waiting, __ATOMIC_RELAXED);
}

/* Longer than this line nobody should wait: the last of it would be refused in the end, after all
 * that time. */
static bool is_long(const struct gate *gate, int64_t coming)
{
    int64_t waiting = in_line(gate) + coming;

    return waiting >= gate->settings.waiting_most ||
           takes_longer(gate, waiting, gate->settings.wait.ms / 2);
}

/* How many may be inside now. */
static int64_t width_now(const struct gate *gate)
{
    bool rush = takes_longer(gate, in_line(gate), gate->settings.wait.ms / 4);

    return rush ? gate->settings.rush_width : gate->settings.width;
}

/* Only what is served while others wait tells how fast the line moves. */
static void note_pace(struct gate *gate, bool somebody_waits)
{
    int64_t now;

    if (!somebody_waits) {
        gate->left_us = 0;
        return;
    }
    now = monotonic_us();
    if (gate->left_us != 0) {
        /* one halt of the machine is not yet the pace */
        int64_t took = min_i64(now - gate->left_us, HALT * gate->pace_us + US_PER_MS);

        __atomic_store_n(&gate->pace_us, gate->pace_us + (took - gate->pace_us) / PACE_OF,
                         __ATOMIC_RELAXED);
    }
    gate->left_us = now;
}

static struct timespec end_of(struct duration wait)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += wait.ms / MS_PER_SECOND;
    t.tv_nsec += wait.ms % MS_PER_SECOND * NS_PER_MS;
    if (t.tv_nsec >= NS_PER_SECOND) {
        t.tv_sec++;
        t.tv_nsec -= NS_PER_SECOND;
    }
    return t;
}

/* False: the wait is over, and nobody will call any more. */
static bool is_called(struct gate *gate, struct waiter *w, bool again)
{
    struct timespec end = end_of(gate->settings.wait);
    bool let_in;

    while (again ? sem_wait(&w->called) != 0
                 : sem_clockwait(&w->called, CLOCK_MONOTONIC, &end) != 0) {
        if (errno != ETIMEDOUT)
            continue;
        pthread_mutex_lock(&gate->mutex);
        let_in = w->let_in;
        if (!let_in)
            step_out(gate, w);
        pthread_mutex_unlock(&gate->mutex);
        if (!let_in)
            return false;
        again = true; /* the call is on its way: *w must not go before it */
    }
    return __atomic_load_n(&w->let_in, __ATOMIC_ACQUIRE);
}

bool gate_enter(struct gate *gate, bool again)
{
    struct waiter w = { .let_in = false };
    bool waits = false, let_in = true;

    if (gate->settings.width == 0)
        return true;
    pthread_mutex_lock(&gate->mutex);
    if (gate->inside < gate->settings.width && (again || gate->first == NULL)) {
        gate->inside++;
    } else if (!again && is_long(gate, 0)) {
        let_in = false;
    } else {
        sem_init(&w.called, 0, 0);
        line_up(gate, &w, again);
        waits = true;
    }
    pthread_mutex_unlock(&gate->mutex);
    if (waits) {
        let_in = is_called(gate, &w, again);
        sem_destroy(&w.called);
    }
    return let_in;
}

/* The lock is held. NULL: nobody waits, or there is no place. */
static struct waiter *let_next_in(struct gate *gate)
{
    struct waiter *next = gate->first;

    if (next == NULL || gate->inside >= width_now(gate))
        return NULL;
    step_out(gate, next);
    gate->inside++;
    /* in this order also for a thread sanitizer, which does not know sem_clockwait */
    __atomic_store_n(&next->let_in, true, __ATOMIC_RELEASE);
    return next;
}

/* One place is free; two, where a rush is over. */
void gate_leave(struct gate *gate)
{
    struct waiter *next, *another;

    if (gate->settings.width == 0)
        return;
    pthread_mutex_lock(&gate->mutex);
    gate->inside--;
    note_pace(gate, gate->first != NULL);
    next = let_next_in(gate);
    another = next == NULL ? NULL : let_next_in(gate);
    pthread_mutex_unlock(&gate->mutex);
    if (next != NULL)
        sem_post(&next->called);
    if (another != NULL)
        sem_post(&another->called);
}

bool gate_is_full(const struct gate *gate, int64_t coming)
{
    return gate->settings.width > 0 && is_long(gate, coming);
}

bool gate_has_line(const struct gate *gate)
{
    return in_line(gate) > 0;
}
