/* domain/src/models/process.c */
#include "domain/models/process.h"

#include "base/field.h"

#define COUNT(member) FIELD_I64(struct traffic, member, FIELD_READ_ONLY, 0, 0)
static const struct field traffic_fields[] = {
    COUNT(requests),   COUNT(client_errors),     COUNT(server_errors),
    COUNT(overloaded), COUNT(provider_requests), COUNT(provider_errors),
    COUNT(webhooks),   COUNT(webhooks_refused),  COUNT(webhooks_failed),
};
const struct record traffic_record = RECORD("traffic", struct traffic, traffic_fields);

static const struct field process_fields[] = {
    FIELD_ID(struct process, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct process, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct process, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct process, host, FIELD_READ_ONLY, 0, 255),
    FIELD_I64(struct process, pid, FIELD_READ_ONLY, 0, 0),
    FIELD_STR(struct process, parts, FIELD_READ_ONLY, 0, 200),
    FIELD_INSTANT(struct process, created_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct process, seen_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct process, stopped_at, FIELD_READ_ONLY),
    FIELD_SUB(struct process, last_hour, FIELD_READ_ONLY, traffic_record),
    FIELD_SUB(struct process, recent, FIELD_READ_ONLY, traffic_record),
};
const struct record process_record = RECORD("processes", struct process, process_fields);

bool process_is_alive(const struct process *process, struct instant now)
{
    return !process->stopped_at.has && instant_minus(now, process->seen_at).ms <= PROCESS_LOST_MS;
}

void traffic_sum(struct traffic *sum, const struct traffic *t, int64_t factor)
{
    for (size_t i = 0; i < traffic_record.n; i++)
        *(int64_t *)field_at(&traffic_record.fields[i], sum) +=
            factor * *(const int64_t *)field_at(&traffic_record.fields[i], t);
}
