/* domain/src/models/registration.c */
#include "domain/models/registration.h"

static const struct field registration_fields[] = {
    FIELD_ID(struct registration, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct registration, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct registration, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct registration, email, FIELD_PRIVATE | FIELD_SENSITIVE | FIELD_INDEXED, 0, 254),
    FIELD_STR(struct registration, account_name, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 120),
    FIELD_STR(struct registration, country, FIELD_PRIVATE, 0, 2),
    FIELD_STR(struct registration, time_zone, FIELD_PRIVATE, 0, 64),
    FIELD_STR(struct registration, language, FIELD_PRIVATE, 0, 2),
    FIELD_STR(struct registration, hash, FIELD_PRIVATE | FIELD_INDEXED, 0, 64),
    FIELD_INSTANT(struct registration, expires_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct registration, created_at, FIELD_READ_ONLY),
};
const struct record registration_record =
    RECORD("registrations", struct registration, registration_fields);
