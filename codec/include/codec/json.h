/* codec/json.h - JSON in and out. Reading is cJSON behind guards; its double is read nowhere else.
 * Refused: duplicate names, leading zeros, NUL, infinities, invalid UTF-8, more depth or members
 * than allowed, anything behind the document. Writing goes straight into a strbuf, without a tree.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/time.h"

struct json; /* a node; lives in the arena of json_parse */

enum json_kind { JSON_NULL = 1, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH = 32, JSON_MEMBERS = 10000 };

struct json_limits {
    size_t depth;   /* 0: JSON_DEPTH */
    size_t members; /* of the whole document; 0: JSON_MEMBERS */
};

/* ERR_INVALID "json.malformed" {offset} | "json.duplicate" {name} | "json.too_deep" |
 * "json.too_many". limits may be NULL. */
enum err json_parse(struct arena *arena, struct str text, const struct json_limits *limits,
                    const struct json **ret, struct error *error) MUST_USE;

/* All take NULL as a node: it has kind JSON_NULL and nothing inside. */
enum json_kind json_kind(const struct json *node);
const struct json *json_get(const struct json *object, const char *name); /* NULL: no such member */
/* "call.metadata.tag": json_get step by step. */
const struct json *json_path(const struct json *object, const char *path);
size_t json_size(const struct json *node);              /* members or items */
const struct json *json_first(const struct json *node); /* of an array or object */
const struct json *json_next(const struct json *item);
struct str json_name(const struct json *member); /* of an object's member */
struct str json_str(const struct json *node);    /* STR_NONE: not a string */
bool json_bool(const struct json *node, bool *ret);
/* False: not a number, not whole, or beyond 2^53. */
bool json_i64(const struct json *node, int64_t *ret);
/* A number times `scale` (up to 10^10), rounded half away from zero to a whole: the one place where
 * a provider's fractional cents become micro-units (scale 10000). False: no number, or it does not
 * fit. */
bool json_scaled(const struct json *node, int64_t scale, int64_t *ret);
struct str json_number_text(const struct json *node); /* as it was written; STR_NONE: no number */

/* Commas are the writer's work. Depth at most 64. */
struct json_writer {
    struct strbuf *out;
    uint64_t filled; /* bit d: something was written at depth d */
    unsigned depth;
    bool named;
};

struct json_writer json_writer_init(struct strbuf *out);
void json_open(struct json_writer *w, char bracket);  /* '{' or '[' */
void json_close(struct json_writer *w, char bracket); /* '}' or ']' */
void json_put_name(struct json_writer *w, struct str name);
void json_put_str(struct json_writer *w,
                  struct str value); /* STR_NONE: null; broken UTF-8: U+FFFD */
void json_put_i64(struct json_writer *w, int64_t value);
void json_put_bool(struct json_writer *w, bool value);
void json_put_null(struct json_writer *w);
void json_put_instant(struct json_writer *w, struct instant t);
void json_put_raw(struct json_writer *w, struct str json); /* trusted JSON */
void json_put_node(struct json_writer *w, const struct json *node);

#endif
