/* domain/models/store_move.c - the rows of store_move.h, field by field. */
#include "domain/repositories/store_move.h"

/* The name of a record is that of the table and of the collection. */
static const struct field gate_fields[] = {
    FIELD_ID(struct moved_gate, account, FIELD_KEY),
    FIELD_ID(struct moved_gate, campaign, FIELD_KEY),
    FIELD_STR(struct moved_gate, state, 0, 0, 0),
    FIELD_I64(struct moved_gate, epoch, 0, 0, 0),
    FIELD_I64(struct moved_gate, max_active, 0, 0, 0),
};
const struct record moved_gate_record = RECORD("gates", struct moved_gate, gate_fields);

static const struct field cursor_fields[] = {
    FIELD_STR(struct moved_cursor, consumer, FIELD_KEY, 0, 0),
    FIELD_I64(struct moved_cursor, seq, 0, 0, 0),
};
const struct record moved_cursor_record =
    RECORD("event_cursors", struct moved_cursor, cursor_fields);

static const struct field dead_event_fields[] = {
    FIELD_STR(struct moved_dead_event, consumer, FIELD_KEY, 0, 0),
    FIELD_I64(struct moved_dead_event, seq, FIELD_KEY, 0, 0),
    FIELD_ID(struct moved_dead_event, account, 0),
    FIELD_STR(struct moved_dead_event, reason, 0, 0, 0),
    FIELD_INSTANT(struct moved_dead_event, at, 0),
    FIELD_STR(struct moved_dead_event, event, 0, 0, 0),
};
const struct record moved_dead_event_record =
    RECORD("dead_events", struct moved_dead_event, dead_event_fields);

static const struct field webhook_fields[] = {
    FIELD_STR(struct moved_webhook, key, FIELD_KEY, 0, 0),
    FIELD_ID(struct moved_webhook, connection, FIELD_KEY),
    FIELD_STR(struct moved_webhook, tag, 0, 0, 0),
    FIELD_INSTANT(struct moved_webhook, received_at, 0),
    FIELD_INSTANT(struct moved_webhook, due_at, 0),
    FIELD_I64(struct moved_webhook, tries, 0, 0, 0),
    FIELD_STR(struct moved_webhook, state, 0, 0, 0),
    FIELD_BYTES(struct moved_webhook, raw, 0, 0),
};
const struct record moved_webhook_record = RECORD("inbox", struct moved_webhook, webhook_fields);

static const struct field answer_fields[] = {
    FIELD_ID(struct moved_answer, account, FIELD_KEY),
    FIELD_BYTES(struct moved_answer, key, FIELD_KEY, 0),
    FIELD_BYTES(struct moved_answer, request, 0, 0),
    FIELD_I64(struct moved_answer, expires_at, 0, 0, 0),
    FIELD_I64(struct moved_answer, status, 0, 0, 0),
    FIELD_BYTES(struct moved_answer, answer, 0, 0),
};
const struct record moved_answer_record = RECORD("answers", struct moved_answer, answer_fields);

static const struct field job_phone_fields[] = {
    FIELD_ID(struct moved_job_phone, account, FIELD_KEY),
    FIELD_ID(struct moved_job_phone, hash, FIELD_KEY),
    FIELD_ID(struct moved_job_phone, campaign, FIELD_KEY),
    FIELD_ID(struct moved_job_phone, job, FIELD_KEY),
    FIELD_ID(struct moved_job_phone, batch, FIELD_KEY),
};
const struct record moved_job_phone_record =
    RECORD("job_phones", struct moved_job_phone, job_phone_fields);

static const struct field batch_fields[] = {
    FIELD_ID(struct moved_batch, account, FIELD_KEY),
    FIELD_ID(struct moved_batch, batch, FIELD_KEY),
    FIELD_I64(struct moved_batch, seen, 0, 0, 1),
};
const struct record moved_batch_record = RECORD("import_batches", struct moved_batch, batch_fields);

/* The id is of any kind of record. */
static const struct field created_key_fields[] = {
    FIELD_ID(struct moved_created_key, account, FIELD_KEY),
    FIELD_STR(struct moved_created_key, key, FIELD_KEY, 0, 0),
    FIELD_STR(struct moved_created_key, record, FIELD_KEY, 0, 0),
    { .name = "id",
      .kind = KIND_ID,
      .flags = FIELD_KEY,
      .offset = offsetof(struct moved_created_key, id),
      .has = FIELD_ALWAYS,
      .prefix = "id" },
};
const struct record moved_created_key_record =
    RECORD("created_keys", struct moved_created_key, created_key_fields);
