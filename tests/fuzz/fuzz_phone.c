/* tests/fuzz/fuzz_phone.c - any text, any country: the tables say what the library says, and what
 * the port lets through has the form of E.164. The first byte chooses
 * the country. */
#include "fuzz/fuzz.h"

#include <assert.h>

#include "domain/phone.h"
#include "infrastructure/phone.h"
#include "phone/library.h"
#include "phone/tables.h"

static const char *const countries[] = { "CO", "MX", "AR", "BR", "CL", "PE", "EC",
                                         "ES", "US", "IT", "GB", "RU", "DO", "" };
static struct phone_numbers *numbers;
static struct phone_tables *tables;

static void compare(struct str text, const char *country)
{
    struct phone_answer ours, theirs;

    if (text.n > LIBRARY_TEXT_BYTES || !tables_ask(tables, text.p, text.n, country, &ours))
        return;
    library_ask(text.p, text.n, country, &theirs);
    assert(answer_eq(&ours, &theirs));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data + 1, size - 1 };
    struct parsed_phone phone;
    struct error error = { .arena = NULL };

    if (size == 0)
        return 0;
    if (numbers == NULL) { /* reachable to the end, so no leak */
        numbers = phone_numbers_new();
        tables = tables_new();
    }
    const char *country = countries[data[0] % ARRAY_LEN(countries)];
    compare(text, country);
    if (VIA(phone_numbers_port(numbers), parse, text, str_from_c(country), &phone, &error) ==
        ERR_OK)
        assert(phone_has_form((struct str){ phone.e164, phone.n }));
    else
        assert(error.slug != NULL);
    return 0;
}
