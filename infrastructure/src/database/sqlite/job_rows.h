/* database/sqlite/job_rows.h - jobs, their calls and their money inside a write request. Shared by
 * the files of the port job_steps. */
#ifndef SQLITE_JOB_ROWS_H
#define SQLITE_JOB_ROWS_H

#include "database/sqlite/engine.h"
#include "database/sqlite/wallets.h"
#include "domain/services/step_kind.h"

/* One job of a request: loaded, asked, saved. */
struct job_tx {
    struct tx *tx;
    struct scope *scope;
    struct wallets *wallets; /* of the request */
    struct wallet *kept;     /* the account's among them */
    struct wallet wallet;    /* the copy that the step works on */
    struct job before;       /* shallow: for counts, and to write only what differs */
    struct dialing d;
    struct effects fx;
    struct str sealed; /* of the job's row */
};

/* Reads the job without its sealed part; *found false: none. The wallet comes with it when a hold
 * is open, or always if `money`. Long-lived pieces are in `arena`. */
enum err job_tx_load(struct job_tx *j, struct account_id account, struct job_id id, bool money,
                     struct arena *arena, bool *found) MUST_USE;
/* The current row of a statement that begins with {jobs}. */
enum err job_tx_take(struct job_tx *j, sqlite3_stmt *stmt, struct arena *arena) MUST_USE;
/* Brings in the wallet for a taken row. */
enum err job_tx_money(struct job_tx *j, bool always) MUST_USE;
/* Fills in phones, name and variables. */
enum err job_tx_unseal(struct job_tx *j, struct arena *arena) MUST_USE;
/* Writes all effects. */
enum err job_tx_save(struct job_tx *j) MUST_USE;

/* -- a step over many items -- */

/* What is this store's own: decides and saves nothing but what is in `fx`; errors of the store go
 * to j->tx->error and are returned through *broken. */
typedef enum err item_work(struct job_tx *j, void *item, struct error *error, enum err *broken);
item_work job_tx_begin, job_tx_look;

/* The items are the caller's; their results are copied in when the commit is durable. */
enum err steps_run(void *self, struct scope *scope, enum step_no no, void *items,
                   size_t n) MUST_USE;
void steps_submit(struct sqlite_store *store, struct scope *scope, enum step_no no, void *items,
                  size_t n, struct step_waiter waiter);

/* Calls that are on are counted by campaign, account and connection as jobs change. */
enum err begun_calls_change(struct tx *tx, const struct job *before,
                            const struct job *after) MUST_USE;
enum err active_calls_change(struct tx *tx, const struct job *before,
                             const struct job *after) MUST_USE;

/* The slots, by file. */
enum err job_steps_claim(void *self, struct scope *scope, const struct claim_request *request,
                         struct job_list *ret) MUST_USE;
enum err job_steps_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                          struct batch_id batch, int64_t most, bool *left) MUST_USE;
enum err job_steps_wake(void *self, struct scope *scope, struct account_id account, int64_t most,
                        bool *left) MUST_USE;
enum err job_steps_set_gate(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, enum gate_state state,
                            int64_t max_active) MUST_USE;
enum err job_steps_begin(void *self, struct scope *scope, struct intent_step *steps,
                         size_t n) MUST_USE;
void job_steps_begin_async(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                           struct step_waiter waiter);
enum err job_steps_allowed(void *self, struct scope *scope, struct step *steps, size_t n) MUST_USE;
void job_steps_allowed_async(void *self, struct scope *scope, struct step *steps, size_t n,
                             struct step_waiter waiter);
enum err job_steps_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                                 struct job_list *ret) MUST_USE;
enum err job_steps_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                           struct job_list *ret) MUST_USE;
enum err job_steps_unsettled(void *self, struct scope *scope, int64_t most,
                             struct job_list *ret) MUST_USE;
enum err job_steps_ringing(void *self, struct scope *scope, struct account_id account,
                           struct campaign_id campaign, struct job_list *ret) MUST_USE;
enum err job_steps_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                          struct job_list *ret) MUST_USE;
enum err job_steps_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                                struct str provider_call, struct job **ret) MUST_USE;
enum err job_steps_find_by_tag(void *self, struct scope *scope, struct str tag,
                               struct job **ret) MUST_USE;
enum err job_steps_find(void *self, struct scope *scope, struct account_id account,
                        struct job_id id, struct job **ret) MUST_USE;
enum err job_steps_counts(void *self, struct scope *scope, struct account_id account,
                          struct campaign_id campaign, struct state_counts *ret) MUST_USE;
enum err job_steps_count_due(void *self, struct scope *scope, struct account_id account,
                             struct campaign_id campaign, struct instant until, int64_t most,
                             int64_t *ret) MUST_USE;
enum err job_steps_next_due(void *self, struct scope *scope, struct account_id account,
                            struct campaign_id campaign, struct opt_instant *ret) MUST_USE;

#endif
