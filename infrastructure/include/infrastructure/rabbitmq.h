/* infrastructure/rabbitmq.h - the bus between hosts: a topic exchange, a durable quorum queue for
 * each consumer, confirms, manual acknowledgements, delayed retries, dead letters. */
#ifndef INFRASTRUCTURE_RABBITMQ_H
#define INFRASTRUCTURE_RABBITMQ_H

#include "domain/gateways/clock.h"
#include "domain/gateways/event_bus.h"

/* Names below `prefix`: exchange "events"; for each consumer queues "<consumer>" (what waits),
 * "<consumer>.dead", "<consumer>.retry.<delay>" (ends in the first again). Declared when a
 * connection is made; a queue that is there with other arguments is refused by the server, so a
 * change of them takes new names.
 *
 * A connection that is lost is made again by the next call, no more often than every `rest`; what
 * was delivered and not acknowledged comes again then. One thread at a time uses a connection:
 * publishing has one, each consumer has one, looking at the dead has one while it looks. */
struct rabbitmq_consumer {
    const char *name;
    const enum event_type *types;
    size_t n;
};
enum { RABBITMQ_CONSUMERS = 16 };

struct rabbitmq_config {
    struct str url; /* "amqp://user:password@host:5672/vhost" or amqps:// */
    struct str prefix;
    struct str ca_file; /* for amqps */
    struct rabbitmq_consumer consumers[RABBITMQ_CONSUMERS];
    size_t n_consumers;
    struct clock clock;
    struct log log;
    struct duration answer;    /* for a connection, an answer and a confirm; 0: 5 s */
    struct duration rest;      /* 0: 1 s */
    struct duration delays[4]; /* before the first, second … retry; all 0: 10 s, 1 min, 10 min, 1 h
                                */
    int64_t tries;             /* before an event is buried; 0: 10 */
    int64_t prefetch;          /* 0: 50 */
};

struct rabbitmq;

/* ERR_INVALID "rabbitmq.bad_url" {setting}. Asks nothing of the server. */
enum err rabbitmq_open(const struct rabbitmq_config *config, struct rabbitmq **ret,
                       struct error *error) MUST_USE;
void rabbitmq_free(struct rabbitmq *rabbitmq); /* NULL is fine */
/* ERR_UNAVAILABLE "rabbitmq.unreachable" {address, reason} | "rabbitmq.refused" {reason} |
 * "rabbitmq.untrusted" {address, reason}: its certificate, or our file of authorities |
 * "rabbitmq.wrong_topology" {reason}: an exchange or queue of that name is of another kind |
 * "rabbitmq.too_old" {version}. Declares what is missing. */
enum err rabbitmq_check(struct rabbitmq *rabbitmq, struct error *error) MUST_USE;
/* Not in order: a delivery that is to come again lets the others pass. */
struct event_bus rabbitmq_event_bus(struct rabbitmq *rabbitmq);

#endif
