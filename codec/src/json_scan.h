/* json_scan.h - the guard before cJSON: one strict pass over the text. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "codec/json.h"

/* Every number of the document as it was written, in the order of the text. */
struct json_numbers {
    struct str *items; /* views into the text */
    size_t n, capacity;
};

/* What cJSON lets pass and we do not: all errors of json_parse but "json.duplicate". */
enum err json_scan(struct arena *arena, struct str text, const struct json_limits *limits,
                   struct json_numbers *ret, struct error *error) MUST_USE;

#endif
