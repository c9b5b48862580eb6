/* domain/repositories/import_store.h - rows of a batch become jobs: staged invisibly, a few
 * thousand a step, and made visible by one write. Account: scope->account. */
#ifndef DOMAIN_REPOSITORIES_IMPORT_STORE_H
#define DOMAIN_REPOSITORIES_IMPORT_STORE_H

#include "base/port.h"
#include "domain/models/batch.h"
#include "domain/models/job.h"
#include "domain/scope.h"

/* One phone of one staged job. */
struct job_phone_key {
    struct phone_hash_id hash;
    struct job_id job;
};
/* What the account already knows of a number. */
struct phone_known {
    bool suppressed;
    bool in_campaign;              /* an open or ended job of this campaign has it */
    bool elsewhere;                /* a job of another campaign of the account has it */
    struct opt_instant reached_at; /* newest contact of the person */
};

struct import_store_ops {
    /* Answers in the order asked; one index look-up each, so sorted hashes are cheap. */
    enum err (*known)(void *self, struct scope *scope, struct campaign_id campaign,
                      const struct phone_hash_id *hashes, size_t n,
                      struct phone_known *ret) MUST_USE;
    /* New jobs of one batch that is not committed. They may be on their way still when it returns:
     * a step that failed then is told by the next one, or by commit. One thread a batch.
     * ERR_PRECONDITION "batch.not_importing" {status}.
     */
    enum err (*stage)(void *self, struct scope *scope, struct job *const *jobs, size_t n) MUST_USE;
    /* Index of numbers; hand them over sorted by hash. Repeated keys are no error. */
    enum err (*stage_phones)(void *self, struct scope *scope, struct campaign_id campaign,
                             struct batch_id batch, const struct job_phone_key *keys,
                             size_t n) MUST_USE;
    /* The one write: batch saved as committed with its events, counts of the campaign added. Fails
     * with ERR_INTERNAL "batch.rows_lost" {wanted, found} when the staged rows are not as many as
     * said. */
    enum err (*commit)(void *self, struct scope *scope, struct batch *batch,
                       struct event_list *events) MUST_USE;
    /* Removes at most `most` staged or hidden jobs and their numbers; *left: there may be more. A
     * batch that is seen: ERR_PRECONDITION "batch.not_importing" {status}. */
    enum err (*discard)(void *self, struct scope *scope, struct batch_id batch, int64_t most,
                        bool *left) MUST_USE;
    /* How many jobs of a committed batch were ever dialed. */
    enum err (*dialed)(void *self, struct scope *scope, struct batch_id batch,
                       int64_t *ret) MUST_USE;
    /* Undo while nobody was called: batch saved as undone, its counts taken back, in one write;
     * ERR_CONFLICT "batch.dialed" when a call began meanwhile, or is about to (claimed, held). The
     * rows are invisible then;
     * discard() follows. */
    enum err (*hide)(void *self, struct scope *scope, struct batch *batch,
                     struct event_list *events) MUST_USE;
    /* Committed jobs in the order of rows, for lists and exports: after is a row number. */
    enum err (*rows)(void *self, struct scope *scope, struct batch_id batch, int64_t after_row,
                     int64_t most, struct job ***ret, size_t *n) MUST_USE;
    /* Committed jobs of the account that have this number, newest first. */
    enum err (*jobs_of)(void *self, struct scope *scope, struct phone_hash_id hash, int64_t most,
                        struct job ***ret, size_t *n) MUST_USE;
};
struct import_store {
    const struct import_store_ops *ops;
    void *self;
};

#endif
