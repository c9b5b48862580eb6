/* tests/unit/domain/test_public_url.c - where a webhook may be sent. */
#include "support/expect.h"

#include "domain/services/public_url.h"

static void refusal__is_none_for_public_addresses(void **state)
{
    static const char *const urls[] = { "https://hooks.cobros.co/retell?x=1",
                                        "https://a.b.cobros.co:443", "https://8.8.8.8/x",
                                        "https://HOOKS.Cobros.CO/" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(urls); i++)
        assert_null(public_url_refusal(str_from_c(urls[i])));
}

static void refusal__keeps_to_https_and_to_what_is_an_address(void **state)
{
    static const char *const malformed[] = { "",
                                             "hooks.cobros.co",
                                             "https://",
                                             "https://a..co/",
                                             "https://user@hooks.cobros.co/",
                                             "https://hooks.cobros.co:0/",
                                             "https://hooks.cobros.co:99999/",
                                             "https://hooks.cobros.co:/",
                                             "https://hooks.cobros.co/\\@x",
                                             "https://hooks.co bros.co/",
                                             "https://h\xc3\xb3oks.co/" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
        assert_string_equal(public_url_refusal(str_from_c(malformed[i])), "url.malformed");
    assert_string_equal(public_url_refusal(STR("https://hooks.cobros.co:8443/")), "url.other_port");
    assert_string_equal(public_url_refusal(STR("https://hooks.cobros.co:22")), "url.other_port");
    assert_string_equal(public_url_refusal(STR("http://hooks.cobros.co/")), "url.not_https");
    assert_string_equal(public_url_refusal(STR("ftp://hooks.cobros.co/")), "url.not_https");
}

static void refusal__keeps_away_from_our_own_network(void **state)
{
    static const char *const urls[] = {
        "https://localhost/",       "https://mongo/",           "https://127.0.0.1/",
        "https://10.1.2.3/",        "https://172.16.0.1/",      "https://172.31.255.255/",
        "https://192.168.1.1/",     "https://169.254.169.254/", "https://0.0.0.0/",
        "https://100.64.0.1/",      "https://[::1]/",           "https://2130706433/",
        "https://0177.0.0.1/",      "https://0x7f.0.0.1/",      "https://127.1/",
        "https://api.internal/",    "https://x.LOCAL/",         "https://a.localhost:443/",
        "https://255.255.255.255/", "https://239.1.1.1/",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(urls); i++)
        assert_string_equal(public_url_refusal(str_from_c(urls[i])), "url.private_address");
    assert_null(public_url_refusal(STR("https://172.32.0.1/")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusal__is_none_for_public_addresses),
        cmocka_unit_test(refusal__keeps_to_https_and_to_what_is_an_address),
        cmocka_unit_test(refusal__keeps_away_from_our_own_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
