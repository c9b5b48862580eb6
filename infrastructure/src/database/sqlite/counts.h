/* database/sqlite/counts.h - what is counted in the transaction that changes it, so that nobody
 * counts rows: jobs of a batch by state, and the roll-ups of calls. Changes are added up in memory
 * and written once a commit; a request that fails takes its own back. */
#ifndef SQLITE_COUNTS_H
#define SQLITE_COUNTS_H

#include "database/sqlite/engine.h"
#include "domain/models/job.h"
#include "domain/models/rollup.h"
#include "domain/repositories/job_steps.h"

/* Table import_batches (account, batch -> campaign, seen): a job is to be seen, claimed and counted
 * only while its batch is seen: from commit to undo, one write each. A claim asks
 *     EXISTS (SELECT 1 FROM import_batches AS b WHERE b.account = j.account AND b.batch = j.batch
 *             AND b.seen = 1)
 * or walks the seen batches of a campaign, by (account, campaign, seen).
 *
 * Table job_counts (account, campaign, batch, state -> n): rows that are staged are counted as they
 * are written; the counts of a campaign are the sums over its seen batches. */
void counts_add(struct tx *tx, struct account_id account, struct campaign_id campaign,
                struct batch_id batch, enum job_state state, int64_t delta);
/* The way to call it: what the step from `before` to `after` changes, "was ever dialed" included.
 */
void counts_change(struct tx *tx, const struct job *before, const struct job *after);
/* Jobs of the campaign's seen batches, by state. */
enum err counts_read(struct connection *conn, struct account_id account,
                     struct campaign_id campaign, struct state_counts *ret,
                     struct error *error) MUST_USE;
/* Jobs of one batch, by state, on a reader. */
enum err counts_of_one_batch(struct connection *conn, struct account_id account,
                             struct batch_id batch, struct state_counts *ret,
                             struct error *error) MUST_USE;
/* Of every seen batch of the installation. */
enum err counts_of_all(struct connection *conn, struct state_counts *ret,
                       struct error *error) MUST_USE;
/* Calls of a connection that may be on. */
enum err counts_active_of(struct connection *conn, struct connection_id connection, int64_t *ret,
                          struct error *error) MUST_USE;
/* Of one batch, on the writer: what waits for the commit is in it. */
struct batch_jobs {
    struct state_counts states;
    int64_t all, dialed; /* dialed: ever, in whatever state they are now */
};
enum err counts_of_batch(struct tx *tx, struct account_id account, struct campaign_id campaign,
                         struct batch_id batch, struct batch_jobs *ret) MUST_USE;
/* How many were ever dialed, on a reader. */
enum err counts_dialed(struct connection *conn, struct account_id account, struct batch_id batch,
                       int64_t *ret, struct error *error) MUST_USE;
/* Adds every counter of `delta` to the roll-up of its account, slot and campaign, and to that of
 * the account as a whole, whose campaign is zero: what is asked of all campaigns together reads one
 * row a slot. */
void rollup_add(struct tx *tx, const struct rollup *delta);
struct rollup rollup_of_account(const struct rollup *delta);
/* Makes all roll-ups anew from the settled calls. */
enum err rollups_rebuild(struct tx *tx) MUST_USE;

#endif
