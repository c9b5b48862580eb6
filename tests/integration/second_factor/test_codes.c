/* tests/integration/second_factor/test_codes.c - the codes of RFC 6238, by its own examples. */
#include "support/expect.h"

#include "domain/models/second_factor.h"
#include "infrastructure/oath.h"

static const struct str secret = STR_INIT("12345678901234567890");

static bool is(int64_t seconds, const char *code)
{
    int64_t step = factor_step((struct instant){ seconds * MS_PER_SECOND });

    return VIA(oath_one_time_codes(), is, secret, step, str_from_c(code));
}

static void code__is_that_of_the_standard(void **state)
{
    (void)state;
    assert_true(is(59, "287082"));
    assert_true(is(1111111109, "081804"));
    assert_true(is(1111111111, "050471"));
    assert_true(is(1234567890, "005924"));
    assert_true(is(2000000000, "279037"));
    assert_true(is(20000000000, "353130"));
}

static void code__is_no_other(void **state)
{
    (void)state;
    assert_false(is(59, "287083"));
    assert_false(is(59, "94287082"));
    assert_false(is(59, "28708"));
    assert_false(is(59, ""));
    assert_false(is(90, "287082"));
    assert_false(VIA(oath_one_time_codes(), is, secret, -1, STR("287082")));
}

static void base32__is_that_of_the_standard(void **state)
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "MY" },
                                            { "fo", "MZXQ" },
                                            { "foo", "MZXW6" },
                                            { "foob", "MZXW6YQ" },
                                            { "fooba", "MZXW6YTB" },
                                            { "foobar", "MZXW6YTBOI" } };
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        assert_true(str_eq_c(factor_base32(&arena, str_from_c(pairs[i][0])), pairs[i][1]));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code__is_that_of_the_standard),
        cmocka_unit_test(code__is_no_other),
        cmocka_unit_test(base32__is_that_of_the_standard),
    };

    return cmocka_run_group_tests_name("one-time codes", tests, NULL, NULL);
}
