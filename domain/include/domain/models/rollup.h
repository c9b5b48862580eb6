/* domain/models/rollup.h - what happened in one quarter of an hour of one campaign; written by the
 * settle step, so that no list of calls is ever counted. Roll-ups equal the raw rows when the
 * outbox is empty. */
#ifndef DOMAIN_MODELS_ROLLUP_H
#define DOMAIN_MODELS_ROLLUP_H

#include "domain/ids.h"
#include "domain/models/job.h"
#include "domain/models/outcome.h"

struct rollup {
    struct account_id account;
    struct campaign_id campaign;
    int64_t slot; /* quarter hours since 1970: half-hour zones stay exact */
    int64_t calls;
    int64_t rang;     /* at somebody's */
    int64_t answered; /* connected, to a machine, too */
    int64_t talked;   /* a person spoke with us */
    int64_t outcomes[OUTCOME_COUNT];
    int64_t talk_ms, charge_units, cost_micros;
    /* of the promises that name an amount that can be read; in the account's currency */
    int64_t promised_micros;
    /* what was connected, length, price and cost again, by outcome */
    int64_t outcome_answered[OUTCOME_COUNT];
    int64_t outcome_talk_ms[OUTCOME_COUNT];
    int64_t outcome_charge_units[OUTCOME_COUNT];
    int64_t outcome_cost_micros[OUTCOME_COUNT];
};
extern const struct record rollup_record; /* the key first, then sums alone */
enum { ROLLUP_SLOT_MS = 15 * 60 * 1000, ROLLUP_KEY_FIELDS = 3 };

struct rollup_list {
    struct rollup *items;
    size_t n;
};

/* A settled call as one. */
struct rollup_call {
    struct instant ended_at;
    enum outcome outcome;
    int64_t talk_ms, charge_units, cost_micros;
    struct str promise_amount; /* as said; of a promise alone it counts */
};
/* With the key of the slot alone: account and campaign are the caller's. */
struct rollup rollup_of_call(const struct rollup_call *call);
/* The job's attempt; of one that is not settled all sums are 0. */
struct rollup rollup_of_job(const struct job *job);
/* Adds `factor` times every sum of r; keys stay as they are. */
void rollup_sum(struct rollup *sum, const struct rollup *r, int64_t factor);
bool rollup_is_empty(const struct rollup *r);

/* Its sums of this outcome alone. */
struct rollup rollup_of_outcome(const struct rollup *r, enum outcome outcome);

#endif
