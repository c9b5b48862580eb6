/* tests/integration/phone/test_numbering.c - the port over the real numbering library. */
#include "support/expect.h"

#include "infrastructure/phone.h"
#include "support/phone_contract.h"

struct reading {
    const char *country, *text;
    const char *e164; /* NULL: refused */
    const char *slug; /* of the refusal, or of the repair */
    enum phone_quality quality;
};

static struct phone_numbering port;

static int open_port(void **state)
{
    *state = phone_numbers_new();
    port = phone_numbers_port(*state);
    return 0;
}

static int close_port(void **state)
{
    phone_numbers_free(*state);
    return 0;
}

static void expect_reading(const struct reading *r)
{
    struct parsed_phone phone;
    struct error error = { 0 };
    enum err err = VIA(port, parse, str_from_c(r->text), str_from_c(r->country), &phone, &error);

    if (r->e164 == NULL) {
        if (err != ERR_INVALID || strcmp(error.slug, r->slug) != 0)
            fail_msg("%s \"%s\": got %s %s, wanted %s", r->country, r->text, err_name(err),
                     err == ERR_OK ? phone.e164 : error.slug, r->slug);
        return;
    }
    if (err != ERR_OK)
        fail_msg("%s \"%s\": got %s, wanted %s", r->country, r->text, error.slug, r->e164);
    if (!str_eq((struct str){ phone.e164, phone.n }, str_from_c(r->e164)) ||
        !str_eq(str_from_c(phone.repair), str_from_c(r->slug)) || phone.quality != r->quality)
        fail_msg("%s \"%s\": got %s %s quality %d, wanted %s %s quality %d", r->country, r->text,
                 phone.e164, phone.repair != NULL ? phone.repair : "-", phone.quality, r->e164,
                 r->slug != NULL ? r->slug : "-", r->quality);
}

#define EXPECT_READINGS(...)                                                                       \
    do {                                                                                           \
        const struct reading readings_[] = { __VA_ARGS__ };                                        \
        for (size_t i_ = 0; i_ < ARRAY_LEN(readings_); i_++)                                       \
            expect_reading(&readings_[i_]);                                                        \
    } while (0)
#define READS(country_, text_, e164_)                                                              \
    {                                                                                              \
        country_, text_, e164_, NULL, PHONE_VALID                                                  \
    }
#define POSSIBLE(country_, text_, e164_)                                                           \
    {                                                                                              \
        country_, text_, e164_, NULL, PHONE_POSSIBLE                                               \
    }
#define MENDS(country_, text_, e164_, repair_)                                                     \
    {                                                                                              \
        country_, text_, e164_, repair_, PHONE_VALID                                               \
    }
#define REFUSES(country_, text_, slug_)                                                            \
    {                                                                                              \
        country_, text_, NULL, slug_, PHONE_VALID                                                  \
    }

static void parse__reads_colombian_numbers_as_people_write_them(void **state)
{
    (void)state;
    EXPECT_READINGS(
        READS("CO", "3001234567", "+573001234567"), READS("CO", "300 123 4567", "+573001234567"),
        READS("CO", " 300-123-4567 ", "+573001234567"),
        READS("CO", "(300) 123.45.67", "+573001234567"),
        READS("CO", "+57 300 1234567", "+573001234567"),
        READS("CO", "573001234567", "+573001234567"), READS("CO", "'3001234567", "+573001234567"),
        READS("CO", "6012345678", "+576012345678"),
        READS("co", "0 300 123 4567", "+573001234567"), );
}

static void parse__mends_a_text_and_tells_how(void **state)
{
    (void)state;
    EXPECT_READINGS(
        MENDS("CO", "0057 300 123 4567", "+573001234567", "phone.repair.double_zero"),
        MENDS("CO", "0057 302 000 0014", "+573020000014", "phone.repair.double_zero"),
        MENDS("BR", "0055 11 98765 4321", "+5511987654321", "phone.repair.double_zero"),
        MENDS("CO", "3001234567.0", "+573001234567", "phone.repair.decimals_dropped"),
        MENDS("CO", "3001234567,00", "+573001234567", "phone.repair.decimals_dropped"),
        MENDS("CO", "03 300 123 4567", "+573001234567", "phone.repair.old_numbering"),
        MENDS("CO", "(1) 234 5678", "+576012345678", "phone.repair.old_numbering"),
        MENDS("CO", "+57 (4) 234-5678", "+576042345678", "phone.repair.old_numbering"),
        MENDS("CO", "300 123 4567 (esposa)", "+573001234567", "phone.repair.words_dropped"),
        MENDS("CO", "Cel. 3001234567 tardes", "+573001234567", "phone.repair.words_dropped"),
        MENDS("CO", "525512345678", "+525512345678", "phone.repair.lost_plus"),
        MENDS("CO", "593991234567", "+593991234567", "phone.repair.lost_plus"),
        MENDS("IT", "612345678", "+390612345678", "phone.repair.lost_zero"),
        MENDS("CO", "6012345678 ext 12", "+576012345678", "phone.repair.extension_dropped"), );
}

