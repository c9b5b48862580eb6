/* messaging/rabbitmq/dead.c - looking at dead letters: they are fetched without being acknowledged
 * and go back when the connection that fetched them closes. */
#include "base/checked.h"
#include "messaging/rabbitmq/bus.h"

enum { DEAD_MOST = 200 };

static void look_end(struct link *link)
{
    link_close(link);
}

static struct link look_begin(struct rabbitmq *r)
{
    return (struct link){ .rabbitmq = r, .connection = NULL };
}

/* The next letter that this connection has not fetched yet. *none: no more. The message is
 * destroyed by the caller. */
static enum err fetch(struct link *link, struct scope *scope, struct str queue,
                      amqp_message_t *message, uint64_t *tag, bool *none)
{
    amqp_rpc_reply_t reply = amqp_basic_get(link->connection, CHANNEL, bytes_of(queue), 0);
    const amqp_basic_get_ok_t *got;
    struct str reason;
    int code;

    if (link_method_failed(reply, scope->arena, &reason, &code))
        return link_lost(link, reason, &scope->error);
    *none = reply.reply.id == AMQP_BASIC_GET_EMPTY_METHOD;
    if (*none)
        return ERR_OK;
    got = reply.reply.decoded;
    *tag = got->delivery_tag;
    reply = amqp_read_message(link->connection, CHANNEL, message, 0);
    if (link_method_failed(reply, scope->arena, &reason, &code))
        return link_lost(link, reason, &scope->error);
    return ERR_OK;
}

static struct str reason_of(struct arena *arena, const amqp_table_t *headers)
{
    struct str reason = header_text(headers, "x-reason");

    /* a letter that the queue itself gave up on: "delivery_limit", "rejected" */
    if (reason.n == 0)
        reason = header_text(headers, "x-first-death-reason");
    return str_copy(arena, reason);
}

static void keep_letter(struct scope *scope, const amqp_message_t *message,
                        struct dead_event_list *list)
{
    struct dead_event *d = &list->items[list->n];
    struct error ignored = { .arena = scope->arena };

    if (event_read(scope->arena, message->body, &d->event, &ignored) != ERR_OK)
        d->event = (struct event){ .at = { (int64_t)message->properties.timestamp * 1000 } };
    d->reason = reason_of(scope->arena, &message->properties.headers);
    d->at = (struct instant){ (int64_t)message->properties.timestamp * MS_PER_SECOND };
    list->n++;
}

enum err bus_dead(void *self, struct scope *scope, const char *consumer, int64_t most,
                  struct dead_event_list *ret)
{
    struct rabbitmq *r = self;
    CLEANUP(look_end) struct link link = look_begin(r);
    struct str queue = queue_name(r, scope->arena, consumer, ".dead");
    struct dead_event_list list = { NULL, 0 };
    amqp_message_t message;
    bool none = false;
    uint64_t tag;

    most = clamp_i64(most, 1, DEAD_MOST);
    list.items = ARENA_ARRAY(scope->arena, struct dead_event, (size_t)most);
    TRY(link_open_plain(&link, &scope->error));
    TRY(topology_declare(&link, &scope->error));
    while ((int64_t)list.n < most) {
        TRY(fetch(&link, scope, queue, &message, &tag, &none));
        if (none)
            break;
        keep_letter(scope, &message, &list);
        amqp_destroy_message(&message);
    }
    *ret = list;
    return ERR_OK;
}

enum err bus_exhume(void *self, struct scope *scope, const char *consumer, struct str id)
{
    struct rabbitmq *r = self;
    CLEANUP(look_end) struct link link = look_begin(r);
    struct str queue = queue_name(r, scope->arena, consumer, ".dead");
    amqp_message_t message;
    bool none = false, found = false;
    uint64_t tag;

    TRY(link_open_plain(&link, &scope->error));
    TRY(topology_declare(&link, &scope->error));
    while (!found) {
        amqp_bytes_t said;

        TRY(fetch(&link, scope, queue, &message, &tag, &none));
        if (none)
            return FAIL_WITH(&scope->error, ERR_NOT_FOUND, "event.not_dead", P_STR("id", id));
        said = message.properties.message_id;
        found = str_eq((struct str){ said.bytes, said.len }, id);
        amqp_destroy_message(&message);
    }
    amqp_basic_ack(link.connection, CHANNEL, tag, 0);
    amqp_channel_close(link.connection, CHANNEL, AMQP_REPLY_SUCCESS); /* the ack has arrived */
    return ERR_OK;
}

static enum err count(struct link *link, struct scope *scope, struct str queue, int64_t *ret)
{
    const amqp_queue_declare_ok_t *told = amqp_queue_declare(
        link->connection, CHANNEL, bytes_of(queue), 1, 1, 0, 0, amqp_empty_table);
    struct str reason;
    int code;

    if (link_method_failed(amqp_get_rpc_reply(link->connection), scope->arena, &reason, &code))
        return link_lost(link, reason, &scope->error);
    *ret += told->message_count;
    return ERR_OK;
}

enum err bus_depth(void *self, struct scope *scope, const char *consumer, int64_t *waiting,
                   int64_t *dead)
{
    struct rabbitmq *r = self;
    CLEANUP(look_end) struct link link = look_begin(r);

    *waiting = *dead = 0;
    TRY(link_open_plain(&link, &scope->error));
    TRY(topology_declare(&link, &scope->error));
    TRY(count(&link, scope, queue_name(r, scope->arena, consumer, ""), waiting));
    for (size_t i = 0; i < RETRIES; i++) {
        struct str suffix = retry_suffix(scope->arena, r->config.delays[i]);

        TRY(count(&link, scope, queue_name(r, scope->arena, consumer, suffix.p), waiting));
    }
    return count(&link, scope, queue_name(r, scope->arena, consumer, ".dead"), dead);
}
