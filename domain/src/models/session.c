/* domain/src/models/session.c */
#include "domain/models/session.h"

static const struct field session_fields[] = {
    FIELD_ID(struct session, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct session, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct session, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_ID(struct session, user, FIELD_READ_ONLY | FIELD_INDEXED),
    FIELD_ENUM(struct session, role, FIELD_READ_ONLY, role_names),
    FIELD_STR(struct session, hash, FIELD_PRIVATE | FIELD_INDEXED, 64, 64),
    FIELD_STR(struct session, address, FIELD_READ_ONLY, 0, 64),
    FIELD_STR(struct session, agent, FIELD_READ_ONLY, 0, 200),
    FIELD_INSTANT(struct session, signed_in_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct session, seen_at, FIELD_READ_ONLY),
    FIELD_INSTANT(struct session, created_at, FIELD_READ_ONLY),
};
const struct record session_record = RECORD("sessions", struct session, session_fields);

bool session_is_alive(const struct session *session, struct instant now)
{
    return instant_minus(now, session->seen_at).ms < SESSION_IDLE_MS &&
           instant_minus(now, session->signed_in_at).ms < SESSION_LIFE_MS;
}
