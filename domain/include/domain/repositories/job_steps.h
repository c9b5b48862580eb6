/* domain/repositories/job_steps.h - the protocol of dialing and money, step by step, many at a
 * time. Each item of a step is atomic and carries its own result: one that fails does not hold up
 * the others. The step itself fails only when the store does (ERR_UNAVAILABLE, ERR_TIMEOUT: the
 * effect is unknown; ask again, every step answers a repetition with its first result). SQLite does
 * a step in one transaction; a store of one-document writes does it in the order written here.
 * Works across accounts: items name theirs. Safe from any thread. */
#ifndef DOMAIN_REPOSITORIES_JOB_STEPS_H
#define DOMAIN_REPOSITORIES_JOB_STEPS_H

#include "base/port.h"
#include "domain/models/call.h"
#include "domain/models/campaign.h"
#include "domain/models/job.h"
#include "domain/models/wallet.h"
#include "domain/scope.h"

/* What a decision to call somebody went by: the versions in which campaign and account were read.
 * 0: that one is not asked for. */
struct decided_by {
    int64_t campaign, account;
};

/* Which job, in which claim, and what became of it. */
struct step {
    struct account_id account;
    struct job_id job;
    int64_t fence;                /* ignored by steps that go by the tag */
    struct str tag;               /* "" where there is none yet */
    struct decided_by decided_by; /* read by begin_dialing and still_allowed */
    enum err err;                 /* out */
    const char *slug;             /* out: of err */
};

struct claim_request {
    struct account_id account;
    struct campaign_id campaign;
    int64_t most;
};
struct hold_step {
    struct step at;
    struct amount amount; /* of the whole cap */
    struct tariff tariff;
    struct duration max_talk;
    /* the largest whole billing step that the wallet buys, not below this, is taken when the whole
     * cap is too much; absent: all or nothing */
    struct opt_duration shortest;
    /* out, when held */
    struct amount held;
    struct duration held_talk;
};
struct defer_step {
    struct step at;
    struct instant until;
    struct str reason;
    bool blocked; /* for good: the job becomes blocked */
};
struct intent_step {
    struct step at;
    struct dial_intent intent; /* gate_epoch is filled by the step */
    /* No more calls than this, or than the campaign's record has by now, are begun; not sent is not
     * begun. The gate's first count goes on from calls_before; without it: "policy.stale". */
    struct opt_i64 calls_most;
    int64_t calls_before;
};
struct placed_step {
    struct step at;
    struct str provider_call;
};
struct not_sent_step {
    struct step at;
    struct instant until;
    struct str reason;
    bool refused; /* the provider said no for good: ended with 0 s, no hold left after settle */
    enum outcome outcome; /* when refused */
};
struct recover_step {
    struct step at; /* of the claim */
    struct forgotten_attempt attempt;
};
struct started_step {
    struct step at;
    struct str provider_call;
    struct instant started_at;
    struct str key;
};
struct ended_step {
    struct step at;
    struct end_facts facts;
    /* what only the provider's payload knows, for the call record; STR_NONE leaves what is there */
    struct str transcript, word_times, recording_url;
};
struct analyzed_step {
    struct step at;
    struct analysis analysis;
    struct str transcript, word_times, recording_url;
};
struct settle_step {
    struct step at;
    struct retry_rules rules;
    /* out */
    struct amount charge;
    enum job_state state;
    bool absurd; /* talk beyond the hold: charged the hold, the rest is the house's */
};
struct later_step {
    struct step at;
    struct instant until; /* the search at the provider goes on */
};
enum gate_state { GATE_CLOSED = 1, GATE_OPEN };
ENUM_NAMES_DECLARE(gate_state)

struct job_list {
    struct job **items;
    size_t n;
};
struct state_counts {
    int64_t n[JOB_STATE_COUNT];
};

/* Who is told of a step that was asked without waiting: once, from any thread, after what was done
 * is durable; it must be short and ask the store for nothing that waits. err is that of the step
 * itself. The scope, its arena and the items are the store's until then. */
struct step_waiter {
    void (*told)(void *context, enum err err);
    void *context;
};

