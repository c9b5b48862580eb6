/* tests/fakes/memory_dialing_inside.h - the tables behind memory_dialing.h, for its files. */
#ifndef FAKES_MEMORY_DIALING_INSIDE_H
#define FAKES_MEMORY_DIALING_INSIDE_H

#include <pthread.h>

#include "domain/services/call_orchestrator.h"
#include "fakes/memory_dialing.h"

#define TABLE_OF(type)                                                                             \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n, capacity;                                                                        \
    }

struct memory_job {
    struct job *job;
    bool committed;
};
struct memory_gate {
    struct account_id account;
    struct campaign_id campaign;
    struct gate gate;
};
struct memory_global {
    struct phone_hash_id hash;
};
struct memory_inbox_item {
    struct inbox_item item;
    struct instant due;
    bool done, dead;
};

struct memory_dialing {
    pthread_mutex_t mutex; /* guards all below */
    struct arena arena;
    struct clock clock;
    struct random random;
    struct phone_hasher hasher;
    TABLE_OF(struct memory_job) jobs;
    TABLE_OF(struct memory_gate) gates;
    TABLE_OF(struct account *) accounts;
    TABLE_OF(struct connection *) connections;
    TABLE_OF(struct wallet *) wallets;
    TABLE_OF(struct entry *) entries;
    TABLE_OF(struct call *) calls;
    TABLE_OF(struct rollup) rollups;
    TABLE_OF(struct person *) persons;
    TABLE_OF(struct suppression *) suppressions;
    TABLE_OF(struct memory_global) globals;
    TABLE_OF(struct memory_inbox_item) inbox;
    struct event_list events;
};

/* A new last item of a table, zeroed. */
void *memory_grow(void **items, size_t *n, size_t *capacity, size_t size, struct arena *arena);
#define MEMORY_ADD(m, table)                                                                       \
    (memory_grow((void **)&(m)->table.items, &(m)->table.n, &(m)->table.capacity,                  \
                 sizeof(m)->table.items[0], &(m)->arena),                                          \
     &(m)->table.items[(m)->table.n - 1])

void memory_lock(struct memory_dialing *m);
void memory_unlock(struct memory_dialing **m);
/* Held to the end of the block. */
#define MEMORY_HOLD(m)                                                                             \
    CLEANUP(memory_unlock) struct memory_dialing *held_ = (m);                                     \
    memory_lock(held_)

struct memory_job *memory_find_job(struct memory_dialing *m, struct account_id account,
                                   struct job_id id);
struct account *memory_find_account(struct memory_dialing *m, struct account_id id);
struct wallet *memory_find_wallet(struct memory_dialing *m, struct account_id account);
struct person *memory_find_person(struct memory_dialing *m, struct account_id account,
                                  struct phone_hash_id hash);
/* Appends copies; fills what the envelope leaves open. */
void memory_tell(struct memory_dialing *m, const struct scope *scope,
                 const struct event_list *events, struct id128 aggregate, int64_t version);
/* The wallet and its new line (NULL: none), chained. */
void memory_save_wallet(struct memory_dialing *m, const struct scope *scope,
                        const struct wallet *wallet, const struct entry *entry);
bool memory_is_suppressed(struct memory_dialing *m, const struct job *job, struct instant now);

#endif
