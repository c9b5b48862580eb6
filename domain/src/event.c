/* domain/src/event.c - the envelope: its table, what completes it, and a list that grows in an
 * arena.
 */
#include "domain/event.h"

#include <string.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "domain/scope.h"

static const char *const event_type_texts[] = {
    [EVENT_ACCOUNT_CREATED] = "account.created",
    [EVENT_BATCH_RECEIVED] = "batch.received",
    [EVENT_BATCH_COMMITTED] = "batch.committed",
    [EVENT_BATCH_FAILED] = "batch.failed",
    [EVENT_BATCH_UNDONE] = "batch.undone",
    [EVENT_CAMPAIGN_CREATED] = "campaign.created",
    [EVENT_CAMPAIGN_CHANGED] = "campaign.changed",
    [EVENT_CAMPAIGN_LAUNCHED] = "campaign.launched",
    [EVENT_CAMPAIGN_PAUSED] = "campaign.paused",
    [EVENT_CAMPAIGN_RESUMED] = "campaign.resumed",
    [EVENT_CAMPAIGN_CANCELLED] = "campaign.cancelled",
    [EVENT_CAMPAIGN_DONE] = "campaign.done",
    [EVENT_CALL_PLACED] = "call.placed",
    [EVENT_CALL_STARTED] = "call.started",
    [EVENT_CALL_ENDED] = "call.ended",
    [EVENT_CALL_SETTLED] = "call.settled",
    [EVENT_CALL_ANALYZED] = "call.analyzed",
    [EVENT_CALL_UNDETERMINED] = "call.undetermined",
    [EVENT_WALLET_FUNDED] = "wallet.funded",
    [EVENT_WALLET_LOW] = "wallet.low",
    [EVENT_WALLET_EMPTY] = "wallet.empty",
    [EVENT_SUPPRESSION_ADDED] = "suppression.added",
    [EVENT_SUPPRESSION_REMOVED] = "suppression.removed",
    [EVENT_EXPORT_READY] = "export.ready",
    [EVENT_PASSWORD_FORGOTTEN] = "password.forgotten",
    [EVENT_PASSWORD_CHANGED] = "password.changed",
    [EVENT_SESSION_STARTED] = "session.started",
    [EVENT_REGISTRATION_ASKED] = "registration.asked",
    [EVENT_USER_INVITED] = "user.invited",
    [EVENT_INVITATION_REVOKED] = "invitation.revoked",
    [EVENT_MEMBER_ADDED] = "member.added",
    [EVENT_MEMBER_CHANGED] = "member.changed",
    [EVENT_MEMBER_REMOVED] = "member.removed",
    [EVENT_SECOND_FACTOR_ON] = "second_factor.on",
    [EVENT_SECOND_FACTOR_OFF] = "second_factor.off",
    [EVENT_RECOVERY_CODES_MADE] = "recovery_codes.made",
    [EVENT_RECOVERY_CODE_USED] = "recovery_code.used",
    [EVENT_ACCOUNT_CHANGED] = "account.changed",
    [EVENT_API_KEY_CREATED] = "api_key.created",
    [EVENT_API_KEY_ROTATED] = "api_key.rotated",
    [EVENT_API_KEY_REVOKED] = "api_key.revoked",
    [EVENT_SCRIPT_CREATED] = "script.created",
    [EVENT_SCRIPT_CHANGED] = "script.changed",
    [EVENT_NUMBER_ADDED] = "number.added",
    [EVENT_NUMBER_CHANGED] = "number.changed",
    [EVENT_NUMBER_REMOVED] = "number.removed",
    [EVENT_BATCH_CHANGED] = "batch.changed",
    [EVENT_EXPORT_REQUESTED] = "export.requested",
    [EVENT_EXPORT_REMOVED] = "export.removed",
    [EVENT_SESSION_ENDED] = "session.ended",
    [EVENT_WEBHOOK_ENDPOINT_ADDED] = "webhook_endpoint.added",
    [EVENT_WEBHOOK_ENDPOINT_CHANGED] = "webhook_endpoint.changed",
    [EVENT_WEBHOOK_ENDPOINT_REMOVED] = "webhook_endpoint.removed",
    [EVENT_CONNECTION_CHANGED] = "connection.changed",
    [EVENT_DISPLAY_CREATED] = "display.created",
    [EVENT_DISPLAY_REVOKED] = "display.revoked",
    [EVENT_ACCOUNT_SUSPENDED] = "account.suspended",
    [EVENT_ACCOUNT_REINSTATED] = "account.reinstated",
    [EVENT_ACCOUNT_PLAN_CHANGED] = "account.plan_changed",
    [EVENT_WALLET_ADJUSTED] = "wallet.adjusted",
    [EVENT_PLAN_CREATED] = "plan.created",
    [EVENT_PLAN_CHANGED] = "plan.changed",
    [EVENT_PLATFORM_ADMIN_GRANTED] = "platform_admin.granted",
    [EVENT_PLATFORM_ADMIN_REVOKED] = "platform_admin.revoked",
    [EVENT_SECOND_FACTOR_RESET] = "second_factor.reset",
    [EVENT_ACCESS_REFUSED] = "access.refused",
    [EVENT_SIGN_IN_FAILED] = "sign_in.failed",
    [EVENT_PASSWORD_REFUSED] = "password.refused",
    [EVENT_SECOND_FACTOR_REFUSED] = "second_factor.refused",
    [EVENT_PASSWORD_RESET_MAILED] = "password.reset_mailed",
    [EVENT_DEAD_EVENT_REPLAYED] = "dead_event.replayed",
    [EVENT_DEAD_EVENT_DISCARDED] = "dead_event.discarded",
    [EVENT_PLATFORM_SUPPRESSION_ADDED] = "platform_suppression.added",
    [EVENT_PLATFORM_SUPPRESSION_REMOVED] = "platform_suppression.removed",
    [EVENT_API_KEY_MAKER_LEFT] = "api_key.maker_left",
    [EVENT_ALARM] = "alarm",
};
ENUM_NAMES_DEFINE(event_type)

