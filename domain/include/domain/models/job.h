/* domain/models/job.h - "this person is to be reached for this campaign". The job record alone is
 * the state machine of dialing and embeds its current attempt. Every change of state is one
 * function here; stores load, ask, and save on condition. docs/architecture/life_of_a_call.md draws
 * it. */
#ifndef DOMAIN_MODELS_JOB_H
#define DOMAIN_MODELS_JOB_H

#include "base/opt.h"
#include "domain/amount.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/models/outcome.h"
#include "domain/phone.h"

enum job_state {
    JOB_SCHEDULED = 1, /* may be claimed from not_before */
    JOB_WAITING_FUNDS, /* the wallet cannot buy the hold; a top-up wakes it */
    JOB_CLAIMED,       /* a worker has the lease; nothing outside happened */
    JOB_HELD,          /* money for this tag is held */
    JOB_DIALING,       /* the intent is durable: a call may exist. Only reconcile may touch it */
    JOB_PLACED,        /* the provider's call id is known */
    JOB_LIVE,          /* connected */
    JOB_ENDED,         /* end facts stored, not yet settled */
    JOB_RETRY_WAIT,    /* settled; the next attempt may be claimed from not_before */
    JOB_DONE,          /* settled; reached, or nothing more to try */
    JOB_FAILED,        /* settled; could not be tried any further */
    JOB_UNDETERMINED,  /* outcome unknown after the search; money released; waits for a person */
    JOB_BLOCKED,       /* a rule forbids it for good (do-not-call list) */
    JOB_CANCELLED
};
ENUM_NAMES_DECLARE(job_state)
enum { JOB_STATE_COUNT = JOB_CANCELLED + 1 };

enum phone_quality { PHONE_VALID = 1, PHONE_POSSIBLE };
ENUM_NAMES_DECLARE(phone_quality)

struct job_phone {
    struct phone phone;
    enum phone_quality quality;
};
extern const struct record job_phone_record;

/* The current, or last, try of the job. Lengths and money are as the hold fixed them. */
struct attempt {
    int64_t n;      /* 1, 2, … */
    struct str tag; /* "<job id>-<n>" */
    struct call_id call;
    int64_t phone; /* index into job.phones */
    struct str from_number;
    struct connection_id connection;
    struct amount hold;          /* 0 units in an unlimited wallet */
    struct tariff tariff;        /* the price, whatever the plan says at the end */
    struct duration max_talk_ms; /* the held length: the provider's hard cap */
    bool hold_open;
    struct opt_instant claimed_at, intent_at, placed_at, started_at, ended_at, settled_at;
    int64_t gate_epoch;       /* of the permit */
    bool unwanted;            /* its gate closed while it was being dialled: it is hung up */
    struct str provider_call; /* the provider's id of the call; empty: not known */
    struct str end_reason;    /* the provider's word */
    enum outcome outcome;     /* 0 until ended, or analyzed */
    enum retry_class retry;   /* of the end reason; 0 until ended */
    bool billable;            /* of the end reason */
    struct opt_duration talk_ms;
    struct opt_amount charge;        /* to the account */
    struct opt_i64 cost_micros;      /* the provider's price in micro-dollars */
    struct opt_instant reconcile_at; /* when to look for the call at the provider next */
    int64_t reconcile_n;             /* looks for it (dialing), or for its end (placed, live) */
    struct str_list
        applied; /* keys of provider facts already in here; at most 16, oldest dropped */
    /* proof for later: what allowed this dial */
    struct str rules; /* "co/3" */
    struct str
        local_time;   /* of the contact, first candidate zone: "2026-11-25T09:30 America/Bogota" */
    struct str clock; /* "kernel", "operator", "demo" */
};
extern const struct record attempt_record;

/* A claim that a rule, or the pace, sent back to wait. */
struct deferral {
    struct instant at, until;
    struct str reason; /* slug */
    int64_t times;     /* in a row for the same reason: `at` is the first, `until` of the last */
};

struct job {
    struct job_id id;
    struct account_id account;
    int64_t version;
    struct campaign_id campaign;
    struct batch_id batch;
    int64_t row; /* of the sheet, 1-based as people count */
    enum job_state state;
    struct instant not_before;
    struct instant lease_until;         /* by the store's clock */
    int64_t fence;                      /* +1 at each claim */
    int64_t claims;                     /* without progress; five: poison */
    int64_t attempts;                   /* made: those that may have rung */
    struct str wait_reason;             /* slug: why it is not being called now */
    enum outcome outcome;               /* of the last attempt, or of the job */
    struct str country;                 /* of the first phone */
    struct str time_zone;               /* the contact's own column; empty: by country */
    struct str promise_date;            /* YYYY-MM-DD */
    struct str promise_amount;          /* decimal text as said */
    struct opt_instant callback_at;     /* asked for by the person */
    LIST_OF(struct deferral) deferrals; /* oldest first, at most JOB_DEFERRALS */
    int64_t dead_phones;                /* bit i: the network says that phone i does not exist */
    struct instant created_at;
    struct opt_instant finished_at;
    struct attempt attempt;
    /* the person's: sealed */
    LIST_OF(struct job_phone) phones; /* in order of trial */
    struct str name;
    struct str_map variables; /* the row's other columns, in the sheet's order */
};
extern const struct record job_record;

