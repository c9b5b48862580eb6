/* tests/unit/presentation/test_limits.c - how many requests each may make, on both sides. */
#include "support/expect.h"

#include "http/limits.h"

enum { PER_MINUTE = 60, BURST = 3 };

static const struct id128 first = { { 1, [15] = 1 } }, second = { { 2, [15] = 2 } };

static struct allowance at(struct limits *limits, struct id128 who, int64_t boot_ms)
{
    return limits_take(limits, who, (struct instant){ boot_ms });
}

static void limits__let_a_burst_through_and_then_one_an_interval(void **state)
{
    struct limits *limits = limits_new(PER_MINUTE, BURST);
    struct allowance a;

    (void)state;
    for (int i = 0; i < BURST; i++) {
        a = at(limits, first, 1000);
        assert_true(a.allowed);
        assert_int_equal(a.remaining, BURST - 1 - i);
    }
    a = at(limits, first, 1999);
    assert_false(a.allowed);
    assert_int_equal(a.retry_s, 1);
    assert_int_equal(a.limit, BURST);
    assert_true(at(limits, first, 2000).allowed); /* one interval later */
    assert_false(at(limits, first, 2000).allowed);
    a = at(limits, first, 60000); /* long quiet: the whole burst again */
    assert_true(a.allowed);
    assert_int_equal(a.remaining, BURST - 1);
    limits_free(limits);
}

static void limits__are_each_ones_own_and_nobodys_is_none(void **state)
{
    struct limits *limits = limits_new(PER_MINUTE, 1), *none = limits_new(0, 1);

    (void)state;
    assert_true(at(limits, first, 1000).allowed);
    assert_false(at(limits, first, 1000).allowed);
    assert_true(at(limits, second, 1000).allowed);
    for (int i = 0; i < 10; i++) {
        assert_true(at(limits, (struct id128){ { 0 } }, 1000).allowed);
        assert_true(at(none, first, 1000).allowed);
    }
    limits_free(limits);
    limits_free(none);
}

static void limits__stay_bounded_under_more_than_slots(void **state)
{
    struct limits *limits = limits_new(PER_MINUTE, 1);

    (void)state;
    for (int i = 0; i < 3 * LIMITED; i++) {
        struct id128 who = { { 3, [13] = (unsigned char)(i >> 16), [14] = (unsigned char)(i >> 8),
                               [15] = (unsigned char)i } };

        assert_true(at(limits, who, 1000 + i).allowed);
    }
    limits_free(limits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits__let_a_burst_through_and_then_one_an_interval),
        cmocka_unit_test(limits__are_each_ones_own_and_nobodys_is_none),
        cmocka_unit_test(limits__stay_bounded_under_more_than_slots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
