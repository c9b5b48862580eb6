/* domain/src/models/call.c - the call that readers see, from the job that decides. */
#include "domain/models/call.h"

#include "domain/services/transcript.h"

static const struct field call_fields[] = {
    FIELD_ID(struct call, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct call, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct call, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct call, tag, FIELD_READ_ONLY, 0, 64),
    FIELD_ID(struct call, job, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_ID(struct call, campaign, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_ID(struct call, batch, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_I64(struct call, attempt, FIELD_READ_ONLY, 0, 0),
    FIELD_ENUM(struct call, state, FIELD_READ_ONLY, job_state_names),
    FIELD_ENUM(struct call, outcome, FIELD_READ_ONLY | FIELD_INDEXED | FIELD_MAYBE, outcome_names),
    FIELD_STR(struct call, provider_call, FIELD_READ_ONLY, 0, 200),
    FIELD_STR(struct call, from_number, FIELD_READ_ONLY, 0, PHONE_TEXT),
    FIELD_OPT_INSTANT(struct call, dialed_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct call, started_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct call, ended_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct call, settled_at, FIELD_READ_ONLY),
    FIELD_OPT_DURATION(struct call, talk_ms, FIELD_READ_ONLY, 0, 0),
    FIELD_OPT_AMOUNT(struct call, charge, FIELD_READ_ONLY | FIELD_MONEY),
    FIELD_OPT_I64(struct call, cost_micros, FIELD_READ_ONLY | FIELD_MONEY, 0, 0),
    FIELD_STR(struct call, end_reason, FIELD_READ_ONLY, 0, 100),
    FIELD_STR(struct call, sentiment, FIELD_READ_ONLY, 0, 40),
    FIELD_STR(struct call, promise_date, FIELD_READ_ONLY, 0, 10),
    FIELD_STR(struct call, promise_amount, FIELD_READ_ONLY, 0, 40),
    FIELD_INSTANT(struct call, created_at, FIELD_READ_ONLY),
    FIELD_PHONE(struct call, phone, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_STR(struct call, name, FIELD_READ_ONLY | FIELD_SENSITIVE, 0, 200),
    FIELD_STR(struct call, summary, FIELD_READ_ONLY | FIELD_SENSITIVE, 0, 10000),
    FIELD_STR(struct call, transcript, FIELD_READ_ONLY | FIELD_SENSITIVE, 0, TRANSCRIPT_TEXT),
    FIELD_STR(struct call, word_times, FIELD_PRIVATE | FIELD_SENSITIVE, 0, TRANSCRIPT_TEXT),
    FIELD_STR(struct call, recording_url, FIELD_READ_ONLY | FIELD_SENSITIVE, 0, 2000),
};
const struct record call_record = RECORD("calls", struct call, call_fields);

bool call_payload_is_empty(const struct call_payload *p)
{
    return p->transcript.n == 0 && p->recording_url.n == 0 && p->summary.n == 0 &&
           p->sentiment.n == 0; /* times of words come with the words */
}

static void take_over(struct str *there, struct str told)
{
    if (told.n > 0)
        *there = told;
}

void call_add_payload(struct call *call, const struct call_payload *p)
{
    take_over(&call->transcript, p->transcript);
    take_over(&call->word_times, p->word_times);
    take_over(&call->recording_url, p->recording_url);
    take_over(&call->summary, p->summary);
    take_over(&call->sentiment, p->sentiment);
}

static struct phone dialed_phone(const struct job *job)
{
    size_t i = (size_t)job->attempt.phone;

    return i < job->phones.n ? job->phones.items[i].phone : (struct phone){ STR_NONE };
}

void call_from_job(struct call *call, const struct job *job)
{
    const struct attempt *a = &job->attempt;
    struct phone phone = dialed_phone(job);

    call->id = a->call;
    call->account = job->account;
    call->tag = a->tag;
    call->job = job->id;
    call->campaign = job->campaign;
    call->batch = job->batch;
    call->attempt = a->n;
    call->state = job->state;
    call->outcome = a->outcome;
    call->provider_call = a->provider_call;
    call->from_number = a->from_number;
    call->dialed_at = a->intent_at;
    call->started_at = a->started_at;
    call->ended_at = a->ended_at;
    call->settled_at = a->settled_at;
    call->talk_ms = a->talk_ms;
    call->charge = a->charge;
    call->cost_micros = a->cost_micros;
    call->end_reason = a->end_reason;
    call->promise_date = job->promise_date;
    call->promise_amount = job->promise_amount;
    if (a->claimed_at.has)
        call->created_at = a->claimed_at.v;
    if (phone.e164.n > 0) /* a job read without its sealed part knows no phone */
        call->phone = phone;
    if (job->name.n > 0)
        call->name = job->name;
}
