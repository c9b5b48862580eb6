/* domain/models/outcome.h - how an attempt ended, and the one table from the provider's reasons to
 * it. */
#ifndef DOMAIN_MODELS_OUTCOME_H
#define DOMAIN_MODELS_OUTCOME_H

#include <stdbool.h>

#include "base/enum_names.h"
#include "base/time.h"
#include "domain/models/campaign.h"

enum outcome {
    OUTCOME_PROMISE = 1,
    OUTCOME_PAID,
    OUTCOME_REFUSED,
    OUTCOME_CALLBACK,
    OUTCOME_WRONG_PERSON,
    OUTCOME_OPTED_OUT,
    OUTCOME_TALKED,
    OUTCOME_VOICEMAIL,
    OUTCOME_NO_ANSWER,
    OUTCOME_BUSY,
    OUTCOME_DECLINED,
    OUTCOME_INVALID_NUMBER,
    OUTCOME_BLOCKED,
    OUTCOME_CANCELLED,
    OUTCOME_FAILED,
    OUTCOME_UNDETERMINED
};
ENUM_NAMES_DECLARE(outcome)
enum { OUTCOME_COUNT = OUTCOME_UNDETERMINED + 1 };

/* After how long another attempt makes sense. */
enum retry_class {
    RETRY_NEVER = 1,
    RETRY_NO_ANSWER,  /* 2 h */
    RETRY_BUSY,       /* 15 min */
    RETRY_VOICEMAIL,  /* the next day */
    RETRY_FAULT,      /* 5 min: the provider's fault, not the person's */
    RETRY_OTHER_PHONE /* at once, with the job's next phone; none: never */
};
ENUM_NAMES_DECLARE(retry_class)

/* What the provider said at the end of a call. */
struct end_reason {
    const char *reason;   /* disconnection_reason */
    enum outcome outcome; /* unless the analysis knows better (`talked` only) */
    enum retry_class retry;
    bool rang;     /* counts as an attempt on the person */
    bool contact;  /* counts as a contact: two-way, or a machine, by the strict default */
    bool billable; /* dial_* and error_* cost the account nothing */
};
/* The row of a reason; an unknown one is classified by call_status ("ended", "not_connected",
 * "error"). */
const struct end_reason *end_reason_find(struct str reason, struct str call_status);
/* The whole table, for tests and documents. */
const struct end_reason *end_reasons(size_t *n);
/* What only the analysis can say: promise, paid, refused, callback, wrong_person, opted_out. */
bool outcome_is_said(enum outcome outcome);

/* When the next attempt may be: ABSENT when there shall be none. attempts: made so far, this one
 * included. */
struct opt_instant retry_at(const struct retry_rules *rules, enum retry_class retry,
                            int64_t attempts, struct instant ended_at);

#endif