static void parse__takes_what_is_pasted_from_elsewhere(void **state)
{
    (void)state;
    EXPECT_READINGS(READS("CO",
                          "\xe2\x80\xaa+57 300\xc2\xa0"
                          "123\xe2\x80\x91"
                          "4567\xe2\x80\xac",
                          "+573001234567"),
                    READS("CO", "\xef\xbc\x93\xef\xbc\x90\xef\xbc\x90 123 4567", "+573001234567"),
                    READS("CO", "  300   123    4567", "+573001234567"),
                    READS("CO", "\"300 123 4567\"", "+573001234567"),
                    READS("CO", "tel:+57-300-1234567", "+573001234567"),
                    MENDS("CO", "3,001,234,567", "+573001234567", "phone.repair.marks_dropped"),
                    MENDS("CO", "300_123_4567", "+573001234567", "phone.repair.marks_dropped"), );
}

static void parse__knows_numbering_of_earlier_years(void **state)
{
    (void)state;
    EXPECT_READINGS(MENDS("BR", "11 8765-4321", "+5511987654321", "phone.repair.old_numbering"),
                    MENDS("BR", "551187654321", "+5511987654321", "phone.repair.old_numbering"),
                    READS("BR", "11 3765-4321", "+551137654321"),
                    MENDS("CL", "09 6123 4567", "+56961234567", "phone.repair.zero_dropped"),
                    MENDS("CO", "571 2345678", "+576012345678", "phone.repair.old_numbering"), );
}

static void parse__does_not_make_a_stranger_of_a_doubtful_number(void **state)
{
    (void)state;
    /* each is a valid number somewhere behind a plus, but may be a new one of the country */
    EXPECT_READINGS(POSSIBLE("CO", "12125550123", "+5712125550123"),
                    POSSIBLE("CO", "34612345678", "+5734612345678"),
                    REFUSES("CO", "300-123-4567 / 310-765-4321", "phone.too_long"), );
}

static void parse__refuses_fillers(void **state)
{
    (void)state;
    EXPECT_READINGS(
        REFUSES("CO", "0000000000", "phone.filler"), REFUSES("CO", "999 999 9999", "phone.filler"),
        REFUSES("CO", "1234567890", "phone.filler"), READS("CO", "3000000000", "+573000000000"), );
}

static void parse__refuses_with_the_reason(void **state)
{
    (void)state;
    EXPECT_READINGS(
        REFUSES("CO", "3.00123E+09", "phone.lost_digits"),
        REFUSES("CO", "5,73001E+11", "phone.lost_digits"),
        REFUSES("CO", "3e9", "phone.lost_digits"), REFUSES("CO", "", "phone.not_a_number"),
        REFUSES("CO", "no tiene", "phone.not_a_number"), REFUSES("CO", "N/A", "phone.not_a_number"),
        REFUSES("CO", "300123", "phone.too_short"),
        REFUSES("CO", "30012345678901", "phone.too_long"),
        REFUSES("CO", "123", "phone.not_callable"), REFUSES("US", "911", "phone.not_callable"),
        REFUSES("US", "+1 900 234 5678", "phone.not_callable"),
        REFUSES("", "3001234567", "phone.country_needed"),
        REFUSES("XX", "3001234567", "phone.country_needed"),
        REFUSES("CO", "+999 300 123 4567", "phone.impossible"), );
}

static void parse__accepts_the_possible_with_a_warning(void **state)
{
    (void)state;
    EXPECT_READINGS(POSSIBLE("CO", "2001234567", "+572001234567"),
                    POSSIBLE("CO", "+57 399 999 9999", "+573999999999"), );
}

