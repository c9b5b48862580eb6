/* page.c - what is asked of a list, read once for all who ask and all who answer. */
#include "domain/page.h"

static bool read_truth(struct str text, bool *ret)
{
    *ret = str_eq(text, STR("true"));
    return *ret || str_eq(text, STR("false"));
}

bool filter_read(const struct field *field, struct str text, struct filter_value *ret)
{
    struct filter_value value = { .kind = FILTER_BY_NUMBER };
    struct instant at = { 0 };
    bool good = false;

    switch (field->kind) {
    case KIND_ID:
        value.kind = FILTER_BY_ID;
        good = id128_scan(text, field->prefix, &value.id);
        break;
    case KIND_I64:
    case KIND_DURATION:
        good = str_to_i64(text, INT64_MIN, INT64_MAX, &value.number);
        break;
    case KIND_INSTANT:
        good = instant_parse(text, &at);
        value.number = at.unix_ms;
        break;
    case KIND_BOOL:
        value.kind = FILTER_BY_TRUTH;
        good = read_truth(text, &value.truth);
        break;
    case KIND_ENUM:
        value.kind = FILTER_BY_TEXT;
        value.text = text;
        good = enum_parse(field->names, text) != 0;
        break;
    case KIND_STR:
        value.kind = FILTER_BY_TEXT;
        value.text = text;
        good = true;
        break;
    case KIND_AMOUNT:
    case KIND_BYTES:
    case KIND_SUB:
    case KIND_LIST:
    case KIND_STRS:
    case KIND_MAP:
        break;
    }
    if (good)
        *ret = value;
    return good;
}
