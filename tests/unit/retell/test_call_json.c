/* tests/unit/retell/test_call_json.c - the provider's calls, as they should be and as they are. */
#include "support/expect.h"

#include "base/arena.h"
#include "base/strbuf.h"
#include "external/retell/call_json.h"

static int set_up(void **state)
{
    static struct arena arena;

    arena = arena_init();
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static bool read(struct arena *arena, const char *text, struct voice_call *ret)
{
    const struct json *json;

    expect_ok(json_parse(arena, str_from_c(text), &provider_json, &json, NULL));
    return call_read(arena, json, ret);
}

static struct str times_of(struct arena *arena, const char *turns)
{
    struct voice_call c;
    const char *text = str_format(arena, "{\"call_id\":\"c1\",\"transcript_object\":%s}", turns).p;

    assert_true(read(arena, text, &c));
    return c.word_times;
}

static void word_times__are_left_out_where_they_make_no_sense(void **state)
{
    struct str backwards =
        times_of(*state, "[{\"role\":\"agent\",\"words\":[{\"start\":2,\"end\":1}]},"
                         "{\"role\":\"user\",\"words\":[{\"start\":\"x\"}]},"
                         "{\"role\":\"user\"}]");

    expect_str(backwards, "A\nU\nU\n");
    assert_null(times_of(*state, "[{\"role\":\"transfer_target\",\"words\":[]}]").p);
    assert_null(times_of(*state, "null").p);
}

static void call__is_read_whole(void **state)
{
    struct voice_call c;

    assert_true(read(
        *state,
        "{\"call_id\":\"c1\",\"call_status\":\"ended\",\"to_number\":\"+15550000002\","
        "\"start_timestamp\":1767323045000,\"end_timestamp\":1767323105000,\"duration_ms\":60000,"
        "\"disconnection_reason\":\"user_hangup\",\"transcript\":\"Agent: Hola\\nUser: Sí\\n\","
        "\"transcript_object\":[{\"role\":\"agent\",\"content\":\"Hola\",\"words\":[{\"word\":"
        "\"Hola\",\"start\":0.12,\"end\":0.43}]},{\"role\":\"user\",\"content\":\"Sí\",\"words\":"
        "[{\"word\":\"Sí\",\"start\":0.9,\"end\":1.1399}]}],"
        "\"recording_url\":\"https://r.example/c1.wav\","
        "\"metadata\":{\"job\":\"j1\",\"n\":1,\"tag\":\"j1-1\",\"mac\":\"00ff\"},"
        "\"call_cost\":{\"combined_cost\":12.3456},"
        "\"call_analysis\":{\"call_summary\":\"Promete pagar.\",\"user_sentiment\":\"Neutral\","
        "\"in_voicemail\":false,\"custom_analysis_data\":{\"outcome\":\"promise\","
        "\"promise_date\":\"2026-12-01\",\"promise_amount\":\"150000.50\","
        "\"callback_at\":\"2026-12-01T09:00:00-05:00\"}}}",
        &c));

    expect_str(c.provider_call, "c1");
    expect_str(c.status, "ended");
    expect_str(c.reason, "user_hangup");
    expect_str(c.tag, "j1-1");
    expect_str(c.mac, "00ff");
    assert_true(c.started_at.has && c.started_at.v.unix_ms == INT64_C(1767323045000));
    assert_true(c.talk_ms.has && c.talk_ms.v.ms == 60000);
    assert_true(c.cost_micros.has);
    assert_int_equal(c.cost_micros.v, 123456);
    expect_str(c.transcript, "Agent: Hola\nUser: Sí\n");
    expect_str(c.word_times, "A120+310\nU900+240\n");
    assert_true(c.has_analysis);
    expect_str(c.said_outcome, "promise");
    expect_str(c.said_promise_amount, "150000.50");
    expect_str(c.said_callback_at, "2026-12-01T09:00:00-05:00");
}

static void call__keeps_words_that_it_does_not_know(void **state)
{
    struct voice_call c;

    assert_true(read(*state,
                     "{\"call_id\":\"c1\",\"call_status\":\"levitating\","
                     "\"disconnection_reason\":\"carrier_pigeon_lost\",\"novelty\":{\"a\":[1]}}",
                     &c));
    expect_str(c.status, "levitating");
    expect_str(c.reason, "carrier_pigeon_lost");
    assert_false(c.has_analysis);
}

static void call__takes_members_of_a_wrong_type_as_absent(void **state)
{
    struct voice_call c;

    assert_true(read(*state,
                     "{\"call_id\":\"c1\",\"call_status\":3,\"start_timestamp\":\"now\","
                     "\"end_timestamp\":-5,\"duration_ms\":1.5,\"metadata\":[],"
                     "\"call_cost\":{\"combined_cost\":\"12\"},\"call_analysis\":\"fine\","
                     "\"transcript\":null,\"recording_url\":false}",
                     &c));
    assert_int_equal(c.status.n, 0);
    assert_false(c.started_at.has || c.ended_at.has || c.talk_ms.has || c.cost_micros.has);
    assert_int_equal(c.tag.n, 0);
    assert_false(c.has_analysis);
}

static void call__takes_an_amount_that_was_said_as_a_number(void **state)
{
    struct voice_call c;

    assert_true(read(*state,
                     "{\"call_id\":\"c1\",\"call_analysis\":{\"custom_analysis_data\":"
                     "{\"promise_amount\":150000,\"outcome\":{\"a\":1}}}}",
                     &c));
    expect_str(c.said_promise_amount, "150000");
    assert_int_equal(c.said_outcome.n, 0);
}

static void call__without_an_id_is_none(void **state)
{
    struct voice_call c;

    assert_false(read(*state, "{\"call_status\":\"ended\"}", &c));
    assert_false(read(*state, "{\"call_id\":\"\"}", &c));
    assert_false(read(*state, "[]", &c));
    assert_false(call_read(*state, NULL, &c));
}

static void call__rounds_fractional_cents_once(void **state)
{
    static const struct {
        const char *cents;
        int64_t micros;
    } costs[] = {
        { "0", 0 }, { "12", 120000 }, { "0.00005", 1 }, { "0.00004", 0 }, { "7.1167", 71167 }
    };
    struct voice_call c;

    for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
        struct str text = str_format(
            *state, "{\"call_id\":\"c\",\"call_cost\":{\"combined_cost\":%s}}", costs[i].cents);

        assert_true(read(*state, str_c(*state, text), &c));
        assert_int_equal(c.cost_micros.v, costs[i].micros);
    }
}

