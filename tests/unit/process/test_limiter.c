/* The limiter of one process: its clock is ours, its memory bounded. */
#include <stdio.h>

#include "fakes/fixed_clock.h"
#include "infrastructure/process.h"
#include "support/expect.h"

static const struct rate one_a_second = { .per_minute = 60, .burst = 1 };

static int64_t take(struct rate_limiter limiter, int key)
{
    char text[32];
    int n = snprintf(text, sizeof text, "api:%d", key);

    return VIA(limiter, take, (struct str){ text, (size_t)n }, one_a_second, 1).granted;
}

static void limiter__grants_again_an_interval_later(void **state)
{
    struct fixed_clock clock = fixed_clock();
    struct process_limiter *process = process_limiter_new(fixed_clock_port(&clock));
    struct rate_limiter limiter = process_limiter_port(process);

    (void)state;
    assert_int_equal(take(limiter, 1), 1);
    fixed_clock_move(&clock, (struct duration){ 999 });
    assert_int_equal(take(limiter, 1), 0);
    fixed_clock_move(&clock, (struct duration){ 1 });
    assert_int_equal(take(limiter, 1), 1);
    process_limiter_free(process);
}

static void limiter__stays_bounded_under_more_keys_than_slots(void **state)
{
    struct fixed_clock clock = fixed_clock();
    struct process_limiter *process = process_limiter_new(fixed_clock_port(&clock));

    (void)state;
    for (int key = 0; key < 30000; key++)
        assert_int_equal(take(process_limiter_port(process), key), 1);
    process_limiter_free(process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limiter__grants_again_an_interval_later),
        cmocka_unit_test(limiter__stays_bounded_under_more_keys_than_slots),
    };

    return cmocka_run_group_tests_name("process limiter", tests, NULL, NULL);
}
