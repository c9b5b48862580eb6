/* database/mongodb/sweeper.c - what lies in a list for long has been left by a process that died.
 */
#include "database/mongodb/sweeper.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "database/mongodb/outbox.h"
#include "database/mongodb/schema.h"

enum { EVERY_S = 10, AGE_MS = 5000, MOST = 500 };

/* -- one sweep -- */

static struct str key_of(struct session *s, struct str document)
{
    return str_copy(s->arena, document_bytes(document, "_id"));
}

static enum err sweep_collection(struct session *s, const char *collection, int64_t until)
{
    CLEANUP(bson_destroy) bson_t filter = BSON_INITIALIZER, sort = BSON_INITIALIZER;
    struct documents found;
    bson_t range;

    bson_append_document_begin(&filter, "out_at", -1, &range);
    put_i64(&range, "$gt", 0);
    put_i64(&range, "$lte", until);
    bson_append_document_end(&filter, &range);
    bson_append_int32(&sort, "out_at", -1, 1);
    do {
        TRY(documents_find(s, collection, &filter, &sort, MOST, &found));
        for (size_t i = 0; i < found.n; i++)
            TRY(outbox_carry_out(s, collection, key_of(s, found.items[i]), found.items[i]));
    } while (found.n == MOST);
    return ERR_OK;
}

static enum err sweep_all(struct mongodb_store *store, struct scope *scope, struct duration age)
{
    CLEANUP(session_end) struct session s = session_begin(store, scope);
    int64_t until = age.ms == 0 ? INT64_MAX : server_now(&s).unix_ms - age.ms;
    size_t n;
    const char *const *names = schema_outboxes(&s, &n);

    for (size_t i = 0; i < n; i++)
        TRY(sweep_collection(&s, names[i], until));
    return ERR_OK;
}

enum err mongodb_store_sweep(struct mongodb_store *store, struct duration age, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, (struct account_id){ 0 },
                                      VIA0(store->config.clock, wall), store->config.log);

    scope.error.arena = error->arena;
    enum err err = sweep_all(store, &scope, age);
    if (err != ERR_OK)
        *error = scope.error;
    return err;
}

/* -- the thread -- */

struct sweeper {
    struct mongodb_store *store;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool ending; /* under mutex */
};

static bool wait_a_while(struct sweeper *w)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += EVERY_S;
    pthread_mutex_lock(&w->mutex);
    while (!w->ending && pthread_cond_timedwait(&w->changed, &w->mutex, &until) == 0)
        ;
    bool ending = w->ending;
    pthread_mutex_unlock(&w->mutex);
    return !ending;
}

static void *run(void *context)
{
    struct sweeper *w = context;

    while (wait_a_while(w)) {
        struct error error = { 0 };

        /* the server is away: told where it was asked; the next round comes */
        DROP(mongodb_store_sweep(w->store, (struct duration){ AGE_MS }, &error));
    }
    return NULL;
}

struct sweeper *sweeper_new(struct mongodb_store *store)
{
    struct sweeper *w = calloc(1, sizeof *w);

    if (w == NULL)
        abort();
    w->store = store;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->changed, NULL);
    if (pthread_create(&w->thread, NULL, run, w) != 0)
        abort();
    return w;
}

void sweeper_free(struct sweeper *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->mutex);
    w->ending = true;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->mutex);
    free(w);
}