static void parse__follows_the_library_across_countries(void **state)
{
    (void)state;
    EXPECT_READINGS(
        READS("CO", "0444 3001234567", "+573001234567"),
        READS("CO", "05 300 123 4567", "+573001234567"),
        READS("CO", "57 604 234 5678", "+576042345678"),
        READS("MX", "044 55 1234 5678", "+525512345678"),
        READS("MX", "045 55 1234 5678", "+525512345678"),
        READS("MX", "01 55 1234 5678", "+525512345678"),
        READS("MX", "+52 1 55 1234 5678", "+525512345678"),
        REFUSES("MX", "1234 5678", "phone.area_needed"),
        READS("AR", "011 15 2345-6789", "+5491123456789"),
        READS("AR", "+54 11 15 2345 6789", "+5491123456789"),
        READS("AR", "0351 15 612 3456", "+5493516123456"),
        READS("AR", "11 2345-6789", "+541123456789"),
        READS("BR", "0 15 11 98765 4321", "+5511987654321"),
        READS("BR", "90 11 98765 4321", "+5511987654321"),
        READS("BR", "021 98765 4321", "+5521987654321"),
        READS("BR", "0xx11 98765 4321", "+5511987654321"),
        READS("BR", "0021 57 300 123 4567", "+573001234567"),
        READS("PE", "01 234 5678", "+5112345678"), READS("PE", "0051 987654321", "+51987654321"),
        READS("EC", "0991234567", "+593991234567"), READS("EC", "02 234 5678", "+59322345678"),
        READS("CL", "9 6123 4567", "+56961234567"), READS("ES", "612 34 56 78", "+34612345678"),
        READS("ES", "0034 612 345 678", "+34612345678"),
        READS("IT", "06 1234 5678", "+390612345678"), READS("US", "(212) 555-0123", "+12125550123"),
        READS("US", "011 57 300 123 4567", "+573001234567"),
        READS("US", "1-800-FLOWERS", "+18003569377"),
        REFUSES("US", "555-0123", "phone.area_needed"), READS("", "+573001234567", "+573001234567"),
        READS("CO", "+870 773 123 456", "+870773123456"), );
}

static void parse__is_quick_however_long_the_text_is(void **state)
{
    static char cell[32767];

    (void)state;
    memset(cell, '3', sizeof cell - 1);
    expect_reading(&(struct reading)REFUSES("CO", cell, "phone.too_long"));
    memset(cell + 3, ' ', sizeof cell - 5);
    cell[sizeof cell - 2] = 'x';
    expect_reading(&(struct reading)REFUSES("CO", cell, "phone.too_short"));
}

static void parse__tells_region_and_type(void **state)
{
    struct parsed_phone phone;
    struct error error = { 0 };

    (void)state;
    expect_ok(VIA(port, parse, STR("3001234567"), STR("CO"), &phone, &error));
    assert_string_equal(phone.region, "CO");
    assert_int_equal(phone.type, PHONE_MOBILE);
    expect_ok(VIA(port, parse, STR("+1 416 555 0123"), STR("CO"), &phone, &error));
    assert_string_equal(phone.region, "CA");
    assert_int_equal(phone.type, PHONE_FIXED_OR_MOBILE);
    expect_ok(VIA(port, parse, STR("+870773123456"), STR("CO"), &phone, &error));
    assert_string_equal(phone.region, "");
}

static void phone_numbers__keep_the_contract_of_the_port(void **state)
{
    (void)state;
    expect_phone_contract(port);
}

static void knows_country__takes_iso_codes_only(void **state)
{
    (void)state;
    assert_true(VIA(port, knows_country, STR("CO")));
    assert_true(VIA(port, knows_country, STR("br")));
    assert_false(VIA(port, knows_country, STR("ZZ")));
    assert_false(VIA(port, knows_country, STR("COL")));
    assert_false(VIA(port, knows_country, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__reads_colombian_numbers_as_people_write_them),
        cmocka_unit_test(parse__mends_a_text_and_tells_how),
        cmocka_unit_test(parse__takes_what_is_pasted_from_elsewhere),
        cmocka_unit_test(parse__knows_numbering_of_earlier_years),
        cmocka_unit_test(parse__does_not_make_a_stranger_of_a_doubtful_number),
        cmocka_unit_test(parse__refuses_fillers),
        cmocka_unit_test(parse__refuses_with_the_reason),
        cmocka_unit_test(parse__accepts_the_possible_with_a_warning),
        cmocka_unit_test(parse__follows_the_library_across_countries),
        cmocka_unit_test(parse__is_quick_however_long_the_text_is),
        cmocka_unit_test(parse__tells_region_and_type),
        cmocka_unit_test(phone_numbers__keep_the_contract_of_the_port),
        cmocka_unit_test(knows_country__takes_iso_codes_only),
    };

    return cmocka_run_group_tests_name("phone numbering", tests, open_port, close_port);
}
