/* domain/src/models/password_reset.c */
#include "domain/models/password_reset.h"

static const struct field password_reset_fields[] = {
    FIELD_ID(struct password_reset, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct password_reset, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct password_reset, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct password_reset, email, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 254),
    FIELD_ID(struct password_reset, user, FIELD_PRIVATE),
    FIELD_STR(struct password_reset, hash, FIELD_PRIVATE | FIELD_INDEXED, 0, 64),
    FIELD_STR(struct password_reset, replaces, FIELD_PRIVATE, 0, 64),
    FIELD_INSTANT(struct password_reset, expires_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct password_reset, created_at, FIELD_READ_ONLY),
};
const struct record password_reset_record =
    RECORD("password_resets", struct password_reset, password_reset_fields);
