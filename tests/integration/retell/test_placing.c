/* tests/integration/retell/test_placing.c - one POST a call, whatever the provider's server does.
 */
#include "support/expect.h"

#include "codec/json.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/retell.h"
#include "integration/retell/raw_server.h"

#define CREATED                                                                                    \
    "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 47\r\n\r\n"         \
    "{\"call_id\":\"call_1\",\"call_status\":\"registered\"}"

/* One order's asker: what it was asked, and what it says. */
struct asked {
    struct fixture *fixture;
    bool wait_to_send, wait_to_end; /* the question stays open until the test answers */
    bool refuse_send, refuse_end;
    struct voice_question *open;
    int sends, ends, told;
    struct placing_result result;
    char call[64], reason[64];
};

struct fixture {
    struct raw_server server;
    struct fixed_clock clock;
    struct seeded_random random;
    struct retell_settings settings;
    struct retell *retell;
    struct voice_gateway voice;
    struct connection connection;
    char url[64];
    pthread_mutex_t lock; /* guards the asked ones and the clock */
    pthread_cond_t changed;
    struct duration late; /* the clock moves by this while still_allowed is asked */
};

static void ask(struct asked *a, struct voice_question *question, bool wait, bool yes)
{
    if (wait)
        a->open = question;
    else
        VIA(a->fixture->voice, answer, question, yes);
    pthread_cond_broadcast(&a->fixture->changed);
}

static void may_send(void *self, void *context, struct voice_question *question)
{
    struct fixture *f = self;
    struct asked *a = context;

    pthread_mutex_lock(&f->lock);
    a->sends++;
    ask(a, question, a->wait_to_send, !a->refuse_send);
    pthread_mutex_unlock(&f->lock);
}

static void still_allowed(void *self, void *context, struct voice_question *question)
{
    struct fixture *f = self;
    struct asked *a = context;

    pthread_mutex_lock(&f->lock);
    a->ends++;
    fixed_clock_move(&f->clock, f->late);
    ask(a, question, a->wait_to_end, !a->refuse_end);
    pthread_mutex_unlock(&f->lock);
}

static void placed(void *self, void *context, const struct placing_result *result)
{
    struct fixture *f = self;
    struct asked *a = context;

    pthread_mutex_lock(&f->lock);
    a->told++;
    a->result = *result;
    snprintf(a->call, sizeof a->call, "%.*s", STR_ARG(result->provider_call));
    snprintf(a->reason, sizeof a->reason, "%.*s", STR_ARG(result->reason));
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static const struct voice_asker_ops asker = { may_send, still_allowed, placed };

static void given_provider(struct fixture *f, enum raw_manner manner, const char *answer)
{
    f->server.manner = manner;
    f->server.answers[0] = answer;
}

static void open_gateway(struct fixture *f)
{
    struct error error = { .code = ERR_OK };

    expect_ok(retell_open(&f->settings, fixed_clock_port(&f->clock), seeded_random_port(&f->random),
                          &f->retell, &error));
    f->voice = retell_voice_gateway(f->retell);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->clock = fixed_clock();
    f->settings = retell_defaults();
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    raw_start(&f->server);
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d", f->server.port);
    f->connection = (struct connection){ .base_url = str_from_c(f->url),
                                         .agent = STR("agent_1"),
                                         .api_key = STR("key_secret") };
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    retell_free(f->retell);
    raw_stop(&f->server);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f);
    return 0;
}

static void place(struct fixture *f, struct asked *a)
{
    const struct voice_order order = {
        .connection = &f->connection,
        .tag = STR("job_1-1"),
        .job = STR("job_1"),
        .mac = STR("00112233445566778899aabbccddeeff"),
        .n = 1,
        .to = { STR("+573001234567") },
        .from_number = STR("+576011234567"),
        .instructions = STR("Cobre con respeto. \"Ana\""),
        .opening = STR("Buenos días"),
        .language = STR("es-419"),
        .max_talk = MINUTES(10),
        .ring = SECONDS(30),
    };

    if (f->retell == NULL)
        open_gateway(f);
    a->fixture = f;
    VIA(f->voice, place, &order, ((struct voice_asker){ &asker, f }), a);
}

static void wait_for(struct fixture *f, const int *counter, int least)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += RAW_WAIT_MS / 1000;
    pthread_mutex_lock(&f->lock);
    while (*counter < least && pthread_cond_timedwait(&f->changed, &f->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&f->lock);
    assert_int_equal(*counter, least);
    raw_settle(&f->server);
}

