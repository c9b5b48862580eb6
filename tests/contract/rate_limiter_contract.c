/* tests/contract/rate_limiter_contract.c - what every limiter promises. Its clock may be a server's
 * own and go on meanwhile: the rates are slow enough that nothing comes back during a test. */
#include <stdlib.h>

#include "contract/adapter.h"
#include "support/expect.h"

static const struct rate hourly = { .per_minute = 1, .burst = 5 };

struct given {
    struct adapter *adapter;
};
#define LIMITER(g) ((g)->adapter->limiter)

static int given_limiter(void **state)
{
    struct given *g = calloc(1, sizeof *g);

    assert_non_null(g);
    g->adapter = adapter_open(NULL, 0);
    *state = g;
    return 0;
}

static int given_release(void **state)
{
    struct given *g = *state;

    adapter_free(g->adapter);
    free(g);
    return 0;
}

static struct allowance take(struct given *g, const char *key, int64_t want)
{
    return VIA(LIMITER(g), take, str_from_c(key), hourly, want);
}

static void take__grants_a_burst_and_then_nothing(void **state)
{
    struct given *g = *state;
    struct allowance a;

    for (int64_t i = 1; i <= 5; i++) {
        a = take(g, "api:acc_1", 1);
        assert_int_equal(a.granted, 1);
        assert_int_equal(a.limit, 5);
        assert_int_equal(a.remaining, 5 - i);
    }
    a = take(g, "api:acc_1", 1);
    assert_int_equal(a.granted, 0);
    assert_int_equal(a.remaining, 0);
    assert_in_range(a.retry_s, 50, 60);
    assert_in_range(a.reset_s, 290, 300);
}

static void keys__are_limited_each_for_itself(void **state)
{
    struct given *g = *state;

    assert_int_equal(take(g, "api:acc_1", 5).granted, 5);
    assert_int_equal(take(g, "api:acc_2", 1).granted, 1);
    assert_int_equal(take(g, "pace:acc_1", 1).granted, 1);
    assert_int_equal(take(g, "api:acc_1", 1).granted, 0);
}

static void take__grants_what_there_is_of_many(void **state)
{
    struct given *g = *state;

    assert_int_equal(take(g, "pace:cmp_1", 3).granted, 3);
    assert_int_equal(take(g, "pace:cmp_1", 100).granted, 2);
    assert_int_equal(take(g, "pace:cmp_1", 0).granted, 0);
}

static void what_was_not_used__is_given_back(void **state)
{
    struct given *g = *state;

    assert_int_equal(take(g, "pace:cmp_1", 5).granted, 5);
    assert_int_equal(take(g, "pace:cmp_1", -2).granted, 0);
    assert_int_equal(take(g, "pace:cmp_1", 5).granted, 2);
}

static void no_limit__grants_everything(void **state)
{
    struct given *g = *state;
    struct rate none = { .per_minute = 0 };
    struct allowance a = VIA(LIMITER(g), take, STR("api:acc_1"), none, 1000);

    assert_int_equal(a.granted, 1000);
    assert_int_equal(a.limit, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, given_limiter, given_release)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(take__grants_a_burst_and_then_nothing), TEST(keys__are_limited_each_for_itself),
        TEST(take__grants_what_there_is_of_many),    TEST(what_was_not_used__is_given_back),
        TEST(no_limit__grants_everything),
    };

    return cmocka_run_group_tests_name("rate limiter", tests, NULL, NULL);
}
