/* tests/unit/domain/test_pacing.c - starts a minute, and what may be caught up. */
#include "support/expect.h"

#include "domain/services/pacing.h"

static struct instant at(int64_t ms)
{
    return (struct instant){ 1000000 + ms };
}

static void pace__gives_starts_as_time_passes(void **state)
{
    struct pace pace = { .parts = 0 };
    int64_t started = 0;

    (void)state;
    for (int64_t ms = 0; ms <= 60000; ms += 100) {
        int64_t may = pace_allows(&pace, 120, at(ms));

        pace_take(&pace, may);
        started += may;
    }
    assert_in_range(started, 120, 122); /* a minute's, and the second before it began */
}

static void pace__catches_up_one_second_and_no_more(void **state)
{
    struct pace pace = { .parts = 0 };

    (void)state;
    pace_take(&pace, pace_allows(&pace, 600, at(0)));
    assert_int_equal(pace_allows(&pace, 600, at(3600000)), 10);
}

static void pace__of_a_slow_campaign_never_forgets(void **state)
{
    struct pace pace = { .parts = 0 };
    int64_t started = 0;

    (void)state;
    for (int64_t ms = 0; ms <= 600000; ms += 10) { /* one a minute, looked at often */
        int64_t may = pace_allows(&pace, 1, at(ms));

        pace_take(&pace, may);
        started += may;
    }
    assert_int_equal(started, 10);
}

static void pace__stands_while_the_clock_does(void **state)
{
    struct pace pace = { .parts = 0 };

    (void)state;
    pace_take(&pace, pace_allows(&pace, 60, at(0)));
    assert_int_equal(pace_allows(&pace, 60, at(0)), 0);
    assert_int_equal(pace_allows(&pace, 60, at(-5000)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pace__gives_starts_as_time_passes),
        cmocka_unit_test(pace__catches_up_one_second_and_no_more),
        cmocka_unit_test(pace__of_a_slow_campaign_never_forgets),
        cmocka_unit_test(pace__stands_while_the_clock_does),
    };

    return cmocka_run_group_tests_name("pacing", tests, NULL, NULL);
}
