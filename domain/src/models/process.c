/* domain/src/models/process.c */
#include "domain/models/process.h"

#include "base/field.h"

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
};
const struct record process_record = RECORD("processes", struct process, process_fields);

bool process_is_alive(const struct process *process, struct instant now)
{
    return !process->stopped_at.has && instant_minus(now, process->seen_at).ms <= PROCESS_LOST_MS;
}
