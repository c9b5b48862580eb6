/* codec/query_string.h - "a=1&b%5Bgte%5D=2" and percent-encoding. */
#ifndef CODEC_QUERY_STRING_H
#define CODEC_QUERY_STRING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/field.h"

enum { QUERY_PAIRS = 64 };

/* ERR_INVALID "query.malformed": bad escape, NUL, control characters, more than QUERY_PAIRS pairs,
 * or bytes that are not UTF-8. '+' is a blank. Order is kept, names may repeat. */
enum err query_parse(struct arena *arena, struct str text, struct str_map *ret,
                     struct error *error) MUST_USE;
/* STR_NONE: no such name; the first of several. */
struct str query_get(const struct str_map *query, const char *name);
struct str percent_encode(struct arena *arena, struct str text); /* all but A-Z a-z 0-9 - . _ ~ */
/* Of a path: '+' stays. False: an escape that is none; what comes out may be any bytes. */
bool percent_decode(struct arena *arena, struct str text, struct str *ret);

#endif