struct job_steps_ops {
    /* Jobs of committed batches that are due, with a fresh lease of LEASE_MS by the store's clock:
     * those scheduled or retry_wait whose not_before has come, and those claimed or held whose
     * lease is over. A poisoned one becomes failed and is not returned. */
    enum err (*claim)(void *self, struct scope *scope, const struct claim_request *request,
                      struct job_list *ret) MUST_USE;
    /* Renews the leases of those still claimed or held under this fence. */
    enum err (*renew)(void *self, struct scope *scope, struct step *steps, size_t n) MUST_USE;
    /* Wallet, then job -> held. Item ERR_EXHAUSTED "wallet.short" | "wallet.in_debt": the job now
     * waits for funds; raises wallet.empty once until the next funding. "account.suspended":
     * ERR_PRECONDITION, job deferred. */
    enum err (*hold)(void *self, struct scope *scope, struct hold_step *steps, size_t n) MUST_USE;
    /* Back to scheduled (or blocked); an open hold is released first. */
    enum err (*defer)(void *self, struct scope *scope, struct defer_step *steps, size_t n) MUST_USE;
    /* Permit from the campaign's gate, then job held -> dialing: the durable intent, and the call
     * that readers see. Item ERR_PRECONDITION "gate.closed", "account.suspended",
     * "connection.stopped"; ERR_EXHAUSTED "campaign.budget_spent", "gate.full" (campaign),
     * "account.full", "connection.full"; ERR_CONFLICT "job.fenced". A repetition is answered as the
     * first, with the epoch of the permit it has. "policy.stale": campaign or account is in another
     * version by now than the decision went by: hours, attempts, numbers may be narrower. */
    enum err (*begin_dialing)(void *self, struct scope *scope, struct intent_step *steps,
                              size_t n) MUST_USE;
    void (*begin_dialing_async)(void *self, struct scope *scope, struct intent_step *steps,
                                size_t n, struct step_waiter waiter);
    /* The last look before the last bytes, and the first after the call's id is stored: the gate is
     * still open in the intent's epoch and no phone of the job is on a suppression list. By the
     * tag. A read. Item ERR_PRECONDITION "gate.closed" | "person.suppressed" | "policy.stale", as
     * above; ERR_CONFLICT "job.other_attempt". */
    enum err (*still_allowed)(void *self, struct scope *scope, struct step *steps,
                              size_t n) MUST_USE;
    void (*still_allowed_async)(void *self, struct scope *scope, struct step *steps, size_t n,
                                struct step_waiter waiter);
    enum err (*placed)(void *self, struct scope *scope, struct placed_step *steps,
                       size_t n) MUST_USE;
    /* Proof that nobody was called: hold released, job scheduled again, or (refused) ended. */
    enum err (*not_sent)(void *self, struct scope *scope, struct not_sent_step *steps,
                         size_t n) MUST_USE;
    enum err (*started)(void *self, struct scope *scope, struct started_step *steps,
                        size_t n) MUST_USE;
    /* Job -> ended, call upserted, call.ended raised; a length that makes no sense raises an alarm.
     */
    enum err (*ended)(void *self, struct scope *scope, struct ended_step *steps, size_t n) MUST_USE;
    enum err (*analyzed)(void *self, struct scope *scope, struct analyzed_step *steps,
                         size_t n) MUST_USE;
    /* Wallet (charge by the hold's own tariff, hold closed), job -> retry_wait, done or failed,
     * call, roll-up, call.settled. Repeated: the first answer. */
    enum err (*settle)(void *self, struct scope *scope, struct settle_step *steps,
                       size_t n) MUST_USE;
    /* The search found nothing, or no end is told of a placed or live call: hold released, job
     * undetermined. */
    enum err (*undetermined)(void *self, struct scope *scope, struct step *steps,
                             size_t n) MUST_USE;
    /* Claimed -> placed: a call that a restored copy had forgotten (job_recover). An open hold is
     * released; call.placed is raised. */
    enum err (*recover)(void *self, struct scope *scope, struct recover_step *steps,
                        size_t n) MUST_USE;
    enum err (*redial)(void *self, struct scope *scope, struct step *steps, size_t n) MUST_USE;
    /* Open jobs of a campaign (or of one batch, if given) that may not ring: cancelled, holds
     * released; at most `most` a time, *left says whether there are more. */
    enum err (*cancel)(void *self, struct scope *scope, struct campaign_id campaign,
                       struct batch_id batch, int64_t most, bool *left) MUST_USE;
    /* waiting_funds -> scheduled, for the account, at most `most`. */
    enum err (*wake)(void *self, struct scope *scope, struct account_id account, int64_t most,
                     bool *left) MUST_USE;

