/* uploads.c - a list of those that are under way: a few. */
#include "http/uploads.h"

#include <pthread.h>
#include <stdlib.h>

struct uploads {
    int64_t of_account, most;
    pthread_mutex_t mutex; /* guards what follows */
    int64_t n;
    struct account_id under_way[];
};

struct uploads *uploads_new(int64_t of_account, int64_t all)
{
    struct uploads *uploads = calloc(1, sizeof *uploads + (size_t)all * sizeof *uploads->under_way);

    if (uploads == NULL)
        abort();
    uploads->of_account = of_account;
    uploads->most = all;
    pthread_mutex_init(&uploads->mutex, NULL);
    return uploads;
}

void uploads_free(struct uploads *uploads)
{
    if (uploads == NULL)
        return;
    pthread_mutex_destroy(&uploads->mutex);
    free(uploads);
}

bool uploads_begin(struct uploads *uploads, struct account_id account)
{
    int64_t own = 0;
    bool may;

    if (uploads->of_account == 0)
        return true;
    pthread_mutex_lock(&uploads->mutex);
    for (int64_t i = 0; i < uploads->n; i++)
        own += ID_EQ(uploads->under_way[i], account);
    may = own < uploads->of_account && uploads->n < uploads->most;
    if (may)
        uploads->under_way[uploads->n++] = account;
    pthread_mutex_unlock(&uploads->mutex);
    return may;
}

void uploads_end(struct uploads *uploads, struct account_id account)
{
    int64_t i = 0;

    if (uploads->of_account == 0)
        return;
    pthread_mutex_lock(&uploads->mutex);
    while (!ID_EQ(uploads->under_way[i], account))
        i++;
    uploads->under_way[i] = uploads->under_way[--uploads->n];
    pthread_mutex_unlock(&uploads->mutex);
}
