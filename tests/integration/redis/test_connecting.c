/* tests/integration/redis/test_connecting.c - with whom it speaks, by TLS and without, and what it
 * says where that is impossible. */
#include "integration/redis/given_redis.h"

static struct str certificates(struct given *g, const char *name)
{
    return str_format(&g->arena, "%.*s/%s.pem",
                      STR_ARG(server_variable("SPEECHAI_TEST_REDIS_CERTIFICATES")), name);
}

static enum err check_config(struct given *g, const struct redis_config *config)
{
    struct redis *redis;
    enum err err = redis_open(config, &redis, &g->scope.error);

    if (err != ERR_OK)
        return err;
    err = redis_check(redis, &g->scope.error);
    redis_free(redis);
    return err;
}

static enum err check_by_tls(struct given *g, struct str ca_file, const char *host)
{
    struct redis_config config = g->config;
    struct str url = server_variable("SPEECHAI_TEST_REDIS_TLS");
    size_t name = str_find_char(url, '@') + 1, port = name + strlen("localhost");

    config.url = str_format(&g->arena, "%.*s%s%.*s", (int)name, url.p, host, (int)(url.n - port),
                            url.p + port);
    config.ca_file = ca_file;
    return check_config(g, &config);
}

static void tls__is_spoken_with_whom_the_certificate_names_and_nobody_else(void **state)
{
    struct given *g = *state;
    struct error *error = &g->scope.error;
    struct str ca = certificates(g, "ca"), other = certificates(g, "other_ca");

    expect_ok(check_by_tls(g, ca, "localhost"));
    expect_ok(check_by_tls(g, ca, "127.0.0.1"));
    expect_error(check_by_tls(g, other, "localhost"), error, ERR_UNAVAILABLE, "redis.untrusted");
    expect_error(check_by_tls(g, STR_NONE, "localhost"), error, ERR_UNAVAILABLE, "redis.untrusted");
    expect_error(check_by_tls(g, ca, "127.0.0.2"), error, ERR_UNAVAILABLE, "redis.untrusted");
    expect_str(error->params[1].str, "IP address mismatch");
    expect_error(check_by_tls(g, STR("/nonexistent.pem"), "localhost"), error, ERR_INVALID,
                 "redis.bad_ca_file");
}

static void tls__is_not_spoken_with_a_certificate_whose_time_is_over(void **state)
{
    struct given *g = *state;
    struct error *error = &g->scope.error;

    server_say(&g->arena, "tell redis certificate expired");
    expect_error(check_by_tls(g, certificates(g, "ca"), "localhost"), error, ERR_UNAVAILABLE,
                 "redis.untrusted");
    expect_str(error->params[1].str, "certificate has expired");
    server_say(&g->arena, "tell redis certificate server");
    expect_ok(check_by_tls(g, certificates(g, "ca"), "localhost"));
}

static void plain_and_tls__do_not_understand_each_other(void **state)
{
    struct given *g = *state;
    struct error *error = &g->scope.error;
    struct str plain = g->config.url, tls = server_variable("SPEECHAI_TEST_REDIS_TLS");
    struct redis_config config = g->config;
    struct str urls[] = { str_format(&g->arena, "rediss%.*s", (int)(plain.n - 5), plain.p + 5),
                          str_format(&g->arena, "redis%.*s", (int)(tls.n - 6), tls.p + 6) };

    config.ca_file = certificates(g, "ca");
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct redis *redis;

        config.url = urls[i];
        expect_ok(redis_open(&config, &redis, error));
        expect_error(redis_check(redis, error), error, ERR_UNAVAILABLE, "redis.unreachable");
        redis_free(redis);
    }
}

/* More than a piece of TLS each way. */
static void tls__carries_what_is_large(void **state)
{
    struct given *g = *state;
    struct redis_config config = g->config;
    struct fan_out fan_out;
    const struct fan_out_listener listener = { heard, missed, g };
    struct event events[500];
    struct redis *redis;

    config.url = server_variable("SPEECHAI_TEST_REDIS_TLS");
    config.ca_file = certificates(g, "ca");
    expect_ok(redis_open(&config, &redis, &g->scope.error));
    fan_out = redis_fan_out(redis);
    for (size_t i = 0; i < ARRAY_LEN(events); i++)
        events[i] = (struct event){ .account = g->account,
                                    .seq = (int64_t)i + 1,
                                    .type = EVENT_CALL_ENDED };
    VIA(fan_out, listen, &listener);
    expect_ok(VIA(fan_out, subscribe, g->account, &g->scope.error));
    expect_ok(VIA(fan_out, publish, &g->scope, events, ARRAY_LEN(events)));
    wait_until(&g->heard, ARRAY_LEN(events));
    redis_free(redis);
}

/* -- what is wrong, said -- */

static enum err check_with(struct given *g, const char *url)
{
    struct redis_config config = g->config;

    config.url = str_from_c(url);
    return check_config(g, &config);
}

static void check__tells_what_is_wrong(void **state)
{
    struct given *g = *state;
    struct str url = g->config.url;
    size_t at = str_find_char(url, '@');
    const char *wrong =
        str_format(&g->arena, "redis://:wrong@%.*s", (int)(url.n - at - 1), url.p + at + 1).p;
    const char *none =
        str_format(&g->arena, "redis://%.*s", (int)(url.n - at - 1), url.p + at + 1).p;
    struct error *error = &g->scope.error;

    expect_ok(redis_check(g->redis, error));
    expect_error(check_with(g, wrong), error, ERR_UNAVAILABLE, "redis.refused");
    expect_error(check_with(g, none), error, ERR_UNAVAILABLE, "redis.refused");
    expect_error(check_with(g, "redis://127.0.0.1:1"), error, ERR_UNAVAILABLE, "redis.unreachable");
    expect_str(error->params[0].str, "127.0.0.1:1");
    expect_error(check_with(g, "127.0.0.1:6379"), error, ERR_INVALID, "redis.bad_url");
    expect_error(check_with(g, "redis://127.0.0.1:99999"), error, ERR_INVALID, "redis.bad_url");
}

static void check__refuses_a_cluster(void **state)
{
    struct given *g = *state;

    server_say(&g->arena, "tell redis again --cluster-enabled yes");
    expect_error(redis_check(g->redis, &g->scope.error), &g->scope.error, ERR_UNAVAILABLE,
                 "redis.not_alone");
    expect_str(g->scope.error.params[1].str, "cluster");
    server_say(&g->arena, "tell redis again");
    fixed_clock_move(&g->clock, SECONDS(1));
    expect_ok(redis_check(g->redis, &g->scope.error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tls__is_spoken_with_whom_the_certificate_names_and_nobody_else),
        TEST(tls__is_not_spoken_with_a_certificate_whose_time_is_over),
        TEST_OF_SILENCE(plain_and_tls__do_not_understand_each_other),
        TEST(tls__carries_what_is_large),
        TEST(check__tells_what_is_wrong),
        TEST(check__refuses_a_cluster),
    };

    return cmocka_run_group_tests_name("redis connecting", tests, NULL, NULL);
}
