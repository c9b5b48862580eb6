/* base/error.h - how every layer says that something failed. No sentence is written in C: the edge
 * makes it from messages/, by slug and parameters. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdint.h>

#include "base/str.h"

enum err {
    ERR_OK,
    ERR_INVALID,         /* what was asked for is wrong in itself */
    ERR_UNAUTHENTICATED, /* who are you? */
    ERR_FORBIDDEN,       /* not you */
    ERR_NOT_FOUND,       /* no such thing, or another account's */
    ERR_EXISTS,          /* there is one already */
    ERR_PRECONDITION,    /* right in itself, but not in this state */
    ERR_CONFLICT,        /* somebody else was faster: load again */
    ERR_EXHAUSTED,       /* a limit is reached: later */
    ERR_TIMEOUT,         /* no answer in time: the effect is unknown */
    ERR_UNAVAILABLE,     /* a dependency is away */
    ERR_INTERNAL         /* our fault */
};
enum { ERR_COUNT = ERR_INTERNAL + 1, ERROR_PARAMS = 4 };

struct arena;

/* A number if str.p is NULL. */
struct param {
    const char *name;
    int64_t i64;
    struct str str;
};

/* "variants[2].weight", "field.too_big" */
struct field_error {
    struct str field;
    const char *slug;
    struct param params[ERROR_PARAMS];
    struct field_error *next;
};

struct error {
    enum err code;
    const char *slug;                  /* static and stable, part of the API */
    struct param params[ERROR_PARAMS]; /* what its sentence names; no secret */
    struct field_error *fields;        /* every wrong field, in order; in the arena */
    struct arena *arena;               /* where fields and copies of texts live */
    const char *file;                  /* where it was raised: for the log only */
    int line;
};

#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define P_I64(name_, value_) ((struct param){ .name = (name_), .i64 = (value_) })
#define P_STR(name_, value_) ((struct param){ .name = (name_), .str = (value_) })
#define FAIL(e, code, slug) error_set((e), (code), (slug), __FILE__, __LINE__, NULL)
#define FAIL_WITH(e, code, slug, ...)                                                              \
    error_set((e), (code), (slug), __FILE__, __LINE__, (struct param[ERROR_PARAMS]){ __VA_ARGS__ })
#define TRY(step)                                                                                  \
    do {                                                                                           \
        enum err try_ = (step);                                                                    \
        if (try_ != ERR_OK)                                                                        \
            return try_;                                                                           \
    } while (0)
/* A result that is looked at by nobody, on purpose; say why beside it. */
#define DROP(step)                                                                                 \
    do {                                                                                           \
        enum err drop_ = (step);                                                                   \
        (void)drop_;                                                                               \
    } while (0)

/* Fills *e, but for its fields. Texts of params are copied into e->arena if it has one. e may be
 * NULL. */
void error_fill(struct error *e, enum err code, const char *slug, const char *file, int line,
                const struct param *params);
/* The same, and returns code: raising and returning are one statement. In the header so that the
 * compiler sees that what was raised is not ERR_OK. */
static inline enum err error_set(struct error *e, enum err code, const char *slug, const char *file,
                                 int line, const struct param *params)
{
    error_fill(e, code, slug, file, line, params);
    return code;
}
/* Adds one wrong field; the check goes on, to end in error_fields(). */
void error_add_field(struct error *e, struct field_error wrong);
/* ERR_INVALID "request.invalid" if a field was added, else ERR_OK. */
enum err error_fields(struct error *e) MUST_USE;
/* Forgets what was said, keeps the arena. */
void error_clear(struct error *e);
const char *err_name(enum err code);

#endif
