/* tests/unit/domain/test_header_rows.c - sixty labelled sheets: 95 % of the columns right, no phone
 * column missed. */
#include "support/header_rows.h"

#include "support/few_phones.h"

static void recognise_columns__knows_sixty_labelled_sheets(void **state)
{
    struct header_rows_result result = header_rows_run(HEADER_ROWS, few_phones());

    (void)state;
    expect_recognised(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognise_columns__knows_sixty_labelled_sheets),
    };

    return cmocka_run_group_tests_name("header rows", tests, NULL, NULL);
}
