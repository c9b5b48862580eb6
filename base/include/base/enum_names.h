/* base/enum_names.h - an enum's texts stand once, in the table beside it; 0 is never a value. */
#ifndef BASE_ENUM_NAMES_H
#define BASE_ENUM_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

struct enum_names {
    const char *const *names; /* names[0] is NULL */
    size_t n;                 /* one more than the highest value */
};

/* STR("?") for a value without a name. */
struct str enum_name(const struct enum_names *names, int value);
/* 0: no such name. */
int enum_parse(const struct enum_names *names, struct str text);
/* "draft, running, done": all from `first` on (1: all), for whoever must choose one. */
struct str enum_list(struct arena *arena, const struct enum_names *names, size_t first);

/* In a header: declares what ENUM_NAMES_DEFINE makes. */
#define ENUM_NAMES_DECLARE(type)                                                                   \
    extern const struct enum_names type##_names;                                                   \
    struct str type##_name(enum type value);                                                       \
    bool type##_parse(struct str text, enum type *ret);

/* In the .c: from a table `type##_texts`. */
#define ENUM_NAMES_DEFINE(type)                                                                    \
    const struct enum_names type##_names = { type##_texts, ARRAY_LEN(type##_texts) };              \
    struct str type##_name(enum type value)                                                        \
    {                                                                                              \
        return enum_name(&type##_names, (int)value);                                               \
    }                                                                                              \
    bool type##_parse(struct str text, enum type *ret)                                             \
    {                                                                                              \
        int value = enum_parse(&type##_names, text);                                               \
        if (value != 0)                                                                            \
            *ret = (enum type)value;                                                               \
        return value != 0;                                                                         \
    }

#endif
