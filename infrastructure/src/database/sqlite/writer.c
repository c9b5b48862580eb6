/* database/sqlite/writer.c - the thread that writes. It takes all requests that wait, runs each in
 * a savepoint of one transaction, commits, and answers them: the fsync of one commit is the time in
 * which the next group gathers. Those who were just answered often ask again at once: the writer
 * waits for as many as it answered, but no longer than a small part of what the commit took. So a
 * lone caller waits for nobody, and a slow disk gathers large groups. */
#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "database/sqlite/deltas.h"
#include "database/sqlite/known.h"
#include "database/sqlite/store.h"

static const struct statement begin = STATEMENT("BEGIN IMMEDIATE");
static const struct statement commit = STATEMENT("COMMIT");
static const struct statement rollback = STATEMENT("ROLLBACK");
static const struct statement savepoint = STATEMENT("SAVEPOINT request");
static const struct statement undo = STATEMENT("ROLLBACK TO request");
static const struct statement release = STATEMENT("RELEASE request");

/* One transaction and the arena its requests work in. */
struct group {
    struct sqlite_store *store;
    struct arena *arena;
    struct instant now;
    int64_t first_seq; /* of the event log, before the group */
    bool alone;        /* one request: the transaction is its savepoint */
};

static enum err run(struct connection *conn, const struct statement *statement, struct error *error)
{
    CLEANUP(statement_end) sqlite3_stmt *stmt = statement_begin(conn, statement);

    return statement_run(stmt, error);
}

/* By itself SQLite ends a transaction when the disk is full or broken. */
static bool in_transaction(const struct connection *conn)
{
    return !sqlite3_get_autocommit(conn->db);
}

static enum err run_request(struct group *g, struct write_request *request)
{
    struct sqlite_store *store = g->store;
    struct tx tx = { store, store->conn, g->arena, request->error, g->now, store->deltas };
    int64_t seq = store->next_seq;
    enum err err;

    if (!g->alone)
        TRY(run(store->conn, &savepoint, request->error));
    deltas_mark(store->deltas);
    err = request->work(&tx, request->context);
    arena_reset(g->arena);
    if (err != ERR_OK) {
        deltas_undo(store->deltas);
        store->next_seq = seq;
        if (!g->alone && in_transaction(store->conn))
            TRY(run(store->conn, &undo, NULL));
    }
    if (!g->alone && in_transaction(store->conn))
        TRY(run(store->conn, &release, NULL));
    return err;
}

static enum err end_transaction(struct group *g)
{
    struct sqlite_store *store = g->store;
    struct tx tx = { store, store->conn, g->arena, NULL, g->now, store->deltas };

    TRY(deltas_write(store->deltas, &tx));
    arena_reset(g->arena);
    return run(store->conn, &commit, NULL);
}

static enum err unavailable(struct sqlite_store *store, struct write_request *request)
{
    return FAIL_WITH(request->error, ERR_UNAVAILABLE, "store.unavailable",
                     P_I64("code", sqlite3_extended_errcode(store->conn->db)));
}

/* What was done in the group is not: each request that was told it had succeeded hears so. */
static void fail_all(struct group *g, struct write_request *first)
{
    for (struct write_request *r = first; r != NULL; r = r->next)
        if (r->err == ERR_OK)
            r->err = unavailable(g->store, r);
    g->store->next_seq = g->first_seq;
    if (in_transaction(g->store->conn))
        DROP(run(g->store->conn, &rollback, NULL)); /* nothing is left to be told */
}

static void commit_group(struct sqlite_store *store, struct write_request *first,
                         struct arena *arena)
{
    struct group g = { store, arena, store_now(store), store->next_seq, first->next == NULL };
    bool any = false, broken;

    deltas_clear(store->deltas);
    broken = run(store->conn, &begin, NULL) != ERR_OK;
    for (struct write_request *r = first; r != NULL && !broken; r = r->next) {
        r->err = run_request(&g, r);
        any |= r->err == ERR_OK;
        broken = !in_transaction(store->conn);
    }
    if (broken)
        fail_all(&g, first);
    else if (!any)
        DROP(run(store->conn, &rollback, NULL)); /* nothing was done */
    else if (end_transaction(&g) != ERR_OK)
        fail_all(&g, first);
    /* before anybody is told; also where it is not known what became of the commit */
    known_forget(store->known, store->conn->touched);
    store->conn->touched = 0;
}

/* -- the queue -- */

struct waiter {
    struct write_request request;
    pthread_mutex_t *mutex;
    pthread_cond_t answered;
};

