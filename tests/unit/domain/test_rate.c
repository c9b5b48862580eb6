/* So many a minute, so many at once. */
#include "domain/services/rate.h"

#include "support/expect.h"

enum { US = 1000000 };

static void take__lets_a_burst_through_and_then_one_an_interval(void **state)
{
    struct rate rate = { .per_minute = 60, .burst = 3 };
    int64_t arrival = 0;
    struct allowance a;

    (void)state;
    assert_int_equal(rate_take(rate, &arrival, 1 * US, 3).granted, 3);
    a = rate_take(rate, &arrival, 2 * US - 1, 1);
    assert_int_equal(a.granted, 0);
    assert_int_equal(a.retry_s, 1);
    assert_int_equal(rate_take(rate, &arrival, 2 * US, 2).granted, 1);
    a = rate_take(rate, &arrival, 100 * US, 1); /* long quiet: the whole burst again */
    assert_int_equal(a.remaining, 2);
    assert_int_equal(a.reset_s, 1);
}

static void take__starts_no_faster_than_it_says(void **state)
{
    struct rate rate = { .per_minute = 7, .burst = 1 };
    int64_t arrival = 0, granted = 0;

    (void)state;
    for (int64_t us = 0; us < (int64_t)60 * US; us += 50000)
        granted += rate_take(rate, &arrival, us, 10).granted;
    assert_int_equal(granted, 7);
}

static void take__loses_no_time_when_it_is_asked_often(void **state)
{
    struct rate rate = { .per_minute = 6000, .burst = 100 };
    int64_t arrival = 0, granted = rate_take(rate, &arrival, 0, 100).granted;

    (void)state;
    for (int64_t us = 333; us < (int64_t)10 * US; us += 333)
        granted += rate_take(rate, &arrival, us, 1000).granted;
    assert_in_range(granted, 1098, 1100);
}

static void give_back__never_makes_more_than_a_burst(void **state)
{
    struct rate rate = { .per_minute = 60, .burst = 2 };
    int64_t arrival = 0;

    (void)state;
    assert_int_equal(rate_take(rate, &arrival, US, 2).granted, 2);
    assert_int_equal(rate_take(rate, &arrival, US, -100).granted, 0);
    assert_int_equal(rate_take(rate, &arrival, US, 100).granted, 2);
}

static void clock__that_goes_back_grants_nothing_new(void **state)
{
    struct rate rate = { .per_minute = 60, .burst = 1 };
    int64_t arrival = 0;

    (void)state;
    assert_int_equal(rate_take(rate, &arrival, 10 * US, 1).granted, 1);
    assert_int_equal(rate_take(rate, &arrival, 5 * US, 1).granted, 0);
}

static void rate__may_be_of_a_day(void **state)
{
    struct rate rate = { .per_day = 100, .burst = 2 };
    int64_t arrival = 0;

    (void)state;
    assert_false(rate_is_none(rate));
    assert_int_equal(rate_interval_us(rate), INT64_C(864000000));
    assert_int_equal(rate_take(rate, &arrival, 1, 3).granted, 2);
    assert_int_equal(rate_take(rate, &arrival, 1, 1).retry_s, 864);
    assert_int_equal(rate_take(rate, &arrival, INT64_C(864000001), 1).granted, 1);
    assert_true(rate_is_none((struct rate){ .burst = 5 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take__lets_a_burst_through_and_then_one_an_interval),
        cmocka_unit_test(take__starts_no_faster_than_it_says),
        cmocka_unit_test(take__loses_no_time_when_it_is_asked_often),
        cmocka_unit_test(give_back__never_makes_more_than_a_burst),
        cmocka_unit_test(clock__that_goes_back_grants_nothing_new),
        cmocka_unit_test(rate__may_be_of_a_day),
    };

    return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
