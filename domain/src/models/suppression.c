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

static const struct field platform_suppression_fields[] = {
    FIELD_ID(struct platform_suppression, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct platform_suppression, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct platform_suppression, version, FIELD_READ_ONLY | FIELD_CLOCKED, 0, INT64_MAX),
    FIELD_ENUM(struct platform_suppression, reason, FIELD_INDEXED, suppression_reason_names),
    FIELD_STR(struct platform_suppression, note, 0, 0, 500),
    FIELD_OPT_INSTANT(struct platform_suppression, expires_at, 0),
    FIELD_INSTANT(struct platform_suppression, created_at, FIELD_READ_ONLY),
    FIELD_PHONE(struct platform_suppression, phone, FIELD_REQUIRED | FIELD_FIXED),
};
const struct record platform_suppression_record =
    RECORD("platform_suppressions", struct platform_suppression, platform_suppression_fields);

void suppression_check_end(struct error *error, struct opt_instant expires_at, struct instant now)
{
    if (expires_at.has && !instant_before(now, expires_at.v))
        error_add_field(
            error, (struct field_error){ .field = STR("expires_at"), .slug = "field.in_the_past" });
}

bool platform_suppression_holds(const struct platform_suppression *entry, struct instant now)
{
    return entry != NULL && (!entry->expires_at.has || instant_before(now, entry->expires_at.v));
}
