/* tests/integration/retell/test_simulated.c - the gateway against the stand-in of the provider: the
 * outcome table of the POST row by row, then everything that reads. The simulator's book says what
 * truly happened. */
#include "support/expect.h"
#include "support/listener.h"
#include "support/simulator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "fakes/fixed_clock.h"
#include "infrastructure/retell.h"

struct fixture {
    struct simulated simulated;
    struct listener listener;
    struct fixed_clock clock;
    struct seeded_random random;
    struct retell *retell;
    struct voice_gateway voice;
    struct connection connection;
    struct arena arena;
    struct error error;
    char url[64];

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t told;
    bool is_told;
    struct placing_result result;
    char call[128];
};

static void say_yes(void *self, void *context, struct voice_question *question)
{
    struct fixture *f = self;

    (void)context;
    VIA(f->voice, answer, question, true);
}

static void placed(void *self, void *context, const struct placing_result *result)
{
    struct fixture *f = self;

    (void)context;
    pthread_mutex_lock(&f->lock);
    f->result = *result;
    snprintf(f->call, sizeof f->call, "%.*s", STR_ARG(result->provider_call));
    f->is_told = true;
    pthread_cond_signal(&f->told);
    pthread_mutex_unlock(&f->lock);
}

static int set_up(void **state)
{
    static const char *const options[] = { "--speed", "1000", "--concurrency", "1000", NULL };
    struct fixture *f = calloc(1, sizeof *f);
    struct retell_settings settings = retell_defaults();

    f->clock = fixed_clock();
    f->arena = arena_init();
    f->error = (struct error){ .arena = &f->arena };
    f->listener = listener_open();
    f->simulated = simulated_start(options);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->told, NULL);
    f->connection = (struct connection){ .base_url = str_from_c(f->simulated.url),
                                         .agent = STR(SIMULATOR_AGENT),
                                         .api_key = STR(SIMULATOR_KEY) };
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%lld/hook", (long long)f->listener.port);
    settings.post_ms = SECONDS(4);
    settings.backoff_ms = (struct duration){ 1 };
    settings.backoff_most_ms = (struct duration){ 5 };
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
    simulated_stop(&f->simulated);
    listener_close(&f->listener);
    arena_release(&f->arena);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->told);
    free(f);
    return 0;
}

static struct placing_result place(struct fixture *f, const char *tag)
{
    static const struct voice_asker_ops asker = { say_yes, say_yes, placed };
    const struct voice_order order = {
        .connection = &f->connection,
        .tag = str_from_c(tag),
        .job = STR("job_1"),
        .mac = STR("00112233445566778899aabbccddeeff"),
        .n = 1,
        .to = { STR("+573001234567") },
        .from_number = STR(SIMULATOR_FROM),
        .instructions = STR("Cobre con respeto.\nFactura: 1042\nSaldo: $1.250.000"),
        .opening = STR("Buenas tardes, ¿hablo con Ana?"),
        .language = STR("es-CO"),
        .max_talk = MINUTES(5),
        .ring = SECONDS(30),
        .webhook_url = str_from_c(f->url),
    };

    f->is_told = false;
    VIA(f->voice, place, &order, (struct voice_asker){ &asker, f }, NULL);
    pthread_mutex_lock(&f->lock);
    while (!f->is_told)
        pthread_cond_wait(&f->told, &f->lock);
    pthread_mutex_unlock(&f->lock);
    return f->result;
}

struct row {
    const char *fault;
    enum placing placing;
    bool accepted; /* whether there is a call all the same */
};

