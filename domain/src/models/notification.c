/* domain/src/models/notification.c */
#include "domain/models/notification.h"

static const struct field notification_fields[] = {
    FIELD_ID(struct notification, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct notification, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct notification, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ENUM(struct notification, type, FIELD_READ_ONLY | FIELD_INDEXED, event_type_names),
    FIELD_STR(struct notification, title, FIELD_READ_ONLY | FIELD_REQUIRED, 0, 300),
    FIELD_STR(struct notification, text, FIELD_READ_ONLY | FIELD_REQUIRED, 0, 2000),
    FIELD_ID(struct notification, campaign, FIELD_READ_ONLY),
    FIELD_STR(struct notification, campaign_name, FIELD_READ_ONLY, 0, 120),
    FIELD_ID(struct notification, batch, FIELD_READ_ONLY),
    FIELD_OPT_I64(struct notification, count, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct notification, reason, FIELD_READ_ONLY, 0, 100),
    FIELD_MAP(struct notification, reason_facts, FIELD_PRIVATE, ERROR_PARAMS),
    FIELD_BOOL(struct notification, unread, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_OPT_INSTANT(struct notification, read_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct notification, created_at, FIELD_READ_ONLY),
};
const struct record notification_record =
    RECORD("notifications", struct notification, notification_fields);

enum { PLACE_AT = 6, PLACE_BYTES = 5 };

/* When it happened, what it was, and whose which version it was. */
struct notification_id notification_id_of(const struct event *event)
{
    static const unsigned char none[10];
    struct notification_id id = { id128_make(event->at.unix_ms, none) };
    unsigned char *rest = id.v.bytes + PLACE_AT;

    rest[0] = (unsigned char)event->type;
    for (size_t i = 0; i < PLACE_BYTES; i++)
        rest[1 + i] = event->aggregate.bytes[sizeof event->aggregate.bytes - PLACE_BYTES + i];
    for (size_t i = 0; i < 3; i++)
        rest[6 + i] = (unsigned char)(event->version >> (16 - 8 * (int)i) & 0xff);
    rest[9] = (unsigned char)event->ordinal;
    return id;
}

bool notification_is_mailed(enum event_type type)
{
    return type == EVENT_WALLET_LOW || type == EVENT_WALLET_EMPTY || type == EVENT_CAMPAIGN_DONE ||
           type == EVENT_BATCH_FAILED || type == EVENT_API_KEY_MAKER_LEFT;
}