static void page__says_where_the_next_one_is(void **state)
{
    struct call_page page;

    assert_true(call_page_read(*state,
                               STR("{\"items\":[{\"call_id\":\"a\"},{\"x\":1},{\"call_id\":\"b\"}],"
                                   "\"has_more\":true,\"pagination_key\":\"k\"}"),
                               &page));
    assert_int_equal(page.calls.n, 2);
    expect_str(page.next, "k");
    assert_true(call_page_read(
        *state, STR("{\"items\":[],\"pagination_key\":\"k\",\"has_more\":false}"), &page));
    assert_null(page.next.p);
}

static void page__that_has_no_way_on_is_broken(void **state)
{
    struct call_page page;

    assert_false(call_page_read(*state, STR("{\"items\":[],\"has_more\":true}"), &page));
    assert_false(call_page_read(*state, STR("{\"calls\":[]}"), &page));
    assert_false(call_page_read(*state, STR("[]"), &page));
    assert_false(call_page_read(*state, STR("{\"items\":[{\"call_id\":\"a\"}"), &page));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(call__is_read_whole),
        TEST(word_times__are_left_out_where_they_make_no_sense),
        TEST(call__keeps_words_that_it_does_not_know),
        TEST(call__takes_members_of_a_wrong_type_as_absent),
        TEST(call__takes_an_amount_that_was_said_as_a_number),
        TEST(call__without_an_id_is_none),
        TEST(call__rounds_fractional_cents_once),
        TEST(page__says_where_the_next_one_is),
        TEST(page__that_has_no_way_on_is_broken),
    };

    return cmocka_run_group_tests_name("calls of the provider", tests, NULL, NULL);
}