static void place_and_wait(struct fixture *f, struct asked *a)
{
    place(f, a);
    wait_for(f, &a->told, 1);
}

static void answer_open(struct fixture *f, struct asked *a, bool yes)
{
    struct voice_question *question;

    pthread_mutex_lock(&f->lock);
    question = a->open;
    a->open = NULL;
    pthread_mutex_unlock(&f->lock);
    VIA(f->voice, answer, question, yes);
}

static bool has_head(const struct raw_server *s, size_t i)
{
    return s->n > i && raw_body(&s->connections[i]) != NULL;
}
static bool is_gone(const struct raw_server *s, size_t i)
{
    return s->n > i && s->connections[i].gone;
}
static bool lacks_only_the_end(const struct raw_server *s, size_t i)
{
    return has_head(s, i) &&
           raw_body_n(&s->connections[i]) == raw_body_wanted(&s->connections[i]) - 16;
}

static void expect_end(const struct asked *a, enum placing placing, const char *reason)
{
    assert_int_equal(a->result.placing, placing);
    assert_string_equal(a->reason, reason);
    assert_int_equal(a->told, 1);
}

static void place__learns_the_id_of_the_call(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place_and_wait(f, &a);

    expect_end(&a, PLACING_ACCEPTED, "");
    assert_string_equal(a.call, "call_1");
    assert_int_equal(a.sends, 1);
    assert_int_equal(a.ends, 1);
    assert_int_equal(f->server.n, 1);
}

static void place__sends_the_order_as_the_provider_wants_it(void **state)
{
    struct fixture *f = *state;
    struct arena arena = arena_init();
    struct asked a = { .told = 0 };
    const struct json *body;
    const struct raw_connection *c = &f->server.connections[0];
    int64_t n;

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place_and_wait(f, &a);

    assert_non_null(strstr(c->bytes, "POST /v2/create-phone-call HTTP/1.1\r\n"));
    assert_non_null(strstr(c->bytes, "Authorization: Bearer key_secret\r\n"));
    assert_null(strstr(c->bytes, "Expect:"));
    expect_ok(json_parse(&arena, str_from_c(raw_body(c)), NULL, &body, NULL));
    expect_str(json_str(json_get(body, "to_number")), "+573001234567");
    expect_str(json_str(json_get(body, "override_agent_id")), "agent_1");
    expect_str(json_str(json_path(body, "metadata.tag")), "job_1-1");
    expect_str(json_str(json_path(body, "metadata.mac")), "00112233445566778899aabbccddeeff");
    expect_str(json_str(json_path(body, "retell_llm_dynamic_variables.instructions")),
               "Cobre con respeto. \"Ana\"");
    expect_str(json_str(json_path(body, "agent_override.retell_llm.begin_message")), "Buenos días");
    assert_true(json_i64(json_path(body, "agent_override.agent.max_call_duration_ms"), &n));
    assert_int_equal(n, 600000);
    assert_true(json_i64(json_path(body, "agent_override.agent.ring_duration_ms"), &n));
    assert_int_equal(n, 30000);
    arena_release(&arena);
}

static void place__sends_no_byte_of_the_body_before_the_permit(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_send = true };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place(f, &a);
    wait_for(f, &a.sends, 1);
    raw_wait(&f->server, has_head, 0);

    assert_int_equal(raw_body_n(&f->server.connections[0]), 0);
    answer_open(f, &a, true);
    wait_for(f, &a.told, 1);
    expect_end(&a, PLACING_ACCEPTED, "");
}

static void place__leaves_a_bare_head_when_it_may_not_send(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .refuse_send = true };

    given_provider(f, RAW_SILENT, "");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_NOT_SENT, "provider.not_permitted");
    raw_wait(&f->server, is_gone, 0);
    assert_int_equal(raw_body_n(&f->server.connections[0]), 0);
    assert_int_equal(a.ends, 0);
}

