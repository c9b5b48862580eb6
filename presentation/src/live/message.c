/* message.c - from a text to what the client wants. */
#include "live/message.h"

#include "codec/json_record.h"
#include "domain/ids.h"

static const char *const live_word_texts[] = {
    [LIVE_ENTER] = "enter",
    [LIVE_SUBSCRIBE] = "subscribe",
    [LIVE_UNSUBSCRIBE] = "unsubscribe",
};
ENUM_NAMES_DEFINE(live_word)

static const char *const live_topic_texts[] = {
    [LIVE_ACCOUNT] = "account",
    [LIVE_CAMPAIGN] = "campaign",
    [LIVE_BATCH] = "batch",
    [LIVE_CALLS] = "calls",
};
ENUM_NAMES_DEFINE(live_topic)

enum { TICKET_MOST = 100, ID_MOST = 40, MEMBERS_MOST = 8, DEPTH_MOST = 2 };

static const struct field live_message_fields[] = {
    FIELD_ENUM(struct live_message, type, FIELD_REQUIRED, live_word_names),
    FIELD_STR(struct live_message, ticket, 0, 0, TICKET_MOST),
    FIELD_OPT_I64(struct live_message, after, 0, 0, INT64_MAX),
    FIELD_ENUM(struct live_message, topic, 0, live_topic_names),
    FIELD_STR(struct live_message, id, 0, 0, ID_MOST),
};
static const struct record live_message_record =
    RECORD("live_message", struct live_message, live_message_fields);

static bool read_id(struct live_message *message)
{
    struct campaign_id campaign;
    struct batch_id batch;

    if (message->id.n == 0)
        return message->topic == LIVE_ACCOUNT || message->topic == LIVE_CALLS;
    if (message->topic == LIVE_BATCH && ID_SCAN(message->id, &batch))
        message->of = batch.v;
    else if ((message->topic == LIVE_CAMPAIGN || message->topic == LIVE_CALLS) &&
             ID_SCAN(message->id, &campaign))
        message->of = campaign.v;
    return !id128_is_zero(message->of);
}

enum err live_message_read(struct arena *arena, struct str text, struct live_message *ret,
                           struct error *error)
{
    const struct json_limits limits = { .depth = DEPTH_MOST, .members = MEMBERS_MOST };
    struct live_message message = { .ticket = STR(""), .id = STR("") };
    const struct json *node;
    bool known;

    TRY(json_parse(arena, text, &limits, &node, error));
    TRY(json_read_record(node, &live_message_record, JSON_FROM_CLIENT, &message, arena, error));
    known = message.type == LIVE_ENTER
                ? message.ticket.n > 0 && message.topic == 0 && message.id.n == 0
                : message.ticket.n == 0 && !message.after.has && read_id(&message);
    if (!known)
        return FAIL(error, ERR_INVALID, "request.invalid");
    *ret = message;
    return ERR_OK;
}
