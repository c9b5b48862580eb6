/* tests/unit/compose/test_address.c - a demo's clock and plain HTTP stay on this host. */
#include "support/expect.h"

#include "apps/compose.h"

static void loopback__is_this_host_and_nothing_that_looks_like_it(void **state)
{
    static const char *const own[] = { "http://127.0.0.1:8090",  "http://127.1.2.3/v2",
                                       "http://localhost:1",     "https://localhost",
                                       "http://[::1]:8090/path", "http://[::1]" };
    static const char *const others[] = { "https://api.retellai.com",
                                          "http://127.evil.com",
                                          "http://127.0.0.1.evil.com",
                                          "http://127.0.0.1:80@evil.com/",
                                          "http://localhost@evil.com",
                                          "http://localhost.evil.com",
                                          "http://evil.com/127.0.0.1",
                                          "http://evil.com?127.0.0.1",
                                          "http://[::1].evil.com",
                                          "http://127.1",
                                          "127.0.0.1:8090",
                                          "http://",
                                          "" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        if (!url_is_loopback(str_from_c(own[i])))
            fail_msg("%s is this host", own[i]);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (url_is_loopback(str_from_c(others[i])))
            fail_msg("%s is another", others[i]);
}

static void allowed__is_tls_this_host_and_what_was_named(void **state)
{
    struct str named[] = { STR("10.0.0.5:8090"), STR("voice.internal:80") };
    const struct str_list allowed = { named, ARRAY_LEN(named) };

    (void)state;
    assert_true(url_is_allowed(STR("https://api.retellai.com"), &allowed));
    assert_true(url_is_allowed(STR("http://127.0.0.1:1"), &allowed));
    assert_true(url_is_allowed(STR("http://10.0.0.5:8090/v2"), &allowed));
    assert_false(url_is_allowed(STR("http://10.0.0.5:8091"), &allowed));
    assert_false(url_is_allowed(STR("http://api.retellai.com"), &allowed));
    assert_false(url_is_allowed(STR("https://user@api.retellai.com"), &allowed));
    assert_false(url_is_allowed(STR("ftp://10.0.0.5:8090"), &allowed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loopback__is_this_host_and_nothing_that_looks_like_it),
        cmocka_unit_test(allowed__is_tls_this_host_and_what_was_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
