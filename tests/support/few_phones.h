/* tests/support/few_phones.h - a phone_numbering of a few countries, each one line of a table: what
 * the domain is tested with, without a library. Not the truth about any country. */
#ifndef SUPPORT_FEW_PHONES_H
#define SUPPORT_FEW_PHONES_H

#include <string.h>

#include "domain/gateways/phone_numbering.h"

struct few_plan {
    const char *country, *code;
    size_t digits;
    size_t at;         /* the digit that decides */
    const char *first; /* a valid number has one of them there */
};
static const struct few_plan few_plans[] = {
    { "CO", "57", 10, 0, "36" },     { "MX", "52", 10, 0, "2345678" }, { "BR", "55", 11, 2, "9" },
    { "US", "1", 10, 0, "2345678" }, { "PE", "51", 9, 0, "9" },        { "CL", "56", 9, 0, "9" },
    { "EC", "593", 9, 0, "9" },      { "ES", "34", 9, 0, "69" },       { "AR", "54", 10, 0, "123" },
};

static inline const struct few_plan *few_plan_of(struct str country)
{
    for (size_t i = 0; i < ARRAY_LEN(few_plans); i++)
        if (str_eq_c(country, few_plans[i].country))
            return &few_plans[i];
    return NULL;
}

static inline enum err few_answer(const struct few_plan *plan, struct str national,
                                  const char *repair, struct parsed_phone *ret, struct error *error)
{
    size_t code = strlen(plan->code);

    if (national.n < plan->digits)
        return FAIL(error, ERR_INVALID, "phone.too_short");
    if (national.n > plan->digits)
        return FAIL(error, ERR_INVALID, "phone.too_long");
    *ret =
        (struct parsed_phone){ .n = 1 + code + national.n, .type = PHONE_MOBILE, .repair = repair };
    ret->quality = strchr(plan->first, national.p[plan->at]) != NULL ? PHONE_VALID : PHONE_POSSIBLE;
    ret->e164[0] = '+';
    memcpy(ret->e164 + 1, plan->code, code);
    memcpy(ret->e164 + 1 + code, national.p, national.n);
    memcpy(ret->region, plan->country, 2);
    return ERR_OK;
}

static inline enum err few_parse(void *self, struct str text, struct str country,
                                 struct parsed_phone *ret, struct error *error)
{
    const struct few_plan *plan = few_plan_of(country);
    char digits[32];
    struct str number = { digits, 0 };
    bool plus = str_find_char(text, '+') != SIZE_MAX, zeros;

    (void)self;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9') {
            if (number.n == sizeof digits)
                return FAIL(error, ERR_INVALID, "phone.too_long");
            digits[number.n++] = text.p[i];
        } else if (strchr("+ -().'", text.p[i]) == NULL) {
            return FAIL(error, ERR_INVALID, "phone.not_a_number");
        }
    }
    if (number.n < 2)
        return FAIL(error, ERR_INVALID, "phone.not_a_number");
    zeros = !plus && str_starts(number, STR("00"));
    if (zeros)
        number = str_slice(number, 2, number.n);
    for (size_t i = 0; (plus || zeros) && i < ARRAY_LEN(few_plans); i++) {
        struct str code = str_from_c(few_plans[i].code);

        if (str_starts(number, code))
            return few_answer(&few_plans[i], str_slice(number, code.n, number.n),
                              zeros ? "phone.repair.double_zero" : NULL, ret, error);
    }
    if (plan == NULL)
        return FAIL(error, ERR_INVALID, "phone.country_needed");
    struct str code = str_from_c(plan->code);
    if (number.n == plan->digits + code.n && str_starts(number, code))
        number = str_slice(number, code.n, number.n);
    else if (number.n == plan->digits + 1 && number.p[0] == '0')
        number = str_slice(number, 1, number.n);
    return few_answer(plan, number, NULL, ret, error);
}

static inline bool few_knows_country(void *self, struct str country)
{
    (void)self;
    return few_plan_of(country) != NULL;
}

static inline struct phone_numbering few_phones(void)
{
    static const struct phone_numbering_ops ops = { few_parse, few_knows_country };

    return (struct phone_numbering){ &ops, NULL };
}

#endif
