/* application/queries/flight_plan.h - before a campaign is launched: who will not be called and
 * why, what it may cost, when it can be over, and what the wallet covers of it. */
#ifndef APPLICATION_QUERIES_FLIGHT_PLAN_H
#define APPLICATION_QUERIES_FLIGHT_PLAN_H

#include "application/ports.h"
#include "domain/models/batch.h"

struct flight_note {
    struct str slug, text; /* text: the sentence, in the viewer's language */
    int64_t people;
    bool for_good;           /* else they are called later */
    struct opt_instant next; /* the first of them, when not for good */
};
struct flight_plan {
    struct campaign_id campaign;
    int64_t people;   /* open jobs of committed batches */
    int64_t examined; /* of them, in the order of the sheet: at most FLIGHT_EXAMINED */
    int64_t callable; /* of all, as those that were examined */
    LIST_OF(struct flight_note) problems; /* why it cannot be launched, or would call nobody */
    struct opt_instant first_due;         /* when the first who waits may be called; absent: now */
    LIST_OF(struct flight_note) skipped;  /* of those examined */
    LIST_OF(struct flight_note) left_out; /* rows of its sheets that became no job */
    bool has_history; /* rates are the account's own of the last 30 days, else assumed */
    int64_t answer_permille;
    struct duration talk_ms;
    int64_t calls;
    /* for those who may launch or read money */
    struct amount cost_minimum, cost_expected, cost_maximum;
    struct opt_instant earliest_end; /* absent: not within the days that were looked at */
    /* for those who may read money */
    struct opt_amount available, missing; /* missing: for the expected cost */
    struct opt_i64 covers_permille;       /* of the expected cost */
};
extern const struct record flight_plan_record;

enum { FLIGHT_EXAMINED = 2000 };

/* PERMISSION_READ. */
enum err flight_plan(const struct ports *ports, struct scope *scope, struct campaign_id id,
                     struct flight_plan *ret) MUST_USE;

#endif
