/* messaging/rabbitmq/consume.c - deliveries and how they end. */
#include "base/checked.h"
#include "messaging/rabbitmq/bus.h"

enum { TAG_BITS = 40 };

static uint64_t ticket_of(const struct link *link, uint64_t tag)
{
    return link->generation << TAG_BITS | tag;
}

/* False: the delivery is of a connection that is gone; it comes again by itself. */
static bool tag_of(const struct link *link, uint64_t ticket, uint64_t *tag)
{
    *tag = ticket & ((UINT64_C(1) << TAG_BITS) - 1);
    return link->connection != NULL && ticket >> TAG_BITS == link->generation;
}

static enum err gone(const struct rabbitmq *r, struct scope *scope)
{
    return FAIL_WITH(&scope->error, ERR_UNAVAILABLE, "rabbitmq.unreachable",
                     P_STR("address", r->name), P_STR("reason", STR("connection lost")));
}

/* NULL: no such consumer. */
static struct link *link_of(struct rabbitmq *r, const char *consumer)
{
    for (size_t i = 0; i < r->config.n_consumers; i++)
        if (str_eq_c(str_from_c(consumer), r->config.consumers[i].name))
            return &r->consuming[i];
    return NULL;
}

/* -- taking -- */

/* What cannot be read will never be: it goes where a person looks. */
static void reject(struct link *link, uint64_t tag)
{
    amqp_basic_reject(link->connection, CHANNEL, tag, 0);
}

static void read_delivery(struct link *link, struct arena *arena, const amqp_envelope_t *envelope,
                          struct delivery_list *list)
{
    const amqp_table_t *headers = &envelope->message.properties.headers;
    struct delivery *d = &list->items[list->n];
    struct error ignored = { .arena = arena };

    if (event_read(arena, envelope->message.body, &d->event, &ignored) != ERR_OK) {
        reject(link, envelope->delivery_tag);
        return;
    }
    d->tries = header_number(headers, "x-tries") + header_number(headers, "x-delivery-count");
    d->ticket = ticket_of(link, envelope->delivery_tag);
    list->n++;
}

/* One delivery if there is one. *none: there is not. */
static enum err take_one(struct link *link, struct scope *scope, struct timeval *wait,
                         struct delivery_list *list, bool *none)
{
    amqp_envelope_t envelope;
    amqp_rpc_reply_t reply = amqp_consume_message(link->connection, &envelope, wait, 0);
    amqp_frame_t frame;
    struct str reason;
    int code;

    *none = false;
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) {
        read_delivery(link, scope->arena, &envelope, list);
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers(link->connection);
        return ERR_OK;
    }
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
        reply.library_error == AMQP_STATUS_TIMEOUT) {
        *none = true;
        return ERR_OK;
    }
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
        reply.library_error == AMQP_STATUS_UNEXPECTED_STATE &&
        amqp_simple_wait_frame_noblock(link->connection, &frame, wait) == AMQP_STATUS_OK &&
        frame.frame_type == AMQP_FRAME_METHOD &&
        frame.payload.method.id != AMQP_BASIC_CANCEL_METHOD && /* nothing would come any more */
        frame.payload.method.id != AMQP_CHANNEL_CLOSE_METHOD &&
        frame.payload.method.id != AMQP_CONNECTION_CLOSE_METHOD)
        return ERR_OK;
    if (!link_method_failed(reply, scope->arena, &reason, &code))
        reason = STR("closed");
    return link_lost(link, reason, &scope->error);
}

static enum err take_some(struct link *link, struct scope *scope, int64_t most,
                          struct delivery_list *list)
{
    /* the first may be on its way still: what is there already costs no wait */
    struct timeval first = { .tv_usec = 20000 }, more = { .tv_usec = 0 };
    bool none = false;

    TRY(link_open(link, &scope->error));
    while ((int64_t)list->n < most && !none)
        TRY(take_one(link, scope, list->n == 0 ? &first : &more, list, &none));
    return ERR_OK;
}

enum err bus_take(void *self, struct scope *scope, const char *consumer, int64_t most,
                  struct delivery_list *ret)
{
    struct link *link = link_of(self, consumer);
    struct delivery_list list = { NULL, 0 };
    enum err err;

    if (link == NULL)
        return FAIL(&scope->error, ERR_INTERNAL, "rabbitmq.unknown_consumer");
    most = clamp_i64(most, 1, link->rabbitmq->config.prefetch);
    list.items = ARENA_ARRAY(scope->arena, struct delivery, (size_t)most);
    pthread_mutex_lock(&link->lock);
    err = take_some(link, scope, most, &list);
    pthread_mutex_unlock(&link->lock);
    if (err == ERR_OK)
        *ret = list;
    return err;
}

/* -- ending -- */

static enum err ack(struct link *link, struct scope *scope, uint64_t ticket)
{
    uint64_t tag;
    int status;

    if (!tag_of(link, ticket, &tag))
        return gone(link->rabbitmq, scope);
    status = amqp_basic_ack(link->connection, CHANNEL, tag, 0);
    return status == AMQP_STATUS_OK
               ? ERR_OK
               : link_lost(link, str_from_c(amqp_error_string2(status)), &scope->error);
}

enum err bus_done(void *self, struct scope *scope, const char *consumer,
                  const struct delivery *deliveries, size_t n)
{
    struct link *link = link_of(self, consumer);
    enum err err = ERR_OK;

    if (link == NULL)
        return FAIL(&scope->error, ERR_INTERNAL, "rabbitmq.unknown_consumer");
    pthread_mutex_lock(&link->lock);
    for (size_t i = 0; i < n && err == ERR_OK; i++)
        err = ack(link, scope, deliveries[i].ticket);
    pthread_mutex_unlock(&link->lock);
    return err;
}

/* The copy is safe in the other queue before the original is let go. */
static enum err move(struct rabbitmq *r, struct scope *scope, const char *consumer,
                     const struct delivery *d, const char *suffix, int64_t tries, struct str reason)
{
    const struct message message = { .exchange = STR(""),
                                     .key = queue_name(r, scope->arena, consumer, suffix),
                                     .body = event_write(scope->arena, &d->event),
                                     .id = event_identity(scope->arena, &d->event),
                                     .type = event_type_name(d->event.type),
                                     .reason = reason,
                                     .tries = tries };

    TRY(bus_send(r, scope, &message, 1));
    return bus_done(r, scope, consumer, d, 1);
}

enum err bus_again(void *self, struct scope *scope, const char *consumer, const struct delivery *d,
                   struct str reason)
{
    struct rabbitmq *r = self;
    size_t delay = (size_t)clamp_i64(d->tries, 0, RETRIES - 1);

    if (d->tries + 1 >= r->config.tries) {
        log_error(r->config.log, "event.gave_up", LF_STR("type", event_type_name(d->event.type)),
                  LF_STR("reason", reason), LF_I64("tries", d->tries + 1));
        return bus_bury(self, scope, consumer, d, reason);
    }
    return move(r, scope, consumer, d, retry_suffix(scope->arena, r->config.delays[delay]).p,
                d->tries + 1, reason);
}

enum err bus_bury(void *self, struct scope *scope, const char *consumer, const struct delivery *d,
                  struct str reason)
{
    return move(self, scope, consumer, d, ".dead", d->tries, reason);
}
