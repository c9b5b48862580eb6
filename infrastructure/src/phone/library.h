/* phone/library.h - libphonenumber behind C. It takes 17 microseconds for a number and quadratic
 * time for a long text: callers keep to LIBRARY_TEXT_BYTES. */
#ifndef PHONE_LIBRARY_H
#define PHONE_LIBRARY_H

#include "phone/answer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Silences the library; once, before the first question. */
void library_open(void);
/* country: two letters, or "" where only an international number is a number. */
void library_ask(const char *text, size_t n, const char *country, struct phone_answer *ret);
bool library_knows_country(const char *country);
/* An emergency or short number (123, 911, 85432) of the country. */
bool library_is_short(const char *text, size_t n, const char *country);

#ifdef __cplusplus
}
#endif

#endif
