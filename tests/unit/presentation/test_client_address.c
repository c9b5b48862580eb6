/* tests/unit/presentation/test_client_address.c - whom a header may speak for. */
#include "support/expect.h"

#include "http/client_address.h"
#include "http/cors.h"

static struct str seen(struct arena *arena, const char *peer, const char *first, const char *second)
{
    struct str_pair headers[] = { { STR_INIT("x-forwarded-for"), str_from_c(first) },
                                  { STR_INIT("Other"), STR_INIT("9.9.9.9") },
                                  { STR_INIT("X-Forwarded-For"), STR_NONE } };
    struct request req = { .scope = { .arena = arena }, .headers = { headers, 2 } };
    struct network proxies[2];

    assert_true(network_parse(STR("127.0.0.1"), &proxies[0]));
    assert_true(network_parse(STR("10.1.0.0/16"), &proxies[1]));
    if (second != NULL)
        headers[req.headers.n++].value = str_from_c(second);
    return client_address(&req, str_from_c(peer), "X-Forwarded-For", proxies, 2);
}

static void client_address__believes_proxies_alone(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    expect_str(seen(&arena, "8.8.8.8", "1.2.3.4", NULL), "8.8.8.8");
    expect_str(seen(&arena, "127.0.0.1", "1.2.3.4", NULL), "1.2.3.4");
    expect_str(seen(&arena, "10.2.0.1", "1.2.3.4", NULL), "10.2.0.1");
    arena_release(&arena);
}

static void client_address__reads_from_the_end(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    /* what the client wrote itself stands in front of what the proxy saw */
    expect_str(seen(&arena, "127.0.0.1", "6.6.6.6, 1.2.3.4", NULL), "1.2.3.4");
    expect_str(seen(&arena, "127.0.0.1", "6.6.6.6,1.2.3.4 , 10.1.7.7", NULL), "1.2.3.4");
    expect_str(seen(&arena, "127.0.0.1", "6.6.6.6", "1.2.3.4"), "1.2.3.4");
    expect_str(seen(&arena, "127.0.0.1", "1.2.3.4", "10.1.0.9"), "1.2.3.4");
    expect_str(seen(&arena, "127.0.0.1", "10.1.0.3", NULL), "10.1.0.3");
    arena_release(&arena);
}

static void client_address__stops_at_what_is_no_address(void **state)
{
    static const char *const odd[] = { "unknown", "", "1.2.3.4, ", "1.2.3", "1.2.3.4:80", "[::1" };
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        expect_str(seen(&arena, "127.0.0.1", odd[i], NULL), "127.0.0.1");
    expect_str(seen(&arena, "127.0.0.1", "1.2.3.4, junk, 10.1.0.1", NULL), "10.1.0.1");
    arena_release(&arena);
}

static void client_address__has_one_form(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    expect_str(seen(&arena, "127.0.0.1", "[2001:DB8:0:0::1]", NULL), "2001:db8::1");
    expect_str(seen(&arena, "::ffff:127.0.0.1", "::ffff:1.2.3.4", NULL), "1.2.3.4");
    expect_str(client_network(&arena, STR("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::");
    expect_str(client_network(&arena, STR("1.2.3.4")), "1.2.3.4");
    expect_str(client_network(&arena, STR("::ffff:1.2.3.4")), "::ffff:1.2.3.4");
    arena_release(&arena);
}

static void network_parse__refuses_what_is_none(void **state)
{
    static const char *const none[] = { "",           "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
                                        "::1/129",    "localhost",   "10.0.0",      "10.0.0.0/8/8",
                                        "10.0.0.1 x", "/8" };
    struct network network;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (network_parse(str_from_c(none[i]), &network))
            fail_msg("%s", none[i]);
    assert_true(network_parse(STR("::/0"), &network) && network.bits == 0);
    assert_true(network_parse(STR("0.0.0.0/0"), &network) && network.bits == 96);
    assert_true(network_parse(STR("2001:db8::/33"), &network) && network.bits == 33);
}

static void cors_is_origin__takes_origins_alone(void **state)
{
    static const char *const good[] = { "https://app.example.com", "http://localhost:3000",
                                        "https://[2001:db8::1]:8443" };
    static const char *const bad[] = { "*",
                                       "null",
                                       "https://app.example.com/",
                                       "app.com",
                                       "ftp://a.com",
                                       "https://",
                                       "https://A.com",
                                       "https://a.com:",
                                       "https://u@a.com",
                                       "https://a.com/x",
                                       "https://:80",
                                       "https://a b" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        if (!cors_is_origin(str_from_c(good[i])))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (cors_is_origin(str_from_c(bad[i])))
            fail_msg("%s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_address__believes_proxies_alone),
        cmocka_unit_test(client_address__reads_from_the_end),
        cmocka_unit_test(client_address__stops_at_what_is_no_address),
        cmocka_unit_test(client_address__has_one_form),
        cmocka_unit_test(network_parse__refuses_what_is_none),
        cmocka_unit_test(cors_is_origin__takes_origins_alone),
    };

    return cmocka_run_group_tests_name("client address", tests, NULL, NULL);
}