enum { JOB_CLAIMS_MOST = 5, LEASE_MS = 30000, JOB_APPLIED = 16, JOB_DEFERRALS = 12 };
/* Shorter waits than this are the pace of a campaign: not worth telling anybody. */
enum { DEFERRAL_LEAST_MS = 60000 };
/* What may pass on the boot clock between asking for a permit and the last bytes of its request. */
enum { PERMIT_MS = 2000 };
/* When the provider is looked at for a call whose POST has no answer, after the intent; and by how
 * much a reported length may exceed the cap before it is absurd. */
enum { RECONCILE_FIRST_MS = 150000, TALK_SLACK_MS = 5000 };
/* What a provider may ask for one call, in micro-dollars: a thousand dollars. More is no price. */
enum { COST_MICROS_MOST = 1000 * 1000000 };
/* By how much the provider's clock may be ahead of ours. */
enum { CLOCKS_APART_MS = 300000 };
/* A call is overdue when nobody told of its end so long after its whole length: the ring, and two
 * minutes. */
enum { OVERDUE_MS = 150000 };

bool job_state_is_open(
    enum job_state state); /* not done, failed, undetermined, blocked, cancelled */
bool job_state_is_claimable(enum job_state state); /* scheduled, retry_wait */
bool job_state_is_in_course(enum job_state state); /* claimed … ended, or waiting for funds */
bool job_state_may_ring(enum job_state state);     /* dialing, placed, live */

/* What the provider, or our look at it, said of the end of a call. */
struct end_facts {
    struct str provider_call;
    struct str reason, call_status; /* the provider's words */
    struct opt_instant started_at, ended_at;
    struct duration talk_ms;
    struct opt_i64 cost_micros;
    struct str key; /* inbox key or "pull:…": applied once */
};
/* What the analysis said; may come later than the end, and twice. */
struct analysis {
    enum outcome outcome; /* 0: it does not know */
    struct str promise_date, promise_amount, summary, sentiment;
    struct opt_instant callback_at;
    struct opt_i64 cost_micros; /* kept where the end told none; changes no charge */
    bool in_voicemail;
    struct str key;
};

/* Each returns ERR_PRECONDITION "job.wrong_state" {state} when the state does not allow it,
 * ERR_CONFLICT "job.fenced" when `fence` is an older claim's, "job.other_attempt" when `tag` is not
 * the current attempt's, "job.other_call" when the attempt has another call of the provider; then
 * nothing has changed. Repeated, each answers as the first time and changes nothing. One that ends
 * a hold clears attempt.hold_open; the store gives the money back in the same step. A call that
 * turns up late, for an attempt given up as undetermined or unsent, is adopted while no newer one
 * exists; its hold is gone, so it costs the account nothing. */

/* scheduled, retry_wait that are due ("job.not_due"), or a claimed/held whose lease is over
 * ("job.leased") -> claimed; fence and claims +1; a first claim of an attempt gives it its n, tag,
 * call id and the phone that is its turn; a hold that is open stays the same tag's. The fifth claim
 * without progress makes it failed, "job.poison" (ERR_EXHAUSTED; save it all the same). */
enum err job_claim(struct job *job, struct call_id call, struct instant store_now,
                   struct instant now, struct arena *arena, struct error *error) MUST_USE;
/* claimed or held, own fence: the lease is whole again. */
enum err job_renew(struct job *job, int64_t fence, struct instant store_now,
                   struct error *error) MUST_USE;
enum err job_hold(struct job *job, int64_t fence, struct amount hold, const struct tariff *tariff,
                  struct duration max_talk, struct error *error) MUST_USE;
/* claimed or held (its hold released by the caller in the same step) -> scheduled at `at`. */
enum err job_defer(struct job *job, int64_t fence, struct instant at, struct str reason,
                   struct error *error) MUST_USE;
/* Adds a deferral to the history; a short one, or one that was just noted for the same reason, adds
 * no line. */
void job_note_deferral(struct job *job, struct instant now, struct instant until, struct str reason,
                       struct arena *arena);
enum err job_wait_for_funds(struct job *job, int64_t fence, struct error *error) MUST_USE;
enum err job_wake(struct job *job, struct instant now,
                  struct error *error) MUST_USE; /* waiting_funds -> scheduled */
enum err job_block(struct job *job, struct str reason, struct instant now,
                   struct error *error) MUST_USE;

