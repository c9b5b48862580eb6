/* domain/phone.h - a phone number in E.164, or none. It is a person's: it stands in no log and no
 * error, and at rest it is sealed; it is found by its keyed hash. */
#ifndef DOMAIN_PHONE_H
#define DOMAIN_PHONE_H

#include "base/field.h"
#include "domain/ids.h"

struct phone {
    struct str e164; /* "+573001234567"; at most 16 characters */
};

enum { PHONE_TEXT = 16, JOB_PHONES = 5 };

#define FIELD_PHONE(T, m, fl)                                                                      \
    {                                                                                              \
        .name = #m, .kind = KIND_STR, .flags = (fl) | FIELD_SENSITIVE,                             \
        .offset = FIELD_OFFSET(T, m.e164, struct str), .has = FIELD_ALWAYS, .min = 4,              \
        .max = PHONE_TEXT                                                                          \
    }

/* True for '+', a first digit that is not 0, and 4 to 15 digits in all. It says nothing of
 * validity: that is the phone_numbering gateway's. */
bool phone_has_form(struct str text);

/* The digits behind the country's prefix. */
struct str phone_national(struct phone phone);

#endif
