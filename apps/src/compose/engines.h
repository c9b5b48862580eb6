/* compose/engines.h - which server stands behind files, limits and what is live, by the settings
 * alone: where no server is named, this process or its folder does. */
#ifndef COMPOSE_ENGINES_H
#define COMPOSE_ENGINES_H

#include "application/marked_records.h"
#include "application/ports.h"
#include "apps/compose.h"

struct engines {
    struct arena arena; /* what RabbitMQ's consumers want */
    struct local_storage *folder;
    struct system_clock *host_clock; /* a store of files knows nothing of a demo's clock */
    struct s3_storage *s3;
    struct redis *redis;
    struct rabbitmq *rabbitmq;
    struct process_fan_out *fan_out;
    struct process_tickets *tickets;
    struct process_limiter *limiter;
    struct process_cache *cache;
    struct marked_records records; /* what ports->records points to */
};

/* Asks a store of files that the settings name whether it can be used, and keeps nothing of it. A
 * folder of this host is asked as it opens. */
enum err engines_check_files(const struct settings *settings, struct error *error) MUST_USE;
/* Fills ports->objects. */
enum err engines_open_files(struct engines *engines, const struct settings *settings,
                            struct ports *ports, struct error *error) MUST_USE;
/* Fills fan_out, tickets, limiter and cache. A server that is
 * refused or named wrongly stops the start; one that is away does not: it may come back. */
enum err engines_open_shared(struct engines *engines, const struct settings *settings,
                             struct ports *ports, struct error *error) MUST_USE;
/* Once store and cache are there: from now on the records tell the cache of changes. */
void engines_mark_records(struct engines *engines, struct ports *ports);
/* Fills bus; ports->events stays where it is, and is filled before the bus is used. */
enum err engines_open_bus(struct engines *engines, const struct settings *settings,
                          struct ports *ports, struct error *error) MUST_USE;
void engines_free(struct engines *engines);

#endif
