/* domain/phone.c - the form of E.164. */
#include "domain/phone.h"

enum { LEAST_DIGITS = 4 };

/* Of E.164: 1 and 7 are prefixes by themselves, these have two digits, all others three. */
static bool prefix_has_two_digits(struct str digits)
{
    static const char second[10][10] = { "",         "",        "07", "0123469", "01345678",
                                         "12345678", "0123456", "",   "12469",   "01234589" };

    return digits.n >= 2 &&
           str_find_char(str_from_c(second[digits.p[0] - '0']), digits.p[1]) != SIZE_MAX;
}

struct str phone_national(struct phone phone)
{
    struct str digits = str_slice(phone.e164, 1, phone.e164.n);
    bool one = digits.n > 0 && (digits.p[0] == '1' || digits.p[0] == '7');

    return str_slice(digits, one ? 1 : prefix_has_two_digits(digits) ? 2 : 3, digits.n);
}

bool phone_has_form(struct str text)
{
    if (text.n < 1 + LEAST_DIGITS || text.n > PHONE_TEXT || text.p[0] != '+' || text.p[1] == '0')
        return false;
    for (size_t i = 1; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return true;
}
