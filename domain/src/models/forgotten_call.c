/* domain/src/models/forgotten_call.c */
#include "domain/models/forgotten_call.h"

static const struct field forgotten_call_fields[] = {
    FIELD_ID(struct forgotten_call, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct forgotten_call, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct forgotten_call, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ID(struct forgotten_call, connection, FIELD_PRIVATE),
    FIELD_STR(struct forgotten_call, tag, FIELD_PRIVATE, 1, 100),
    FIELD_STR(struct forgotten_call, provider_call, FIELD_PRIVATE, 1, 200),
    FIELD_OPT_INSTANT(struct forgotten_call, started_at, FIELD_PRIVATE),
    FIELD_INSTANT(struct forgotten_call, created_at, FIELD_PRIVATE),
};
const struct record forgotten_call_record =
    RECORD("forgotten_calls", struct forgotten_call, forgotten_call_fields);