struct dial_intent {
    int64_t phone;
    struct str from_number;
    struct connection_id connection;
    int64_t gate_epoch;
    struct str rules, local_time, clock;
};
/* held, own fence -> dialing. reconcile_at = now + 150 s. */
enum err job_begin_dialing(struct job *job, int64_t fence, const struct dial_intent *intent,
                           struct instant now, struct error *error) MUST_USE;
/* dialing (or undetermined: a late call is adopted) with this tag -> placed. Repeated: no change.
 */
enum err job_placed(struct job *job, struct str tag, struct str provider_call, struct instant now,
                    struct error *error) MUST_USE;
/* dialing with this tag, proof that nothing was sent -> scheduled at `at`, next attempt a new one.
 * The caller releases the hold in the same step. */
enum err job_not_sent(struct job *job, struct str tag, struct instant at, struct str reason,
                      struct error *error) MUST_USE;
/* dialing with this tag, refused by the provider for good -> ended with 0 s; another phone of the
 * job is tried only after OUTCOME_INVALID_NUMBER. */
enum err job_refused(struct job *job, struct str tag, struct str reason, enum outcome outcome,
                     struct instant now, struct error *error) MUST_USE;
enum err job_started(struct job *job, struct str tag, struct str provider_call, struct instant at,
                     struct str key, struct arena *arena, struct error *error) MUST_USE;
/* dialing, placed, live or undetermined with this tag -> ended. Later states: no change, ERR_OK. */
enum err job_ended(struct job *job, struct str tag, const struct end_facts *facts,
                   struct instant now, struct arena *arena, struct error *error) MUST_USE;
/* Any state from placed on, same tag: fills outcome and promise. Does not undo a settled state but
 * may turn retry_wait into done (somebody was reached after all). */
enum err job_analyzed(struct job *job, struct str tag, const struct analysis *analysis,
                      struct instant now, struct arena *arena, struct error *error) MUST_USE;
/* ended -> retry_wait, done or failed, by the outcome's retry class and the campaign's rules. */
enum err job_settled(struct job *job, struct str tag, struct amount charge,
                     const struct retry_rules *rules, struct instant now,
                     struct error *error) MUST_USE;
/* dialing: the search at the provider found nothing; placed, live: it tells of no end, too long
 * after it was due. */
enum err job_undetermined(struct job *job, struct str tag, struct instant now,
                          struct error *error) MUST_USE;
/* dialing: nothing was found yet; placed, live: no end was told; the next look is at `at`. A later
 * state: no change. */
enum err job_reconcile_later(struct job *job, struct str tag, struct instant at,
                             struct error *error) MUST_USE;
/* A call of this job that the provider has, and that the record, of a copy restored from before it,
 * has forgotten. */
struct forgotten_attempt {
    struct str tag, provider_call;
    struct connection_id connection;
    struct str from_number;
    struct duration max_talk;
    struct instant placed_at;
};
/* claimed, own fence -> placed: its attempt is that one, which is not made again. What was held for
 * another goes back: it costs the account nothing. ERR_CONFLICT "job.other_attempt": it is no
 * attempt of this job's, or one that the record knows to have been sent. */
enum err job_recover(struct job *job, int64_t fence, const struct forgotten_attempt *forgotten,
                     struct error *error) MUST_USE;
/* undetermined -> scheduled: somebody decided to call again. */
enum err job_redial(struct job *job, struct instant now, struct error *error) MUST_USE;
/* scheduled, retry_wait, waiting_funds, claimed, held -> cancelled. dialing and later:
 * ERR_PRECONDITION. */
enum err job_cancel(struct job *job, struct instant now, struct error *error) MUST_USE;

/* What the ended attempt costs the account: by the hold's own tariff, never more than the hold;
 * nothing without an open hold, talk, or a billable reason. *absurd: the reported length is beyond
 * the cap and its slack; then the hold is charged and a person must look. */
enum err job_charge(const struct job *job, struct amount *ret, bool *absurd,
                    struct error *error) MUST_USE;
/* Talk as far as it is believed: 0 .. cap + slack. For charges and figures. */
struct duration attempt_talk(const struct attempt *attempt);
/* When the end of a placed or live call should have been told. */
struct instant job_end_due(const struct job *job);
/* When the provider is to be looked at next for a call that is dialing, placed or live. */
struct instant job_look_due(const struct job *job);
/* Invariants of the record; every transition asserts them. */
bool job_is_sound(const struct job *job);

/* The job of a row of a sheet, always the same: whoever stages the row again, late, stages no
 * second one. No batch has the id of a job of its own. */
struct job_id job_id_of_row(struct batch_id batch, int64_t row);
struct str attempt_tag(struct arena *arena, struct job_id job, int64_t n);
/* False: not of that form. */
bool attempt_tag_parse(struct str tag, struct job_id *job, int64_t *n);

#endif
