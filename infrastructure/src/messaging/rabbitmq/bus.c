/* messaging/rabbitmq/bus.c - opening, publishing, what is wrong. */
#include "messaging/rabbitmq/bus.h"

#include <stdlib.h>
#include <string.h>

enum { IN_FLIGHT = 500, TRIES = 10, PREFETCH = 50, ANSWER_MS = 5000, REST_MS = 1000 };

/* -- publishing -- */

static enum err send_once(struct rabbitmq *r, struct scope *scope, const struct message *messages,
                          size_t n)
{
    struct link *link = &r->publishing;
    enum err err;

    pthread_mutex_lock(&link->lock);
    err = link_open(link, &scope->error);
    for (size_t at = 0; at < n && err == ERR_OK; at += IN_FLIGHT)
        err = link_publish(link, &messages[at], n - at < IN_FLIGHT ? n - at : IN_FLIGHT,
                           &scope->error);
    pthread_mutex_unlock(&link->lock);
    return err;
}

static bool is_connected(struct rabbitmq *r)
{
    bool connected;

    pthread_mutex_lock(&r->publishing.lock);
    connected = r->publishing.connection != NULL;
    pthread_mutex_unlock(&r->publishing.lock);
    return connected;
}

enum err bus_send(struct rabbitmq *r, struct scope *scope, const struct message *messages, size_t n)
{
    bool was_connected = is_connected(r);
    enum err err = send_once(r, scope, messages, n);

    if (err == ERR_OK || !was_connected || is_connected(r))
        return err;
    pthread_mutex_lock(&r->publishing.lock);
    r->publishing.not_before = (struct instant){ 0 };
    pthread_mutex_unlock(&r->publishing.lock);
    error_clear(&scope->error);
    return send_once(r, scope, messages, n);
}

static bool is_wanted(const struct rabbitmq *r, enum event_type type)
{
    for (size_t i = 0; i < r->config.n_consumers; i++)
        for (size_t t = 0; t < r->config.consumers[i].n; t++)
            if (r->config.consumers[i].types[t] == type)
                return true;
    return false;
}

static enum err bus_publish(void *self, struct scope *scope, const struct event *events, size_t n)
{
    struct rabbitmq *r = self;
    struct message *messages = ARENA_ARRAY(scope->arena, struct message, n);
    struct str exchange = queue_name(r, scope->arena, "events", "");
    size_t wanted = 0;

    for (size_t i = 0; i < n; i++) /* what nobody wants has no queue that could take it */
        if (is_wanted(r, events[i].type))
            messages[wanted++] = (struct message){ .exchange = exchange,
                                                   .key = event_type_name(events[i].type),
                                                   .body = event_write(scope->arena, &events[i]),
                                                   .id = event_identity(scope->arena, &events[i]),
                                                   .type = event_type_name(events[i].type) };
    return wanted == 0 ? ERR_OK : bus_send(r, scope, messages, wanted);
}

struct event_bus rabbitmq_event_bus(struct rabbitmq *rabbitmq)
{
    static const struct event_bus_ops ops = {
        .in_order = false,
        .publish = bus_publish,
        .take = bus_take,
        .done = bus_done,
        .again = bus_again,
        .bury = bus_bury,
        .dead = bus_dead,
        .exhume = bus_exhume,
        .depth = bus_depth,
    };

    return (struct event_bus){ &ops, rabbitmq };
}

/* -- opening -- */

static void set_defaults(struct rabbitmq_config *c)
{
    static const struct duration delays[RETRIES] = {
        { 10 * MS_PER_SECOND }, { MS_PER_MINUTE }, { 10 * MS_PER_MINUTE }, { MS_PER_HOUR }
    };

    if (c->answer.ms == 0)
        c->answer.ms = ANSWER_MS;
    if (c->rest.ms == 0)
        c->rest.ms = REST_MS;
    if (c->tries == 0)
        c->tries = TRIES;
    if (c->prefetch == 0)
        c->prefetch = PREFETCH;
    if (c->delays[0].ms == 0)
        memcpy(c->delays, delays, sizeof delays);
}

