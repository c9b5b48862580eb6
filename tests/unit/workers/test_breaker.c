/* tests/unit/workers/test_breaker.c - when a connection is left alone, and when it is tried again.
 */
#include "support/expect.h"

#include "call/breaker.h"

static const struct breaker_settings settings = {
    .slice = { 1000 }, .least = 20, .share = 50, .open = { 30000 }, .probes = 3
};

static struct instant at(int64_t ms)
{
    return (struct instant){ 5000000 + ms };
}

static bool results(struct breaker *b, int64_t ms, int good, int bad)
{
    bool opened = false;

    for (int i = 0; i < good; i++)
        opened = breaker_result(b, &settings, at(ms), true) || opened;
    for (int i = 0; i < bad; i++)
        opened = breaker_result(b, &settings, at(ms), false) || opened;
    return opened;
}

static void breaker__opens_at_half_of_twenty(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    assert_false(results(&b, 0, 10, 9));
    assert_true(breaker_allows(&b, &settings, at(0)) > 1000000);
    assert_true(results(&b, 0, 0, 1));
    assert_int_equal(breaker_allows(&b, &settings, at(0)), 0);
}

static void breaker__says_nothing_of_fewer_than_twenty(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    assert_false(results(&b, 0, 0, 19));
    assert_true(results(&b, 0, 0, 1));
}

static void breaker__forgets_after_ten_seconds(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    assert_false(results(&b, 0, 0, 19));
    assert_false(results(&b, 10000, 0, 19));
    assert_true(results(&b, 19999, 0, 1));
}

static void breaker__lets_three_probes_through_after_half_a_minute(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    results(&b, 0, 0, 20);
    assert_int_equal(breaker_allows(&b, &settings, at(29999)), 0);
    assert_int_equal(breaker_allows(&b, &settings, at(30000)), 3);
    breaker_started(&b, 2);
    assert_int_equal(breaker_allows(&b, &settings, at(30001)), 1);
    breaker_started(&b, 1);
    assert_int_equal(breaker_allows(&b, &settings, at(30002)), 0);
}

static void breaker__closes_when_all_probes_are_good(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    results(&b, 0, 0, 20);
    breaker_started(&b, breaker_allows(&b, &settings, at(30000)));
    results(&b, 30001, 2, 0);
    assert_int_equal(breaker_allows(&b, &settings, at(30002)), 0);
    results(&b, 30003, 1, 0);
    assert_int_equal(b.state, BREAKER_CLOSED);
}

static void breaker__opens_again_at_the_first_bad_probe(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    results(&b, 0, 0, 20);
    breaker_started(&b, breaker_allows(&b, &settings, at(30000)));
    assert_true(results(&b, 30001, 2, 1));
    assert_int_equal(breaker_allows(&b, &settings, at(60000)), 0);
    assert_int_equal(breaker_allows(&b, &settings, at(60001)), 3);
}

static void breaker__does_not_wait_for_probes_that_never_come_back(void **state)
{
    struct breaker b;

    (void)state;
    breaker_init(&b);
    results(&b, 0, 0, 20);
    breaker_started(&b, breaker_allows(&b, &settings, at(30000)));
    assert_int_equal(breaker_allows(&b, &settings, at(59999)), 0);
    assert_int_equal(breaker_allows(&b, &settings, at(60000)), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaker__opens_at_half_of_twenty),
        cmocka_unit_test(breaker__says_nothing_of_fewer_than_twenty),
        cmocka_unit_test(breaker__forgets_after_ten_seconds),
        cmocka_unit_test(breaker__lets_three_probes_through_after_half_a_minute),
        cmocka_unit_test(breaker__closes_when_all_probes_are_good),
        cmocka_unit_test(breaker__opens_again_at_the_first_bad_probe),
        cmocka_unit_test(breaker__does_not_wait_for_probes_that_never_come_back),
    };

    return cmocka_run_group_tests_name("circuit breaker", tests, NULL, NULL);
}
