/* messaging/rabbitmq/publish.c - persistent, mandatory, confirmed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/json_record.h"
#include "messaging/rabbitmq/link.h"

enum { PERSISTENT = 2 };

struct str event_write(struct arena *arena, const struct event *event)
{
    struct strbuf text = strbuf_init(arena, BODY_MOST);
    struct json_writer writer = json_writer_init(&text);

    json_put_record(&writer, &event_record, event, 0);
    return strbuf_str(&text);
}

enum err event_read(struct arena *arena, amqp_bytes_t body, struct event *ret, struct error *error)
{
    const struct json *node;

    *ret = (struct event){ .seq = 0 };
    TRY(json_parse(arena, (struct str){ body.bytes, body.len }, NULL, &node, error));
    return json_read_record(node, &event_record, JSON_FROM_STORE, ret, arena, error);
}

static const amqp_table_entry_t *header(const amqp_table_t *headers, const char *name)
{
    for (int i = 0; i < headers->num_entries; i++) {
        amqp_bytes_t key = headers->entries[i].key;

        if (str_eq_c((struct str){ key.bytes, key.len }, name))
            return &headers->entries[i];
    }
    return NULL;
}

struct str header_text(const amqp_table_t *headers, const char *name)
{
    const amqp_table_entry_t *found = header(headers, name);

    if (found == NULL || found->value.kind != AMQP_FIELD_KIND_UTF8)
        return STR_NONE;
    return (struct str){ found->value.value.bytes.bytes, found->value.value.bytes.len };
}

int64_t header_number(const amqp_table_t *headers, const char *name)
{
    const amqp_table_entry_t *found = header(headers, name);

    if (found == NULL)
        return 0;
    switch (found->value.kind) {
    case AMQP_FIELD_KIND_I64:
        return found->value.value.i64;
    case AMQP_FIELD_KIND_I32:
        return found->value.value.i32;
    default:
        return 0;
    }
}

static int send(struct link *link, const struct message *m, int64_t at_ms)
{
    amqp_table_entry_t headers[] = {
        { .key = amqp_cstring_bytes("x-tries"),
          .value = { .kind = AMQP_FIELD_KIND_I64, .value = { .i64 = m->tries } } },
        { .key = amqp_cstring_bytes("x-reason"),
          .value = { .kind = AMQP_FIELD_KIND_UTF8, .value = { .bytes = bytes_of(m->reason) } } },
    };
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG |
                  AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_TIMESTAMP_FLAG |
                  AMQP_BASIC_HEADERS_FLAG,
        .content_type = amqp_cstring_bytes("application/json"),
        .delivery_mode = PERSISTENT,
        .message_id = bytes_of(m->id),
        .type = bytes_of(m->type),
        .timestamp = (uint64_t)(at_ms / MS_PER_SECOND),
        .headers = { m->reason.n > 0 ? 2 : 1, headers },
    };

    return amqp_basic_publish(link->connection, CHANNEL, bytes_of(m->exchange), bytes_of(m->key), 1,
                              0, &properties, bytes_of(m->body));
}

/* -- confirms -- */

struct confirms {
    uint64_t first, n, left;
    bool *confirmed; /* by number, from first */
    bool refused, returned;
};

static void confirm(struct confirms *c, uint64_t tag, bool multiple)
{
    for (uint64_t t = multiple ? c->first : tag; t <= tag; t++) {
        if (t < c->first || t - c->first >= c->n || c->confirmed[t - c->first])
            continue;
        c->confirmed[t - c->first] = true;
        c->left--;
    }
}

/* False: the connection or the channel is closed. */
static bool take_frame(struct link *link, struct confirms *c, const amqp_frame_t *frame)
{
    const amqp_connection_blocked_t *blocked;
    const amqp_basic_ack_t *ack;
    amqp_message_t returned;

    if (frame->frame_type != AMQP_FRAME_METHOD)
        return true;
    switch (frame->payload.method.id) {
    case AMQP_BASIC_ACK_METHOD:
        ack = frame->payload.method.decoded;
        confirm(c, ack->delivery_tag, ack->multiple != 0);
        return true;
    case AMQP_BASIC_NACK_METHOD:
        c->refused = true;
        return true;
    case AMQP_BASIC_RETURN_METHOD: /* the message follows, then its ack */
        c->returned = true;
        if (amqp_read_message(link->connection, CHANNEL, &returned, 0).reply_type !=
            AMQP_RESPONSE_NORMAL)
            return false;
        amqp_destroy_message(&returned);
        return true;
    case AMQP_CONNECTION_BLOCKED_METHOD:
        blocked = frame->payload.method.decoded;
        snprintf(link->blocked_by, sizeof link->blocked_by, "%.*s", (int)blocked->reason.len,
                 (const char *)blocked->reason.bytes);
        link->blocked = true;
        return true;
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
        link->blocked = false;
        return true;
    case AMQP_CHANNEL_CLOSE_METHOD:
    case AMQP_CONNECTION_CLOSE_METHOD:
        return false;
    default:
        return true;
    }
}

static enum err wait_confirms(struct link *link, struct confirms *c, struct error *error)
{
    const struct rabbitmq_config *config = &link->rabbitmq->config;
    struct timeval wait = { .tv_sec = config->answer.ms / 1000,
                            .tv_usec = config->answer.ms % 1000 * 1000 };

    while (c->left > 0 && !c->refused) {
        amqp_frame_t frame;
        int status = amqp_simple_wait_frame_noblock(link->connection, &frame, &wait);

        if (status != AMQP_STATUS_OK)
            return link_lost(link, str_from_c(amqp_error_string2(status)), error);
        if (!take_frame(link, c, &frame))
            return link_lost(link, STR("closed while publishing"), error);
        if (link->blocked) /* nothing is confirmed until there is room */
            return link_is_full(link, error);
    }
    amqp_maybe_release_buffers(link->connection);
    if (c->refused)
        return link_lost(link, STR("nack"), error); /* which of them is not worth knowing */
    link_is_back(link);
    if (c->returned) {
        link_close(link); /* a queue has gone: the next connection makes it again */
        return FAIL(error, ERR_UNAVAILABLE, "rabbitmq.no_route");
    }
    return ERR_OK;
}

/* What is sent to a full server lies in the socket and is taken later, each time that it was sent;
 * so nothing is, until it says that there is room. */
static enum err wait_room(struct link *link, struct error *error)
{
    struct confirms none = { .first = link->published + 1 };
    struct timeval now = { .tv_sec = 0 };

    while (link->blocked) {
        amqp_frame_t frame;
        int status = amqp_simple_wait_frame_noblock(link->connection, &frame, &now);

        if (status == AMQP_STATUS_TIMEOUT)
            return link_is_full(link, error);
        if (status != AMQP_STATUS_OK)
            return link_lost(link, str_from_c(amqp_error_string2(status)), error);
        if (!take_frame(link, &none, &frame))
            return link_lost(link, STR("closed while full"), error);
    }
    return ERR_OK;
}

enum err link_publish(struct link *link, const struct message *messages, size_t n,
                      struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct confirms confirms = {
        .first = link->published + 1, .n = n, .left = n, .confirmed = ARENA_ARRAY(&arena, bool, n)
    };
    int64_t now = VIA0(link->rabbitmq->config.clock, wall).unix_ms;

    TRY(wait_room(link, error));
    for (size_t i = 0; i < n; i++) {
        int status = send(link, &messages[i], now);

        if (status != AMQP_STATUS_OK)
            return link_lost(link, str_from_c(amqp_error_string2(status)), error);
        link->published++;
    }
    return wait_confirms(link, &confirms, error);
}
