/* database/mongodb/store.h - the store, and a session: what one call of a port works with. */
#ifndef MONGODB_STORE_H
#define MONGODB_STORE_H

#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "codec/data_keys.h"
#include "database/mongodb/askers.h"
#include "database/mongodb/keys.h"
#include "database/mongodb/plan.h"
#include "infrastructure/mongodb.h"

enum { WALLET_TURNS = 64, CLAIM_TURNS = 16 };

enum { DONE_MOST = 256, DONE_ID_BYTES = 32 };

struct noted_done {
    const char *collection; /* of a record's name */
    unsigned char id[DONE_ID_BYTES];
    size_t id_n;
    int64_t version;
};
struct noted_dones {
    pthread_mutex_t mutex;
    struct noted_done items[DONE_MOST]; /* under mutex, as all below; one a document */
    size_t n;
    bool emptying; /* one at a time */
};

enum { ANSWERING_MOST = 1024, ANSWERING_ID_BYTES = 48, ANSWERING_REQUEST_BYTES = 32 };

struct answered {
    unsigned char id[ANSWERING_ID_BYTES], request[ANSWERING_REQUEST_BYTES];
};
struct answering {
    pthread_mutex_t mutex;
    struct answered items[ANSWERING_MOST]; /* under mutex, as all below */
    size_t n;
    int64_t renewed; /* the server's time */
};

enum { CLAIM_DOUBTS = 256, CLAIM_MARK_BYTES = 16 };

struct claim_doubt {
    struct account_id account;
    struct campaign_id campaign;
    struct job_id job;
    int64_t was; /* version that it was decided on */
    unsigned char mark[CLAIM_MARK_BYTES];
    struct instant until; /* end of the lease that it would have */
};
struct claim_doubts {
    pthread_mutex_t mutex;
    struct claim_doubt items[CLAIM_DOUBTS]; /* under mutex */
    size_t n;
};

enum { BEGINNERS = 4 }; /* fewer than askers: looks must not wait for permits */

struct mongodb_store;
struct waiting_begin;
struct beginner {
    struct asking asking; /* first: what the askers know of it */
    struct mongodb_store *store;
    bool busy; /* under the mutex, as is the account whose are on their way */
    struct account_id account;
};
struct waiting_begins {
    pthread_mutex_t mutex;
    struct waiting_begin *first, **last; /* under mutex */
    struct beginner beginners[BEGINNERS];
};

struct mongodb_store {
    struct mongodb_config config; /* its texts live in `arena` */
    struct arena arena;
    unsigned char master_key[MONGODB_MASTER_KEY], index_key[MONGODB_MASTER_KEY];
    mongoc_uri_t *uri;
    mongoc_client_pool_t *pool; /* safe from any thread */
    int64_t wait_ms;            /* for an answer */
    char *database;
    struct record_plan *plans;
    size_t n_plans;
    struct data_keys keys;
    struct askers *askers;           /* threads for steps that nobody waits for */
    struct waiting_begins begins;    /* see job_begins.h */
    struct ticker *sweeper, *keeper; /* see sweeper.h */
    struct answering answering;      /* see answering.h */
    /* whose turn it is at a wallet, by its account: see wallets.h */
    pthread_mutex_t wallet_turns[WALLET_TURNS];
    pthread_mutex_t claim_turns[CLAIM_TURNS]; /* by the campaign: see job_claim.c */
    struct claim_doubts claim_doubts;         /* see job_doubts.h */
    _Atomic int most_jobs_are[256];           /* by the campaign: see job_counts.c */
    struct noted_dones dones;                 /* see outbox_done.h */
    pthread_mutex_t log_mutex; /* one at a time adds to the log of events: fewer numbers collide */
    int64_t last_seq;          /* under log_mutex: newest number we know of */
    int64_t last_seq_read;     /* under log_mutex: our time since boot when it was the newest */
    int64_t alone;             /* under log_mutex: times in a row that nobody else had added */
    pthread_mutex_t clock_mutex;
    int64_t clock_offset; /* under clock_mutex: server's wall clock minus our time since boot */
    int64_t clock_read;   /* under clock_mutex: our time since boot when it was read */
    bool is_causal, is_linearizable; /* what the server can: see causal.h */
    pthread_mutex_t seen_mutex;
    uint32_t seen_t, seen_i; /* under seen_mutex: the server's newest moment that was seen */
};

/* A client of the pool, leased for one call. */
struct session {
    struct mongodb_store *store;
    mongoc_client_t *client;
    struct scope *scope;
    struct arena *arena;
    struct error *error;
    mongoc_client_session_t *causal; /* begun by the first question: see causal.h */
    bool is_now;                     /* it has read at its own moment */
    struct session *whole;           /* of a part: what causal and is_now are asked of */
};
struct session session_begin(struct mongodb_store *store, struct scope *scope);
void session_end(struct session *s); /* fits CLEANUP() */
/* The same with another arena, for a page of many. It is not ended, and does not outlive it. */
struct session session_part(struct session *s, struct arena *arena);

/* NULL: the store keeps no such record. */
const struct record_plan *store_plan(const struct mongodb_store *store,
                                     const struct record *record);
/* A key of its own for each purpose, from the master key. */
void purpose_key(const struct mongodb_store *store, const char *purpose, unsigned char ret[32]);
/* By the server's clock. */
struct instant server_now(struct session *s);

#endif
