/* domain/src/models/export.c */
#include "domain/models/export.h"

static const char *const export_status_texts[] = {
    [EXPORT_QUEUED] = "queued", [EXPORT_RUNNING] = "running", [EXPORT_READY] = "ready",
    [EXPORT_FAILED] = "failed", [EXPORT_EXPIRED] = "expired",
};
ENUM_NAMES_DEFINE(export_status)

static const char *const export_format_texts[] = {
    [EXPORT_XLSX] = "xlsx",
    [EXPORT_CSV] = "csv",
};
ENUM_NAMES_DEFINE(export_format)

static const char *const export_kind_texts[] = {
    [EXPORT_RESULTS] = "results",
    [EXPORT_SUPPRESSIONS] = "suppressions",
    [EXPORT_CALLS] = "calls",
};
ENUM_NAMES_DEFINE(export_kind)

static const struct field export_fields[] = {
    FIELD_ID(struct export, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct export, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct export, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ENUM(struct export, kind, FIELD_FIXED | FIELD_INDEXED | FIELD_MAYBE, export_kind_names),
    FIELD_ID(struct export, campaign, FIELD_INDEXED | FIELD_FIXED),
    FIELD_ENUM(struct export, outcome, FIELD_FIXED | FIELD_MAYBE, outcome_names),
    FIELD_OPT_INSTANT(struct export, since, FIELD_FIXED),
    FIELD_OPT_INSTANT(struct export, until, FIELD_FIXED),
    FIELD_PHONE(struct export, phone, FIELD_FIXED),
    FIELD_ENUM(struct export, format, FIELD_FIXED, export_format_names),
    FIELD_ENUM(struct export, status, FIELD_READ_ONLY | FIELD_INDEXED, export_status_names),
    FIELD_STR(struct export, language, 0, 0, 2),
    FIELD_I64(struct export, rows, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_I64(struct export, rows_total, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct export, object, FIELD_PRIVATE, 0, 255),
    FIELD_I64(struct export, bytes, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_BOOL(struct export, without_money, FIELD_READ_ONLY),
    FIELD_STR(struct export, failure, FIELD_READ_ONLY, 0, 100),
    FIELD_INSTANT(struct export, created_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct export, ready_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct export, expires_at, FIELD_READ_ONLY),
};
const struct record export_record = RECORD("exports", struct export, export_fields);

bool export_has_money(const struct export *export)
{
    return export->kind != EXPORT_SUPPRESSIONS && !export->without_money;
}
