/* tests/integration/retell/test_reading.c - what is asked of the provider, and how often. */
#include "support/expect.h"

#include "base/arena.h"
#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/retell.h"
#include "integration/retell/raw_server.h"

struct fixture {
    struct raw_server server;
    struct fixed_clock clock;
    struct seeded_random random;
    struct retell *retell;
    struct voice_gateway voice;
    struct connection connection;
    struct arena arena;
    struct error error;
    char url[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct retell_settings settings = retell_defaults();

    f->clock = fixed_clock();
    f->arena = arena_init();
    raw_start(&f->server);
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d/", f->server.port);
    f->connection = (struct connection){ .base_url = str_from_c(f->url), .api_key = STR("key") };
    settings.backoff_ms = (struct duration){ 1 };
    settings.backoff_most_ms = (struct duration){ 5 };
    settings.read_ms = SECONDS(5);
    expect_ok(retell_open(&settings, fixed_clock_port(&f->clock), seeded_random_port(&f->random),
                          &f->retell, &f->error));
    f->voice = retell_voice_gateway(f->retell);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    retell_free(f->retell);
    raw_stop(&f->server);
    arena_release(&f->arena);
    free(f);
    return 0;
}

/* The n-th request is answered by this. */
static void given_answer(struct fixture *f, size_t n, int status, const char *headers,
                         const char *body)
{
    f->server.manner = RAW_ANSWER_AND_CLOSE;
    /* told to close: a client that is faster than the closing would send its next request into it
     */
    f->server.answers[n] =
        str_c(&f->arena,
              str_format(&f->arena,
                         "HTTP/1.1 %d X\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s",
                         status, headers, strlen(body), body));
}

static const char *request(const struct fixture *f, size_t n)
{
    return f->server.connections[n].bytes;
}

static enum err get(struct fixture *f, struct voice_call *ret)
{
    return VIA(f->voice, get, &f->arena, &f->connection, STR("call_1"), ret, &f->error);
}

static void get__shows_the_call(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    given_answer(f, 0, 200, "", "{\"call_id\":\"call_1\",\"call_status\":\"ongoing\"}");
    expect_ok(get(f, &call));

    expect_str(call.status, "ongoing");
    assert_non_null(strstr(request(f, 0), "GET /v2/get-call/call_1 HTTP/1.1\r\n"));
    assert_non_null(strstr(request(f, 0), "Authorization: Bearer key\r\n"));
}

static void get__asks_again_while_the_provider_is_away(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    given_answer(f, 0, 503, "", "");
    given_answer(f, 1, 429, "Retry-After: 0\r\n", "");
    given_answer(f, 2, 200, "", "{\"call_id\":\"call_1\"}");
    expect_ok(get(f, &call));
    assert_int_equal(f->server.requests, 3);
}

static void get__gives_up_after_four_repetitions(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    given_answer(f, 0, 500, "", "");
    expect_error(get(f, &call), &f->error, ERR_UNAVAILABLE, "voice.unavailable");
    assert_int_equal(f->error.params[0].i64, 500);
    assert_int_equal(f->server.requests, 5);
}

static void get__says_when_nobody_answers(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    f->connection.base_url = STR("http://127.0.0.1:1/");
    expect_error(get(f, &call), &f->error, ERR_UNAVAILABLE, "voice.unreachable");
}

static void get__does_not_wait_longer_than_its_patience(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    given_answer(f, 0, 429, "Retry-After: 3000\r\n", "");
    expect_error(get(f, &call), &f->error, ERR_UNAVAILABLE, "voice.unavailable");
    assert_int_equal(f->server.requests, 1);
}

static void get__tells_an_unknown_call_from_a_wrong_key(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    given_answer(f, 0, 422, "", "{\"status\":\"error\",\"message\":\"no\"}");
    expect_error(get(f, &call), &f->error, ERR_NOT_FOUND, "voice.no_such_call");
    given_answer(f, 1, 401, "", "{\"status\":\"error\",\"message\":\"no\"}");
    expect_error(get(f, &call), &f->error, ERR_UNAUTHENTICATED, "voice.key_refused");
    given_answer(f, 2, 200, "", "{\"call_id\":\"another\"}");
    expect_error(get(f, &call), &f->error, ERR_UNAVAILABLE, "voice.broken_answer");
}

static void find__goes_through_all_pages_and_both_ways(void **state)
{
    struct fixture *f = *state;
    struct voice_call_list calls;

    given_answer(f, 0, 200, "",
                 "{\"items\":[{\"call_id\":\"a\",\"metadata\":{\"tag\":\"t\"}}],"
                 "\"has_more\":true,\"pagination_key\":\"k2\"}");
    given_answer(f, 1, 200, "",
                 "{\"items\":[{\"call_id\":\"b\",\"metadata\":{\"tag\":\"t\"}}],"
                 "\"has_more\":false}");
    given_answer(f, 2, 200, "",
                 "{\"items\":[{\"call_id\":\"c\",\"metadata\":{\"tag\":\"other\"}},"
                 "{\"call_id\":\"a\",\"metadata\":{\"tag\":\"t\"}},"
                 "{\"call_id\":\"d\",\"metadata\":{\"tag\":\"t\"}}],\"has_more\":false}");
    expect_ok(VIA(f->voice, find, &f->arena, &f->connection, STR("t"),
                  ((struct phone){ STR("+573001234567") }), &calls, &f->error));

    assert_int_equal(calls.n, 3);
    expect_str(calls.items[0].provider_call, "a");
    expect_str(calls.items[1].provider_call, "b");
    expect_str(calls.items[2].provider_call, "d");
    assert_non_null(strstr(request(f, 0), "POST /v3/list-calls HTTP/1.1\r\n"));
    assert_non_null(strstr(request(f, 0), "{\"metadata\":[{\"key\":\"tag\",\"type\":\"string\","
                                          "\"op\":\"eq\",\"value\":\"t\"}]}"));
    assert_null(strstr(request(f, 0), "pagination_key"));
    assert_null(strstr(request(f, 0), "timestamp"));
    assert_non_null(strstr(request(f, 1), "\"pagination_key\":\"k2\""));
    assert_non_null(strstr(request(f, 2), "\"to_number\":{\"type\":\"string\",\"op\":\"eq\","
                                          "\"value\":\"+573001234567\"}"));
}

static void find__believes_no_list_that_broke_off(void **state)
{
    struct fixture *f = *state;
    struct voice_call_list calls;

    given_answer(f, 0, 200, "", "{\"items\":[],\"has_more\":true}");
    expect_error(VIA(f->voice, find, &f->arena, &f->connection, STR("t"),
                     ((struct phone){ STR("+573001234567") }), &calls, &f->error),
                 &f->error, ERR_UNAVAILABLE, "voice.broken_answer");
}

static void stop__is_content_when_the_call_is_over(void **state)
{
    static const int over[] = { 204, 200, 404, 409, 422, 400 };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(over); i++) {
        given_answer(f, i, over[i], "", "");
        expect_ok(VIA(f->voice, stop, &f->connection, STR("call_1"), &f->error));
    }
    given_answer(f, ARRAY_LEN(over), 401, "", "");
    assert_int_equal(VIA(f->voice, stop, &f->connection, STR("call_1"), &f->error),
                     ERR_UNAUTHENTICATED);
}

