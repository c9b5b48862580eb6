/* codec/json_record.h - objects of C as JSON and back, by their table of fields. */
#ifndef CODEC_JSON_RECORD_H
#define CODEC_JSON_RECORD_H

#include "base/field.h"
#include "codec/json.h"
#include "codec/messages.h"

/* Writes {"…": …} of every field whose flags have none of `skip` (FIELD_PRIVATE for the API). An
 * absent OPT, a zero id and a zero enum are null. Amounts: {"amount": "12.345678", "currency":
 * "USD"}; talk time {"talk_ms": 90000}. */
void json_put_record(struct json_writer *w, const struct record *record, const void *object,
                     uint32_t skip);
/* The same of those fields alone whose place in `chosen` (one per field of the record) is true;
 * NULL: of all. What stands inside a chosen field is written whole. */
void json_put_chosen(struct json_writer *w, const struct record *record, const void *object,
                     uint32_t skip, const bool *chosen);

enum json_reading {
    JSON_FROM_CLIENT =
        1, /* unknown, PRIVATE and READ_ONLY members are wrong; REQUIRED ones must be there */
    JSON_FROM_STORE, /* everything is taken, unknown members are ignored, bounds are not asked */
    JSON_CHANGE_BY_CLIENT /* as FROM_CLIENT, but what is REQUIRED may be absent (only in new items
                             of lists it may not) and what is FIXED is wrong */
};
/* Fills `object`, which the caller has set to its defaults: a member that is absent changes
 * nothing; a null clears an OPT. Adds every wrong field to `error` (field path in `base`, e.g.
 * "pacing.max_active") and ends in ERR_INVALID "request.invalid". Texts are copied into `arena`.
 * Field slugs: field.unknown, field.required, field.type, field.too_short, field.too_long,
 * field.too_small, field.too_big, field.not_one_of, field.format, field.read_only. */
enum err json_read_record(const struct json *node, const struct record *record,
                          enum json_reading reading, void *object, struct arena *arena,
                          struct error *error) MUST_USE;

/* What an OpenAPI 3.1 schema of a record is of. */
enum json_schema {
    JSON_SCHEMA_ANSWER = 1, /* json_put_record(): every field is there, null if it may be */
    JSON_SCHEMA_PART,       /* json_put_chosen(): any may be missing, what is chosen is whole */
    JSON_SCHEMA_BODY,       /* what JSON_FROM_CLIENT takes, and nothing else */
    JSON_SCHEMA_CHANGE      /* what JSON_CHANGE_BY_CLIENT takes, nothing of it required */
};
/* The schema object, by the same table as the JSON itself. Records inside are written as {"$ref":
 * "#/components/schemas/<record name><suffix>"}, in the form that json_schema_inside() says. What a
 * field means is the message "doc.field.<name>", or "doc.field.<record name>.<name>". */
void json_put_schema(struct json_writer *w, const struct record *record, enum json_schema form,
                     enum language language);
/* "", "_part", "_body", "_change" */
const char *json_schema_suffix(enum json_schema form);
bool json_schema_shows(enum json_schema form, const struct field *f);
/* Of the record in a field of KIND_SUB or KIND_LIST. */
enum json_schema json_schema_inside(enum json_schema form, const struct field *f);

/* "12.345678" <-> micro-units; exact, at most six decimals. */
void json_amount_text(int64_t micros, struct strbuf *out);
bool json_amount_parse(struct str text, int64_t *micros);

#endif
