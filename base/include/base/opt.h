/* base/opt.h - what may be absent; absent is not 0. */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "base/time.h"

struct opt_i64 {
    bool has;
    int64_t v;
};
struct opt_str {
    bool has;
    struct str v;
};
struct opt_instant {
    bool has;
    struct instant v;
};
struct opt_duration {
    bool has;
    struct duration v;
};

#define SOME_I64(value) ((struct opt_i64){ true, (value) })
#define SOME_STR(value) ((struct opt_str){ true, (value) })
#define SOME_INSTANT(value) ((struct opt_instant){ true, (value) })
#define SOME_DURATION(value) ((struct opt_duration){ true, (value) })

#endif
