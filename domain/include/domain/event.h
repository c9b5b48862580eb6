/* domain/event.h - facts that happened, written once with the record they changed, told at least
 * once. A consumer is idempotent by the fact (tag, payment id), never by the event's id. Fields are
 * only added. */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/field.h"
#include "domain/amount.h"
#include "domain/change.h"
#include "domain/ids.h"

enum event_type {
    EVENT_ACCOUNT_CREATED = 1,
    EVENT_BATCH_RECEIVED,
    EVENT_BATCH_COMMITTED,
    EVENT_BATCH_FAILED,
    EVENT_BATCH_UNDONE,
    EVENT_CAMPAIGN_CREATED,
    EVENT_CAMPAIGN_CHANGED,
    EVENT_CAMPAIGN_LAUNCHED,
    EVENT_CAMPAIGN_PAUSED,
    EVENT_CAMPAIGN_RESUMED,
    EVENT_CAMPAIGN_CANCELLED,
    EVENT_CAMPAIGN_DONE,
    EVENT_CALL_PLACED,
    EVENT_CALL_STARTED,
    EVENT_CALL_ENDED,
    EVENT_CALL_SETTLED,
    EVENT_CALL_ANALYZED,
    EVENT_CALL_UNDETERMINED,
    EVENT_WALLET_FUNDED,
    EVENT_WALLET_LOW,
    EVENT_WALLET_EMPTY,
    EVENT_SUPPRESSION_ADDED,
    EVENT_SUPPRESSION_REMOVED,
    EVENT_EXPORT_READY,
    EVENT_PASSWORD_FORGOTTEN,
    EVENT_PASSWORD_CHANGED,
    EVENT_SESSION_STARTED,
    EVENT_REGISTRATION_ASKED,
    EVENT_USER_INVITED,
    EVENT_INVITATION_REVOKED,
    EVENT_MEMBER_ADDED,
    EVENT_MEMBER_CHANGED,
    EVENT_MEMBER_REMOVED,
    EVENT_SECOND_FACTOR_ON,
    EVENT_SECOND_FACTOR_OFF,
    EVENT_RECOVERY_CODES_MADE,
    EVENT_RECOVERY_CODE_USED,
    EVENT_ACCOUNT_CHANGED,
    EVENT_API_KEY_CREATED,
    EVENT_API_KEY_ROTATED,
    EVENT_API_KEY_REVOKED,
    EVENT_SCRIPT_CREATED,
    EVENT_SCRIPT_CHANGED,
    EVENT_NUMBER_ADDED,
    EVENT_NUMBER_CHANGED,
    EVENT_NUMBER_REMOVED,
    EVENT_BATCH_CHANGED,
    EVENT_EXPORT_REQUESTED,
    EVENT_EXPORT_REMOVED,
    EVENT_SESSION_ENDED,
    EVENT_WEBHOOK_ENDPOINT_ADDED,
    EVENT_WEBHOOK_ENDPOINT_CHANGED,
    EVENT_WEBHOOK_ENDPOINT_REMOVED,
    EVENT_CONNECTION_CHANGED,
    EVENT_DISPLAY_CREATED,
    EVENT_DISPLAY_REVOKED,
    EVENT_ACCOUNT_SUSPENDED,
    EVENT_ACCOUNT_REINSTATED,
    EVENT_ACCOUNT_PLAN_CHANGED,
    EVENT_WALLET_ADJUSTED,
    EVENT_PLAN_CREATED,
    EVENT_PLAN_CHANGED,
    EVENT_PLATFORM_ADMIN_GRANTED,
    EVENT_PLATFORM_ADMIN_REVOKED,
    EVENT_SECOND_FACTOR_RESET,
    EVENT_ACCESS_REFUSED, /* to an address of which nobody has looked up whose it is */
    EVENT_SIGN_IN_FAILED,
    EVENT_PASSWORD_REFUSED, /* to a person who is signed in, and asked for it again */
    EVENT_SECOND_FACTOR_REFUSED,
    EVENT_PASSWORD_RESET_MAILED,
    EVENT_DEAD_EVENT_REPLAYED,
    EVENT_DEAD_EVENT_DISCARDED,
    EVENT_PLATFORM_SUPPRESSION_ADDED, /* the installation's own do-not-call list */
    EVENT_PLATFORM_SUPPRESSION_REMOVED,
    EVENT_API_KEY_MAKER_LEFT, /* `count` keys of somebody who is a member no more */
    EVENT_ALARM               /* a promise looks broken: a person must look; `detail` is the slug */
};
ENUM_NAMES_DECLARE(event_type) /* "call.ended" */

/* Envelope and payload in one flat record: what an event has not, is absent. */
struct event {
    struct account_id account;
    int64_t seq; /* place in the log; the store's */
    enum event_type type;
    int64_t type_version;
    struct id128 aggregate; /* whose change it was */
    int64_t version;        /* of the aggregate after the change */
    int64_t ordinal;        /* among the events of that version */
    struct instant at;
    struct str actor; /* "system", "usr_…", "key_…", "provider", "unknown" */
    struct str address, request_id;
    struct campaign_id campaign;
    struct batch_id batch;
    struct job_id job;
    struct call_id call;
    struct str tag;    /* of the attempt */
    struct str detail; /* a slug, an outcome's name, a reason */
    struct opt_amount amount;
    struct opt_i64 count;
    struct str object;          /* what the deed was done to: "scr_…"; empty: as the ids say */
    struct change_list changes; /* of a deed: what was before, and after */
};
extern const struct record event_record;

struct event_list {
    struct event *items;
    size_t n, capacity;
};
struct arena;
struct scope;
/* "<aggregate>-<version>-<ordinal>-<type>": the same for an event that is told again. The type is
 * of it because an account and its wallet are one aggregate and count their versions apart. */
struct str event_identity(struct arena *arena, const struct event *event);
/* The first event added makes the memory in the arena. */
void event_list_add(struct event_list *list, struct arena *arena, struct event event);
/* What is absent of the envelope, as the store completes it: who and when from the scope, the
 * record it was saved with and that one's new version, its place among that version's events, from
 * 1. What is there stays. */
void event_complete(struct event *event, const struct scope *scope, struct id128 aggregate,
                    int64_t version, size_t ordinal);

#endif
