/* database/mongodb/ticker.c */
#include "database/mongodb/ticker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct ticker {
    struct mongodb_store *store;
    ticker_fn *work;
    int every_s;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool ending; /* under mutex */
};

static bool wait_a_while(struct ticker *t)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += t->every_s;
    pthread_mutex_lock(&t->mutex);
    while (!t->ending && pthread_cond_timedwait(&t->changed, &t->mutex, &until) == 0)
        ;
    bool ending = t->ending;
    pthread_mutex_unlock(&t->mutex);
    return !ending;
}

static void *run(void *context)
{
    struct ticker *t = context;

    while (wait_a_while(t))
        t->work(t->store);
    return NULL;
}

struct ticker *ticker_new(struct mongodb_store *store, int every_s, ticker_fn *work)
{
    struct ticker *t = calloc(1, sizeof *t);

    if (t == NULL)
        abort();
    t->store = store;
    t->every_s = every_s;
    t->work = work;
    pthread_mutex_init(&t->mutex, NULL);
    pthread_cond_init(&t->changed, NULL);
    if (pthread_create(&t->thread, NULL, run, t) != 0)
        abort();
    return t;
}

void ticker_free(struct ticker *t)
{
    if (t == NULL)
        return;
    pthread_mutex_lock(&t->mutex);
    t->ending = true;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->mutex);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->mutex);
    free(t);
}
