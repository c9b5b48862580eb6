/* phone/answer.h - what the numbering library says of one text, in C: all that is ever asked of it.
 */
#ifndef PHONE_ANSWER_H
#define PHONE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ANSWER_E164 = 24,       /* '+', calling code, 17 digits, NUL */
    ANSWER_TEXT_BYTES = 64, /* the library needs quadratic time: 15 s for one cell of 8,000 bytes */
    ANSWER_REGION_BYTES = 4, /* "CO", "001" or "" */
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

#endif
