/* base/field.h - records by table. One table of fields stands beside each model and is the only
 * place that lists them: the SQL row, the BSON document, the JSON view, the OpenAPI schema and the
 * sheet's column are driven from it. A FIELD_* whose kind does not fit the member's type does not
 * compile. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/enum_names.h"
#include "base/id128.h"
#include "base/opt.h"
#include "base/str.h"
#include "base/time.h"

struct record;
struct arena;

enum field_kind {
    KIND_ID = 1,   /* struct id128; all zero is "none" and reads as null */
    KIND_I64,      /* int64_t */
    KIND_BOOL,     /* bool */
    KIND_ENUM,     /* an enum; 0 is "none" and reads as null */
    KIND_STR,      /* struct str */
    KIND_INSTANT,  /* struct instant */
    KIND_DURATION, /* struct duration; its JSON name ends in _ms, as the field's does */
    KIND_AMOUNT,   /* int64_t units, then int unit: see domain/amount.h */
    KIND_BYTES,    /* struct str that holds any bytes; hexadecimal in JSON */
    KIND_SUB,      /* a record inside */
    KIND_LIST,     /* struct list of a record */
    KIND_STRS,     /* struct str_list */
    KIND_MAP       /* struct str_map: text to text, names in order of entry */
};

enum field_flag {
    FIELD_KEY = 1u << 0,       /* part of the primary key */
    FIELD_PRIVATE = 1u << 1,   /* never leaves the stores */
    FIELD_INDEXED = 1u << 2,   /* (account, field) has an index; lists may filter by it */
    FIELD_READ_ONLY = 1u << 3, /* given, never taken, by the API */
    FIELD_REQUIRED = 1u << 4,  /* a body without it is refused */
    FIELD_SENSITIVE =
        1u << 5,             /* about a person: sealed at rest, masked in logs, erased on request */
    FIELD_FIXED = 1u << 6,   /* taken when created, refused in a change */
    FIELD_SHEET = 1u << 7,   /* a column of exported sheets */
    FIELD_SORTED = 1u << 8,  /* beside INDEXED: lists may be sorted by it */
    FIELD_MONEY = 1u << 9,   /* what was held, charged or paid: null for who may not read money */
    FIELD_MAYBE = 1u << 10,  /* beside KEY: shown as well of what is in no store, and null there; of
                                an enum that is told: it may be none, and null then */
    FIELD_CLOCKED = 1u << 11 /* a version that follows the clock: the record's id comes again after
                                a removal, its version never */
};

#define FIELD_ALWAYS SIZE_MAX

struct field {
    const char *name;
    enum field_kind kind;
    uint32_t flags;
    size_t offset;
    size_t has;                     /* offset of the `has` of an OPT, else FIELD_ALWAYS */
    const char *prefix;             /* KIND_ID */
    const struct enum_names *names; /* KIND_ENUM; KIND_AMOUNT: of its unit */
    int64_t min, max;               /* bounds of the number, the length or the count; 0,0: none */
    const struct record *sub;       /* KIND_SUB, KIND_LIST */
};

struct record {
    const char *name; /* the table's, the collection's, the schema's: "campaigns" */
    size_t size;
    const struct field *fields;
    size_t n;
};

/* Layouts behind KIND_LIST, KIND_STRS and KIND_MAP. A list of T is declared with LIST_OF(T). */
struct list {
    void *items;
    size_t n;
};
#define LIST_OF(type)                                                                              \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n;                                                                                  \
    }
struct str_list {
    struct str *items;
    size_t n;
};
struct str_pair {
    struct str name, value;
};
struct str_map {
    struct str_pair *items;
    size_t n;
};

/* What lies behind KIND_AMOUNT. domain/amount.h asserts that struct amount has this shape. */
struct quantity {
    int64_t units;
    int unit;
};

#define RECORD(name_, type, table)                                                                 \
    {                                                                                              \
        (name_), sizeof(type), (table), ARRAY_LEN(table)                                           \
    }

#define FIELD_OFFSET(T, member, type) _Generic(((T *)0)->member, type : offsetof(T, member))

#define FIELD_PLAIN_(T, m, kind_, type, fl, lo, hi)                                                \
    {                                                                                              \
        .name = #m, .kind = (kind_), .flags = (fl), .offset = FIELD_OFFSET(T, m, type),            \
        .has = FIELD_ALWAYS, .min = (lo), .max = (hi)                                              \
    }