static void place__leaves_an_unfinished_body_when_it_is_not_allowed_any_more(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_end = true };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place(f, &a);
    wait_for(f, &a.ends, 1);
    raw_wait(&f->server, lacks_only_the_end, 0);
    answer_open(f, &a, false);
    wait_for(f, &a.told, 1);

    expect_end(&a, PLACING_NOT_SENT, "provider.not_allowed");
    raw_wait(&f->server, is_gone, 0);
    assert_int_equal(raw_body_n(&f->server.connections[0]),
                     raw_body_wanted(&f->server.connections[0]) - 16);
    assert_int_equal(f->server.n, 1);
}

static void place__takes_a_permit_of_two_seconds_and_no_older(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 }, b = { .told = 0 };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    f->late = (struct duration){ 2000 };
    place_and_wait(f, &a);
    expect_end(&a, PLACING_ACCEPTED, "");

    f->late = (struct duration){ 2001 };
    place_and_wait(f, &b);
    expect_end(&b, PLACING_NOT_SENT, "provider.too_slow");
    raw_wait(&f->server, is_gone, 1);
    assert_int_equal(raw_body_n(&f->server.connections[1]),
                     raw_body_wanted(&f->server.connections[1]) - 16);
}

static void place__asks_nothing_when_nobody_listens(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    f->connection.base_url = STR("http://127.0.0.1:1");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_NOT_SENT, "provider.unreached");
    assert_int_equal(a.sends, 0);
}

static void place__does_not_know_after_a_reset(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    given_provider(f, RAW_RESET, "");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_UNKNOWN, "provider.connection_lost");
    assert_int_equal(f->server.n, 1);
}

static void place__does_not_know_when_no_answer_comes(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    f->settings.post_ms = SECONDS(2); /* for a connection and all but the end of the body */
    given_provider(f, RAW_SILENT, "");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_UNKNOWN, "provider.timeout");
    assert_true(raw_is_whole(&f->server.connections[0]));
}

static void place__is_not_sent_when_time_is_over_before_the_end(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_end = true };

    f->settings.post_ms = SECONDS(2); /* for a connection and all but the end of the body */
    given_provider(f, RAW_SILENT, "");
    place(f, &a);
    wait_for(f, &a.ends, 1);
    raw_wait(&f->server, is_gone, 0);

    assert_int_equal(a.told, 0); /* the question is still open */
    answer_open(f, &a, true);
    wait_for(f, &a.told, 1);
    expect_end(&a, PLACING_NOT_SENT, "provider.timeout");
}

static void place__does_not_know_after_a_truncated_answer(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    given_provider(f, RAW_ANSWER_AND_CLOSE,
                   "HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{\"call_id\":\"call_1\"}");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_UNKNOWN, "provider.connection_lost");
}

static void place__does_not_know_after_an_endless_answer(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };
    char *answer = malloc(1200 * 1024);

    strcpy(answer, "HTTP/1.1 201 Created\r\n\r\n{\"call_id\":\"call_1\",\"x\":\"");
    memset(answer + strlen(answer), 'x', 1100 * 1024);
    answer[1100 * 1024] = '\0';
    given_provider(f, RAW_ANSWER_AND_CLOSE, answer);
    place_and_wait(f, &a);

    expect_end(&a, PLACING_UNKNOWN, "provider.broken_answer");
    retell_free(f->retell);
    f->retell = NULL;
    pthread_mutex_lock(&f->server.lock); /* it may be sending yet */
    pthread_mutex_unlock(&f->server.lock);
    free(answer);
}

static void place__follows_no_redirection(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };
    char answer[200];

    snprintf(answer, sizeof answer,
             "HTTP/1.1 307 Temporary Redirect\r\nLocation: %s/other\r\nContent-Length: 0\r\n\r\n",
             f->url);
    given_provider(f, RAW_ANSWER_AND_CLOSE, answer);
    place_and_wait(f, &a);

    expect_end(&a, PLACING_UNKNOWN, "provider.fault");
    assert_int_equal(f->server.n, 1);
}

static void place__slows_down_as_long_as_it_is_told(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    given_provider(f, RAW_ANSWER_AND_CLOSE,
                   "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    place_and_wait(f, &a);

    expect_end(&a, PLACING_SLOWER, "provider.limited");
    assert_int_equal(a.result.retry_after.ms, 7000);
}

static void place__takes_an_early_refusal_for_what_it_is(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_send = true };

    given_provider(f, RAW_ANSWER_EARLY,
                   "HTTP/1.1 401 Unauthorized\r\nContent-Length: 42\r\nConnection: close\r\n\r\n"
                   "{\"status\":\"error\",\"message\":\"Invalid key\"}");
    place(f, &a);
    wait_for(f, &a.sends, 1);
    raw_wait(&f->server, has_head, 0);
    answer_open(f, &a, false);
    wait_for(f, &a.told, 1);

    assert_int_not_equal(a.result.placing, PLACING_UNKNOWN);
    assert_int_not_equal(a.result.placing, PLACING_ACCEPTED);
    assert_int_equal(raw_body_n(&f->server.connections[0]), 0);
}

