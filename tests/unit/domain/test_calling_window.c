/* tests/unit/domain/test_calling_window.c - hours that narrow each other. */
#include "support/expect.h"

#include "domain/services/calling_window.h"

#define WINDOW(start_, end_) ((struct calling_window){ STR(start_), STR(end_) })

static void window_meet__leaves_what_both_allow(void **state)
{
    struct calling_window left;

    (void)state;
    assert_true(window_meet(WINDOW("08:00", "18:00"), WINDOW("09:30", "20:00"), &left));
    expect_str(left.start, "09:30");
    expect_str(left.end, "18:00");
    assert_true(window_meet(WINDOW("", ""), WINDOW("09:30", "20:00"), &left));
    expect_str(left.start, "09:30");
    assert_true(window_meet(WINDOW("08:00", "18:00"), WINDOW("", ""), &left));
    expect_str(left.end, "18:00");
}

static void window_meet__tells_that_nothing_is_left(void **state)
{
    struct calling_window left;

    (void)state;
    assert_false(window_meet(WINDOW("08:00", "12:00"), WINDOW("12:00", "18:00"), &left));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_meet__leaves_what_both_allow),
        cmocka_unit_test(window_meet__tells_that_nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
