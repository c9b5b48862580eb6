/* domain/models/event_decision.h - what a person decided about something that was put aside because
 * it could not be handled: it was handed over again, or will never be. What was put aside is kept
 * with it, so that nothing disappears without a trace. */
#ifndef DOMAIN_MODELS_EVENT_DECISION_H
#define DOMAIN_MODELS_EVENT_DECISION_H

#include "domain/event.h"

enum decision { DECISION_REPLAYED = 1, DECISION_DISCARDED };
ENUM_NAMES_DECLARE(decision)

struct event_decision {
    struct event_decision_id id;
    struct account_id account; /* zero: the installation's */
    int64_t version;
    struct str subject; /* as it was listed: "billing:<identity of the event>" */
    enum decision decision;
    struct str reason; /* of the person who discards it */
    struct event event;
    struct instant created_at;
};
extern const struct record event_decision_record;

#endif
