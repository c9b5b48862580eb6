/* messaging/rabbitmq/topology.c - what must be there; declaring what is there changes nothing. */
#include "messaging/rabbitmq/link.h"

enum { ARGUMENTS = 8, DELIVERY_LIMIT = 10 };

struct str queue_name(const struct rabbitmq *r, struct arena *arena, const char *consumer,
                      const char *suffix)
{
    return str_format(arena, "%.*s%s%s", STR_ARG(r->config.prefix), consumer, suffix);
}

struct str retry_suffix(struct arena *arena, struct duration delay)
{
    return delay.ms % MS_PER_SECOND == 0
               ? str_format(arena, ".retry.%llds", (long long)(delay.ms / MS_PER_SECOND))
               : str_format(arena, ".retry.%lldms", (long long)delay.ms);
}

struct arguments {
    amqp_table_entry_t items[ARGUMENTS];
    int n;
};

static void add_text(struct arguments *a, const char *name, struct str text)
{
    a->items[a->n++] = (amqp_table_entry_t){ .key = amqp_cstring_bytes(name),
                                             .value = { .kind = AMQP_FIELD_KIND_UTF8,
                                                        .value = { .bytes = bytes_of(text) } } };
}

static void add_number(struct arguments *a, const char *name, int64_t number)
{
    a->items[a->n++] = (amqp_table_entry_t){ .key = amqp_cstring_bytes(name),
                                             .value = { .kind = AMQP_FIELD_KIND_I64,
                                                        .value = { .i64 = number } } };
}

static enum err outcome(struct link *link, struct arena *arena, struct error *error)
{
    struct str reason;
    int code;

    if (!link_method_failed(amqp_get_rpc_reply(link->connection), arena, &reason, &code))
        return ERR_OK;
    if (code == AMQP_ACCESS_REFUSED) {
        DROP(link_lost(link, reason, error));
        return FAIL_WITH(error, ERR_UNAVAILABLE, "rabbitmq.not_permitted", P_STR("reason", reason));
    }
    if (code == AMQP_PRECONDITION_FAILED || code == AMQP_COMMAND_INVALID ||
        code == AMQP_NOT_ALLOWED) {
        DROP(link_lost(link, reason, error));
        return FAIL_WITH(error, ERR_UNAVAILABLE, "rabbitmq.wrong_topology",
                         P_STR("reason", reason));
    }
    return link_lost(link, reason, error);
}

static enum err declare_queue(struct link *link, struct arena *arena, struct str name,
                              struct arguments *arguments, struct error *error)
{
    add_text(arguments, "x-queue-type", STR("quorum"));
    amqp_queue_declare(link->connection, CHANNEL, bytes_of(name), 0, 1, 0, 0,
                       (amqp_table_t){ arguments->n, arguments->items });
    return outcome(link, arena, error);
}

/* Its dead letters go on for sure: at-least-once needs reject-publish. */
static void dies_into(struct arguments *a, struct str queue)
{
    add_text(a, "x-dead-letter-exchange", STR(""));
    add_text(a, "x-dead-letter-routing-key", queue);
    add_text(a, "x-dead-letter-strategy", STR("at-least-once"));
    add_text(a, "x-overflow", STR("reject-publish"));
}

static enum err declare_queues(struct link *link, struct arena *arena, const char *consumer,
                               struct error *error)
{
    const struct rabbitmq *r = link->rabbitmq;
    struct str work = queue_name(r, arena, consumer, ""),
               dead = queue_name(r, arena, consumer, ".dead");
    struct arguments plain = { .n = 0 }, working = { .n = 0 };

    TRY(declare_queue(link, arena, dead, &plain, error));
    dies_into(&working, dead);
    add_number(&working, "x-delivery-limit", DELIVERY_LIMIT);
    TRY(declare_queue(link, arena, work, &working, error));
    for (size_t i = 0; i < RETRIES; i++) {
        struct str suffix = retry_suffix(arena, r->config.delays[i]);
        struct arguments waiting = { .n = 0 };

        dies_into(&waiting, work);
        add_number(&waiting, "x-message-ttl", r->config.delays[i].ms);
        TRY(declare_queue(link, arena, queue_name(r, arena, consumer, suffix.p), &waiting, error));
    }
    return ERR_OK;
}

static enum err bind_types(struct link *link, struct arena *arena, struct str exchange,
                           const struct rabbitmq_consumer *consumer, struct error *error)
{
    struct str queue = queue_name(link->rabbitmq, arena, consumer->name, "");

    for (size_t i = 0; i < consumer->n; i++) {
        amqp_queue_bind(link->connection, CHANNEL, bytes_of(queue), bytes_of(exchange),
                        bytes_of(event_type_name(consumer->types[i])), amqp_empty_table);
        TRY(outcome(link, arena, error));
    }
    return ERR_OK;
}

enum err topology_declare(struct link *link, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct rabbitmq_config *config = &link->rabbitmq->config;
    struct str exchange = queue_name(link->rabbitmq, &arena, "events", "");

    amqp_exchange_declare(link->connection, CHANNEL, bytes_of(exchange),
                          amqp_cstring_bytes("topic"), 0, 1, 0, 0, amqp_empty_table);
    TRY(outcome(link, &arena, error));
    for (size_t i = 0; i < config->n_consumers; i++) {
        TRY(declare_queues(link, &arena, config->consumers[i].name, error));
        TRY(bind_types(link, &arena, exchange, &config->consumers[i], error));
    }
    return ERR_OK;
}
