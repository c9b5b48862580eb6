/* domain/models/call.h - an attempt as readers see it. Upserted by tag from the job and the
 * provider's facts, rebuildable from them, never asked for a decision. */
#ifndef DOMAIN_MODELS_CALL_H
#define DOMAIN_MODELS_CALL_H

#include "base/opt.h"
#include "domain/amount.h"
#include "domain/ids.h"
#include "domain/models/job.h"

struct call {
    struct call_id id;
    struct account_id account;
    int64_t version;
    struct str tag;
    struct job_id job;
    struct campaign_id campaign;
    struct batch_id batch;
    int64_t attempt;
    enum job_state state; /* dialing, placed, live, ended, done (settled), undetermined */
    enum outcome outcome;
    struct str provider_call;
    struct str from_number;
    struct opt_instant dialed_at, started_at, ended_at, settled_at;
    struct opt_duration talk_ms;
    struct opt_amount charge;
    struct opt_i64 cost_micros;
    struct str end_reason;
    struct str sentiment;
    struct str promise_date, promise_amount;
    struct instant created_at;
    /* the person's: sealed */
    struct phone phone;
    struct str name;
    struct str summary;
    struct str transcript;
    struct str word_times; /* domain/services/transcript.h */
    struct str recording_url;
};
extern const struct record call_record;

/* What only a provider's message knows of a call; what it leaves out stays as it is. */
struct call_payload {
    struct str transcript, word_times, recording_url, summary, sentiment;
};
bool call_payload_is_empty(const struct call_payload *payload);
void call_add_payload(struct call *call, const struct call_payload *payload);

/* The call as the job knows it: everything but the payload, which stays as it is in *call. */
void call_from_job(struct call *call, const struct job *job);

#endif
