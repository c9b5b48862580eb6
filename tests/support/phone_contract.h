/* tests/support/phone_contract.h - what the domain relies on in any phone_numbering: the fake of
 * the unit tests and the real one answer the same. */
#ifndef SUPPORT_PHONE_CONTRACT_H
#define SUPPORT_PHONE_CONTRACT_H

#include "domain/gateways/phone_numbering.h"
#include "domain/phone.h"
#include "support/expect.h"

static const struct {
    const char *country, *text;
    const char *e164; /* NULL: refused with slug */
    const char *slug; /* or of the repair */
    enum phone_quality quality;
} phone_contract[] = {
    { "CO", "3001234567", "+573001234567", NULL, PHONE_VALID },
    { "CO", "300 123-45.67", "+573001234567", NULL, PHONE_VALID },
    { "CO", "+57 (300) 1234567", "+573001234567", NULL, PHONE_VALID },
    { "CO", "573001234567", "+573001234567", NULL, PHONE_VALID },
    { "CO", "'3001234567", "+573001234567", NULL, PHONE_VALID },
    { "CO", "0057 3001234567", "+573001234567", "phone.repair.double_zero", PHONE_VALID },
    { "CO", "+52 55 1234 5678", "+525512345678", NULL, PHONE_VALID },
    { "MX", "55 1234 5678", "+525512345678", NULL, PHONE_VALID },
    { "BR", "11 98765-4321", "+5511987654321", NULL, PHONE_VALID },
    { "EC", "0991234567", "+593991234567", NULL, PHONE_VALID },
    { "US", "2125550123", "+12125550123", NULL, PHONE_VALID },
    { "", "+573001234567", "+573001234567", NULL, PHONE_VALID },
    { "CO", "2001234567", "+572001234567", NULL, PHONE_POSSIBLE },
    { "CO", "30012", NULL, "phone.too_short", 0 },
    { "CO", "30012345678901", NULL, "phone.too_long", 0 },
    { "CO", "300@123", NULL, "phone.not_a_number", 0 },
    { "CO", "", NULL, "phone.not_a_number", 0 },
    { "", "3001234567", NULL, "phone.country_needed", 0 },
};

static inline void expect_phone_contract(struct phone_numbering port)
{
    for (size_t i = 0; i < ARRAY_LEN(phone_contract); i++) {
        struct parsed_phone phone;
        struct error error = { .arena = NULL };
        struct str text = str_from_c(phone_contract[i].text);
        enum err err =
            VIA(port, parse, text, str_from_c(phone_contract[i].country), &phone, &error);

        if (phone_contract[i].e164 == NULL) {
            expect_error(err, &error, ERR_INVALID, phone_contract[i].slug);
            continue;
        }
        if (err != ERR_OK)
            fail_msg("\"%s\": %s", phone_contract[i].text, error.slug);
        struct str e164 = { phone.e164, phone.n };
        assert_true(phone_has_form(e164));
        assert_true(str_eq_c(e164, phone_contract[i].e164));
        assert_true(str_eq(str_from_c(phone.repair), str_from_c(phone_contract[i].slug)));
        assert_int_equal(phone.quality, phone_contract[i].quality);
        assert_int_equal(strlen(phone.region), 2);
    }
    assert_true(VIA(port, knows_country, STR("CO")));
    assert_false(VIA(port, knows_country, STR("ZZ")));
    assert_false(VIA(port, knows_country, STR("")));
}

#endif
