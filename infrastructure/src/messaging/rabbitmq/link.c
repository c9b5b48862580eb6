/* messaging/rabbitmq/link.c - connecting, signing in, and how a lost connection is told. */
#include "messaging/rabbitmq/link.h"

#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <stdlib.h>
#include <string.h>

enum { FRAME_MOST = 131072, HEARTBEAT_S = 30 };

static struct timeval timeval_of(struct duration d)
{
    return (struct timeval){ .tv_sec = d.ms / 1000, .tv_usec = d.ms % 1000 * 1000 };
}

amqp_bytes_t bytes_of(struct str text)
{
    return (amqp_bytes_t){ .len = text.n, .bytes = (void *)(uintptr_t)text.p };
}

static struct str text_of(struct arena *arena, amqp_bytes_t bytes)
{
    return str_copy(arena, (struct str){ bytes.bytes, bytes.len });
}

bool link_method_failed(amqp_rpc_reply_t reply, struct arena *arena, struct str *reason, int *code)
{
    *code = 0;
    switch (reply.reply_type) {
    case AMQP_RESPONSE_NORMAL:
        return false;
    case AMQP_RESPONSE_NONE:
        *reason = STR("no answer");
        return true;
    case AMQP_RESPONSE_LIBRARY_EXCEPTION:
        *reason = str_from_c(amqp_error_string2(reply.library_error));
        return true;
    case AMQP_RESPONSE_SERVER_EXCEPTION:
        break;
    }
    *reason = STR("closed");
    if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
        const amqp_channel_close_t *close = reply.reply.decoded;

        *reason = text_of(arena, close->reply_text);
        *code = close->reply_code;
    } else if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const amqp_connection_close_t *close = reply.reply.decoded;

        *reason = text_of(arena, close->reply_text);
        *code = close->reply_code;
    }
    return true;
}

void link_close(struct link *link)
{
    if (link->connection != NULL)
        amqp_destroy_connection(link->connection);
    link->connection = NULL;
    link->blocked = false;
}

static void is_away(struct link *link, const char *slug, struct str reason, struct error *error)
{
    if (!link->away)
        log_warn(link->rabbitmq->config.log, "rabbitmq.away",
                 LF_STR("address", link->rabbitmq->name), LF_STR("reason", reason));
    link->away = true;
    FAIL_WITH(error, ERR_UNAVAILABLE, slug, P_STR("address", link->rabbitmq->name),
              P_STR("reason", reason));
}

static enum err fail_with(struct link *link, const char *slug, struct str reason,
                          struct error *error)
{
    link->not_before =
        instant_add(VIA0(link->rabbitmq->config.clock, boot), link->rabbitmq->config.rest);
    is_away(link, slug, reason, error);
    link_close(link);
    return ERR_UNAVAILABLE;
}

enum err link_lost(struct link *link, struct str reason, struct error *error)
{
    return fail_with(link, "rabbitmq.unreachable", reason, error);
}

enum err link_is_full(struct link *link, struct error *error)
{
    struct str reason = str_from_c(link->blocked_by);

    if (link->consumer != NULL)
        return fail_with(link, "rabbitmq.blocked", reason, error);
    is_away(link, "rabbitmq.blocked", reason, error);
    return ERR_UNAVAILABLE;
}

void link_is_back(struct link *link)
{
    if (link->away)
        log_info(link->rabbitmq->config.log, "rabbitmq.back",
                 LF_STR("address", link->rabbitmq->name));
    link->away = false;
}

/* NULL: *status says why. */
static amqp_socket_t *new_socket(struct link *link, int *status)
{
    const struct rabbitmq_config *config = &link->rabbitmq->config;
    amqp_socket_t *socket;

    *status = AMQP_STATUS_OK;

    if (!link->rabbitmq->address.ssl)
        return amqp_tcp_socket_new(link->connection);
    socket = amqp_ssl_socket_new(link->connection);
    if (socket == NULL)
        return NULL;
    amqp_ssl_socket_set_verify_peer(socket, 1);
    amqp_ssl_socket_set_verify_hostname(socket, 1);
    *status = amqp_ssl_socket_set_cacert(
        socket, config->ca_file.n > 0 ? config->ca_file.p : "/etc/ssl/certs/ca-certificates.crt");
    return *status == AMQP_STATUS_OK ? socket : NULL;
}

/* Whom we would talk to is not who it should be: waiting does not help. */
static bool is_untrusted(int status)
{
    return status == AMQP_STATUS_SSL_ERROR || status == AMQP_STATUS_SSL_PEER_VERIFY_FAILED ||
           status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED ||
           status == AMQP_STATUS_SSL_CONNECTION_FAILED;
}

static enum err not_connected(struct link *link, int status, struct error *error)
{
    struct str reason = str_from_c(amqp_error_string2(status));

    return is_untrusted(status) ? fail_with(link, "rabbitmq.untrusted", reason, error)
                                : link_lost(link, reason, error);
}

