/* application/src/queries/read_system.c - is anything stuck? */
#include "application/queries/read_system.h"

#include "domain/models/batch.h"
#include "domain/models/connection.h"
#include "domain/models/export.h"

#define COUNT(T, member) FIELD_I64(struct T, member, 0, 0, 0)
static const struct field process_view_fields[] = {
    FIELD_ID(struct process_view, process, 0),
    FIELD_STR(struct process_view, host, 0, 0, 0),
    COUNT(process_view, pid),
    FIELD_STR(struct process_view, parts, 0, 0, 0),
    FIELD_INSTANT(struct process_view, started_at, 0),
    FIELD_INSTANT(struct process_view, seen_at, 0),
    FIELD_BOOL(struct process_view, alive, 0),
};
static const struct record process_view_record =
    RECORD("process", struct process_view, process_view_fields);

static const struct field state_view_fields[] = {
    FIELD_ENUM(struct state_view, state, 0, job_state_names),
    COUNT(state_view, jobs),
};
static const struct record state_view_record =
    RECORD("state_count", struct state_view, state_view_fields);

static const struct field consumer_view_fields[] = {
    FIELD_ENUM(struct consumer_view, consumer, 0, consumer_names),
    COUNT(consumer_view, behind),
};
static const struct record consumer_view_record =
    RECORD("consumer", struct consumer_view, consumer_view_fields);

static const struct field connection_view_fields[] = {
    FIELD_ID(struct connection_view, connection, 0),
    FIELD_ID(struct connection_view, account, 0),
    FIELD_STR(struct connection_view, name, 0, 0, 0),
    FIELD_BOOL(struct connection_view, stopped, 0),
    FIELD_STR(struct connection_view, stopped_reason, 0, 0, 0),
    COUNT(connection_view, active),
    COUNT(connection_view, limit),
};
static const struct record connection_view_record =
    RECORD("connection_use", struct connection_view, connection_view_fields);

static const struct field hour_view_fields[] = {
    COUNT(hour_view, calls),
    COUNT(hour_view, answered),
    COUNT(hour_view, failed),
    COUNT(hour_view, undetermined),
};
static const struct record hour_view_record =
    RECORD("hour_figures", struct hour_view, hour_view_fields);

static const struct field system_view_fields[] = {
    FIELD_INSTANT(struct system_view, at, 0),
    FIELD_LIST(struct system_view, processes, 0, process_view_record, SYSTEM_MOST),
    FIELD_LIST(struct system_view, jobs, 0, state_view_record, JOB_STATE_COUNT),
    COUNT(system_view, webhooks_waiting),
    COUNT(system_view, webhooks_dead),
    FIELD_LIST(struct system_view, consumers, 0, consumer_view_record, 0),
    FIELD_LIST(struct system_view, connections, 0, connection_view_record, SYSTEM_MOST),
    COUNT(system_view, exports_waiting),
    COUNT(system_view, batches_importing),
    FIELD_SUB(struct system_view, last_hour, 0, hour_view_record),
};
const struct record system_view_record = RECORD("system", struct system_view, system_view_fields);

static enum err add_processes(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    struct page_query query = { .limit = SYSTEM_MOST, .descending = true };
    struct page page;

    TRY(VIA(ports->records, page, own, &process_record, &query, &page));
    ret->processes.items = ARENA_ARRAY(own->arena, struct process_view, page.n + 1);
    for (size_t i = 0; i < page.n; i++) {
        const struct process *p = &((const struct process *)page.items)[i];

        ret->processes.items[ret->processes.n++] =
            (struct process_view){ p->id,
                                   p->host,
                                   p->pid,
                                   p->parts,
                                   p->created_at,
                                   p->seen_at,
                                   process_is_alive(p, own->now) };
    }
    return ERR_OK;
}

static enum err add_states(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    struct state_counts counts;

    TRY(VIA(ports->analytics, states_global, own, &counts));
    ret->jobs.items = ARENA_ARRAY(own->arena, struct state_view, JOB_STATE_COUNT);
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        if (counts.n[state] > 0)
            ret->jobs.items[ret->jobs.n++] =
                (struct state_view){ (enum job_state)state, counts.n[state] };
    return ERR_OK;
}

static enum err add_consumers(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    ret->consumers.items = ARENA_ARRAY(own->arena, struct consumer_view, consumer_names.n);
    for (size_t i = 1; i < consumer_names.n; i++) {
        struct consumer_view *view = &ret->consumers.items[ret->consumers.n++];

        view->consumer = (enum consumer)i;
        TRY(VIA(ports->events, lag, own, consumer_names.names[i], &view->behind));
    }
    return ERR_OK;
}

static enum err add_connections(const struct ports *ports, struct scope *own,
                                struct system_view *ret)
{
    struct page_query query = { .limit = SYSTEM_MOST };
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
        .limit = SYSTEM_MOST,
    };
    struct page page;

    TRY(VIA(ports->records, page_global, own, record, &query, &page));
    *sum += (int64_t)page.n;
    return ERR_OK;
}

static enum err add_work(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    TRY(VIA(ports->inbox, depth, own, &ret->webhooks_waiting, &ret->webhooks_dead));
    TRY(count_with(ports, own, &export_record, export_status_name(EXPORT_QUEUED),
                   &ret->exports_waiting));
    TRY(count_with(ports, own, &export_record, export_status_name(EXPORT_RUNNING),
                   &ret->exports_waiting));
    return count_with(ports, own, &batch_record, batch_status_name(BATCH_IMPORTING),
                      &ret->batches_importing);
}

static enum err add_hour(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    struct instant from = { own->now.unix_ms - MS_PER_HOUR };
    struct rollup_list sums;

    TRY(VIA(ports->analytics, rollups_global, own, from, own->now, &sums));
    for (size_t i = 0; i < sums.n; i++) {
        const struct rollup *r = &sums.items[i];

        ret->last_hour.calls += r->calls;
        ret->last_hour.answered += r->answered;
        ret->last_hour.failed += r->outcomes[OUTCOME_FAILED];
        ret->last_hour.undetermined += r->outcomes[OUTCOME_UNDETERMINED];
    }
    return ERR_OK;
}

static enum err read_all(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    TRY(add_processes(ports, own, ret));
    TRY(add_states(ports, own, ret));
    TRY(add_consumers(ports, own, ret));
    TRY(add_connections(ports, own, ret));
    TRY(add_work(ports, own, ret));
    return add_hour(ports, own, ret);
}

enum err read_system(const struct ports *ports, struct scope *scope, struct system_view *ret)
{
    struct scope own = *scope;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    own.account = (struct account_id){ { { 0 } } };
    *ret = (struct system_view){ .at = scope->now };
    enum err err = read_all(ports, &own, ret);
    if (err != ERR_OK)
        scope->error = own.error;
    return err;
}
