/* domain/src/models/display.c */
#include "domain/models/display.h"

static const struct field display_fields[] = {
    FIELD_ID(struct display, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct display, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct display, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct display, name, FIELD_REQUIRED, 1, 80),
    FIELD_STR(struct display, hash, FIELD_PRIVATE | FIELD_INDEXED, 64, 64),
    FIELD_ID(struct display, made_by, FIELD_READ_ONLY),
    FIELD_INSTANT(struct display, expires_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct display, created_at, FIELD_READ_ONLY),
    FIELD_OPT_INSTANT(struct display, revoked_at, FIELD_READ_ONLY),
};
const struct record display_record = RECORD("displays", struct display, display_fields);

bool display_is_good(const struct display *display, struct instant now)
{
    return !display->revoked_at.has && instant_before(now, display->expires_at);
}
