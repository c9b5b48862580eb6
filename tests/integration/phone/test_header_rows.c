/* tests/integration/phone/test_header_rows.c - the labelled sheets with the real numbering. */
#include "support/header_rows.h"

#include "infrastructure/phone.h"

static void recognise_columns__knows_sixty_labelled_sheets(void **state)
{
    struct phone_numbers *numbers = phone_numbers_new();
    struct header_rows_result result = header_rows_run(HEADER_ROWS, phone_numbers_port(numbers));

    (void)state;
    expect_recognised(&result);
    phone_numbers_free(numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognise_columns__knows_sixty_labelled_sheets),
    };

    return cmocka_run_group_tests_name("header rows, real numbering", tests, NULL, NULL);
}
