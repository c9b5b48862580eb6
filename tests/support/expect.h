/* tests/support/expect.h - cmocka with the headers it wants first, and what we ask most. */
#ifndef SUPPORT_EXPECT_H
#define SUPPORT_EXPECT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"

#define expect_ok(step) assert_int_equal((step), ERR_OK)
#define expect_str(actual, literal)                                                                \
    do {                                                                                           \
        struct str actual_ = (actual);                                                             \
        struct str wanted_ = STR(literal);                                                         \
        if (!str_eq(actual_, wanted_))                                                             \
            fail_msg("got \"%.*s\", wanted \"%s\"", STR_ARG(actual_), literal);                    \
    } while (0)

static inline void expect_error(enum err err, const struct error *error, enum err code,
                                const char *slug)
{
    if (err != code || error->slug == NULL || !str_eq(str_from_c(error->slug), str_from_c(slug)))
        fail_msg("got %s %s, wanted %s %s", err_name(err),
                 err == ERR_OK || error->slug == NULL ? "" : error->slug, err_name(code), slug);
}

#endif
