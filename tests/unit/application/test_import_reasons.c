/* tests/unit/application/test_import_reasons.c - what is counted of the notes on a sheet's rows. */
#include "import_reasons.h"
#include "support/expect.h"

static void reasons__count_a_row_once_and_keep_where_it_was_first_said(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    static const struct row_note two_cells[] = { { .slug = "phone.too_short" },
                                                 { .slug = "phone.too_short" } };
    static const struct row_note one_cell[] = { { .slug = "row.phones_split" },
                                                { .slug = "phone.too_short" } };
    struct batch batch = { 0 };

    (void)state;
    import_reasons_begin(&batch, &arena);

    import_reasons_add(&batch, 4, true, two_cells, ARRAY_LEN(two_cells));
    import_reasons_add(&batch, 9, false, one_cell, ARRAY_LEN(one_cell));

    assert_int_equal(batch.reasons.n, 2);
    expect_str(batch.reasons.items[0].slug, "phone.too_short");
    assert_int_equal(batch.reasons.items[0].rows, 2);
    assert_int_equal(batch.reasons.items[0].left_out, 1);
    assert_int_equal(batch.reasons.items[0].first_row, 4);
    expect_str(batch.reasons.items[1].slug, "row.phones_split");
    assert_int_equal(batch.reasons.items[1].left_out, 0);
}

static void reasons__of_an_earlier_try_are_forgotten(void **state)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    static const struct row_note note = { .slug = "row.no_phone" };
    struct batch batch = { 0 };

    (void)state;
    import_reasons_begin(&batch, &arena);
    import_reasons_add(&batch, 4, true, &note, 1);

    import_reasons_begin(&batch, &arena);

    assert_int_equal(batch.reasons.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons__count_a_row_once_and_keep_where_it_was_first_said),
        cmocka_unit_test(reasons__of_an_earlier_try_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
