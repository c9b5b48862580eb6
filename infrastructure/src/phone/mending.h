/* phone/mending.h - texts that are no number as they stand, but one with a small change that can be
 * told to the person. */
#ifndef PHONE_MENDING_H
#define PHONE_MENDING_H

#include "base/str.h"
#include "domain/phone.h"
#include "phone/answer.h"

struct question {
    struct str text;
    char country[3]; /* "": none */
};
typedef void ask_phone(const void *numbers, struct str text, const char *country,
                       struct phone_answer *ret);

static inline bool answer_is_valid(const struct phone_answer *a)
{
    return a->reading == READING_OK && a->type != TYPE_UNKNOWN && a->n <= PHONE_TEXT;
}

/* Accepted with a warning: the library's metadata is of 2022, and ranges were opened since. */
static inline bool answer_is_possible(const struct phone_answer *a)
{
    return a->reading == READING_OK && a->length == LENGTH_POSSIBLE && a->n <= PHONE_TEXT;
}

size_t count_digits(struct str text);
/* The slug of what was mended, with *ret replaced by a valid answer; NULL: *ret stands. */
const char *mend_phone(const struct question *q, ask_phone *ask, const void *numbers,
                       struct phone_answer *ret);

#endif
