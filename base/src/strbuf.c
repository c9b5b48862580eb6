/* base/strbuf.c - a text that grows up to its limit. */
#include "base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct strbuf strbuf_init(struct arena *arena, size_t limit)
{
    return (struct strbuf){ .arena = arena, .limit = limit };
}

char *strbuf_reserve(struct strbuf *b, size_t n)
{
    size_t capacity = b->capacity < 64 ? 64 : b->capacity;
    char *p;

    if (b->overflowed || n > b->limit - b->n) {
        b->overflowed = true;
        return NULL;
    }
    if (b->p != NULL && b->capacity - b->n >= n)
        return b->p + b->n;
    while (capacity - b->n < n)
        capacity *= 2;
    p = arena_alloc(b->arena, capacity);
    if (b->n > 0)
        memcpy(p, b->p, b->n);
    b->p = p;
    b->capacity = capacity;
    return b->p + b->n;
}

void strbuf_added(struct strbuf *b, size_t n)
{
    b->n += n;
}

void strbuf_add(struct strbuf *b, struct str s)
{
    char *at = s.n == 0 ? NULL : strbuf_reserve(b, s.n);

    if (at == NULL)
        return;
    memcpy(at, s.p, s.n);
    b->n += s.n;
}

void strbuf_add_c(struct strbuf *b, const char *text)
{
    strbuf_add(b, str_from_c(text));
}

void strbuf_add_char(struct strbuf *b, char c)
{
    strbuf_add(b, (struct str){ &c, 1 });
}

void strbuf_add_i64(struct strbuf *b, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do
        digits[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        strbuf_add_char(b, '-');
    strbuf_add(b, (struct str){ digits + at, sizeof digits - at });
}

void strbuf_add_hex(struct strbuf *b, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;

    for (size_t i = 0; i < n; i++) {
        strbuf_add_char(b, digits[from[i] >> 4]);
        strbuf_add_char(b, digits[from[i] & 15]);
    }
}

__attribute__((format(printf, 2, 0))) static void add_v(struct strbuf *b, const char *format,
                                                        va_list args)
{
    va_list again;
    char *at;
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n <= 0)
        return;
    at = strbuf_reserve(b, (size_t)n + 1); /* vsnprintf ends with a NUL that is not counted */
    if (at == NULL)
        return;
    vsnprintf(at, (size_t)n + 1, format, args);
    b->n += (size_t)n;
}

void strbuf_addf(struct strbuf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_v(b, format, args);
    va_end(args);
}

void strbuf_clear(struct strbuf *b)
{
    b->n = 0;
    b->overflowed = false;
}

bool strbuf_ok(const struct strbuf *b)
{
    return !b->overflowed;
}

struct str strbuf_str(const struct strbuf *b)
{
    return (struct str){ b->p != NULL ? b->p : "", b->n };
}

struct str str_format(struct arena *arena, const char *format, ...)
{
    struct strbuf b = strbuf_init(arena, SIZE_MAX / 2);
    va_list args;

    va_start(args, format);
    add_v(&b, format, args);
    va_end(args);
    return strbuf_str(&b);
}
