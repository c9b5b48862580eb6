/* faults.h - what goes wrong on command, and which call gets which scenario. Guarded by the world's
 * lock. */
#ifndef SIMULATOR_FAULTS_H
#define SIMULATOR_FAULTS_H

#include "base/arena.h"
#include "base/enum_names.h"
#include "call.h"
#include "http_server.h"

enum fault_kind {
    FAULT_NONE = 1, /* the answer is right; only the quirks matter */
    FAULT_STATUS,   /* any HTTP status, with the provider's own error body */
    FAULT_HTML,     /* the same, with the page of a proxy */
    FAULT_TIMEOUT,  /* no answer for delay_ms, then the connection is closed */
    FAULT_LATE,     /* the right answer after delay_ms */
    FAULT_RESET,
    FAULT_RESET_MIDWAY,
    FAULT_CLOSE,
    FAULT_TRUNCATED,
    FAULT_BROKEN_JSON,
    FAULT_OVERSIZED,
    FAULT_NO_CALL_ID,
    FAULT_EMPTY,
    FAULT_REDIRECT
};
ENUM_NAMES_DECLARE(fault_kind)

struct fault {
    enum fault_kind kind;
    bool accepted; /* what was asked for is done all the same */
    int status;
    int64_t delay_ms;
    struct str retry_after; /* header; empty: none */
    struct quirks quirks;
    struct str on;        /* the name of a route, or "any" */
    struct str ends_with; /* of to_number; empty: every number */
    int64_t skip, times;  /* times < 0: for ever */
    int64_t percent;      /* of those that match */
};

struct rule { /* the longest ending wins, then the newest */
    struct str ends_with;
    bool has_scenario;
    enum scenario scenario;
    const struct end_reason *other;
    bool has_fault;
    struct fault fault;
};

struct misbehaviour {
    struct arena arena;
    struct weights weights;
    struct rule *rules;
    size_t n_rules, rules_capacity;
    struct fault *faults;
    size_t n_faults, faults_capacity;
    uint64_t chance;
};

void misbehaviour_init(struct misbehaviour *m, uint64_t seed);
void misbehaviour_release(struct misbehaviour *m);
/* {"weights": {"busy": 3}, "numbers": {"+573…" or an ending: "busy" or {"scenario", "fault"}}}.
 * Each false says in *wrong what is not understood. */
bool misbehaviour_read_script(struct misbehaviour *m, const struct json *script, struct str *wrong);
bool misbehaviour_read_weights(struct misbehaviour *m, const struct json *weights,
                               struct str *wrong);
bool misbehaviour_add_rule(struct misbehaviour *m, struct str ends_with, const struct json *rule,
                           struct str *wrong);
bool misbehaviour_add_fault(struct misbehaviour *m, const struct json *fault, struct str *wrong);
void misbehaviour_forget_faults(struct misbehaviour *m);

/* The fault of this request, used up by it; to_number is STR_NONE but for creates. */
struct fault fault_take(struct misbehaviour *m, struct str route, struct str to_number);
const struct rule *rule_find(const struct misbehaviour *m, struct str to_number);
/* Turns a right answer into what the fault makes of it. */
void fault_apply(const struct fault *fault, struct arena *arena, struct http_reply *reply);

#endif
