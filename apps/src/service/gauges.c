/* apps/src/service/gauges.c */
#include "service/gauges.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "workers/worker_loop.h"

enum { EVERY_MS = 10000 };

struct gauges {
    const struct ports *ports;
    struct metrics *metrics;
    struct worker_loop *loop;
};

static const struct {
    const char *name, *help;
    size_t offset; /* of an int64_t in struct queues */
} plain[] = {
    { "speechai_jobs_due", "Jobs that a call worker may claim now, up to 100000.",
      offsetof(struct queues, jobs_due) },
    { "speechai_jobs_queued", "The due ones and those whose time is to come, up to 100000.",
      offsetof(struct queues, jobs_queued) },
    { "speechai_webhooks_waiting", "Webhooks in the inbox that are not applied yet.",
      offsetof(struct queues, webhooks_waiting) },
    { "speechai_webhooks_dead", "Webhooks that could not be applied.",
      offsetof(struct queues, webhooks_dead) },
    { "speechai_events_to_relay", "Events that the broker has not been given yet.",
      offsetof(struct queues, events_to_relay) },
    { "speechai_exports_waiting", "Exports that are not finished.",
      offsetof(struct queues, exports_waiting) },
    { "speechai_batches_importing", "Sheets that are being imported.",
      offsetof(struct queues, batches_importing) },
};

static void set_plain(struct metrics *metrics, const struct queues *q)
{
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        metric_set(metrics_gauge(metrics, plain[i].name, plain[i].help, ""),
                   *(const int64_t *)((const char *)q + plain[i].offset));
}

static void set_jobs(struct metrics *metrics, struct arena *arena, const struct queues *q,
                     struct instant now)
{
    int64_t oldest = q->oldest_due.has ? instant_minus(now, q->oldest_due.v).ms : 0;

    metric_set(metrics_gauge(metrics, "speechai_jobs_oldest_due_seconds",
                             "How long the oldest due job has been waiting.", ""),
               oldest / MS_PER_SECOND);
    for (int state = 1; state < JOB_STATE_COUNT; state++) {
        struct str name = job_state_name((enum job_state)state);

        if (job_state_is_in_course((enum job_state)state))
            metric_set(metrics_gauge(metrics, "speechai_jobs_in_course",
                                     "Jobs between claim and settlement, or without funds.",
                                     str_format(arena, "state=\"%.*s\"", STR_ARG(name)).p),
                       q->in_course.n[state]);
    }
}

static void set_consumers(struct metrics *metrics, struct arena *arena, const struct queues *q)
{
    for (size_t i = 0; i < q->consumers.n; i++) {
        const struct consumer_view *c = &q->consumers.items[i];
        const char *labels =
            str_format(arena, "consumer=\"%.*s\"", STR_ARG(consumer_name(c->consumer))).p;

        if (c->behind.has)
            metric_set(metrics_gauge(metrics, "speechai_events_waiting",
                                     "Events that the consumer has not handled yet.", labels),
                       c->behind.v);
        if (c->dead.has)
            metric_set(metrics_gauge(metrics, "speechai_events_dead",
                                     "Events that the consumer gave up on.", labels),
                       c->dead.v);
    }
}

static void set_connections(struct metrics *metrics, struct arena *arena, const struct queues *q)
{
    for (size_t i = 0; i < q->connections.n; i++) {
        const struct connection_view *c = &q->connections.items[i];
        struct str id = ID_TEXT(arena, c->connection);
        const char *labels = str_format(arena, "connection=\"%.*s\"", STR_ARG(id)).p;

        metric_set(metrics_gauge(metrics, "speechai_provider_calls",
                                 "Calls that may be on at the provider now.", labels),
                   c->active);
        metric_set(metrics_gauge(metrics, "speechai_provider_calls_most",
                                 "Calls that the connection may have at once.", labels),
                   c->limit);
        metric_set(metrics_gauge(metrics, "speechai_provider_stopped",
                                 "1: the connection places no calls until it is mended.", labels),
                   c->stopped);
    }
}

void gauges_set(struct metrics *metrics, struct arena *arena, const struct queues *queues,
                struct instant now)
{
    set_plain(metrics, queues);
    set_jobs(metrics, arena, queues, now);
    set_consumers(metrics, arena, queues);
    set_connections(metrics, arena, queues);
    metric_set(metrics_gauge(metrics, "speechai_queues_read_timestamp_seconds",
                             "When the figures of this process were last read.", ""),
               now.unix_ms / MS_PER_SECOND);
}

static struct duration turn(void *self, struct scope *scope)
{
    struct gauges *g = self;
    struct queues queues;

    if (read_queues(g->ports, scope, &queues) != ERR_OK)
        return worker_loop_failed(g->loop, scope);
    gauges_set(g->metrics, scope->arena, &queues, scope->now);
    return (struct duration){ EVERY_MS };
}

struct gauges *gauges_start(const struct ports *ports, struct metrics *metrics)
{
    struct gauges *g = calloc(1, sizeof *g);
    struct worker_loop_spec spec = {
        .name = "gauges", .turn = turn, .self = g, .clock = ports->clock, .log = ports->log
    };

    if (g == NULL)
        return NULL;
    g->ports = ports;
    g->metrics = metrics;
    g->loop = worker_loop_new(&spec);
    if (g->loop != NULL && worker_loop_begin(g->loop))
        return g;
    gauges_free(g);
    return NULL;
}

void gauges_free(struct gauges *g)
{
    if (g == NULL)
        return;
    worker_loop_free(g->loop);
    free(g);
}
