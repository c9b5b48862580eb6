/* bench/bench_store.h - a store for a benchmark: SQLite in a folder of its own, or a database of
 * its own on MongoDB's protocol, with one account that has money, one campaign whose gate is open,
 * and `queued` jobs of it that wait. */
#ifndef BENCH_STORE_H
#define BENCH_STORE_H

#include "bench.h"
#include "infrastructure/mongodb.h"
#include "infrastructure/secrets.h"
#include "infrastructure/sqlite.h"

struct bench_store {
    /* given */
    const char *mongodb_uri; /* NULL: SQLite */
    int64_t callers, queued;
    struct clock clock;
    struct random random;
    /* made */
    char folder[64], path[96];
    struct sqlite_store *sqlite; /* or: */
    struct mongodb_store *mongodb;
    struct record_store records;
    struct import_store imports;
    struct job_steps jobs;
    struct ledger ledger;
    struct person_repository persons;
    struct event_inbox inbox;
    struct system_secrets *secrets;
    struct account_id account;
    struct campaign_id campaign;
    struct connection_id connection;
};

/* Ends the program with a word when the store fails. */
void bench_store_open(struct bench_store *b);
void bench_store_close(struct bench_store *b);

struct scope bench_scope(struct bench_store *b, struct arena *arena);
struct step bench_step(const struct job *job);
struct job_list bench_claim(struct bench_store *b, struct scope *scope, int64_t most);

#endif
