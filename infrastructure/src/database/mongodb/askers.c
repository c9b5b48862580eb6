/* database/mongodb/askers.c - threads that begin with the first question. */
#include "database/mongodb/askers.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { THREADS = 8 };

struct askers {
    pthread_mutex_t mutex;
    pthread_cond_t asked;
    struct asking *first, **last; /* under mutex, as all below */
    bool ending;
    pthread_t threads[THREADS];
    int n;
};

static void *run(void *context)
{
    struct askers *a = context;

    pthread_mutex_lock(&a->mutex);
    for (;;) {
        while (a->first == NULL && !a->ending)
            pthread_cond_wait(&a->asked, &a->mutex);
        struct asking *asking = a->first;
        if (asking == NULL)
            break;
        a->first = asking->next;
        if (a->first == NULL)
            a->last = &a->first;
        pthread_mutex_unlock(&a->mutex);
        asking->work(asking);
        pthread_mutex_lock(&a->mutex);
    }
    pthread_mutex_unlock(&a->mutex);
    return NULL;
}

struct askers *askers_new(void)
{
    struct askers *a = calloc(1, sizeof *a);

    if (a == NULL)
        abort();
    pthread_mutex_init(&a->mutex, NULL);
    pthread_cond_init(&a->asked, NULL);
    a->last = &a->first;
    return a;
}

void askers_ask(struct askers *a, struct asking *asking)
{
    pthread_mutex_lock(&a->mutex);
    asking->next = NULL;
    *a->last = asking;
    a->last = &asking->next;
    if (a->n < THREADS && pthread_create(&a->threads[a->n], NULL, run, a) == 0)
        a->n++;
    if (a->n == 0)
        abort(); /* nobody would ever be told */
    pthread_cond_signal(&a->asked);
    pthread_mutex_unlock(&a->mutex);
}

void askers_free(struct askers *a)
{
    if (a == NULL)
        return;
    pthread_mutex_lock(&a->mutex);
    a->ending = true;
    pthread_cond_broadcast(&a->asked);
    pthread_mutex_unlock(&a->mutex);
    for (int i = 0; i < a->n; i++)
        pthread_join(a->threads[i], NULL);
    pthread_cond_destroy(&a->asked);
    pthread_mutex_destroy(&a->mutex);
    free(a);
}