static enum err connect_socket(struct link *link, struct error *error)
{
    const struct amqp_connection_info *address = &link->rabbitmq->address;
    struct timeval wait = timeval_of(link->rabbitmq->config.answer);
    amqp_socket_t *socket;
    int status;

    link->connection = amqp_new_connection();
    socket = link->connection != NULL ? new_socket(link, &status) : NULL;
    if (socket == NULL && (link->connection == NULL || status == AMQP_STATUS_OK))
        abort(); /* out of memory */
    if (socket == NULL)
        return not_connected(link, status, error);
    amqp_set_handshake_timeout(link->connection, &wait);
    amqp_set_rpc_timeout(link->connection, &wait);
    status = amqp_socket_open_noblock(socket, address->host, address->port, &wait);
    return status == AMQP_STATUS_OK ? ERR_OK : not_connected(link, status, error);
}

/* Who says that he can hear of it is told when his queue is deleted, or its leader gone, and when
 * the server is full; who does not waits for ever. */
static amqp_rpc_reply_t log_in(struct link *link)
{
    const struct amqp_connection_info *a = &link->rabbitmq->address;
    const amqp_field_value_t yes = { .kind = AMQP_FIELD_KIND_BOOLEAN, .value = { .boolean = 1 } };
    amqp_table_entry_t can[] = {
        { .key = amqp_cstring_bytes("consumer_cancel_notify"), .value = yes },
        { .key = amqp_cstring_bytes("connection.blocked"), .value = yes },
    };
    amqp_table_entry_t capabilities = {
        .key = amqp_cstring_bytes("capabilities"),
        .value = { .kind = AMQP_FIELD_KIND_TABLE, .value = { .table = { ARRAY_LEN(can), can } } }
    };
    const amqp_table_t properties = { 1, &capabilities };

    return amqp_login_with_properties(link->connection, a->vhost, 0, FRAME_MOST, HEARTBEAT_S,
                                      &properties, AMQP_SASL_METHOD_PLAIN, a->user, a->password);
}

static enum err sign_in(struct link *link, struct arena *arena, struct error *error)
{
    amqp_rpc_reply_t reply = log_in(link);
    struct str reason;
    int code;

    if (link_method_failed(reply, arena, &reason, &code)) {
        /* a server that refuses the password closes the socket, or says so (403, 530) */
        bool refused = code != 0 || (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
                                     reply.library_error == AMQP_STATUS_CONNECTION_CLOSED);

        return fail_with(link, refused ? "rabbitmq.refused" : "rabbitmq.unreachable", reason,
                         error);
    }
    amqp_channel_open(link->connection, CHANNEL);
    if (link_method_failed(amqp_get_rpc_reply(link->connection), arena, &reason, &code))
        return link_lost(link, reason, error);
    return ERR_OK;
}

enum err link_open_plain(struct link *link, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    TRY(connect_socket(link, error));
    return sign_in(link, &arena, error);
}

static enum err start_consuming(struct link *link, struct arena *arena, struct error *error)
{
    struct str queue = queue_name(link->rabbitmq, arena, link->consumer, ""), reason;
    int code;

    /* per consumer: a quorum queue closes the connection of whoever asks for it globally */
    amqp_basic_qos(link->connection, CHANNEL, 0, (uint16_t)link->rabbitmq->config.prefetch, 0);
    if (link_method_failed(amqp_get_rpc_reply(link->connection), arena, &reason, &code))
        return link_lost(link, reason, error);
    amqp_basic_consume(link->connection, CHANNEL, bytes_of(queue), amqp_empty_bytes, 0, 0, 0,
                       amqp_empty_table);
    if (link_method_failed(amqp_get_rpc_reply(link->connection), arena, &reason, &code))
        return link_lost(link, reason, error);
    return ERR_OK;
}

static enum err open_anew(struct link *link, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct str reason;
    int code;

    TRY(connect_socket(link, error));
    TRY(sign_in(link, &arena, error));
    TRY(topology_declare(link, error));
    amqp_confirm_select(link->connection, CHANNEL);
    if (link_method_failed(amqp_get_rpc_reply(link->connection), &arena, &reason, &code))
        return link_lost(link, reason, error);
    if (link->consumer != NULL)
        TRY(start_consuming(link, &arena, error));
    link->generation++;
    link->published = 0;
    if (link->consumer != NULL) /* who publishes knows when the first message is confirmed */
        link_is_back(link);
    return ERR_OK;
}

enum err link_open(struct link *link, struct error *error)
{
    if (link->connection != NULL)
        return ERR_OK;
    if (instant_before(VIA0(link->rabbitmq->config.clock, boot), link->not_before))
        return FAIL_WITH(error, ERR_UNAVAILABLE, "rabbitmq.unreachable",
                         P_STR("address", link->rabbitmq->name), P_STR("reason", STR("away")));
    return open_anew(link, error);
}
