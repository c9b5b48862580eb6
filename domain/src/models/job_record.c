/* domain/src/models/job_record.c - the fields of a job, its attempt and its phones. */
#include "domain/models/job.h"

static const char *const job_state_texts[] = {
    [JOB_SCHEDULED] = "scheduled",
    [JOB_WAITING_FUNDS] = "waiting_funds",
    [JOB_CLAIMED] = "claimed",
    [JOB_HELD] = "held",
    [JOB_DIALING] = "dialing",
    [JOB_PLACED] = "placed",
    [JOB_LIVE] = "live",
    [JOB_ENDED] = "ended",
    [JOB_RETRY_WAIT] = "retry_wait",
    [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",
    [JOB_UNDETERMINED] = "undetermined",
    [JOB_BLOCKED] = "blocked",
    [JOB_CANCELLED] = "cancelled",
};
_Static_assert(ARRAY_LEN(job_state_texts) == JOB_STATE_COUNT, "every state has a name");
ENUM_NAMES_DEFINE(job_state)

static const char *const phone_quality_texts[] = {
    [PHONE_VALID] = "valid",
    [PHONE_POSSIBLE] = "possible",
};
ENUM_NAMES_DEFINE(phone_quality)

static const struct field job_phone_fields[] = {
    FIELD_PHONE(struct job_phone, phone, 0),
    FIELD_ENUM(struct job_phone, quality, 0, phone_quality_names),
};
const struct record job_phone_record = RECORD("job_phone", struct job_phone, job_phone_fields);

static const struct field attempt_fields[] = {
    FIELD_I64(struct attempt, n, 0, 0, INT64_MAX),
    FIELD_STR(struct attempt, tag, 0, 0, 64),
    FIELD_ID(struct attempt, call, 0),
    FIELD_I64(struct attempt, phone, 0, 0, JOB_PHONES - 1),
    FIELD_STR(struct attempt, from_number, 0, 0, PHONE_TEXT),
    FIELD_ID(struct attempt, connection, FIELD_PRIVATE),
    FIELD_AMOUNT(struct attempt, hold, FIELD_MONEY),
    FIELD_SUB(struct attempt, tariff, FIELD_MONEY, tariff_record),
    FIELD_DURATION(struct attempt, max_talk_ms, 0, 0, 2 * MS_PER_HOUR),
    FIELD_BOOL(struct attempt, hold_open, 0),
    FIELD_OPT_INSTANT(struct attempt, claimed_at, 0),
    FIELD_OPT_INSTANT(struct attempt, intent_at, 0),
    FIELD_OPT_INSTANT(struct attempt, placed_at, 0),
    FIELD_OPT_INSTANT(struct attempt, started_at, 0),
    FIELD_OPT_INSTANT(struct attempt, ended_at, 0),
    FIELD_OPT_INSTANT(struct attempt, settled_at, 0),
    FIELD_I64(struct attempt, gate_epoch, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_BOOL(struct attempt, unwanted, FIELD_PRIVATE),
    FIELD_STR(struct attempt, provider_call, 0, 0, 128),
    FIELD_STR(struct attempt, end_reason, 0, 0, 128),
    FIELD_ENUM(struct attempt, outcome, FIELD_MAYBE, outcome_names),
    FIELD_ENUM(struct attempt, retry, FIELD_PRIVATE, retry_class_names),
    FIELD_BOOL(struct attempt, billable, FIELD_PRIVATE),
    FIELD_OPT_DURATION(struct attempt, talk_ms, 0, 0, 0),
    FIELD_OPT_AMOUNT(struct attempt, charge, FIELD_MONEY),
    FIELD_OPT_I64(struct attempt, cost_micros, FIELD_MONEY, 0, INT64_MAX),
    FIELD_OPT_INSTANT(struct attempt, reconcile_at, FIELD_PRIVATE),
    FIELD_I64(struct attempt, reconcile_n, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STRS(struct attempt, applied, FIELD_PRIVATE, JOB_APPLIED),
    FIELD_STR(struct attempt, rules, 0, 0, 64),
    FIELD_STR(struct attempt, local_time, 0, 0, 80),
    FIELD_STR(struct attempt, clock, 0, 0, 16),
};
const struct record attempt_record = RECORD("attempt", struct attempt, attempt_fields);

static const struct field deferral_fields[] = {
    FIELD_INSTANT(struct deferral, at, 0),
    FIELD_INSTANT(struct deferral, until, 0),
    FIELD_STR(struct deferral, reason, 0, 0, 64),
    FIELD_I64(struct deferral, times, 0, 0, INT64_MAX),
};
static const struct record deferral_record = RECORD("deferral", struct deferral, deferral_fields);

static const struct field job_fields[] = {
    FIELD_ID(struct job, id, FIELD_KEY),
    FIELD_ID(struct job, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct job, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ID(struct job, campaign, FIELD_INDEXED | FIELD_READ_ONLY),
    FIELD_ID(struct job, batch, FIELD_INDEXED | FIELD_READ_ONLY),
    FIELD_I64(struct job, row, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ENUM(struct job, state, FIELD_INDEXED | FIELD_READ_ONLY, job_state_names),
    FIELD_INSTANT(struct job, not_before, FIELD_READ_ONLY),
    FIELD_INSTANT(struct job, lease_until, FIELD_PRIVATE),
    FIELD_I64(struct job, fence, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_I64(struct job, claims, FIELD_PRIVATE, 0, JOB_CLAIMS_MOST),
    FIELD_I64(struct job, attempts, FIELD_READ_ONLY | FIELD_SHEET, 0, INT64_MAX),
    FIELD_STR(struct job, wait_reason, FIELD_READ_ONLY, 0, 64),
    FIELD_ENUM(struct job, outcome, FIELD_READ_ONLY | FIELD_SHEET | FIELD_MAYBE, outcome_names),
    FIELD_STR(struct job, country, FIELD_READ_ONLY, 0, 2),
    FIELD_STR(struct job, time_zone, FIELD_READ_ONLY, 0, 64),
    FIELD_STR(struct job, promise_date, FIELD_READ_ONLY | FIELD_SHEET, 0, 10),
    FIELD_STR(struct job, promise_amount, FIELD_READ_ONLY | FIELD_SHEET, 0, 40),
    FIELD_OPT_INSTANT(struct job, callback_at, FIELD_READ_ONLY | FIELD_SHEET),
    FIELD_LIST(struct job, deferrals, FIELD_PRIVATE, deferral_record, JOB_DEFERRALS),
    FIELD_I64(struct job, dead_phones, FIELD_PRIVATE, 0, (1 << JOB_PHONES) - 1),
    FIELD_INSTANT(struct job, created_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct job, finished_at, FIELD_READ_ONLY),
    FIELD_SUB(struct job, attempt, FIELD_READ_ONLY, attempt_record),
    FIELD_LIST(struct job, phones, FIELD_READ_ONLY | FIELD_SENSITIVE, job_phone_record, JOB_PHONES),
    FIELD_STR(struct job, name, FIELD_READ_ONLY | FIELD_SENSITIVE, 0, 200),
    FIELD_MAP(struct job, variables, FIELD_READ_ONLY | FIELD_SENSITIVE, 256),
};
const struct record job_record = RECORD("jobs", struct job, job_fields);