    /* The gate of a campaign: closing it raises its epoch, so that after the answer no permit of
     * before is good any more, and notes on the attempts that are being dialled then, and on no
     * others, that they are unwanted. Opened by launch and resume. Limits are those that
     * begin_dialing asks. */
    enum err (*set_gate)(void *self, struct scope *scope, struct account_id account,
                         struct campaign_id campaign, enum gate_state state,
                         int64_t max_active) MUST_USE;

    /* -- reads -- */
    /* dialing jobs whose reconcile_at has come, oldest first. */
    enum err (*reconcile_due)(void *self, struct scope *scope, struct instant now, int64_t most,
                              struct job_list *ret) MUST_USE;
    /* Moves reconcile_at on and counts. */
    enum err (*reconcile_later)(void *self, struct scope *scope, struct later_step *steps,
                                size_t n) MUST_USE;
    /* placed and live jobs whose end is overdue (ring + max + 2 min after placed_at) and whose next
     * look has come: those that have waited longest for one first. */
    enum err (*overdue)(void *self, struct scope *scope, struct instant now, int64_t most,
                        struct job_list *ret) MUST_USE;
    /* ended jobs, oldest first: the settle sweep. */
    enum err (*unsettled)(void *self, struct scope *scope, int64_t most,
                          struct job_list *ret) MUST_USE;
    /* placed and live jobs of a campaign. */
    enum err (*ringing)(void *self, struct scope *scope, struct account_id account,
                        struct campaign_id campaign, struct job_list *ret) MUST_USE;
    /* dialing, placed and live jobs of all accounts, in the order of account and id, behind `after`
     * (NULL: from the first). */
    enum err (*active)(void *self, struct scope *scope, const struct job *after, int64_t most,
                       struct job_list *ret) MUST_USE;
    /* By the provider's id of the call, of a connection; ERR_NOT_FOUND. */
    enum err (*find_by_call)(void *self, struct scope *scope, struct connection_id connection,
                             struct str provider_call, struct job **ret) MUST_USE;
    /* By the tag of any of its attempts that may have been sent, across accounts: what comes from
     * outside names no account that could be believed. The caller has verified the tag's mac.
     * ERR_NOT_FOUND. */
    enum err (*find_by_tag)(void *self, struct scope *scope, struct str tag,
                            struct job **ret) MUST_USE;
    enum err (*find)(void *self, struct scope *scope, struct account_id account, struct job_id id,
                     struct job **ret) MUST_USE;
    /* Exact counts of a campaign's jobs (of committed batches) by state, without counting rows. */
    enum err (*counts)(void *self, struct scope *scope, struct account_id account,
                       struct campaign_id campaign, struct state_counts *ret) MUST_USE;
    /* The same, but it costs what is on its way, and not how many jobs there are: exact for claimed
     * to ended and undetermined; at least 1 if any waits for funds; the others may be left out.
     * What is asked again and again asks this. */
    enum err (*counts_in_course)(void *self, struct scope *scope, struct account_id account,
                                 struct campaign_id campaign, struct state_counts *ret) MUST_USE;
    /* The earliest not_before of claimable jobs; absent: none. With the reason most of them wait
     * for. */
    enum err (*next_due)(void *self, struct scope *scope, struct account_id account,
                         struct campaign_id campaign, struct opt_instant *ret) MUST_USE;
    /* How many of those may be claimed by `until`. Stops counting at `most`: a million of them cost
     * no more. */
    enum err (*count_due)(void *self, struct scope *scope, struct account_id account,
                          struct campaign_id campaign, struct instant until, int64_t most,
                          int64_t *ret) MUST_USE;
};
struct job_steps {
    const struct job_steps_ops *ops;
    void *self;
};

#endif