static void link_init(struct link *link, struct rabbitmq *r, const char *consumer)
{
    link->rabbitmq = r;
    link->consumer = consumer;
    pthread_mutex_init(&link->lock, NULL);
}

static bool read_url(struct rabbitmq *r)
{
    char *url = str_c(&r->arena, r->config.url); /* what is read points into it */

    if (amqp_parse_url(url, &r->address) != AMQP_STATUS_OK)
        return false;
    r->name = str_format(&r->arena, "%s:%d", r->address.host, r->address.port);
    return r->address.host[0] != '\0';
}

enum err rabbitmq_open(const struct rabbitmq_config *config, struct rabbitmq **ret,
                       struct error *error)
{
    struct rabbitmq *r = calloc(1, sizeof *r);

    if (r == NULL)
        abort();
    r->arena = arena_init();
    r->config = *config;
    r->config.prefix = str_copy(&r->arena, config->prefix);
    r->config.ca_file = str_from_c(str_c(&r->arena, config->ca_file));
    set_defaults(&r->config);
    link_init(&r->publishing, r, NULL);
    for (size_t i = 0; i < config->n_consumers; i++)
        link_init(&r->consuming[i], r, config->consumers[i].name);
    if (!read_url(r)) {
        rabbitmq_free(r);
        return FAIL_WITH(error, ERR_INVALID, "rabbitmq.bad_url",
                         P_STR("setting", STR("rabbitmq.url")));
    }
    *ret = r;
    return ERR_OK;
}

static void link_release(struct link *link)
{
    link_close(link);
    pthread_mutex_destroy(&link->lock);
}

void rabbitmq_free(struct rabbitmq *r)
{
    if (r == NULL)
        return;
    link_release(&r->publishing);
    for (size_t i = 0; i < r->config.n_consumers; i++)
        link_release(&r->consuming[i]);
    arena_release(&r->arena);
    free(r);
}

/* -- what is wrong -- */

static enum err check_version(const struct link *link, struct error *error)
{
    const amqp_table_t *properties = amqp_get_server_properties(link->connection);
    struct str version = header_text(properties, "version"), rest;
    int64_t major = 0, minor = 0;

    for (int i = 0; i < properties->num_entries; i++) /* it comes as a long string */
        if (str_eq_c(
                (struct str){ properties->entries[i].key.bytes, properties->entries[i].key.len },
                "version"))
            version = (struct str){ properties->entries[i].value.value.bytes.bytes,
                                    properties->entries[i].value.value.bytes.len };
    rest = version;
    if (str_to_i64(str_cut(&rest, '.'), 0, 1000, &major) &&
        str_to_i64(str_cut(&rest, '.'), 0, 1000, &minor) &&
        (major > 3 || (major == 3 && minor >= 10)))
        return ERR_OK;
    return FAIL_WITH(error, ERR_UNAVAILABLE, "rabbitmq.too_old", P_STR("version", version));
}

/* A server whose disk or memory is full lets everybody in, and takes nothing. So it is given
 * something that no queue wants. */
static enum err check_room(struct link *link, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    const struct message message = { .exchange = queue_name(link->rabbitmq, &arena, "events", ""),
                                     .key = STR("check"),
                                     .body = STR("{}"),
                                     .id = STR("check"),
                                     .type = STR("check") };
    struct str reason;
    int code;

    amqp_confirm_select(link->connection, CHANNEL);
    if (link_method_failed(amqp_get_rpc_reply(link->connection), &arena, &reason, &code))
        return link_lost(link, reason, error);
    enum err err = link_publish(link, &message, 1, error);
    if (err == ERR_OK || !str_eq_c(STR("rabbitmq.no_route"), error->slug))
        return err;
    error_clear(error); /* it was taken, and given back */
    return ERR_OK;
}

enum err rabbitmq_check(struct rabbitmq *r, struct error *error)
{
    struct link link = { .rabbitmq = r };
    enum err err = link_open_plain(&link, error);

    if (err == ERR_OK)
        err = check_version(&link, error);
    if (err == ERR_OK)
        err = topology_declare(&link, error);
    if (err == ERR_OK)
        err = check_room(&link, error);
    link_close(&link);
    return err;
}
