/* domain/src/models/recording.c */
#include "domain/models/recording.h"

static const struct field recording_fields[] = {
    FIELD_ID(struct recording, id, FIELD_KEY | FIELD_READ_ONLY),
    FIELD_ID(struct recording, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct recording, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct recording, object, FIELD_PRIVATE, 0, 255),
    FIELD_STR(struct recording, type, FIELD_READ_ONLY, 0, 40),
    FIELD_I64(struct recording, bytes, FIELD_READ_ONLY, 0, INT64_MAX),
    FIELD_INSTANT(struct recording, created_at, FIELD_READ_ONLY),
};
const struct record recording_record = RECORD("recordings", struct recording, recording_fields);

struct str recording_type(struct str bytes)
{
    if (str_starts(bytes, STR("RIFF")))
        return STR("audio/wav");
    if (str_starts(bytes, STR("OggS")))
        return STR("audio/ogg");
    if (str_starts(bytes, STR("ID3")) ||
        (bytes.n > 1 && (unsigned char)bytes.p[0] == 0xff && (bytes.p[1] & 0xe0) == 0xe0))
        return STR("audio/mpeg");
    return STR("application/octet-stream");
}
