/* application/commands/dial_jobs.h - from jobs that are due to orders for the voice gateway.
 * Nothing here waits and nothing is placed: the loop around it owns threads, pace and the gateway.
 */
#ifndef APPLICATION_COMMANDS_DIAL_JOBS_H
#define APPLICATION_COMMANDS_DIAL_JOBS_H

#include "application/ports.h"
#include "domain/models/account.h"
#include "domain/services/calling_window.h"

/* What a pass over one campaign goes by: read anew for each pass. */
struct dial_plan {
    struct campaign *campaign;
    struct account *account;
    const struct plan *plan;
    struct connection *connection;
    struct str clock;             /* why the wall clock is believed: "kernel", "operator", "demo" */
    struct calling_window window; /* what the account's and the campaign's leave */
    bool in_hours;                /* now, for numbers of the account's country */
    bool has_budget;
    int64_t started;     /* calls so far, if the campaign has a budget */
    int64_t budget_left; /* calls that may still be started then */
    int64_t active;      /* its jobs that may ring now */
};

/* ERR_PRECONDITION, and then nobody may be called by it now: "clock.not_trusted",
 * "clock.demo_refused" (a demo's clock before a real provider), "account.not_active",
 * "account.plan_unknown", "connection.stopped" {reason}, "connection.not_set_up",
 * "campaign.no_numbers", "sandbox.no_simulator" (a sandbox calls nobody for real),
 * "campaign.window_closed" (the account's hours leave nothing of it). */
enum err dial_plan_read(const struct ports *ports, struct scope *scope, struct campaign *campaign,
                        struct dial_plan *ret) MUST_USE;

/* A try that is on its way: what must be known until the POST is over. */
struct dial_ticket {
    struct step at;
    struct campaign_id campaign;
    struct connection_id connection;
    struct dial_intent intent;
    struct decided_by decided_by;
    struct opt_i64 calls_most; /* the campaign's budget, and what it had started */
    int64_t calls_before;
    struct phone_hash_id hashes[JOB_PHONES]; /* of the persons on whom it is noted */
    size_t hashes_n;
};
struct dial_order {
    struct dial_ticket ticket;
    struct voice_order order; /* its connection is the plan's */
};
struct dial_orders {
    struct dial_order *items;
    size_t n;
};

/* Claims at most `claims` jobs; decides hours, do-not-call lists and contact policy; renders the
 * script; holds the money; notes the attempt on the person. At most `most` come back, held, with
 * everything that a POST needs; the others have gone back with their reason and next moment.
 * *claimed: how many there were. */
enum err dial_prepare(const struct ports *ports, struct scope *scope, const struct dial_plan *plan,
                      int64_t claims, int64_t most, struct dial_orders *ret,
                      int64_t *claimed) MUST_USE;

/* A deep copy without the order: it lives as long as the POST. */
struct dial_ticket dial_ticket_copy(struct arena *arena, const struct dial_ticket *ticket);

#endif
