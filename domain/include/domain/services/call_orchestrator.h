/* domain/services/call_orchestrator.h - one step of the protocol of dialing and money on loaded
 * records: what the job and the wallet become, and which ledger line, events and figures that
 * writes. Pure. A store loads the records, asks, and writes all that `effects` names in one atomic
 * step; it does so also when the step is refused, for a refusal may change the job (no funds: it
 * waits). */
#ifndef DOMAIN_SERVICES_CALL_ORCHESTRATOR_H
#define DOMAIN_SERVICES_CALL_ORCHESTRATOR_H

#include "domain/models/rollup.h"
#include "domain/repositories/job_steps.h"

struct dialing {
    struct job *job;
    /* May be NULL where job->attempt.hold_open is false and the step is not `hold`. */
    struct wallet *wallet;
    bool account_active;      /* for `hold` */
    struct instant now;       /* wall */
    struct instant store_now; /* of leases */
    struct arena *arena;
};

struct effects {
    bool job;    /* changed: to be saved */
    bool wallet; /* changed: to be saved, with `entry` if has_entry */
    bool has_entry;
    struct entry entry; /* but for id, actor and hash */
    bool call; /* the readers' call is to be brought up to date: call_follow(), and `payload` */
    struct call_payload payload;
    bool has_rollup;
    struct rollup rollup; /* to be added */
    struct event_list events;
};

/* A gate's record and how many calls are on at this moment. A limit of 0 is none. */
struct gate {
    enum gate_state state;
    int64_t epoch, max_active;
};
struct dialing_room {
    bool account_active;
    int64_t account_most, account_active_calls;
    bool connection_stopped;
    int64_t connection_most, connection_active_calls;
    int64_t campaign_active_calls;
    struct opt_i64 calls_left; /* of its budget, if it has one */
};

/* ERR_OK: a permit of this epoch. Else as begin_dialing says. */
enum err gate_permit(const struct gate *gate, const struct dialing_room *room,
                     struct error *error) MUST_USE;

/* ERR_PRECONDITION "policy.stale": not what was decided by any more. `now`: as the records are; 0:
 * there is none. What nobody asks for need not be read. */
bool decision_asks(const struct decided_by *then);
enum err decision_holds(const struct decided_by *then, const struct decided_by *now,
                        struct error *error) MUST_USE;

/* Whether the job's going on depends on a permit: one that dials already has its own, and one that
 * may not is told so by orchestrate_begin. */
bool begin_asks_permit(const struct job *job, const struct intent_step *step);
/* The last look, but for the lists of suppressions and what was decided by. */
enum err gate_still_open(const struct gate *gate, const struct job *job, const struct step *step,
                         struct error *error) MUST_USE;

enum err orchestrate_claim(struct dialing *d, struct call_id call, struct effects *fx,
                           struct error *error) MUST_USE;
enum err orchestrate_renew(struct dialing *d, const struct step *step, struct effects *fx,
                           struct error *error) MUST_USE;
/* ERR_NOT_FOUND "wallet.not_found": there is none. */
enum err orchestrate_hold(struct dialing *d, struct hold_step *step, struct effects *fx,
                          struct error *error) MUST_USE;
enum err orchestrate_defer(struct dialing *d, const struct defer_step *step, struct effects *fx,
                           struct error *error) MUST_USE;
/* After gate_permit; a job that dials already under this fence needs none. */
enum err orchestrate_begin(struct dialing *d, struct intent_step *step, const struct gate *gate,
                           struct effects *fx, struct error *error) MUST_USE;
enum err orchestrate_placed(struct dialing *d, const struct placed_step *step, struct effects *fx,
                            struct error *error) MUST_USE;
enum err orchestrate_not_sent(struct dialing *d, const struct not_sent_step *step,
                              struct effects *fx, struct error *error) MUST_USE;
enum err orchestrate_started(struct dialing *d, const struct started_step *step, struct effects *fx,
                             struct error *error) MUST_USE;
enum err orchestrate_ended(struct dialing *d, const struct ended_step *step, struct effects *fx,
                           struct error *error) MUST_USE;
enum err orchestrate_analyzed(struct dialing *d, const struct analyzed_step *step,
                              struct effects *fx, struct error *error) MUST_USE;
/* Fills the step's charge, state and absurd. */
enum err orchestrate_settle(struct dialing *d, struct settle_step *step, struct effects *fx,
                            struct error *error) MUST_USE;
enum err orchestrate_undetermined(struct dialing *d, const struct step *step, struct effects *fx,
                                  struct error *error) MUST_USE;
enum err orchestrate_recover(struct dialing *d, const struct recover_step *step, struct effects *fx,
                             struct error *error) MUST_USE;
enum err orchestrate_redial(struct dialing *d, const struct step *step, struct effects *fx,
                            struct error *error) MUST_USE;
enum err orchestrate_cancel(struct dialing *d, struct effects *fx, struct error *error) MUST_USE;
enum err orchestrate_wake(struct dialing *d, struct effects *fx, struct error *error) MUST_USE;
enum err orchestrate_reconcile_later(struct dialing *d, const struct later_step *step,
                                     struct effects *fx, struct error *error) MUST_USE;

/* The call as the job has it now. An attempt that was taken back unsent reads as cancelled. */
void call_follow(struct call *call, const struct job *job);
/* wallet.low when the mark was passed on the way from `before` to `after`. */
void wallet_tell(const struct wallet *before, const struct wallet *after, struct instant now,
                 struct event_list *events, struct arena *arena);

#endif
