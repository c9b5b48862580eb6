/* base/id128.h - 48 bits of milliseconds and 80 random bits: sorts by birth, is guessed by nobody.
 * As text 26 lower-case Crockford characters that keep the order. */
#ifndef BASE_ID128_H
#define BASE_ID128_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct id128 {
    unsigned char bytes[16];
};

enum { ID128_TEXT = 26 };

/* random: 10 bytes from the random port. */
struct id128 id128_make(int64_t unix_ms, const unsigned char random[10]);
bool id128_eq(struct id128 a, struct id128 b);
int id128_cmp(struct id128 a, struct id128 b);
bool id128_is_zero(struct id128 id); /* "none" */
int64_t id128_ms(struct id128 id);
void id128_text(struct id128 id, char ret[ID128_TEXT]); /* no NUL */
bool id128_parse(struct str text, struct id128 *ret);   /* either case; exact form */
/* "job" + id -> "job_01h…" in the arena */
struct str id128_print(struct arena *arena, const char *prefix, struct id128 id);
/* Takes "job_01h…" only with that prefix. */
bool id128_scan(struct str text, const char *prefix, struct id128 *ret);

#endif
