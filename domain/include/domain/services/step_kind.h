/* domain/services/step_kind.h - the steps of the port job_steps, told once for every store: how
 * large an item is, what is asked of the orchestrator, what the question needs. A store has one
 * runner for all of them, and its slots are made of this list. */
#ifndef DOMAIN_SERVICES_STEP_KIND_H
#define DOMAIN_SERVICES_STEP_KIND_H

#include "domain/services/call_orchestrator.h"

/* The slot and the question, the kind, the struct of an item. */
#define STEP_KINDS(X, arg)                                                                         \
    X(arg, renew, RENEW, step)                                                                     \
    X(arg, hold, HOLD, hold_step)                                                                  \
    X(arg, defer, DEFER, defer_step)                                                               \
    X(arg, placed, PLACED, placed_step)                                                            \
    X(arg, not_sent, NOT_SENT, not_sent_step)                                                      \
    X(arg, started, STARTED, started_step)                                                         \
    X(arg, ended, ENDED, ended_step)                                                               \
    X(arg, analyzed, ANALYZED, analyzed_step)                                                      \
    X(arg, settle, SETTLE, settle_step)                                                            \
    X(arg, undetermined, UNDETERMINED, step)                                                       \
    X(arg, recover, RECOVER, recover_step)                                                         \
    X(arg, redial, REDIAL, step)                                                                   \
    X(arg, reconcile_later, RECONCILE_LATER, later_step)

#define STEP_ENUMERATOR(arg, name, NAME, item) STEP_##NAME,
enum step_no {
    STEP_KINDS(STEP_ENUMERATOR, 0)
    /* those that ask for a permit, or for the lists: each store's own work */
    STEP_BEGIN_DIALING,
    STEP_STILL_ALLOWED,
    STEP_COUNT
};

struct step_kind {
    size_t size; /* of an item; it begins with a struct step */
    /* NULL: a store's own */
    enum err (*ask)(struct dialing *d, void *item, struct effects *fx, struct error *error);
    bool money;                 /* it moves the wallet's: dialing.wallet if the account has one */
    bool account_active;        /* it asks for dialing.account_active */
    bool next_phone;            /* see step_asks_phones() */
    const char *before, *after; /* points of tests: before the step, and behind its commit */
};
const struct step_kind *step_kind(enum step_no no);

/* Whether the step on this job asks for its phones, which stand in the sealed part. */
bool step_asks_phones(const struct step_kind *kind, const struct job *job);
/* What became of an item. */
void step_answer(void *item, enum err err, const struct error *error);
/* Passes the points of tests. */
void step_begins(const struct step_kind *kind);
void step_is_durable(const struct step_kind *kind, const void *items, size_t n);

/* The slots of a store by its runner:
 * enum err run(void *self, struct scope *scope, enum step_no no, void *items, size_t n); */
#define STEP_SLOT(run, name, NAME, item)                                                           \
    static enum err name##_slot(void *self, struct scope *scope, struct item *items, size_t n)     \
    {                                                                                              \
        return run(self, scope, STEP_##NAME, items, n);                                            \
    }
#define STEP_SLOTS(run) STEP_KINDS(STEP_SLOT, run)
#define STEP_SLOT_OF_OPS(arg, name, NAME, item) .name = name##_slot,
#define STEP_SLOTS_OF_OPS STEP_KINDS(STEP_SLOT_OF_OPS, 0)

#endif
