/* domain/phone.c - the form of E.164. */
#include "domain/phone.h"

enum { LEAST_DIGITS = 4 };

bool phone_has_form(struct str text)
{
    if (text.n < 1 + LEAST_DIGITS || text.n > PHONE_TEXT || text.p[0] != '+' || text.p[1] == '0')
        return false;
    for (size_t i = 1; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return true;
}