#define FIELD_OPT_(T, m, kind_, opt, type, fl, lo, hi)                                             \
    {                                                                                              \
        .name = #m, .kind = (kind_), .flags = (fl),                                                \
        .offset = FIELD_OFFSET(T, m, opt) + offsetof(opt, v),                                      \
        .has = offsetof(T, m) + offsetof(opt, has), .min = (lo), .max = (hi)                       \
    }

#define FIELD_I64(T, m, fl, lo, hi) FIELD_PLAIN_(T, m, KIND_I64, int64_t, fl, lo, hi)
#define FIELD_BOOL(T, m, fl) FIELD_PLAIN_(T, m, KIND_BOOL, bool, fl, 0, 0)
#define FIELD_STR(T, m, fl, lo, hi) FIELD_PLAIN_(T, m, KIND_STR, struct str, fl, lo, hi)
#define FIELD_BYTES(T, m, fl, hi) FIELD_PLAIN_(T, m, KIND_BYTES, struct str, fl, 0, hi)
#define FIELD_INSTANT(T, m, fl) FIELD_PLAIN_(T, m, KIND_INSTANT, struct instant, fl, 0, 0)
#define FIELD_DURATION(T, m, fl, lo, hi)                                                           \
    FIELD_PLAIN_(T, m, KIND_DURATION, struct duration, fl, lo, hi)
#define FIELD_STRS(T, m, fl, hi) FIELD_PLAIN_(T, m, KIND_STRS, struct str_list, fl, 0, hi)
#define FIELD_MAP(T, m, fl, hi) FIELD_PLAIN_(T, m, KIND_MAP, struct str_map, fl, 0, hi)
#define FIELD_OPT_I64(T, m, fl, lo, hi)                                                            \
    FIELD_OPT_(T, m, KIND_I64, struct opt_i64, int64_t, fl, lo, hi)
#define FIELD_OPT_STR(T, m, fl, lo, hi)                                                            \
    FIELD_OPT_(T, m, KIND_STR, struct opt_str, struct str, fl, lo, hi)
#define FIELD_OPT_INSTANT(T, m, fl)                                                                \
    FIELD_OPT_(T, m, KIND_INSTANT, struct opt_instant, struct instant, fl, 0, 0)
#define FIELD_OPT_DURATION(T, m, fl, lo, hi)                                                       \
    FIELD_OPT_(T, m, KIND_DURATION, struct opt_duration, struct duration, fl, lo, hi)
/* An enum's own type cannot be named here; its size can. */
#define FIELD_ENUM(T, m, fl, names_)                                                               \
    {                                                                                              \
        .name = #m, .kind = KIND_ENUM, .flags = (fl),                                              \
        .offset = offsetof(T, m) + 0 * sizeof(char[sizeof(((T *)0)->m) == sizeof(int) ? 1 : -1]),  \
        .has = FIELD_ALWAYS, .names = &(names_)                                                    \
    }
#define FIELD_SUB(T, m, fl, record_)                                                               \
    {                                                                                              \
        .name = #m, .kind = KIND_SUB, .flags = (fl), .offset = offsetof(T, m),                     \
        .has = FIELD_ALWAYS, .sub = &(record_)                                                     \
    }
#define FIELD_LIST(T, m, fl, record_, hi)                                                          \
    {                                                                                              \
        .name = #m, .kind = KIND_LIST, .flags = (fl),                                              \
        .offset = offsetof(T, m) + 0 * sizeof(((T *)0)->m.items) * sizeof(((T *)0)->m.n),          \
        .has = FIELD_ALWAYS, .sub = &(record_), .max = (hi)                                        \
    }

/* The address of a field's value inside an object. */
static inline void *field_at(const struct field *f, const void *object)
{
    return (char *)(uintptr_t)object + f->offset;
}
static inline bool field_has(const struct field *f, const void *object)
{
    return f->has == FIELD_ALWAYS || *((const bool *)object + f->has);
}
static inline void field_set_has(const struct field *f, void *object, bool has)
{
    if (f->has != FIELD_ALWAYS)
        *(bool *)((char *)object + f->has) = has;
}

/* NULL: no such field. */
const struct field *record_find(const struct record *record, struct str name);
/* A deep copy in the arena: nothing of it points into the original. */
void *record_copy(const struct record *record, const void *object, struct arena *arena);
/* True if all fields are equal, deeply. */
bool record_equal(const struct record *record, const void *a, const void *b);

#endif
