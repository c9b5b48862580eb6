/* timetable.c - a heap of steps and the thread that takes them. */
#include "timetable.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"

struct entry {
    int64_t at;
    uint64_t order; /* equal times: first come, first served */
    void *item;
    int step;
};

struct timetable {
    timetable_step run;
    void *self;
    pthread_t thread;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t wake;
    bool stopping;
    struct entry *heap;
    size_t n, capacity;
    uint64_t order;
};

static bool before(const struct entry *a, const struct entry *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct entry *a, struct entry *b)
{
    struct entry t = *a;

    *a = *b;
    *b = t;
}

static void push(struct timetable *t, struct entry entry)
{
    size_t i = t->n++;

    if (t->n > t->capacity) {
        t->capacity = t->capacity == 0 ? 256 : t->capacity * 2;
        t->heap = realloc(t->heap, t->capacity * sizeof *t->heap);
        if (t->heap == NULL)
            abort();
    }
    t->heap[i] = entry;
    for (; i > 0 && before(&t->heap[i], &t->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&t->heap[i], &t->heap[(i - 1) / 2]);
}

static struct entry pop(struct timetable *t)
{
    struct entry first = t->heap[0];
    size_t i = 0;

    t->heap[0] = t->heap[--t->n];
    for (;;) {
        size_t child = 2 * i + 1;

        if (child + 1 < t->n && before(&t->heap[child + 1], &t->heap[child]))
            child++;
        if (child >= t->n || !before(&t->heap[child], &t->heap[i]))
            return first;
        swap(&t->heap[i], &t->heap[child]);
        i = child;
    }
}

static void wait_until(struct timetable *t, int64_t at)
{
    struct timespec until = { .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 };

    pthread_cond_timedwait(&t->wake, &t->lock, &until);
}

static void *run_steps(void *arg)
{
    struct timetable *t = arg;

    pthread_mutex_lock(&t->lock);
    while (!t->stopping) {
        struct entry entry;

        if (t->n == 0) {
            pthread_cond_wait(&t->wake, &t->lock);
        } else if (t->heap[0].at > steady_ms()) {
            wait_until(t, t->heap[0].at);
        } else {
            entry = pop(t);
            pthread_mutex_unlock(&t->lock);
            t->run(t->self, entry.item, entry.step);
            pthread_mutex_lock(&t->lock);
        }
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

struct timetable *timetable_new(timetable_step run, void *self)
{
    struct timetable *t = calloc(1, sizeof *t);
    pthread_condattr_t steady;

    if (t == NULL)
        abort();
    t->run = run;
    t->self = self;
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&t->wake, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&t->thread, NULL, run_steps, t) != 0)
        abort();
    return t;
}

void timetable_add(struct timetable *t, int64_t at, void *item, int step)
{
    pthread_mutex_lock(&t->lock);
    push(t, (struct entry){ at, t->order++, item, step });
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
}

void timetable_stop(struct timetable *t)
{
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
}

void timetable_free(struct timetable *t)
{
    if (t == NULL)
        return;
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->wake);
    free(t->heap);
    free(t);
}