static void place__never_uses_a_connection_again(void **state)
{
    struct fixture *f = *state;
    struct asked asked[5] = { { .told = 0 } };

    given_provider(f, RAW_ANSWER, CREATED); /* and keeps each open */
    for (size_t i = 0; i < ARRAY_LEN(asked); i++)
        place_and_wait(f, &asked[i]);

    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        expect_end(&asked[i], PLACING_ACCEPTED, "");
        raw_wait(&f->server, is_gone, i);
    }
    assert_int_equal(f->server.n, ARRAY_LEN(asked));
    assert_int_equal(f->server.requests, ARRAY_LEN(asked));
}

static void place__is_not_held_up_by_a_question_of_another(void **state)
{
    struct fixture *f = *state;
    struct asked slow = { .wait_to_send = true }, others[30] = { { .told = 0 } };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place(f, &slow);
    wait_for(f, &slow.sends, 1);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        place(f, &others[i]);
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        wait_for(f, &others[i].told, 1);

    assert_int_equal(slow.told, 0);
    assert_int_equal(retell_posts(f->retell), 1);
    answer_open(f, &slow, true);
    wait_for(f, &slow.told, 1);
    expect_end(&slow, PLACING_ACCEPTED, "");
}

static void place__waits_for_the_answer_of_a_question_whose_connection_broke(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_send = true };

    given_provider(f, RAW_CLOSE_AT_HEAD, "");
    place(f, &a);
    wait_for(f, &a.sends, 1);
    raw_wait(&f->server, has_head, 0);

    assert_int_equal(a.told, 0);
    answer_open(f, &a, true);
    wait_for(f, &a.told, 1);
    expect_end(&a, PLACING_NOT_SENT, "provider.connection_lost");
}

static void place__refuses_more_than_it_may_have_in_flight(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .wait_to_send = true }, b = { .told = 0 };

    f->settings.most_posts = 1;
    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place(f, &a);
    wait_for(f, &a.sends, 1);
    place(f, &b);

    expect_end(&b, PLACING_NOT_SENT, "provider.too_many");
    answer_open(f, &a, true);
    wait_for(f, &a.told, 1);
}

static void free__lets_posts_in_flight_end(void **state)
{
    struct fixture *f = *state;
    struct asked a = { .told = 0 };

    given_provider(f, RAW_ANSWER_AND_CLOSE, CREATED);
    place(f, &a);
    retell_free(f->retell);
    f->retell = NULL;

    expect_end(&a, PLACING_ACCEPTED, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(place__learns_the_id_of_the_call),
        TEST(place__sends_the_order_as_the_provider_wants_it),
        TEST(place__sends_no_byte_of_the_body_before_the_permit),
        TEST(place__leaves_a_bare_head_when_it_may_not_send),
        TEST(place__leaves_an_unfinished_body_when_it_is_not_allowed_any_more),
        TEST(place__takes_a_permit_of_two_seconds_and_no_older),
        TEST(place__asks_nothing_when_nobody_listens),
        TEST(place__does_not_know_after_a_reset),
        TEST(place__does_not_know_when_no_answer_comes),
        TEST(place__is_not_sent_when_time_is_over_before_the_end),
        TEST(place__does_not_know_after_a_truncated_answer),
        TEST(place__does_not_know_after_an_endless_answer),
        TEST(place__follows_no_redirection),
        TEST(place__slows_down_as_long_as_it_is_told),
        TEST(place__takes_an_early_refusal_for_what_it_is),
        TEST(place__never_uses_a_connection_again),
        TEST(place__is_not_held_up_by_a_question_of_another),
        TEST(place__waits_for_the_answer_of_a_question_whose_connection_broke),
        TEST(place__refuses_more_than_it_may_have_in_flight),
        TEST(free__lets_posts_in_flight_end),
    };

    return cmocka_run_group_tests_name("placing calls at the provider", tests, NULL, NULL);
}
