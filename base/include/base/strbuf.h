/* base/strbuf.h - a text that grows in an arena, up to the limit it was made with. Beyond the limit
 * nothing is added any more and strbuf_ok() says no: look once, at the end. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct strbuf {
    struct arena *arena;
    char *p;
    size_t n, capacity, limit;
    bool overflowed;
};

struct strbuf strbuf_init(struct arena *arena, size_t limit);
void strbuf_add(struct strbuf *b, struct str s);
void strbuf_add_c(struct strbuf *b, const char *text);
void strbuf_add_char(struct strbuf *b, char c);
void strbuf_add_i64(struct strbuf *b, int64_t value);
void strbuf_add_hex(struct strbuf *b, const void *bytes, size_t n); /* lower case */
void strbuf_addf(struct strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Space for n more bytes to be written by the caller, who then calls strbuf_added(); NULL: no room.
 */
char *strbuf_reserve(struct strbuf *b, size_t n);
void strbuf_added(struct strbuf *b, size_t n);
void strbuf_clear(struct strbuf *b); /* keeps the memory */
bool strbuf_ok(const struct strbuf *b);
struct str strbuf_str(const struct strbuf *b); /* a view: valid until the next addition */

/* One formatted text in an arena. */
struct str str_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
