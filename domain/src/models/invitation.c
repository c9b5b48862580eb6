/* domain/src/models/invitation.c */
#include "domain/models/invitation.h"

static const struct field invitation_fields[] = {
    FIELD_ID(struct invitation, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct invitation, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct invitation, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct invitation, email, FIELD_READ_ONLY | FIELD_INDEXED, 3, 254),
    FIELD_ENUM(struct invitation, role, FIELD_READ_ONLY, role_names),
    FIELD_STR(struct invitation, language, FIELD_READ_ONLY, 2, 2),
    FIELD_ID(struct invitation, invited_by, FIELD_READ_ONLY),
    FIELD_STR(struct invitation, hash, FIELD_PRIVATE | FIELD_INDEXED, 64, 64),
    FIELD_INSTANT(struct invitation, expires_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct invitation, accepted_at, FIELD_PRIVATE),
    FIELD_OPT_INSTANT(struct invitation, revoked_at, FIELD_PRIVATE),
    FIELD_INSTANT(struct invitation, created_at, FIELD_READ_ONLY),
};
const struct record invitation_record = RECORD("invitations", struct invitation, invitation_fields);

bool invitation_is_open(const struct invitation *invitation, struct instant now)
{
    return !invitation->revoked_at.has && instant_before(now, invitation->expires_at);
}
