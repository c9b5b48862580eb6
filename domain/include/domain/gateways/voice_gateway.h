/* domain/gateways/voice_gateway.h - the provider of voice calls. One call costs one POST and never
 * a second: see docs/architecture/life_of_a_call.md. */
#ifndef DOMAIN_GATEWAYS_VOICE_GATEWAY_H
#define DOMAIN_GATEWAYS_VOICE_GATEWAY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/field.h"
#include "base/port.h"
#include "base/time.h"
#include "domain/models/connection.h"
#include "domain/models/job.h"
#include "domain/phone.h"

struct voice_order {
    const struct connection *connection;
    struct str tag, job, mac; /* metadata {job, n, tag, mac} */
    int64_t n;
    struct phone to;
    struct str from_number;
    struct str instructions, opening; /* rendered; an empty opening: the model makes one */
    struct str language;
    struct duration max_talk, ring;
    struct str webhook_url; /* of this call; empty: the agent's */
};

/* What became of the POST: facts of the outcome table. */
enum placing {
    PLACING_ACCEPTED = 1, /* provider_call is known */
    PLACING_NOT_SENT,     /* nothing that can dial left this host, or we took it back in time */
    PLACING_REFUSED,      /* 400, 403, 404, 422 with the provider's own error: never for this job */
    PLACING_STOP,         /* 401, 402: the whole connection must stop */
    PLACING_SLOWER,       /* 429: not sent, wait retry_after */
    PLACING_UNKNOWN       /* a call may exist */
};
ENUM_NAMES_DECLARE(placing)

struct placing_result {
    enum placing placing;
    struct str provider_call;
    struct duration retry_after; /* PLACING_SLOWER: 0..3600 s; 30 s if none was given */
    int64_t http_status;         /* 0: none */
    struct str reason;           /* slug for logs and wait_reason: "provider.timeout" … */
};

/* The asker of one POST's two questions; each is answered once, from any thread, by
 * voice_answer(question, yes). No commit runs on the provider's thread. */
struct voice_question;
struct voice_asker_ops {
    /* Permit and intent: ends when both are durable (yes) or refused (no). Before the first body
     * byte. */
    void (*may_send)(void *self, void *order_context, struct voice_question *question);
    /* The last look, before the last 16 bytes. */
    void (*still_allowed)(void *self, void *order_context, struct voice_question *question);
    /* The POST is over; told once for each order, never before a question that was asked has its
     * answer, on the gateway's thread (from within place() where the order was not even taken):
     * copy what you need and return. */
    void (*placed)(void *self, void *order_context, const struct placing_result *result);
};
struct voice_asker {
    const struct voice_asker_ops *ops;
    void *self;
};

/* A call as the provider shows it. Views into the arena. */
struct voice_call {
    struct str provider_call, tag, job, mac, to_number;
    struct str status; /* registered, not_connected, ongoing, ended, error */
    struct str reason; /* disconnection_reason */
    struct opt_instant started_at, ended_at;
    struct opt_duration talk_ms;
    struct opt_i64 cost_micros;
    struct str transcript, recording_url;
    struct str word_times; /* of the transcript: domain/services/transcript.h */
    struct str summary, sentiment;
    bool has_analysis;
    bool in_voicemail;
    struct str said_outcome, said_promise_date, said_promise_amount, said_callback_at;
};
struct voice_call_list {
    struct voice_call *items;
    size_t n;
};

enum voice_event_kind { VOICE_STARTED = 1, VOICE_ENDED, VOICE_ANALYZED, VOICE_OTHER };
struct voice_event {
    enum voice_event_kind kind;
    struct str name; /* the provider's word */
    struct voice_call call;
};

struct voice_gateway_ops {
    /* Takes the order (copied) and returns at once. The asker hears of it until placed(). */
    void (*place)(void *self, const struct voice_order *order, struct voice_asker asker,
                  void *order_context);
    void (*answer)(void *self, struct voice_question *question, bool yes);
    /* ERR_NOT_FOUND "voice.no_such_call"; ERR_UNAVAILABLE; ERR_UNAUTHENTICATED "voice.key_refused".
     */
    enum err (*get)(void *self, struct arena *arena, const struct connection *connection,
                    struct str provider_call, struct voice_call *ret, struct error *error) MUST_USE;
    /* All calls whose metadata.tag is this, no time bound, all pages; then those to the number,
     * newest first, kept only if the tag matches. */
    enum err (*find)(void *self, struct arena *arena, const struct connection *connection,
                     struct str tag, struct phone to, struct voice_call_list *ret,
                     struct error *error) MUST_USE;
    /* The newest calls, for the completeness check: created since. */
    enum err (*recent)(void *self, struct arena *arena, const struct connection *connection,
                       int64_t most, struct voice_call_list *ret, struct error *error) MUST_USE;
    /* Hangs up; one that is over already is ERR_OK. */
    enum err (*stop)(void *self, const struct connection *connection, struct str provider_call,
                     struct error *error) MUST_USE;
    enum err (*concurrency)(void *self, const struct connection *connection, int64_t *current,
                            int64_t *limit, struct error *error) MUST_USE;
    /* Makes one LLM and one agent with our post-call analysis; fills connection->agent and ->llm.
     */
    enum err (*set_up)(void *self, struct arena *arena, struct connection *connection,
                       struct str webhook_url, struct str voice, struct error *error) MUST_USE;
    /* The signature over the raw body, both keys tried. ERR_UNAUTHENTICATED
     * "webhook.bad_signature". */
    enum err (*verify)(void *self, const struct connection *connection, struct str signature,
                       struct str raw, struct instant now, struct error *error) MUST_USE;
    /* ERR_INVALID "webhook.malformed". Unknown event names are VOICE_OTHER. */
    enum err (*read_event)(void *self, struct arena *arena, struct str raw, struct voice_event *ret,
                           struct error *error) MUST_USE;
};
struct voice_gateway {
    const struct voice_gateway_ops *ops;
    void *self;
};

#endif
