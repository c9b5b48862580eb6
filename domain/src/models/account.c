/* domain/src/models/account.c */
#include "domain/models/account.h"

static const char *const account_status_texts[] = {
    [ACCOUNT_ACTIVE] = "active",
    [ACCOUNT_SUSPENDED] = "suspended",
    [ACCOUNT_CLOSED] = "closed",
};
ENUM_NAMES_DEFINE(account_status)

static const struct field account_fields[] = {
    FIELD_ID(struct account, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct account, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct account, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ENUM(struct account, status, FIELD_INDEXED | FIELD_READ_ONLY, account_status_names),
    FIELD_STR(struct account, name, FIELD_REQUIRED, 1, 120),
    FIELD_STR(struct account, country, FIELD_REQUIRED, 2, 2),
    FIELD_STR(struct account, time_zone, FIELD_REQUIRED, 1, 64),
    FIELD_STR(struct account, language, 0, 2, 2),
    FIELD_ENUM(struct account, currency, FIELD_FIXED, unit_names),
    FIELD_STR(struct account, plan, FIELD_REQUIRED | FIELD_FIXED, 1, 40),
    FIELD_ID(struct account, sandbox_of, FIELD_READ_ONLY),
    FIELD_I64(struct account, max_active, FIELD_READ_ONLY, 1, 100000),
    FIELD_BYTES(struct account, data_key, FIELD_PRIVATE, 256),
    FIELD_INSTANT(struct account, created_at, FIELD_READ_ONLY),
};
const struct record account_record = RECORD("accounts", struct account, account_fields);

bool account_speaks(struct str language)
{
    return str_eq(language, STR("es")) || str_eq(language, STR("en"));
}