static const struct row rows[] = {
    { "{}", PLACING_ACCEPTED, true },
    { "{\"kind\":\"late\",\"delay_ms\":200}", PLACING_ACCEPTED, true },
    { "{\"kind\":\"status\",\"status\":429,\"retry_after\":\"7\"}", PLACING_SLOWER, false },
    { "{\"kind\":\"status\",\"status\":429}", PLACING_SLOWER, false },
    { "{\"kind\":\"status\",\"status\":400}", PLACING_REFUSED, false },
    { "{\"kind\":\"status\",\"status\":403}", PLACING_REFUSED, false },
    { "{\"kind\":\"status\",\"status\":404}", PLACING_REFUSED, false },
    { "{\"kind\":\"status\",\"status\":422}", PLACING_REFUSED, false },
    { "{\"kind\":\"status\",\"status\":401}", PLACING_STOP, false },
    { "{\"kind\":\"status\",\"status\":402}", PLACING_STOP, false },
    { "{\"kind\":\"status\",\"status\":408}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"status\",\"status\":409}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"status\",\"status\":500}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"status\",\"status\":500,\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"status\",\"status\":503}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"status\",\"status\":503,\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"html\",\"status\":502,\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"html\",\"status\":404}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"reset\"}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"reset\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"reset_midway\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"close\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"timeout\",\"delay_ms\":20000}", PLACING_UNKNOWN, false },
    { "{\"kind\":\"timeout\",\"delay_ms\":20000,\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"late\",\"delay_ms\":20000}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"truncated\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"broken_json\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"oversized\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"no_call_id\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"empty\",\"accepted\":true}", PLACING_UNKNOWN, true },
    { "{\"kind\":\"redirect\",\"accepted\":true}", PLACING_UNKNOWN, true },
};

/* Each row by its own tag: what the gateway makes of the answer, and what it finds afterwards. */
static void place__makes_of_each_answer_what_the_table_says(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str tag = str_format(&f->arena, "job_%zu-1", i);
        struct voice_call_list found;
        struct placing_result result;

        simulated_fault(&f->simulated, rows[i].fault);
        result = place(f, str_c(&f->arena, tag));
        if (result.placing != rows[i].placing)
            fail_msg("%s: got %.*s, wanted %.*s", rows[i].fault,
                     STR_ARG(placing_name(result.placing)), STR_ARG(placing_name(rows[i].placing)));

        expect_ok(VIA(f->voice, find, &f->arena, &f->connection, tag,
                      (struct phone){ STR("+573001234567") }, &found, &f->error));
        if (found.n != (rows[i].accepted ? 1 : 0))
            fail_msg("%s: %zu calls are found", rows[i].fault, found.n);
    }
    expect_no_tag_twice(&f->simulated);
}

static void place__waits_as_long_as_it_was_told(void **state)
{
    struct fixture *f = *state;

    simulated_fault(&f->simulated, rows[2].fault);
    assert_int_equal(place(f, "job_1-1").retry_after.ms, 7000);
    simulated_fault(&f->simulated, rows[3].fault);
    assert_int_equal(place(f, "job_2-1").retry_after.ms, 30000);
}

/* The webhook of that kind; others may come before it. */
static struct heard hear(struct fixture *f, enum voice_event_kind kind, struct voice_event *event)
{
    struct heard heard;

    do {
        heard = listener_hear(&f->listener, &f->arena, 204);
        expect_ok(VIA(f->voice, read_event, &f->arena, heard.body, event, &f->error));
    } while (event->kind != kind);
    return heard;
}

static struct instant now_of(struct fixture *f)
{
    struct instant now = { 0 };
    const struct json *status =
        simulated_ask(&f->simulated, &f->arena, "GET", "/__sim/status", STR_NONE);

    assert_true(json_i64(json_get(status, "now"), &now.unix_ms));
    return now;
}

static void call__is_told_shown_and_analyzed(void **state)
{
    struct fixture *f = *state;
    struct voice_event event;
    struct voice_call call;
    struct heard heard;

    expect_ok(VIA(f->voice, set_up, &f->arena, &f->connection, str_from_c(f->url),
                  STR("11labs-Mariana"), &f->error));
    simulated_scenario(&f->simulated, "", "promise");
    assert_int_equal(place(f, "job_1-1").placing, PLACING_ACCEPTED);
    heard = hear(f, VOICE_ANALYZED, &event);

    expect_ok(
        VIA(f->voice, verify, &f->connection, heard.signature, heard.body, now_of(f), &f->error));
    expect_error(VIA(f->voice, verify, &f->connection, heard.signature,
                     str_slice(heard.body, 0, heard.body.n - 1), now_of(f), &f->error),
                 &f->error, ERR_UNAUTHENTICATED, "webhook.bad_signature");
    expect_ok(
        VIA(f->voice, get, &f->arena, &f->connection, event.call.provider_call, &call, &f->error));
    expect_str(call.tag, "job_1-1");
    expect_str(call.mac, "00112233445566778899aabbccddeeff");
    expect_str(call.said_outcome, "promise");
    assert_true(call.said_promise_date.n == 10);
    assert_true(call.talk_ms.has && call.talk_ms.v.ms > 0 && call.cost_micros.v > 0);
    assert_true(str_starts(call.transcript, STR("Agent: Buenas tardes, ¿hablo con Ana?\n")));
    assert_true(str_find(call.transcript, STR("factura 1042")) != SIZE_MAX);
    assert_true(call.recording_url.n > 0);
}

