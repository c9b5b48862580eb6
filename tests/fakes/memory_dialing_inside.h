/* tests/fakes/memory_dialing_inside.h - the tables behind memory_dialing.h, for its files. Jobs,
 * calls, persons, suppressions, accounts, connections and ledger lines are rows of the store. */
#ifndef FAKES_MEMORY_DIALING_INSIDE_H
#define FAKES_MEMORY_DIALING_INSIDE_H

#include <pthread.h>

#include "domain/services/call_orchestrator.h"
#include "fakes/memory_dialing.h"

struct memory_gate {
    struct account_id account;
    struct campaign_id campaign;
    struct gate gate;
};
struct memory_inbox_item {
    struct inbox_item item;
    struct instant due;
    bool done, dead;
};

struct memory_dialing {
    pthread_mutex_t mutex; /* guards all below, and the store while threads are about */
    struct memory_store *store;
    struct clock clock;
    struct random random;
    struct phone_hasher hasher;
    MEMORY_LIST(struct memory_gate) gates;
    MEMORY_LIST(struct wallet) wallets;
    MEMORY_LIST(struct rollup) rollups;
    MEMORY_LIST(struct memory_inbox_item) inbox;
};

void memory_lock(struct memory_dialing *m);
void memory_unlock(struct memory_dialing **m);
/* Held to the end of the block. */
#define MEMORY_HOLD(m)                                                                             \
    CLEANUP(memory_unlock) struct memory_dialing *held_ = (m);                                     \
    memory_lock(held_)

/* The i-th row of the store if it is of this record, else NULL. */
const void *memory_row_of(const struct memory_dialing *m, size_t i, const struct record *record);
/* NULL: there is none. */
const struct job *memory_job(struct memory_dialing *m, struct account_id account, struct job_id id);
/* The job's batch is committed: it is to be seen. */
bool memory_job_is_seen(const struct memory_dialing *m, const struct job *job);
struct wallet *memory_wallet_of(struct memory_dialing *m, struct account_id account);
const struct person *memory_person(struct memory_dialing *m, struct account_id account,
                                   struct phone_hash_id hash);
/* The wallet and its new line (NULL: none), chained. */
void memory_save_wallet(struct memory_dialing *m, const struct scope *scope,
                        const struct wallet *wallet, const struct entry *entry);
/* On the list that holds for all accounts. */
bool memory_is_listed(struct memory_dialing *m, struct phone_hash_id hash, struct instant now);
bool memory_is_suppressed(struct memory_dialing *m, const struct job *job, struct instant now);
/* The slots that read, in memory_job_reads.c. */
enum err memory_job_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                                  struct job_list *ret) MUST_USE;
enum err memory_job_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                            struct job_list *ret) MUST_USE;
enum err memory_job_unsettled(void *self, struct scope *scope, int64_t most,
                              struct job_list *ret) MUST_USE;
enum err memory_job_ringing(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct job_list *ret) MUST_USE;
enum err memory_job_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                           struct job_list *ret) MUST_USE;
enum err memory_job_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                                 struct str provider_call, struct job **ret) MUST_USE;
enum err memory_job_find_by_tag(void *self, struct scope *scope, struct str tag,
                                struct job **ret) MUST_USE;
enum err memory_job_find(void *self, struct scope *scope, struct account_id account,
                         struct job_id id, struct job **ret) MUST_USE;
enum err memory_job_counts(void *self, struct scope *scope, struct account_id account,
                           struct campaign_id campaign, struct state_counts *ret) MUST_USE;
enum err memory_job_count_due(void *self, struct scope *scope, struct account_id account,
                              struct campaign_id campaign, struct instant until, int64_t most,
                              int64_t *ret);
enum err memory_job_next_due(void *self, struct scope *scope, struct account_id account,
                             struct campaign_id campaign, struct opt_instant *ret) MUST_USE;

#endif
