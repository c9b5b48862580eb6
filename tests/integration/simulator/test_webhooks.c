/* tests/integration/simulator/test_webhooks.c - webhooks as they come, and as they come at the
 * worst of times. */
#include <time.h>

#include "given.h"

#include "simulator/signature.h"

static const char number[] = "+573001234567";

static int start_slow(void **state)
{
    static const char *const options[] = { "--webhook-retry-ms", "1", NULL };

    return start_with(state, options);
}

static int start_ahead(void **state)
{
    static const char *const options[] = { FAST, "--clock-offset-ms", "86400000", NULL };

    return start_with(state, options);
}

static void hear(struct fixture *f, const char *event)
{
    struct str got = event_of(f, listener_hear(&f->listener, &f->arena, 200));

    if (!str_eq_c(got, event))
        fail_msg("got %.*s, wanted %s", STR_ARG(got), event);
}

/* So many of each come, in any order: they are sent one after the other, but arrive as they like.
 */
static void hear_each(struct fixture *f, int started, int ended, int analyzed)
{
    for (int left = started + ended + analyzed; left > 0; left--) {
        struct heard heard = listener_hear(&f->listener, &f->arena, 200);
        struct str event = event_of(f, heard);

        expect_str(heard.path, "/hook");
        started -= str_eq_c(event, "call_started");
        ended -= str_eq_c(event, "call_ended");
        analyzed -= str_eq_c(event, "call_analyzed");
    }
    assert_true(started == 0 && ended == 0 && analyzed == 0);
}

static void webhooks__tell_of_start_end_and_analysis(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_scenario(&f->simulated, "", "talked");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    hear_each(f, 1, 1, 1);
}

static void webhooks__do_not_start_what_never_connected(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_scenario(&f->simulated, "", "busy");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    hear_each(f, 0, 1, 1);
}

static void webhooks__are_tried_four_times(void **state)
{
    struct fixture *f = *state;
    struct str call_id;
    int ended = 0;

    simulated_scenario(&f->simulated, "", "busy");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    for (int i = 0; i < 8; i++)
        ended += str_eq_c(event_of(f, listener_hear(&f->listener, &f->arena, 500)), "call_ended");
    assert_int_equal(ended, 4);
}

static void webhook__can_come_before_the_answer(void **state)
{
    struct fixture *f = *state;
    const struct json *status;
    struct str call_id;
    int64_t failed = 0;

    /* at true speed this phone would ring for seconds: only the quirk brings the webhook */
    simulated_scenario(&f->simulated, "", "busy");
    simulated_fault(&f->simulated, "{\"quirks\":[\"webhook_early\"]}");
    /* nobody reads it: the answer waits until the first try was given up */
    listener_close(&f->listener);
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    status = simulated_ask(&f->simulated, &f->arena, "GET", "/__sim/status", STR_NONE);
    f->listener = listener_open();
    assert_true(json_i64(json_get(status, "webhooks_failed"), &failed));
    assert_true(failed >= 1);
}

static void webhooks__can_come_twice_and_backwards(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_scenario(&f->simulated, "", "talked");
    simulated_fault(&f->simulated, "{\"quirks\":[\"webhook_twice\",\"webhook_reordered\"]}");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    hear(f, "call_analyzed");
    hear(f, "call_analyzed");
    hear(f, "call_ended");
    hear(f, "call_ended");
    hear(f, "call_started");
    hear(f, "call_started");
}

/* Until the call has been analyzed; each look is a request. */
static const struct json *analyzed(struct fixture *f, struct str call_id)
{
    const char *path =
        str_c(&f->arena, str_format(&f->arena, "/v2/get-call/%.*s", STR_ARG(call_id)));

    for (int i = 0; i < 100000; i++) {
        const struct json *call = simulated_ask(&f->simulated, &f->arena, "GET", path, STR_NONE);

        if (json_get(call, "call_analysis") != NULL)
            return call;
    }
    fail_msg("the call is never analyzed");
    return NULL;
}

static void webhooks__can_stay_away(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_scenario(&f->simulated, "", "talked");
    simulated_fault(&f->simulated, "{\"quirks\":[\"webhook_none\"]}");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    expect_str(json_str(json_get(analyzed(f, call_id), "call_status")), "ended");
    assert_true(listener_is_idle(&f->listener));
}

static void webhook__can_have_values_nobody_knows(void **state)
{
    struct fixture *f = *state;
    struct str call_id;
    const struct json *ended;

    simulated_scenario(&f->simulated, "", "busy");
    simulated_fault(&f->simulated, "{\"quirks\":[\"unknown_values\"]}");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    ended = parsed(f, listener_hear(&f->listener, &f->arena, 200).body);
    expect_str(json_str(json_path(ended, "call.disconnection_reason")), "carrier_quarantine");
    expect_str(json_str(json_path(ended, "call.call_status")), "not_connected");
}

static void recording__can_come_late(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_scenario(&f->simulated, "", "talked");
    simulated_fault(&f->simulated, "{\"recording_lag_ms\":3600000}");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    assert_null(json_get(analyzed(f, call_id), "recording_url"));
}

static void list__can_lag_behind(void **state)
{
    struct fixture *f = *state;
    struct str call_id;
    const struct json *list;

    simulated_fault(&f->simulated, "{\"list_lag_ms\":3600000}");
    assert_int_equal(create(f, "job-1", number, &call_id), 201);

    list = simulated_ask(&f->simulated, &f->arena, "POST", "/v3/list-calls", STR("{}"));
    assert_int_equal(json_size(json_get(list, "items")), 0);
    (void)analyzed(f, call_id);
}

static void signature__is_by_the_clock_of_the_installation(void **state)
{
    struct fixture *f = *state;
    struct instant signed_at = { 0 };
    struct heard heard;
    struct str call_id, v;

    assert_int_equal(create(f, "job-1", number, &call_id), 201);
    heard = listener_hear(&f->listener, &f->arena, 200);

    v = str_slice(heard.signature, 2, str_find_char(heard.signature, ','));
    assert_true(str_to_i64(v, 0, INT64_MAX, &signed_at.unix_ms));
    assert_in_range(signed_at.unix_ms - (int64_t)time(NULL) * 1000, 86400000 - 60000,
                    86400000 + 60000);
    assert_true(str_eq(webhook_signature(&f->arena, STR(SIMULATOR_KEY), heard.body, signed_at),
                       heard.signature));
}

#define TEST(name, setup) cmocka_unit_test_setup_teardown(name, setup, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(webhooks__tell_of_start_end_and_analysis, start_fast),
        TEST(webhooks__do_not_start_what_never_connected, start_fast),
        TEST(webhooks__are_tried_four_times, start_fast),
        TEST(webhook__can_come_before_the_answer, start_slow),
        TEST(webhooks__can_come_twice_and_backwards, start_fast),
        TEST(webhooks__can_stay_away, start_fast),
        TEST(webhook__can_have_values_nobody_knows, start_fast),
        TEST(recording__can_come_late, start_fast),
        TEST(list__can_lag_behind, start_fast),
        TEST(signature__is_by_the_clock_of_the_installation, start_ahead),
    };

    return cmocka_run_group_tests_name("simulator: webhooks", tests, NULL, NULL);
}
