/* domain/src/models/connection.c */
#include "domain/models/connection.h"

#include "domain/phone.h"

static const struct field connection_fields[] = {
    FIELD_ID(struct connection, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct connection, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct connection, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct connection, name, FIELD_REQUIRED, 1, 80),
    FIELD_STR(struct connection, base_url, FIELD_REQUIRED, 8, 500),
    FIELD_STR(struct connection, agent, FIELD_READ_ONLY, 0, 200),
    FIELD_STR(struct connection, llm, FIELD_READ_ONLY, 0, 200),
    FIELD_I64(struct connection, max_active, 0, 1, 100000),
    FIELD_BOOL(struct connection, stopped, FIELD_READ_ONLY),
    FIELD_STR(struct connection, stopped_reason, FIELD_READ_ONLY, 0, 100),
    FIELD_INSTANT(struct connection, created_at, FIELD_READ_ONLY),
    /* no person's, but sealed by the same means; never shown */
    FIELD_STR(struct connection, api_key, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 500),
    FIELD_STR(struct connection, old_api_key, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 500),
};
const struct record connection_record = RECORD("connections", struct connection, connection_fields);

static const struct field number_fields[] = {
    FIELD_ID(struct number, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct number, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct number, version, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_STR(struct number, e164, FIELD_REQUIRED | FIELD_FIXED | FIELD_INDEXED | FIELD_SORTED, 4,
              PHONE_TEXT),
    FIELD_STR(struct number, label, 0, 0, 80),
    FIELD_ID(struct number, connection, 0),
    FIELD_INSTANT(struct number, created_at, FIELD_READ_ONLY),
};
const struct record number_record = RECORD("numbers", struct number, number_fields);
