/* domain/src/models/event_decision.c */
#include "domain/models/event_decision.h"

static const char *const decision_texts[] = {
    [DECISION_REPLAYED] = "replayed",
    [DECISION_DISCARDED] = "discarded",
};
ENUM_NAMES_DEFINE(decision)

static const struct field event_decision_fields[] = {
    FIELD_ID(struct event_decision, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct event_decision, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct event_decision, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct event_decision, subject, FIELD_PRIVATE, 0, 200),
    FIELD_ENUM(struct event_decision, decision, FIELD_PRIVATE, decision_names),
    FIELD_STR(struct event_decision, reason, FIELD_PRIVATE, 0, 200),
    FIELD_SUB(struct event_decision, event, FIELD_PRIVATE, event_record),
    FIELD_INSTANT(struct event_decision, created_at, FIELD_PRIVATE),
};
const struct record event_decision_record =
    RECORD("event_decisions", struct event_decision, event_decision_fields);
