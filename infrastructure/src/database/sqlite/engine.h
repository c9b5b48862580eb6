/* database/sqlite/engine.h - the machine under the adapters: one writer thread that owns the only
 * writing connection, a pool of readers, and the list of parts the store is made of. */
#ifndef SQLITE_ENGINE_H
#define SQLITE_ENGINE_H

#include "database/sqlite/part.h"
#include "database/sqlite/statement.h"
#include "infrastructure/sqlite.h"

struct connection;

/* One request's share of a transaction, seen by its work on the writer thread only. */
struct tx {
    struct sqlite_store *store;
    struct connection *conn; /* of the writer */
    struct arena *arena;     /* scratch: forgotten when the request is answered */
    struct error *error;     /* the caller's */
    struct instant now;      /* the store's clock, read once a transaction */
    struct deltas *deltas;   /* counts and roll-ups to be added at the commit: counts.h */
};

/* What is done on the writer thread. It runs in a savepoint of its own: what it did is undone when
 * it returns an error, and when the commit fails after it. So it fills its context and leaves the
 * caller's objects alone; the caller takes over what was done when it hears ERR_OK. It may use the
 * caller's scope and arena: the caller waits. It never asks the store for another write. */
typedef enum err store_work(struct tx *tx, void *context);

/* Runs `work` on the writer thread and returns when what it did is durable. Its own error, or
 * ERR_UNAVAILABLE "store.unavailable" {code}: whether it was done is not known; "store.closed".
 * Not while a reader is leased. */
enum err store_write(struct sqlite_store *store, store_work *work, void *context,
                     struct error *error) MUST_USE;

/* The same for callers that must not block. The request is the caller's memory, not to be touched
 * until `done`, which is called on the writer thread after the commit and must be short. */
struct write_request {
    store_work *work;
    void *context;
    struct error *error;
    void (*done)(struct write_request *request, enum err err);
    struct write_request *next; /* the engine's, as are all below */
    enum err err;
    bool finished;
};
void store_submit(struct sqlite_store *store, struct write_request *request);

/* A connection that reads what is committed. Waits for a free one; do not take a second.
 *     CLEANUP(reader_return) struct connection *reader = reader_lease(store); */
struct connection *reader_lease(struct sqlite_store *store);
void reader_return(struct connection **conn);

/* Many statements of one reader see one state, and are cheaper: after snapshot_begin() the lease is
 * given back by CLEANUP(snapshot_end) in place of reader_return. Keep it short: the log cannot be
 * cut while it lasts. */
enum err snapshot_begin(struct connection *conn, struct error *error) MUST_USE;
void snapshot_end(struct connection **conn);

/* The store's clock, now. */
struct instant store_now(const struct sqlite_store *store);
/* Wall clock, for created_at of what the store makes itself. */
struct instant store_wall(const struct sqlite_store *store);
struct random store_random(const struct sqlite_store *store);
/* A key derived from the master key for one purpose ("inbox"), for what belongs to no account. */
void store_key(const struct sqlite_store *store, const char *purpose, unsigned char ret[32]);

#endif