static void stop__hangs_up_and_may_come_late(void **state)
{
    struct fixture *f = *state;
    struct voice_event event;
    int64_t current = 0, limit = 0;
    struct str id;

    simulated_ask(&f->simulated, &f->arena, "POST", "/__sim/settings", STR("{\"speed\":1}"));
    assert_int_equal(place(f, "job_1-1").placing, PLACING_ACCEPTED);
    id = str_from_c(f->call);
    expect_ok(VIA(f->voice, concurrency, &f->connection, &current, &limit, &f->error));
    assert_int_equal(current, 1);
    assert_int_equal(limit, 1000);

    expect_ok(VIA(f->voice, stop, &f->connection, id, &f->error));
    (void)hear(f, VOICE_ENDED, &event);
    expect_str(event.call.reason, "manual_stopped");
    expect_ok(VIA(f->voice, stop, &f->connection, id, &f->error));
}

static void recent__shows_every_page(void **state)
{
    struct fixture *f = *state;
    struct voice_call_list calls;

    for (int i = 0; i < 5; i++)
        assert_int_equal(place(f, str_c(&f->arena, str_format(&f->arena, "job_%d-1", i))).placing,
                         PLACING_ACCEPTED);

    expect_ok(VIA(f->voice, recent, &f->arena, &f->connection, 3, &calls, &f->error));
    assert_int_equal(calls.n, 3);
    expect_str(calls.items[0].tag, "job_4-1");
}

static void get__of_an_unknown_call_says_so(void **state)
{
    struct fixture *f = *state;
    struct voice_call call;

    expect_error(
        VIA(f->voice, get, &f->arena, &f->connection, STR("call_nobody"), &call, &f->error),
        &f->error, ERR_NOT_FOUND, "voice.no_such_call");
}

static void rehearsal__is_played_by_a_simulator_and_by_nobody_else(void **state)
{
    struct fixture *f = *state;
    const struct rehearsal_order order = { .persona = PERSONA_OPTS_OUT,
                                           .instructions = STR("- Factura: 1042\n"),
                                           .opening = STR("Hola, ¿hablo con Ana?"),
                                           .max_talk = { 60000 } };
    struct rehearsal_stage stage = retell_rehearsals(f->retell, f->connection.base_url);
    const struct json *book;
    struct voice_call call;
    struct str elsewhere = str_format(&f->arena, "%s/v2", f->simulated.url);

    expect_ok(VIA(stage, play, &f->arena, &order, &call, &f->error));
    expect_str(call.said_outcome, "opted_out");
    assert_true(str_starts(call.transcript, STR("Agent: Hola, ¿hablo con Ana?\nUser: ")));
    assert_true(call.word_times.n > 0);
    assert_int_equal(call.recording_url.n, 0);
    book = simulated_ask(&f->simulated, &f->arena, "GET", "/__sim/book", STR_NONE);
    assert_int_equal(json_size(json_get(book, "lines")), 0); /* nobody was called */

    stage = retell_rehearsals(f->retell, elsewhere); /* answers, but is no simulator */
    expect_error(VIA(stage, play, &f->arena, &order, &call, &f->error), &f->error, ERR_UNAVAILABLE,
                 "rehearsal.unavailable");
    stage = retell_rehearsals(f->retell, STR(""));
    expect_error(VIA(stage, play, &f->arena, &order, &call, &f->error), &f->error, ERR_PRECONDITION,
                 "rehearsal.no_stage");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(place__makes_of_each_answer_what_the_table_says),
        TEST(place__waits_as_long_as_it_was_told),
        TEST(call__is_told_shown_and_analyzed),
        TEST(stop__hangs_up_and_may_come_late),
        TEST(recent__shows_every_page),
        TEST(get__of_an_unknown_call_says_so),
        TEST(rehearsal__is_played_by_a_simulator_and_by_nobody_else),
    };

    return cmocka_run_group_tests_name("retell gateway on the simulator", tests, NULL, NULL);
}
