/* domain/src/models/batch.c - the life of a batch. */
#include "domain/models/batch.h"

#include "base/arena.h"
#include "base/opt.h"

static const char *const batch_status_texts[] = {
    [BATCH_RECEIVED] = "received", [BATCH_IMPORTING] = "importing", [BATCH_COMMITTED] = "committed",
    [BATCH_FAILED] = "failed",     [BATCH_UNDONE] = "undone",       [BATCH_CHECKING] = "checking",
};
ENUM_NAMES_DEFINE(batch_status)

static const char *const duplicate_policy_texts[] = {
    [DUPLICATES_SKIP] = "skip",
    [DUPLICATES_KEEP] = "keep",
    [DUPLICATES_SKIP_IF_REACHED] = "skip_if_reached",
};
ENUM_NAMES_DEFINE(duplicate_policy)

static const char *const column_role_texts[] = {
    [COLUMN_PHONE] = "phone",       [COLUMN_NAME] = "name",
    [COLUMN_AMOUNT] = "amount",     [COLUMN_DUE_DATE] = "due_date",
    [COLUMN_EMAIL] = "email",       [COLUMN_CITY] = "city",
    [COLUMN_COUNTRY] = "country",   [COLUMN_TIME_ZONE] = "time_zone",
    [COLUMN_DOCUMENT] = "document", [COLUMN_REFERENCE] = "reference",
    [COLUMN_LANGUAGE] = "language", [COLUMN_VARIABLE] = "variable",
    [COLUMN_IGNORED] = "ignored",
};
ENUM_NAMES_DEFINE(column_role)

static const struct field column_fields[] = {
    FIELD_I64(struct column, index, FIELD_REQUIRED, 0, 16383),
    FIELD_STR(struct column, header, 0, 0, 1000),
    FIELD_ENUM(struct column, role, FIELD_REQUIRED, column_role_names),
    FIELD_STR(struct column, variable, 0, 0, 64),
    FIELD_I64(struct column, confidence, 0, 0, 100),
};
const struct record column_record = RECORD("columns", struct column, column_fields);

static const struct field batch_counts_fields[] = {
    FIELD_I64(struct batch_counts, rows, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, jobs, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, repaired, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, warned, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, duplicates, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, suppressed, 0, 0, INT64_MAX),
    FIELD_I64(struct batch_counts, rejected, 0, 0, INT64_MAX),
};
const struct record batch_counts_record =
    RECORD("batch_counts", struct batch_counts, batch_counts_fields);

static const struct field batch_reason_fields[] = {
    FIELD_STR(struct batch_reason, slug, 0, 0, 100),
    FIELD_I64(struct batch_reason, rows, 0, 0, BATCH_ROWS),
    FIELD_I64(struct batch_reason, left_out, 0, 0, BATCH_ROWS),
    FIELD_I64(struct batch_reason, first_row, 0, 0, BATCH_ROWS),
};
const struct record batch_reason_record =
    RECORD("batch_reasons", struct batch_reason, batch_reason_fields);

