/* tests/unit/live/test_origins.c - whose pages may open a socket. */
#include "support/expect.h"

#include "live/origins.h"

static bool knows(const char *known, const char *origin)
{
    struct live_origins origins;
    bool ret;

    origins_init(&origins);
    origins_add(&origins, STR("https://first.example.com"));
    origins_add(&origins, str_from_c(known));
    ret = origins_know(&origins, str_from_c(origin));
    origins_release(&origins);
    return ret;
}

static void origin__is_known_as_a_whole(void **state)
{
    (void)state;
    assert_true(knows("https://calls.example.com", "https://first.example.com"));
    assert_true(knows("https://calls.example.com", "https://calls.example.com"));
    assert_true(knows("https://calls.example.com", "https://Calls.Example.com"));
    assert_false(knows("https://calls.example.com", "http://calls.example.com"));
    assert_false(knows("https://calls.example.com", "https://calls.example.com.evil.net"));
    assert_false(knows("https://calls.example.com", "https://evil.net/https://calls.example.com"));
    assert_false(knows("https://calls.example.com", "https://calls.example.com:8443"));
    assert_false(knows("https://calls.example.com", "null"));
    assert_false(knows("https://calls.example.com", ""));
}

static void star__is_one_label_and_no_other_part(void **state)
{
    const char *known = "https://*.calls.example.com";

    (void)state;
    assert_true(knows(known, "https://sur.calls.example.com"));
    assert_false(knows(known, "https://calls.example.com"));
    assert_false(knows(known, "https://.calls.example.com"));
    assert_false(knows(known, "https://a.b.calls.example.com"));
    assert_false(knows(known, "https://evil.net/.calls.example.com"));
    assert_false(knows(known, "http://sur.calls.example.com"));
    assert_false(knows(known, "https://sur.calls.example.com.evil.net"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(origin__is_known_as_a_whole),
        cmocka_unit_test(star__is_one_label_and_no_other_part),
    };

    return cmocka_run_group_tests_name("origins", tests, NULL, NULL);
}
