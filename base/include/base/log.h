/* base/log.h - events with fields, one JSON line each. Below the edge nobody logs what they return.
 * Phone numbers and secrets pass only through LF_PHONE and never through LF_STR. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#include "base/error.h"
#include "base/id128.h"
#include "base/str.h"

enum log_level { LOG_DEBUG = 1, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_field_kind { LFK_END, LFK_I64, LFK_STR, LFK_ID, LFK_PHONE, LFK_ERROR };

struct log_field {
    const char *name;
    enum log_field_kind kind;
    int64_t i64;
    struct str str; /* LFK_ID: the prefix stands here */
    struct id128 id;
    const struct error *error;
};

#define LF_I64(name_, v) ((struct log_field){ .name = (name_), .kind = LFK_I64, .i64 = (v) })
#define LF_STR(name_, v) ((struct log_field){ .name = (name_), .kind = LFK_STR, .str = (v) })
#define LF_ID(name_, prefix_, v)                                                                   \
    ((struct log_field){ .name = (name_), .kind = LFK_ID, .str = str_from_c(prefix_), .id = (v) })
/* Printed as +57***…4567 */
#define LF_PHONE(name_, v) ((struct log_field){ .name = (name_), .kind = LFK_PHONE, .str = (v) })
/* Slug, code and origin. */
#define LF_ERROR(e) ((struct log_field){ .name = "error", .kind = LFK_ERROR, .error = (e) })

/* Writes one event. Safe from any thread. `fields` ends with LFK_END. */
struct log_ops {
    void (*write)(void *self, enum log_level level, const char *event, struct str request_id,
                  const struct log_field *fields);
};
struct log {
    const struct log_ops *ops;
    void *self;
};

#define LOG_AT(log_, level_, event_, request_, ...)                                                \
    ((log_).ops->write((log_).self, (level_), (event_), (request_),                                \
                       (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(, ){ .name = NULL } }))
#define log_info(log_, event_, ...) LOG_AT(log_, LOG_INFO, event_, STR_NONE, __VA_ARGS__)
#define log_warn(log_, event_, ...) LOG_AT(log_, LOG_WARN, event_, STR_NONE, __VA_ARGS__)
#define log_error(log_, event_, ...) LOG_AT(log_, LOG_ERROR, event_, STR_NONE, __VA_ARGS__)

/* Writes nothing; for tests and for code that has no log yet. */
struct log log_none(void);

#endif