static const struct field batch_fields[] = {
    FIELD_ID(struct batch, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct batch, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct batch, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ID(struct batch, campaign, FIELD_INDEXED | FIELD_FIXED),
    FIELD_ENUM(struct batch, status, FIELD_INDEXED | FIELD_READ_ONLY, batch_status_names),
    FIELD_STR(struct batch, file_name, FIELD_READ_ONLY, 0, 255),
    FIELD_STR(struct batch, file_object, FIELD_PRIVATE, 0, 255),
    FIELD_STR(struct batch, file_sha256, FIELD_READ_ONLY, 0, 64),
    FIELD_I64(struct batch, file_bytes, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct batch, format, FIELD_READ_ONLY, 0, 8),
    FIELD_STR(struct batch, sheet, 0, 0, 255),
    FIELD_I64(struct batch, header_row, 0, 0, BATCH_ROWS),
    FIELD_STR(struct batch, country, 0, 0, 2),
    FIELD_ENUM(struct batch, duplicates, 0, duplicate_policy_names),
    FIELD_I64(struct batch, reached_days, 0, 0, 400),
    FIELD_LIST(struct batch, columns, 0, column_record, BATCH_COLUMNS),
    FIELD_SUB(struct batch, counts, FIELD_READ_ONLY, batch_counts_record),
    FIELD_LIST(struct batch, reasons, FIELD_READ_ONLY, batch_reason_record, BATCH_REASONS),
    FIELD_I64(struct batch, progress_rows, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct batch, report_object, FIELD_PRIVATE, 0, 255),
    FIELD_STR(struct batch, failure, FIELD_READ_ONLY, 0, 100),
    FIELD_MAP(struct batch, failure_facts, FIELD_PRIVATE, ERROR_PARAMS),
    FIELD_OPT_INSTANT(struct batch, checked_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct batch, created_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct batch, committed_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct batch, import_until, FIELD_PRIVATE),
    FIELD_OPT_INSTANT(struct batch, taken_back_at, FIELD_PRIVATE),
};
const struct record batch_record = RECORD("batches", struct batch, batch_fields);

static enum err wrong_status(const struct batch *b, const char *slug, struct error *error)
{
    return FAIL_WITH(error, ERR_PRECONDITION, slug, P_STR("status", batch_status_name(b->status)));
}

static void raise(const struct batch *b, enum event_type type, struct str detail,
                  struct instant now, struct event_list *events, struct arena *arena)
{
    event_list_add(events, arena,
                   (struct event){ .type = type,
                                   .account = b->account,
                                   .aggregate = b->id.v,
                                   .version = b->version + 1,
                                   .at = now,
                                   .campaign = b->campaign,
                                   .batch = b->id,
                                   .detail = detail,
                                   .count = SOME_I64(b->counts.jobs) });
}

void batch_take_import(struct batch *b, struct instant now)
{
    b->import_until = SOME_INSTANT(instant_add(now, (struct duration){ BATCH_LEASE_MS }));
}

bool batch_import_is_taken(const struct batch *b, struct instant now)
{
    return b->import_until.has && instant_before(now, b->import_until.v);
}

static const struct failure no_failure = { .slug = STR_INIT("") };

static void set_failure(struct batch *b, const struct failure *why)
{
    b->failure = why->slug;
    b->failure_facts = why->facts;
}

struct failure batch_failure(const struct batch *b)
{
    return (struct failure){ b->failure, b->failure_facts };
}

enum err batch_check(struct batch *b, struct error *error)
{
    if (b->status != BATCH_RECEIVED)
        return wrong_status(b, "batch.not_received", error);
    batch_unchecked(b);
    b->status = BATCH_CHECKING;
    return ERR_OK;
}

enum err batch_checked(struct batch *b, struct batch_counts counts, struct instant now,
                       struct error *error)
{
    if (b->status != BATCH_CHECKING)
        return wrong_status(b, "batch.not_checking", error);
    b->status = BATCH_RECEIVED;
    b->counts = counts;
    b->progress_rows = counts.rows;
    b->checked_at = SOME_INSTANT(now);
    return ERR_OK;
}

enum err batch_check_failed(struct batch *b, const struct failure *why, struct error *error)
{
    if (b->status != BATCH_CHECKING)
        return wrong_status(b, "batch.not_checking", error);
    batch_unchecked(b);
    b->status = BATCH_RECEIVED;
    set_failure(b, why);
    return ERR_OK;
}

void batch_unchecked(struct batch *b)
{
    b->counts = (struct batch_counts){ 0 };
    b->reasons.n = 0;
    b->progress_rows = 0;
    b->report_object = STR("");
    set_failure(b, &no_failure);
    b->checked_at = (struct opt_instant){ .has = false };
}

enum err batch_start(struct batch *b, struct instant now, struct error *error)
{
    (void)now;
    if (b->status != BATCH_RECEIVED)
        return wrong_status(b, "batch.not_received", error);
    b->status = BATCH_IMPORTING;
    set_failure(b, &no_failure);
    b->progress_rows = 0;
    return ERR_OK;
}

enum err batch_commit(struct batch *b, struct batch_counts counts, struct instant now,
                      struct event_list *events, struct arena *arena, struct error *error)
{
    if (b->status != BATCH_IMPORTING)
        return wrong_status(b, "batch.not_importing", error);
    b->status = BATCH_COMMITTED;
    b->counts = counts;
    b->progress_rows = counts.rows;
    b->committed_at = SOME_INSTANT(now);
    raise(b, EVENT_BATCH_COMMITTED, STR_NONE, now, events, arena);
    return ERR_OK;
}

enum err batch_fail(struct batch *b, const struct failure *why, struct instant now,
                    struct event_list *events, struct arena *arena, struct error *error)
{
    if (b->status != BATCH_IMPORTING && b->status != BATCH_RECEIVED)
        return wrong_status(b, "batch.not_importing", error);
    b->status = BATCH_FAILED;
    set_failure(b, why);
    raise(b, EVENT_BATCH_FAILED, why->slug, now, events, arena);
    return ERR_OK;
}

enum err batch_undo(struct batch *b, struct instant now, struct event_list *events,
                    struct arena *arena, struct error *error)
{
    if (b->status != BATCH_COMMITTED)
        return wrong_status(b, "batch.not_committed", error);
    b->status = BATCH_UNDONE;
    raise(b, EVENT_BATCH_UNDONE, STR_NONE, now, events, arena);
    return ERR_OK;
}