/* `aggregate` may be of any kind: it is printed as what it changed says (campaign, job …), and here
 * with a prefix of its own. */
static const struct field event_fields[] = {
    FIELD_ID(struct event, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct event, seq, FIELD_KEY, 0, 0),
    FIELD_ENUM(struct event, type, 0, event_type_names),
    FIELD_I64(struct event, type_version, 0, 0, 0),
    { .name = "aggregate",
      .kind = KIND_ID,
      .offset = offsetof(struct event, aggregate),
      .has = FIELD_ALWAYS,
      .prefix = "agg" },
    FIELD_I64(struct event, version, 0, 0, 0),
    FIELD_I64(struct event, ordinal, 0, 0, 0),
    FIELD_INSTANT(struct event, at, 0),
    FIELD_STR(struct event, actor, 0, 0, 64),
    FIELD_STR(struct event, address, FIELD_PRIVATE, 0, 64),
    FIELD_STR(struct event, request_id, 0, 0, 64),
    FIELD_ID(struct event, campaign, 0),
    FIELD_ID(struct event, batch, 0),
    FIELD_ID(struct event, job, 0),
    FIELD_ID(struct event, call, 0),
    FIELD_STR(struct event, tag, 0, 0, 64),
    FIELD_STR(struct event, detail, 0, 0, 200),
    FIELD_OPT_AMOUNT(struct event, amount, 0),
    FIELD_OPT_I64(struct event, count, 0, 0, 0),
    FIELD_STR(struct event, object, 0, 0, 64),
    FIELD_LIST(struct event, changes, 0, field_change_record, FIELD_CHANGES_MOST),
};
const struct record event_record = RECORD("events", struct event, event_fields);

enum { FIRST_CAPACITY = 4 };

struct str event_identity(struct arena *arena, const struct event *event)
{
    char aggregate[ID128_TEXT];

    id128_text(event->aggregate, aggregate);
    return str_format(arena, "%.*s-%lld-%lld-%s", ID128_TEXT, aggregate, (long long)event->version,
                      (long long)event->ordinal, event_type_names.names[event->type]);
}

void event_list_add(struct event_list *list, struct arena *arena, struct event event)
{
    if (list->n == list->capacity) {
        size_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;
        struct event *items = ARENA_ARRAY(arena, struct event, capacity);

        if (list->n > 0)
            memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    if (event.type_version == 0)
        event.type_version = 1;
    list->items[list->n++] = event;
}

void event_complete(struct event *event, const struct scope *scope, struct id128 aggregate,
                    int64_t version, size_t ordinal)
{
    if (ID_NONE(event->account))
        event->account = scope->account;
    if (id128_is_zero(event->aggregate))
        event->aggregate = aggregate;
    if (event->version == 0)
        event->version = version;
    if (event->ordinal == 0)
        event->ordinal = (int64_t)ordinal;
    if (event->type_version == 0)
        event->type_version = 1;
    if (event->at.unix_ms == 0)
        event->at = scope->now;
    if (event->actor.p == NULL)
        event->actor = scope_actor(scope);
    if (event->address.p == NULL)
        event->address = scope->address;
    if (event->request_id.p == NULL)
        event->request_id = scope->request_id;
}
