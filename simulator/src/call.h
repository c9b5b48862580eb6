/* call.h - one phone call as the provider keeps it. Everything but the marked fields is fixed when
 * it is made, lives in the call's own arena, and may be read without a lock. */
#ifndef SIMULATOR_CALL_H
#define SIMULATOR_CALL_H

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "prompt_facts.h"
#include "simulator/scenario.h"

enum call_phase { CALL_REGISTERED = 1, CALL_ONGOING, CALL_ENDED, CALL_ANALYZED };

/* Misbehaviour that belongs to a call and shows after its answer. */
struct quirks {
    bool webhook_early;     /* the first one before the create answer */
    bool webhook_twice;     /* each one */
    bool webhook_reordered; /* analyzed, ended, started */
    bool webhook_none;      /* only get-call knows */
    bool webhook_forged;    /* signed with another key */
    bool unknown_values;    /* enum values and an event nobody has heard of */
    int64_t webhook_delay_ms;
    int64_t list_lag_ms;
    int64_t recording_lag_ms; /* after the end */
};

struct call {
    struct arena arena;
    int64_t seq;
    struct str id, from, to, tag; /* tag: metadata.tag, for the book */
    struct str agent_id, agent_name;
    int64_t agent_version;
    const struct json *metadata, *variables, *sip_headers; /* NULL: none were given */
    const struct json *analysis;                           /* the agent's post_call_analysis_data */
    struct str prompt;                                     /* rendered */
    struct prompt_facts facts;
    struct str opening; /* rendered; empty: the person speaks first */
    bool opening_generated;
    bool voicemail_hangs_up;
    struct str webhook_url; /* rendered; empty: none */
    const struct json *webhook_events;
    int64_t webhook_timeout_ms;
    int64_t max_ms;
    struct plan plan;
    struct quirks quirks;
    int64_t talk_ms; /* planned */
    struct instant created_at;
    int64_t listed_at; /* milliseconds of the steady clock */

    /* The world's lock guards these. */
    enum call_phase phase;
    const struct end_reason *end; /* NULL: not yet */
    struct instant started_at;    /* 0: never connected */
    int64_t started_steady;
    int64_t duration_ms;
    int64_t recording_at; /* of the steady clock */
    bool deleted;
    unsigned told; /* webhooks delivered or given up */
};

struct instant call_ended_at(const struct call *call);

/* What the provider charges, in millionths of a cent. */
enum { CALL_PRODUCTS = 4 };
struct product_cost {
    const char *product;
    int64_t per_minute, cost;
};
struct call_cost {
    int64_t seconds;                             /* billed */
    struct product_cost products[CALL_PRODUCTS]; /* none cost anything without seconds */
    int64_t per_minute, combined;
};
struct call_cost call_cost(const struct call *call);
const char *call_status(const struct call *call);

#endif
