/* domain/src/models/suppression.c */
#include "domain/models/suppression.h"

static const char *const suppression_reason_texts[] = {
    [SUPPRESSION_REQUESTED] = "requested", [SUPPRESSION_OPTED_OUT] = "opted_out",
    [SUPPRESSION_REGISTRY] = "registry",   [SUPPRESSION_IMPORTED] = "imported",
    [SUPPRESSION_LEGAL] = "legal",
};
ENUM_NAMES_DEFINE(suppression_reason)

static const struct field suppression_fields[] = {
    FIELD_ID(struct suppression, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct suppression, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct suppression, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ID(struct suppression, hash, FIELD_PRIVATE),
    FIELD_ENUM(struct suppression, reason, FIELD_INDEXED, suppression_reason_names),
    FIELD_STR(struct suppression, note, 0, 0, 500),
    FIELD_OPT_INSTANT(struct suppression, expires_at, 0),
    FIELD_INSTANT(struct suppression, created_at, FIELD_READ_ONLY),
    FIELD_PHONE(struct suppression, phone, FIELD_REQUIRED | FIELD_FIXED),
};
const struct record suppression_record =
    RECORD("suppressions", struct suppression, suppression_fields);
