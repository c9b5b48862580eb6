/* domain/repositories/analytics_reader.h - figures from roll-ups, never by counting calls. */
#ifndef DOMAIN_REPOSITORIES_ANALYTICS_READER_H
#define DOMAIN_REPOSITORIES_ANALYTICS_READER_H

#include "base/port.h"
#include "domain/models/rollup.h"
#include "domain/repositories/job_steps.h"
#include "domain/scope.h"

enum { WAITING_JOBS_MOST = 100000 };

struct rollup_query {
    struct campaign_id campaign; /* zero: all of the account */
    struct instant from, until;
    bool by_slot;     /* a row for each slot, in their order */
    bool by_campaign; /* a row for each campaign (and slot) */
    bool by_outcome;  /* with the sums by outcome; else those are 0 */
};

/* How an account stands at this moment. */
struct account_now {
    struct account_id account;
    bool has_wallet; /* one whose making was cut short has none */
    struct wallet wallet;
    int64_t active_calls; /* that may be on now */
    int64_t running_campaigns;
    /* the quarter of an hour in which the last of its settled calls ended */
    struct opt_instant last_call;
};

struct analytics_reader_ops {
    /* Neither by_slot nor by_campaign: one row for all, also when there is nothing to sum. */
    enum err (*rollups)(void *self, struct scope *scope, const struct rollup_query *query,
                        struct rollup_list *ret) MUST_USE;
    /* Jobs of a batch by state, however it stands; all 0 for one that is not the account's. */
    enum err (*batch_states)(void *self, struct scope *scope, struct batch_id batch,
                             struct state_counts *ret) MUST_USE;
    /* Across accounts: a row for each account that had calls, all of its campaigns together. */
    enum err (*rollups_global)(void *self, struct scope *scope, struct instant from,
                               struct instant until, struct rollup_list *ret) MUST_USE;
    /* Jobs from the claim to the settlement, by state; and those that wait for somebody, for funds
     * or, being undetermined, for a decision, which need not be counted beyond WAITING_JOBS_MOST.
     * Other states are 0. Costs what is on its way, not what there is. */
    enum err (*in_course_global)(void *self, struct scope *scope,
                                 struct state_counts *ret) MUST_USE;
    /* Calls of the connection that may be on now: its jobs that dial, are placed or live. */
    enum err (*active_of)(void *self, struct scope *scope, struct connection_id connection,
                          int64_t *ret) MUST_USE;
    /* Across accounts: of each of these, in their order, in as many questions for all as for one.
     */
    enum err (*standings)(void *self, struct scope *scope, const struct account_id *accounts,
                          size_t n, struct account_now *ret) MUST_USE;
};
struct analytics_reader {
    const struct analytics_reader_ops *ops;
    void *self;
};

#endif
