/* base/str.h - a text with its length, by value; it owns nothing. NULL p is "no text at all". */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    } /* in static tables */
#define STR_NONE ((struct str){ NULL, 0 })
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
/* printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).n, ((s).p != NULL ? (s).p : "")

/* View of a NUL-terminated text; NULL gives STR_NONE. */
struct str str_from_c(const char *text);
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
int str_cmp(struct str a, struct str b);        /* by bytes */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Index of the first `needle`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_find_char(struct str s, char c);
struct str str_slice(struct str s, size_t from, size_t to); /* clamps both to the length */
struct str str_trim(struct str s);                          /* ASCII white space at both ends */
/* Cuts `*rest` at the first `sep`: returns what stands before it and moves *rest behind it. The
 * last piece leaves *rest as STR_NONE; a STR_NONE *rest gives STR_NONE. */
struct str str_cut(struct str *rest, char sep);
struct str str_copy(struct arena *arena, struct str s);
/* NUL-terminated copy, for a vendor's call. */
char *str_c(struct arena *arena, struct str s);
/* Decimal, whole text, optional '-', within [min, max]; false leaves *ret alone. */
bool str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret);
bool str_is_utf8(struct str s);
uint64_t str_hash(struct str s); /* FNV-1a: for tables in memory, not for secrets */

#endif
