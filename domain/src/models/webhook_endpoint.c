/* domain/src/models/webhook_endpoint.c */
#include "domain/models/webhook_endpoint.h"

#include "domain/services/public_url.h"

static const struct field webhook_endpoint_fields[] = {
    FIELD_ID(struct webhook_endpoint, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct webhook_endpoint, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct webhook_endpoint, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct webhook_endpoint, url, FIELD_REQUIRED, 9, 2000),
    FIELD_STR(struct webhook_endpoint, description, 0, 0, 200),
    FIELD_STRS(struct webhook_endpoint, events, 0, WEBHOOK_EVENTS_MOST),
    FIELD_BOOL(struct webhook_endpoint, disabled, 0),
    FIELD_STR(struct webhook_endpoint, secret_hint, FIELD_READ_ONLY, 0, 16),
    FIELD_INSTANT(struct webhook_endpoint, created_at, FIELD_READ_ONLY),
    FIELD_STR(struct webhook_endpoint, secret, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 100),
};
const struct record webhook_endpoint_record =
    RECORD("webhook_endpoints", struct webhook_endpoint, webhook_endpoint_fields);

/* What customers' programs may be told of. */
static const enum event_type told[] = {
    EVENT_BATCH_COMMITTED,    EVENT_BATCH_FAILED,      EVENT_BATCH_UNDONE,
    EVENT_CAMPAIGN_LAUNCHED,  EVENT_CAMPAIGN_PAUSED,   EVENT_CAMPAIGN_RESUMED,
    EVENT_CAMPAIGN_CANCELLED, EVENT_CAMPAIGN_DONE,     EVENT_CALL_STARTED,
    EVENT_CALL_ENDED,         EVENT_CALL_SETTLED,      EVENT_CALL_ANALYZED,
    EVENT_CALL_UNDETERMINED,  EVENT_WALLET_FUNDED,     EVENT_WALLET_LOW,
    EVENT_WALLET_EMPTY,       EVENT_SUPPRESSION_ADDED, EVENT_SUPPRESSION_REMOVED,
    EVENT_EXPORT_READY,
};

static bool may_be_told(enum event_type type)
{
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        if (told[i] == type)
            return true;
    return false;
}

enum err webhook_endpoint_check(const struct webhook_endpoint *e, struct error *error)
{
    const char *refusal = public_url_refusal(e->url);

    if (refusal != NULL)
        error_add_field(error, (struct field_error){ .field = STR("url"), .slug = refusal });
    for (size_t i = 0; i < e->events.n; i++) {
        enum event_type type;

        if (!event_type_parse(e->events.items[i], &type) || !may_be_told(type))
            error_add_field(
                error, (struct field_error){ .field = STR("events"),
                                             .slug = "webhook_endpoint.unknown_event",
                                             .params = { P_STR("value", e->events.items[i]) } });
    }
    return error_fields(error);
}
