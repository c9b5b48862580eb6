/* domain/src/models/user.c */
#include "domain/models/user.h"

static const struct field user_fields[] = {
    FIELD_ID(struct user, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct user, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct user, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct user, email, FIELD_REQUIRED | FIELD_INDEXED | FIELD_SORTED, 3, 254),
    FIELD_STR(struct user, name, 0, 0, 120),
    FIELD_STR(struct user, language, 0, 2, 2),
    FIELD_BOOL(struct user, platform_admin, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_STR(struct user, password_hash, FIELD_PRIVATE, 0, 200),
    FIELD_INSTANT(struct user, created_at, FIELD_READ_ONLY),
};
const struct record user_record = RECORD("users", struct user, user_fields);

static const struct field membership_fields[] = {
    FIELD_ID(struct membership, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct membership, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct membership, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ID(struct membership, user, FIELD_REQUIRED | FIELD_INDEXED | FIELD_FIXED),
    FIELD_ENUM(struct membership, role, FIELD_REQUIRED, role_names),
    FIELD_BOOL(struct membership, leaving, FIELD_PRIVATE),
    FIELD_INSTANT(struct membership, created_at, FIELD_READ_ONLY),
};
const struct record membership_record = RECORD("memberships", struct membership, membership_fields);

static const struct field email_claim_fields[] = {
    FIELD_ID(struct email_claim, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct email_claim, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct email_claim, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ID(struct email_claim, user, FIELD_PRIVATE),
    FIELD_ID(struct email_claim, home, FIELD_PRIVATE),
    FIELD_INSTANT(struct email_claim, created_at, FIELD_PRIVATE),
};
const struct record email_claim_record =
    RECORD("email_claims", struct email_claim, email_claim_fields);

static const struct field api_key_fields[] = {
    FIELD_ID(struct api_key, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct api_key, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct api_key, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct api_key, name, FIELD_REQUIRED, 1, 80),
    FIELD_STR(struct api_key, hint, FIELD_READ_ONLY, 0, 24),
    FIELD_STR(struct api_key, hash, FIELD_PRIVATE | FIELD_INDEXED, 64, 64),
    FIELD_STRS(struct api_key, scopes, 0, 16),
    FIELD_OPT_INSTANT(struct api_key, expires_at, 0),
    FIELD_OPT_INSTANT(struct api_key, revoked_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct api_key, last_used_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct api_key, created_at, FIELD_READ_ONLY),
    FIELD_ID(struct api_key, made_by, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct api_key, maker_left_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct api_key, replaced_at, FIELD_READ_ONLY),
};
const struct record api_key_record = RECORD("api_keys", struct api_key, api_key_fields);
