/* messaging/rabbitmq/link.h - one connection with one channel, made again when it is lost. */
#ifndef RABBITMQ_LINK_H
#define RABBITMQ_LINK_H

#include <amqp.h>
#include <amqp_framing.h>
#include <pthread.h>

#include "base/strbuf.h"
#include "infrastructure/rabbitmq.h"

enum { RETRIES = 4, CHANNEL = 1, BODY_MOST = 256 * 1024 };

struct link {
    struct rabbitmq *rabbitmq;
    const char *consumer;               /* NULL: for publishing, or for looking */
    pthread_mutex_t lock;               /* guards the rest: one thread at a time */
    amqp_connection_state_t connection; /* NULL: none */
    uint64_t generation;                /* of the connection: tickets of an older one are void */
    uint64_t published;                 /* on it, for confirms */
    struct instant not_before;          /* boot clock: when it may be tried again */
    bool away;                          /* for the log: said once */
    bool blocked;                       /* the server is full: it reads nothing of ours */
    char blocked_by[64];
};

struct rabbitmq {
    struct arena arena;
    struct rabbitmq_config config;
    struct amqp_connection_info address; /* points into the arena */
    struct str name;                     /* "host:port" */
    struct link publishing;
    struct link consuming[RABBITMQ_CONSUMERS];
};

/* Under the link's lock. ERR_OK: it stands, confirms are on, and it consumes if it has a consumer.
 */
enum err link_open(struct link *link, struct error *error) MUST_USE;
void link_close(struct link *link);
/* A connection of its own that does nothing yet: for looking at the dead. */
enum err link_open_plain(struct link *link, struct error *error) MUST_USE;
/* The connection is of no use any more: says so once, and closes it. */
enum err link_lost(struct link *link, struct str reason, struct error *error) MUST_USE;
/* The server takes nothing until there is room: says so once. Who only publishes keeps the
 * connection, on which he is told; who consumes closes it, so that what he holds comes again. */
enum err link_is_full(struct link *link, struct error *error) MUST_USE;
/* It took something, or gives something: says so once, if it was away. */
void link_is_back(struct link *link);
/* What the last call of a method came to; the reason lives in the arena. */
bool link_method_failed(amqp_rpc_reply_t reply, struct arena *arena, struct str *reason, int *code);

/* A queue's name: prefix, consumer, suffix; in the arena. */
struct str queue_name(const struct rabbitmq *r, struct arena *arena, const char *consumer,
                      const char *suffix);
/* ".retry.10s" */
struct str retry_suffix(struct arena *arena, struct duration delay);
amqp_bytes_t bytes_of(struct str text);

/* Exchange, queues, bindings. ERR_UNAVAILABLE "rabbitmq.wrong_topology", "rabbitmq.not_permitted"
 * {reason}. */
enum err topology_declare(struct link *link, struct error *error) MUST_USE;

/* Puts one message of the default exchange, or ours, on its way. */
struct message {
    struct str exchange, key, body, id, type, reason;
    int64_t tries;
};
/* Sends them all and waits until every one is confirmed. ERR_UNAVAILABLE: it is not known which
 * were. "rabbitmq.no_route": nobody's queue takes one of them. */
enum err link_publish(struct link *link, const struct message *messages, size_t n,
                      struct error *error) MUST_USE;

struct str header_text(const amqp_table_t *headers, const char *name);
int64_t header_number(const amqp_table_t *headers, const char *name);

/* An event as a message's body, and back. */
struct str event_write(struct arena *arena, const struct event *event);
enum err event_read(struct arena *arena, amqp_bytes_t body, struct event *ret,
                    struct error *error) MUST_USE;

#endif
