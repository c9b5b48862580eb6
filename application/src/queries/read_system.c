/* application/src/queries/read_system.c - is anything stuck? */
#include "application/queries/read_system.h"

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
    COUNT(system_view, jobs_due),
    COUNT(system_view, jobs_queued),
    FIELD_OPT_INSTANT(struct system_view, oldest_due_at, 0),
    COUNT(system_view, webhooks_waiting),
    COUNT(system_view, webhooks_dead),
    COUNT(system_view, events_to_relay),
    FIELD_LIST(struct system_view, consumers, 0, consumer_view_record, 0),
    FIELD_LIST(struct system_view, connections, 0, connection_view_record, SYSTEM_MOST),
    COUNT(system_view, exports_waiting),
    COUNT(system_view, batches_importing),
    FIELD_SUB(struct system_view, last_hour, 0, hour_view_record),
    FIELD_SUB(struct system_view, traffic, 0, traffic_record),
    FIELD_INSTANT(struct system_view, recent_since, 0),
    FIELD_SUB(struct system_view, recent_calls, 0, hour_view_record),
    FIELD_SUB(struct system_view, recent_traffic, 0, traffic_record),
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
        if (!process_is_alive(p, own->now))
            continue;
        traffic_sum(&ret->traffic, &p->last_hour, 1);
        traffic_sum(&ret->recent_traffic, &p->recent, 1);
    }
    return ERR_OK;
}

static void add_states(const struct state_counts *counts, struct scope *own,
                       struct system_view *ret)
{
    ret->jobs.items = ARENA_ARRAY(own->arena, struct state_view, JOB_STATE_COUNT);
    for (int state = 1; state < JOB_STATE_COUNT; state++)
        if (counts->n[state] > 0)
            ret->jobs.items[ret->jobs.n++] =
                (struct state_view){ (enum job_state)state, counts->n[state] };
}

/* How much waits. */
static enum err add_queues(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    struct queues q;

    TRY(read_queues(ports, own, &q));
    add_states(&q.in_course, own, ret);
    ret->jobs_due = q.jobs_due;
    ret->jobs_queued = q.jobs_queued;
    ret->oldest_due_at = q.oldest_due;
    ret->webhooks_waiting = q.webhooks_waiting;
    ret->webhooks_dead = q.webhooks_dead;
    ret->events_to_relay = q.events_to_relay;
    ret->consumers.items = q.consumers.items;
    ret->consumers.n = q.consumers.n;
    ret->connections.items = q.connections.items;
    ret->connections.n = q.connections.n;
    ret->exports_waiting = q.exports_waiting;
    ret->batches_importing = q.batches_importing;
    return ERR_OK;
}

static enum err count_calls(const struct ports *ports, struct scope *own, struct instant from,
                            struct hour_view *ret)
{
    struct rollup_list sums;

    TRY(VIA(ports->analytics, rollups_global, own, from, own->now, &sums));
    for (size_t i = 0; i < sums.n; i++) {
        const struct rollup *r = &sums.items[i];

        ret->calls += r->calls;
        ret->answered += r->answered;
        ret->failed += r->outcomes[OUTCOME_FAILED];
        ret->undetermined += r->outcomes[OUTCOME_UNDETERMINED];
    }
    return ERR_OK;
}

static enum err add_calls(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    int64_t recent = own->now.unix_ms - (int64_t)TRAFFIC_RECENT_MINUTES * MS_PER_MINUTE;

    ret->recent_since.unix_ms = recent - recent % ROLLUP_SLOT_MS;
    TRY(count_calls(ports, own, ret->recent_since, &ret->recent_calls));
    return count_calls(ports, own, (struct instant){ own->now.unix_ms - MS_PER_HOUR },
                       &ret->last_hour);
}

static enum err read_all(const struct ports *ports, struct scope *own, struct system_view *ret)
{
    TRY(add_processes(ports, own, ret));
    TRY(add_queues(ports, own, ret));
    return add_calls(ports, own, ret);
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
