/* tests/unit/presentation/test_byte_range.c - the part of a file that is asked for. */
#include "support/expect.h"

#include "http/byte_range.h"

static struct byte_range part(const char *header, int64_t bytes)
{
    struct byte_range range = { -1, -1 };

    assert_int_equal(byte_range_parse(str_from_c(header), bytes, &range), RANGE_PART);
    return range;
}

static void range__is_read_in_its_three_forms(void **state)
{
    (void)state;
    assert_int_equal(part("bytes=100-", 1000).first, 100);
    assert_int_equal(part("bytes=100-", 1000).n, 900);
    assert_int_equal(part("bytes=0-0", 1000).n, 1);
    assert_int_equal(part("bytes=10-5000", 1000).n, 990);
    assert_int_equal(part("bytes=-300", 1000).first, 700);
    assert_int_equal(part("bytes=-5000", 1000).n, 1000);
}

static void range__of_nothing_is_beyond(void **state)
{
    struct byte_range range;

    (void)state;
    assert_int_equal(byte_range_parse(STR("bytes=1000-"), 1000, &range), RANGE_BEYOND);
    assert_int_equal(byte_range_parse(STR("bytes=-0"), 1000, &range), RANGE_BEYOND);
    assert_int_equal(byte_range_parse(STR("bytes=0-"), 0, &range), RANGE_BEYOND);
}

static void range__that_is_not_understood_gives_the_whole(void **state)
{
    static const char *const headers[] = { "",
                                           "bytes=",
                                           "bytes=a-b",
                                           "bytes=5-2",
                                           "bytes=0-1,3-",
                                           "items=0-1",
                                           "bytes=--1",
                                           "bytes=-",
                                           "bytes=1",
                                           "bytes=+1-2",
                                           "bytes=99999999999999999999-" };
    struct byte_range range;

    (void)state;
    assert_int_equal(byte_range_parse(STR_NONE, 10, &range), RANGE_NONE);
    for (size_t i = 0; i < ARRAY_LEN(headers); i++)
        assert_int_equal(byte_range_parse(str_from_c(headers[i]), 10, &range), RANGE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(range__is_read_in_its_three_forms),
        cmocka_unit_test(range__of_nothing_is_beyond),
        cmocka_unit_test(range__that_is_not_understood_gives_the_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
