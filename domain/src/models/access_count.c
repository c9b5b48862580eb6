/* domain/src/models/access_count.c */
#include "domain/models/access_count.h"

static const struct field access_count_fields[] = {
    FIELD_ID(struct access_count, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct access_count, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct access_count, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_STR(struct access_count, email, FIELD_PRIVATE | FIELD_SENSITIVE, 0, 254),
    FIELD_STR(struct access_count, cause, FIELD_PRIVATE, 0, 64),
    FIELD_I64(struct access_count, n, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_I64(struct access_count, told, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_INSTANT(struct access_count, created_at, FIELD_PRIVATE),
};
const struct record access_count_record =
    RECORD("access_counts", struct access_count, access_count_fields);

bool access_count_is_told(int64_t n)
{
    int64_t step = 1;

    while (step * 10 <= n)
        step *= 10;
    return n == step || n == 3 * step;
}
