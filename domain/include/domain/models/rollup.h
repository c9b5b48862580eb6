/* domain/models/rollup.h - what happened in one hour of one campaign; written by the settle step,
 * so that no list of calls is ever counted. Roll-ups equal the raw rows when the outbox is empty.
 */
#ifndef DOMAIN_MODELS_ROLLUP_H
#define DOMAIN_MODELS_ROLLUP_H

#include "domain/ids.h"
#include "domain/models/outcome.h"

struct rollup {
    struct account_id account;
    struct campaign_id campaign;
    int64_t slot; /* quarter hours since 1970: half-hour zones stay exact */
    int64_t calls;
    int64_t answered; /* connected */
    int64_t outcomes[OUTCOME_COUNT];
    int64_t talk_ms, charge_units, cost_micros;
};
enum { ROLLUP_SLOT_MS = 15 * 60 * 1000 };

struct rollup_list {
    struct rollup *items;
    size_t n;
};

#endif
