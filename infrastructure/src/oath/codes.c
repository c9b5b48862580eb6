/* infrastructure/src/oath/codes.c - RFC 6238 is RFC 4226 with the step as its counter. */
#include "infrastructure/oath.h"

#include <liboath/oath.h>
#include <string.h>

#include "codec/crypto.h"
#include "domain/models/second_factor.h"

static bool is(void *self, struct str secret, int64_t step, struct str code)
{
    char right[FACTOR_DIGITS + 1];

    (void)self;
    if (step < 0 || oath_hotp_generate(secret.p, secret.n, (uint64_t)step, FACTOR_DIGITS, false,
                                       OATH_HOTP_DYNAMIC_TRUNCATION, right) != OATH_OK)
        return false;
    return secret_eq((struct str){ right, FACTOR_DIGITS }, code);
}

struct one_time_codes oath_one_time_codes(void)
{
    static const struct one_time_codes_ops ops = { .is = is };

    return (struct one_time_codes){ &ops, NULL };
}
