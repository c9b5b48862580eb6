/* application/src/queries/read_queues.c */
#include "application/queries/read_queues.h"

#include "base/checked.h"
#include "domain/models/batch.h"
#include "domain/models/connection.h"
#include "domain/models/export.h"

#define COUNT(T, member) FIELD_I64(struct T, member, 0, 0, 0)
static const struct field consumer_view_fields[] = {
    FIELD_ENUM(struct consumer_view, consumer, 0, consumer_names),
    FIELD_OPT_I64(struct consumer_view, behind, 0, 0, 0),
    FIELD_OPT_I64(struct consumer_view, dead, 0, 0, 0),
};
const struct record consumer_view_record =
    RECORD("consumer", struct consumer_view, consumer_view_fields);

static const struct field connection_view_fields[] = {
    FIELD_ID(struct connection_view, connection, 0),
    FIELD_ID(struct connection_view, account, 0),
    FIELD_STR(struct connection_view, name, 0, 0, 0),
    FIELD_BOOL(struct connection_view, stopped, 0),
    FIELD_STR(struct connection_view, stopped_reason, 0, 0, 0),
    FIELD_BOOL(struct connection_view, set_up, 0),
    COUNT(connection_view, active),
    COUNT(connection_view, limit),
};
const struct record connection_view_record =
    RECORD("connection_use", struct connection_view, connection_view_fields);

/* -- jobs -- */

static enum err count_jobs(const struct ports *ports, struct scope *own, const struct campaign *c,
                           struct instant until, int64_t *sum)
{
    int64_t n;

    if (*sum >= QUEUED_JOBS_MOST)
        return ERR_OK;
    TRY(VIA(ports->jobs, count_due, own, c->account, c->id, until, QUEUED_JOBS_MOST - *sum, &n));
    *sum += n;
    return ERR_OK;
}

static enum err add_campaign(const struct ports *ports, struct scope *own, const struct campaign *c,
                             struct queues *ret)
{
    struct opt_instant first;

    TRY(VIA(ports->jobs, next_due, own, c->account, c->id, &first));
    if (!first.has)
        return ERR_OK;
    TRY(count_jobs(ports, own, c, own->now, &ret->jobs_due));
    TRY(count_jobs(ports, own, c, (struct instant){ INT64_MAX }, &ret->jobs_queued));
    if (instant_before(own->now, first.v))
        return ERR_OK;
    if (!ret->oldest_due.has || instant_before(first.v, ret->oldest_due.v))
        ret->oldest_due = first;
    return ERR_OK;
}

static enum err add_jobs(const struct ports *ports, struct scope *own, struct queues *ret)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, campaign_status_name(CAMPAIGN_RUNNING) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
    struct page page;

    do {
        TRY(VIA(ports->records, page_global, own, &campaign_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(add_campaign(ports, own, &((const struct campaign *)page.items)[i], ret));
        query.after = page.next;
    } while (page.next.p != NULL);
    return VIA(ports->analytics, in_course_global, own, &ret->in_course);
}

/* -- events -- */

static void add_consumer(const struct ports *ports, struct scope *own, enum consumer consumer,
                         struct consumer_view *view)
{
    int64_t behind, dead;

    *view = (struct consumer_view){ .consumer = consumer };
    if (VIA(ports->bus, depth, own, consumer_names.names[consumer], &behind, &dead) == ERR_OK) {
        view->behind = SOME_I64(behind);
        view->dead = SOME_I64(dead);
    }
    error_clear(&own->error);
}

static enum err add_events(const struct ports *ports, struct scope *own, struct queues *ret)
{
    ret->consumers.items = ARENA_ARRAY(own->arena, struct consumer_view, consumer_names.n);
    for (size_t i = 1; i < consumer_names.n; i++)
        add_consumer(ports, own, (enum consumer)i, &ret->consumers.items[ret->consumers.n++]);
    if (ports->bus.ops->in_order)
        return ERR_OK;
    return VIA(ports->events, lag, own, "relay", &ret->events_to_relay);
}

/* -- the provider, and what else is asked for -- */

static enum err add_connections(const struct ports *ports, struct scope *own, struct queues *ret)
{
    struct page_query query = { .limit = QUEUES_MOST };
    struct page page;

    TRY(VIA(ports->records, page_global, own, &connection_record, &query, &page));
    ret->connections.items = ARENA_ARRAY(own->arena, struct connection_view, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        const struct connection *c = &((const struct connection *)page.items)[i];
        struct connection_view *view = &ret->connections.items[ret->connections.n++];

        *view = (struct connection_view){ .connection = c->id,
                                          .account = c->account,
                                          .name = c->name,
                                          .stopped = c->stopped,
                                          .stopped_reason = c->stopped_reason,
                                          .set_up = c->agent.n > 0,
                                          .limit = c->max_active };
        TRY(VIA(ports->analytics, active_of, own, c->id, &view->active));
    }
    return ERR_OK;
}

static enum err count_with(const struct ports *ports, struct scope *own,
                           const struct record *record, struct str status, int64_t *sum)
{
    struct page_query query = {
        .filters = { { STR("status"), FILTER_EQ, status } },
        .n = 1,
        .limit = QUEUES_MOST,
    };
    struct page page;

    TRY(VIA(ports->records, page_global, own, record, &query, &page));
    *sum += (int64_t)page.n;
    return ERR_OK;
}

static enum err read_all(const struct ports *ports, struct scope *own, struct queues *ret)
{
    TRY(add_jobs(ports, own, ret));
    TRY(VIA(ports->inbox, depth, own, &ret->webhooks_waiting, &ret->webhooks_dead));
    TRY(add_events(ports, own, ret));
    TRY(add_connections(ports, own, ret));
    TRY(count_with(ports, own, &export_record, export_status_name(EXPORT_QUEUED),
                   &ret->exports_waiting));
    TRY(count_with(ports, own, &export_record, export_status_name(EXPORT_RUNNING),
                   &ret->exports_waiting));
    return count_with(ports, own, &batch_record, batch_status_name(BATCH_IMPORTING),
                      &ret->batches_importing);
}

enum err read_queues(const struct ports *ports, struct scope *scope, struct queues *ret)
{
    struct queues queues = { .jobs_due = 0 };
    struct scope own = *scope;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    own.account = (struct account_id){ { { 0 } } };
    enum err err = read_all(ports, &own, &queues);
    if (err != ERR_OK) {
        scope->error = own.error;
        return err;
    }
    *ret = queues;
    return ERR_OK;
}
