/* phone/answer.h - what the numbering library says of one text, in C: all that is ever asked of it.
 */
#ifndef PHONE_ANSWER_H
#define PHONE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    ANSWER_E164 = 24,        /* '+', calling code, 17 digits, NUL */
    ANSWER_REGION_BYTES = 4, /* "CO", "001" or "" */
    ANSWER_TEXT_BYTES = 64,
    /* The library needs quadratic time, 15 s for one cell of 8,000 bytes; so this is all it is
     * asked:
     */
    LIBRARY_TEXT_BYTES = 44,
    LIBRARY_DIGITS = 26,    /* with an extension */
    LIBRARY_ODD_BYTES = 12, /* behind the first digit: " extensión: " */
    LIBRARY_ODD_PIECES = 2,
};

enum answer_reading {
    READING_OK = 1,
    READING_NOT_A_NUMBER,
    READING_NO_COUNTRY, /* no calling code, or none that exists */
    READING_TOO_SHORT,
    READING_TOO_LONG
};

/* Of its length alone, for its calling code. */
enum answer_length {
    LENGTH_POSSIBLE = 1,
    LENGTH_LOCAL_ONLY, /* a number without its area */
    LENGTH_TOO_SHORT,
    LENGTH_TOO_LONG,
    LENGTH_BETWEEN /* neither too short nor too long, but no number has it */
};

/* The order of the library's own PhoneNumberType. */
enum answer_type {
    TYPE_FIXED,
    TYPE_MOBILE,
    TYPE_FIXED_OR_MOBILE,
    TYPE_TOLL_FREE,
    TYPE_PREMIUM,
    TYPE_SHARED_COST,
    TYPE_VOIP,
    TYPE_PERSONAL,
    TYPE_PAGER,
    TYPE_UAN,
    TYPE_VOICEMAIL,
    TYPE_UNKNOWN /* not valid */
};

struct phone_answer {
    enum answer_reading reading; /* not READING_OK: nothing else is set */
    enum answer_length length;
    enum answer_type type;
    bool extension; /* the text had one; E.164 has none */
    char region[ANSWER_REGION_BYTES];
    char e164[ANSWER_E164];
    size_t n;
};

static inline bool answer_eq(const struct phone_answer *a, const struct phone_answer *b)
{
    if (a->reading != READING_OK || b->reading != READING_OK)
        return a->reading == b->reading;
    return a->length == b->length && a->type == b->type && a->extension == b->extension &&
           strcmp(a->region, b->region) == 0 && strcmp(a->e164, b->e164) == 0 && a->n == b->n;
}

#endif
