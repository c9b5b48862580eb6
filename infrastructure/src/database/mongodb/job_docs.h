/* database/mongodb/job_docs.h - jobs as documents, and one step on one of them. The job's document
 * is the decision; the order of the writes is that of life_of_a_call.md:
 *
 *   hold     the wallet, then the job: held
 *   settle   the wallet, then the job: done, retry_wait or failed
 *   others   the job; in its list lies what follows: events, the readers' call, figures, and the
 *            money of a hold that is given back
 *
 * Beside the record's fields a job has `stage` and `at`: what it waits for and when that is, so
 * that every sweep is one index. */
#ifndef MONGODB_JOB_DOCS_H
#define MONGODB_JOB_DOCS_H

#include "database/mongodb/object.h"
#include "database/mongodb/wallets.h"
#include "domain/services/step_kind.h"

enum { JOB_TRIES = 200 };

struct job_doc {
    struct session *s;
    struct str document;
    struct job before; /* shallow */
    struct dialing d;
    struct effects fx;
    struct wallet wallet;      /* the copy that the step works on */
    int64_t wallet_was;        /* version of the real one; 0: the copy is made up */
    const struct money *money; /* for steps that ask for it; else NULL */
    struct account_id account;
    bool again;       /* somebody was faster: load again */
    int tries;        /* before this one */
    struct str claim; /* the mark of a claim, which is saved with it; STR_NONE: it is none */
};

/* Reads the job without its sealed part, its list carried out. *found false: none. */
enum err job_doc_load(struct job_doc *j, struct account_id account, struct job_id id,
                      bool *found) MUST_USE;
/* One that a question found. */
enum err job_doc_take(struct job_doc *j, struct str document) MUST_USE;
/* Fills in phones, name and variables. */
enum err job_doc_unseal(struct job_doc *j) MUST_USE;
/* The step's events: those that the wallet tells, or those of the job. */
struct event_list job_events(const struct job_doc *j, bool of_wallet);
/* Writes the job with all that follows, if it has still the version that was read: else j->again.
 */
enum err job_doc_save(struct job_doc *j) MUST_USE;
/* The same for many: one command. */
enum err job_docs_write(struct session *s, struct job_doc **docs, size_t n) MUST_USE;

/* A wallet that has nothing but the job's hold: enough to close it. The real one is told by the
 * job's list. */
struct wallet wallet_made_up(const struct job *job);

/* What a job of this state waits for. */
void put_stage(bson_t *doc, const struct job *job);
/* A job as a document of its own, for those that are staged. */
enum err job_doc_make(struct session *s, const struct job *job, bson_t *ret) MUST_USE;

/* -- a step over many items -- */

/* What the steps on jobs of one account know of its money. */
struct money {
    struct wallet wallet;   /* as the steps before have left it */
    int64_t was;            /* its version as it was read */
    bool found;             /* false: the account has none */
    struct line_list lines; /* of the journal, that tell of the steps' tags */
};

/* What is this store's own: decides, and saves nothing but what is in `fx`. Errors of the store are
 * returned through *broken. */
typedef enum err item_work(struct job_doc *j, void *item, struct error *error, enum err *broken);
item_work job_doc_hold, job_doc_settle, job_doc_look;

enum err items_run(void *self, struct scope *scope, enum step_no no, void *items,
                   size_t n) MUST_USE;
/* The same with items that lie apart. */
enum err items_run_apart(struct mongodb_store *store, struct scope *scope, enum step_no no,
                         struct step *const *items, size_t n) MUST_USE;
void items_submit(struct mongodb_store *store, struct scope *scope, enum step_no no, void *items,
                  size_t n, struct step_waiter waiter);
/* The same for a job that is known by its id alone; *done: its step was taken. */
typedef enum err sweep_fn(struct dialing *d, struct effects *fx, struct error *error);
enum err job_sweep_one(struct session *s, struct account_id account, struct job_id id,
                       sweep_fn *work) MUST_USE;

/* Ids of the batches of a campaign that are seen. */
enum err seen_batches(struct session *s, struct account_id account, struct campaign_id campaign,
                      struct documents *ret) MUST_USE;

/* The slots, by file. */
enum err jobs_claim(void *self, struct scope *scope, const struct claim_request *request,
                    struct job_list *ret) MUST_USE;
enum err jobs_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                     struct batch_id batch, int64_t most, bool *left) MUST_USE;
enum err jobs_wake(void *self, struct scope *scope, struct account_id account, int64_t most,
                   bool *left) MUST_USE;
enum err jobs_set_gate(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, enum gate_state state,
                       int64_t max_active) MUST_USE;
enum err jobs_begin(void *self, struct scope *scope, struct intent_step *steps, size_t n) MUST_USE;
void jobs_begin_async(void *self, struct scope *scope, struct intent_step *steps, size_t n,
                      struct step_waiter waiter);
enum err jobs_allowed(void *self, struct scope *scope, struct step *steps, size_t n) MUST_USE;
void jobs_allowed_async(void *self, struct scope *scope, struct step *steps, size_t n,
                        struct step_waiter waiter);
enum err jobs_reconcile_due(void *self, struct scope *scope, struct instant now, int64_t most,
                            struct job_list *ret) MUST_USE;
enum err jobs_overdue(void *self, struct scope *scope, struct instant now, int64_t most,
                      struct job_list *ret) MUST_USE;
enum err jobs_unsettled(void *self, struct scope *scope, int64_t most,
                        struct job_list *ret) MUST_USE;
enum err jobs_ringing(void *self, struct scope *scope, struct account_id account,
                      struct campaign_id campaign, struct job_list *ret) MUST_USE;
enum err jobs_active(void *self, struct scope *scope, const struct job *after, int64_t most,
                     struct job_list *ret) MUST_USE;
enum err jobs_find_by_call(void *self, struct scope *scope, struct connection_id connection,
                           struct str provider_call, struct job **ret) MUST_USE;
enum err jobs_find_by_tag(void *self, struct scope *scope, struct str tag,
                          struct job **ret) MUST_USE;
enum err jobs_find(void *self, struct scope *scope, struct account_id account, struct job_id id,
                   struct job **ret) MUST_USE;
enum err jobs_counts_in_course(void *self, struct scope *scope, struct account_id account,
                               struct campaign_id campaign, struct state_counts *ret) MUST_USE;
enum err jobs_counts(void *self, struct scope *scope, struct account_id account,
                     struct campaign_id campaign, struct state_counts *ret) MUST_USE;
enum err jobs_count_due(void *self, struct scope *scope, struct account_id account,
                        struct campaign_id campaign, struct instant until, int64_t most,
                        int64_t *ret) MUST_USE;
enum err jobs_next_due(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, struct opt_instant *ret) MUST_USE;
/* The gate that a document of the collection "gates" tells of; none: closed. */
struct gate gate_of(struct str document);
enum err gate_read(struct session *s, struct account_id account, struct campaign_id campaign,
                   struct gate *ret) MUST_USE;

#endif