static void concurrency__reads_both_figures(void **state)
{
    struct fixture *f = *state;
    int64_t current = 0, limit = 0;

    given_answer(f, 0, 200, "", "{\"current_concurrency\":3,\"concurrency_limit\":20}");
    expect_ok(VIA(f->voice, concurrency, &f->connection, &current, &limit, &f->error));
    assert_int_equal(current, 3);
    assert_int_equal(limit, 20);
}

static void set_up_voice__makes_a_model_and_an_agent_once(void **state)
{
    struct fixture *f = *state;

    given_answer(f, 0, 201, "", "{\"llm_id\":\"llm_1\"}");
    given_answer(f, 1, 201, "", "{\"agent_id\":\"agent_1\"}");
    expect_ok(VIA(f->voice, set_up, &f->arena, &f->connection, STR("https://x.example/hook"),
                  STR("11labs-Adrian"), &f->error));

    expect_str(f->connection.llm, "llm_1");
    expect_str(f->connection.agent, "agent_1");
    assert_non_null(strstr(request(f, 0), "\"general_prompt\":\"{{instructions}}\""));
    assert_non_null(strstr(request(f, 1), "\"llm_id\":\"llm_1\""));
    assert_non_null(strstr(request(f, 1), "\"name\":\"promise_date\""));
    assert_non_null(strstr(request(f, 1), "\"webhook_url\":\"https://x.example/hook\""));
}

static void set_up_voice__is_not_repeated(void **state)
{
    struct fixture *f = *state;

    given_answer(f, 0, 500, "", "");
    assert_int_equal(VIA(f->voice, set_up, &f->arena, &f->connection, STR(""), STR("v"), &f->error),
                     ERR_UNAVAILABLE);
    assert_int_equal(f->server.requests, 1);
    assert_int_equal(f->connection.agent.n, 0);
}

static void read_event__tells_its_kind(void **state)
{
    struct fixture *f = *state;
    struct voice_event event;

    expect_ok(VIA(f->voice, read_event, &f->arena,
                  STR("{\"event\":\"call_analyzed\",\"call\":{\"call_id\":\"c\"}}"), &event,
                  &f->error));
    assert_int_equal(event.kind, VOICE_ANALYZED);
    expect_ok(VIA(f->voice, read_event, &f->arena,
                  STR("{\"event\":\"transfer_started\",\"call\":{\"call_id\":\"c\"}}"), &event,
                  &f->error));
    assert_int_equal(event.kind, VOICE_OTHER);
    expect_error(
        VIA(f->voice, read_event, &f->arena, STR("{\"event\":\"call_ended\"}"), &event, &f->error),
        &f->error, ERR_INVALID, "webhook.malformed");
    expect_error(VIA(f->voice, read_event, &f->arena,
                     STR("{\"event\":7,\"call\":{\"call_id\":\"c\"}}"), &event, &f->error),
                 &f->error, ERR_INVALID, "webhook.malformed");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(get__shows_the_call),
        TEST(get__asks_again_while_the_provider_is_away),
        TEST(get__gives_up_after_four_repetitions),
        TEST(get__says_when_nobody_answers),
        TEST(get__does_not_wait_longer_than_its_patience),
        TEST(get__tells_an_unknown_call_from_a_wrong_key),
        TEST(find__goes_through_all_pages_and_both_ways),
        TEST(find__believes_no_list_that_broke_off),
        TEST(stop__is_content_when_the_call_is_over),
        TEST(concurrency__reads_both_figures),
        TEST(set_up_voice__makes_a_model_and_an_agent_once),
        TEST(set_up_voice__is_not_repeated),
        TEST(read_event__tells_its_kind),
    };

    return cmocka_run_group_tests_name("asking the provider", tests, NULL, NULL);
}