void store_submit(struct sqlite_store *store, struct write_request *request)
{
    bool closing;

    request->next = NULL;
    request->err = ERR_OK;
    request->finished = false;
    pthread_mutex_lock(&store->mutex);
    closing = store->closing;
    if (!closing) {
        if (store->last != NULL)
            store->last->next = request;
        else
            store->first = request;
        store->last = request;
        store->waiting++;
        if (store->waiting == 1 || store->waiting >= store->wanted)
            pthread_cond_signal(&store->arrived);
    }
    pthread_mutex_unlock(&store->mutex);
    if (closing)
        request->done(request, FAIL(request->error, ERR_UNAVAILABLE, "store.closed"));
}

static void wake(struct write_request *request, enum err err)
{
    struct waiter *waiter = (struct waiter *)request; /* its first member */

    pthread_mutex_lock(waiter->mutex);
    request->err = err;
    request->finished = true;
    pthread_cond_signal(&waiter->answered);
    pthread_mutex_unlock(waiter->mutex);
}

enum err store_write(struct sqlite_store *store, store_work *work, void *context,
                     struct error *error)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct waiter waiter = {
        .request = { .work = work, .context = context, .error = error, .done = wake },
        .mutex = &mutex,
        .answered = PTHREAD_COND_INITIALIZER
    };

    assert(!store->writing || !pthread_equal(pthread_self(), store->writer));
    assert(readers_leased() == 0);
    store_submit(store, &waiter.request);
    pthread_mutex_lock(&mutex);
    while (!waiter.request.finished)
        pthread_cond_wait(&waiter.answered, &mutex);
    pthread_mutex_unlock(&mutex);
    pthread_cond_destroy(&waiter.answered);
    pthread_mutex_destroy(&mutex);
    return waiter.request.err;
}

/* -- gathering -- */

enum { PATIENCE_PART = 4, PATIENCE_MOST_NS = 1000000 };

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct timespec timespec_of(int64_t ns)
{
    return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

/* Until `wanted` requests wait, or it has been long enough. Under the mutex. */
static void gather(struct sqlite_store *store, int64_t patience_ns)
{
    struct timespec until = timespec_of(now_ns() + patience_ns);

    while (store->waiting < store->wanted && !store->closing)
        if (pthread_cond_timedwait(&store->arrived, &store->mutex, &until) != 0)
            return;
}

/* NULL: nothing waits, and nothing will. `answered`: as many come back soon; they are waited for.
 */
static struct write_request *take_all(struct sqlite_store *store, int64_t answered,
                                      int64_t patience_ns, int64_t *n)
{
    struct write_request *first;

    pthread_mutex_lock(&store->mutex);
    store->wanted = answered;
    while (store->first == NULL && !store->closing)
        pthread_cond_wait(&store->arrived, &store->mutex);
    if (answered > 1)
        gather(store, patience_ns);
    first = store->first;
    *n = store->waiting;
    store->first = store->last = NULL;
    store->waiting = 0;
    pthread_mutex_unlock(&store->mutex);
    return first;
}

/* A request is its caller's again as soon as it is answered: `next` is read before. */
static void answer_all(struct write_request *first)
{
    while (first != NULL) {
        struct write_request *request = first;

        first = request->next;
        request->done(request, request->err);
    }
}

static void *writer_main(void *arg)
{
    struct sqlite_store *store = arg;
    struct arena arena = arena_init();
    struct write_request *first;
    int64_t n = 0, patience_ns = 0;

    while ((first = take_all(store, n, patience_ns, &n)) != NULL) {
        int64_t start = now_ns();

        commit_group(store, first, &arena);
        patience_ns = (now_ns() - start) / PATIENCE_PART;
        if (patience_ns > PATIENCE_MOST_NS)
            patience_ns = PATIENCE_MOST_NS;
        answer_all(first);
    }
    arena_release(&arena);
    return NULL;
}

enum err writer_run(struct sqlite_store *store, store_work *work, void *context,
                    struct error *error)
{
    struct arena arena = arena_init();
    struct write_request request = { .work = work, .context = context, .error = error };

    assert(!store->writing);
    commit_group(store, &request, &arena);
    arena_release(&arena);
    return request.err;
}

enum err writer_start(struct sqlite_store *store, struct error *error)
{
    if (pthread_create(&store->writer, NULL, writer_main, store) != 0)
        return FAIL(error, ERR_UNAVAILABLE, "store.unavailable");
    store->writing = true;
    return ERR_OK;
}

void writer_stop(struct sqlite_store *store)
{
    if (!store->writing)
        return;
    pthread_mutex_lock(&store->mutex);
    store->closing = true;
    pthread_cond_signal(&store->arrived);
    pthread_mutex_unlock(&store->mutex);
    pthread_join(store->writer, NULL);
    store->writing = false;
}
