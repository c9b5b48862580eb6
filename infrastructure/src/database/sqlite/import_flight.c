/* database/sqlite/import_flight.c - flights of the batches that are being staged. */
#include "database/sqlite/import_flight.h"

#include <stdlib.h>

#include "database/sqlite/store.h"

struct flight {
    struct write_request request; /* first: `done` gets it */
    struct sqlite_store *store;
    struct account_id account;
    struct batch_id batch;
    struct arena arenas[2]; /* one of the step on its way, one of the step in preparation */
    int spare;              /* which is the latter */
    struct error error;     /* the writer's, until it has landed */
    bool flying;            /* under the mutex of flights, as are the two below */
    enum err err;           /* of the last landing, until it was told */
    struct flight *next;
};

static struct flight **find(struct flights *flights, struct account_id account,
                            struct batch_id batch)
{
    struct flight **at = &flights->first;

    while (*at != NULL && !(ID_EQ((*at)->batch, batch) && ID_EQ((*at)->account, account)))
        at = &(*at)->next;
    return at;
}

static struct flight *flight_new(struct sqlite_store *store, struct account_id account,
                                 struct batch_id batch)
{
    struct flight *flight = calloc(1, sizeof *flight);

    if (flight == NULL)
        abort();
    flight->store = store;
    flight->account = account;
    flight->batch = batch;
    flight->arenas[0] = arena_init();
    flight->arenas[1] = arena_init();
    return flight;
}

static void flight_free(struct flight *flight)
{
    arena_release(&flight->arenas[0]);
    arena_release(&flight->arenas[1]);
    free(flight);
}

/* The error of a landing, told once, in the words of the one who asks. */
static enum err told(struct flight *flight, struct scope *scope)
{
    enum err err = flight->err;

    flight->err = ERR_OK;
    if (err == ERR_OK)
        return ERR_OK;
    return error_set(&scope->error, err, flight->error.slug, flight->error.file, flight->error.line,
                     flight->error.params);
}

struct flight *flight_board(struct sqlite_store *store, struct account_id account,
                            struct batch_id batch, struct arena **arena)
{
    struct flights *flights = &store->flights;
    struct flight *flight;

    pthread_mutex_lock(&flights->mutex);
    flight = *find(flights, account, batch);
    if (flight == NULL) {
        flight = flight_new(store, account, batch);
        flight->next = flights->first;
        flights->first = flight;
    }
    pthread_mutex_unlock(&flights->mutex);
    *arena = &flight->arenas[flight->spare];
    arena_reset(*arena);
    return flight;
}

static void land(struct write_request *request, enum err err)
{
    struct flight *flight = (struct flight *)request;
    struct flights *flights = &flight->store->flights;

    pthread_mutex_lock(&flights->mutex);
    flight->flying = false;
    flight->err = err;
    pthread_cond_broadcast(&flights->landed);
    pthread_mutex_unlock(&flights->mutex);
}

enum err flight_depart(struct flight *flight, struct scope *scope, store_work *work, void *context)
{
    struct flights *flights = &flight->store->flights;
    enum err err;

    pthread_mutex_lock(&flights->mutex);
    while (flight->flying)
        pthread_cond_wait(&flights->landed, &flights->mutex);
    err = told(flight, scope);
    flight->flying = err == ERR_OK;
    pthread_mutex_unlock(&flights->mutex);
    TRY(err);
    flight->error = (struct error){ .arena = &flight->arenas[flight->spare] };
    flight->spare = 1 - flight->spare;
    flight->request = (struct write_request){
        .work = work, .context = context, .error = &flight->error, .done = land
    };
    store_submit(flight->store, &flight->request);
    return ERR_OK;
}

enum err flight_end(struct sqlite_store *store, struct scope *scope, struct batch_id batch)
{
    struct flights *flights = &store->flights;
    struct flight *flight, **at;
    enum err err;

    pthread_mutex_lock(&flights->mutex);
    while ((flight = *find(flights, scope->account, batch)) != NULL && flight->flying)
        pthread_cond_wait(&flights->landed, &flights->mutex);
    at = find(flights, scope->account, batch);
    if (flight != NULL)
        *at = flight->next;
    pthread_mutex_unlock(&flights->mutex);
    if (flight == NULL)
        return ERR_OK;
    err = told(flight, scope);
    flight_free(flight);
    return err;
}

void flights_release(struct flights *flights)
{
    while (flights->first != NULL) {
        struct flight *flight = flights->first;

        flights->first = flight->next;
        flight_free(flight);
    }
}
