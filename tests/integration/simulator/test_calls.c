/* tests/integration/simulator/test_calls.c - calls by seed and by script, limits, and what outlives
 * a restart. */
#include <stdio.h>

#include "given.h"
#include "support/a_folder.h"

/* The reasons of the book's first `calls` ends, in order of number. */
static struct str ends_with_seed(struct arena *arena, const char *seed)
{
    const char *const options[] = { FAST, "--seed", seed, "--concurrency", "1000", NULL };
    struct fixture *f;
    void *state;
    struct strbuf ends = strbuf_init(arena, 1 << 16);

    start_with(&state, options);
    f = state;
    for (int i = 0; i < 12; i++) {
        const char *to = str_c(&f->arena, str_format(&f->arena, "+5730012345%02d", i));
        struct str call_id, before = STR("");
        const char *path;

        assert_int_equal(create(f, to, to, &call_id), 201);
        path = str_c(&f->arena, str_format(&f->arena, "/v2/get-call/%.*s", STR_ARG(call_id)));
        while (before.n == 0)
            before =
                json_str(json_get(simulated_ask(&f->simulated, &f->arena, "GET", path, STR_NONE),
                                  "disconnection_reason"));
        strbuf_add(&ends, before);
        strbuf_add_char(&ends, ' ');
    }
    stop(&state);
    return strbuf_str(&ends);
}

static void calls__are_the_same_with_the_same_seed(void **state)
{
    struct arena arena = arena_init();
    struct str first = ends_with_seed(&arena, "5");

    (void)state;
    assert_true(str_eq(first, ends_with_seed(&arena, "5")));
    assert_false(str_eq(first, ends_with_seed(&arena, "6")));
    arena_release(&arena);
}

static int start_full(void **state)
{
    static const char *const options[] = { "--concurrency", "1", "--over-limit", "error", NULL };

    return start_with(state, options);
}

static void call__over_the_limit_can_end_as_error(void **state)
{
    struct fixture *f = *state;
    struct str first, second;

    assert_int_equal(create(f, "job-1", "+573001234567", &first), 201);
    simulated_ask(&f->simulated, &f->arena, "POST", "/__sim/settings", STR("{\"speed\":1000}"));
    assert_int_equal(create(f, "job-2", "+573001234568", &second), 201);

    expect_str(json_str(json_path(parsed(f, listener_hear(&f->listener, &f->arena, 200).body),
                                  "call.disconnection_reason")),
               "concurrency_limit_reached");
}

static int start_throttled(void **state)
{
    static const char *const options[] = { FAST, "--creates-per-second", "1", NULL };

    return start_with(state, options);
}

static void creates__beyond_the_pace_are_slowed_down(void **state)
{
    struct fixture *f = *state;
    int refused = 0;

    for (int i = 0; i < 10; i++) {
        struct str call_id;

        refused += create(f, "job-1", "+573001234567", &call_id) == 429;
    }
    assert_true(refused > 0);
}

struct files {
    char folder[64], state[96], script[96];
};

static void make_files(struct files *files)
{
    FILE *script;

    snprintf(files->folder, sizeof files->folder, "/tmp/simulator-XXXXXX");
    assert_non_null(mkdtemp(files->folder));
    snprintf(files->state, sizeof files->state, "%s/state", files->folder);
    snprintf(files->script, sizeof files->script, "%s/script.json", files->folder);
    script = fopen(files->script, "we");
    assert_non_null(script);
    fputs("{\"weights\":{\"busy\":1},"
          "\"numbers\":{\"00\":\"declined\",\"+573001234500\":\"reason:sip_routing_error\","
          "\"77\":{\"scenario\":\"no_answer\",\"fault\":{\"kind\":\"status\",\"status\":402}}}}",
          script);
    assert_int_equal(fclose(script), 0);
}

static void remove_files(const struct files *files)
{
    folder_remove(files->folder);
}

static struct str end_of_call_to(struct fixture *f, const char *to)
{
    struct str call_id, reason;

    assert_int_equal(create(f, to, to, &call_id), 201);
    reason = json_str(json_path(parsed(f, listener_hear(&f->listener, &f->arena, 200).body),
                                "call.disconnection_reason"));
    (void)listener_hear(&f->listener, &f->arena, 200);
    return reason;
}

static void script__decides_by_number_and_weight(void **state)
{
    struct files files;
    struct fixture *f;
    struct str call_id;

    make_files(&files);
    start_with(state, (const char *const[]){ FAST, "--script", files.script, NULL });
    f = *state;

    expect_str(end_of_call_to(f, "+573001234567"), "dial_busy");
    expect_str(end_of_call_to(f, "+573001234600"), "user_declined");
    expect_str(end_of_call_to(f, "+573001234500"), "sip_routing_error");
    assert_int_equal(create(f, "a", "+573001234577", &call_id), 402);
    stop(state);
    remove_files(&files);
}

static void restart(struct fixture *f, const char *const *options)
{
    simulated_stop(&f->simulated);
    f->simulated = simulated_start(options);
}

static void calls__outlive_a_restart(void **state)
{
    struct files files;
    struct fixture *f;
    struct str over, ringing, first, again;
    const char *path;

    make_files(&files);
    start_with(state, (const char *const[]){ FAST, "--state", files.state, NULL });
    f = *state;
    simulated_scenario(&f->simulated, "", "talked");
    assert_int_equal(create(f, "job-1", "+573001234567", &over), 201);
    for (int i = 0; i < 3; i++)
        (void)listener_hear(&f->listener, &f->arena, 200);
    path = str_c(&f->arena, str_format(&f->arena, "/v2/get-call/%.*s", STR_ARG(over)));
    assert_int_equal(simulated_request(&f->simulated, &f->arena, "GET", path, STR_NONE, &first),
                     200);
    simulated_ask(&f->simulated, &f->arena, "POST", "/__sim/settings", STR("{\"speed\":1}"));
    assert_int_equal(create(f, "job-2", "+573001234568", &ringing), 201);

    restart(f, (const char *const[]){ FAST, "--state", files.state, "--public-url",
                                      f->simulated.url, NULL });

    assert_int_equal(simulated_request(&f->simulated, &f->arena, "GET", path, STR_NONE, &again),
                     200);
    assert_true(str_eq(first, again));
    /* the one that was ringing ends, and is told of */
    expect_str(json_str(json_path(parsed(f, listener_hear(&f->listener, &f->arena, 200).body),
                                  "call.metadata.tag")),
               "job-2");
    stop(state);
    remove_files(&files);
}

static void agents__outlive_a_restart(void **state)
{
    struct files files;
    struct fixture *f;
    const struct json *llm;
    const char *path;

    make_files(&files);
    start_with(state, (const char *const[]){ "--state", files.state, NULL });
    f = *state;
    llm =
        simulated_ask(&f->simulated, &f->arena, "POST", "/create-retell-llm",
                      STR("{\"general_prompt\":\"{{instructions}}\",\"model_temperature\":0.35}"));
    path = str_c(&f->arena, str_format(&f->arena, "/get-retell-llm/%.*s",
                                       STR_ARG(json_str(json_get(llm, "llm_id")))));
    restart(f, (const char *const[]){ "--state", files.state, NULL });

    llm = simulated_ask(&f->simulated, &f->arena, "GET", path, STR_NONE);
    expect_str(json_str(json_get(llm, "general_prompt")), "{{instructions}}");
    stop(state);
    remove_files(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls__are_the_same_with_the_same_seed),
        cmocka_unit_test_setup_teardown(call__over_the_limit_can_end_as_error, start_full, stop),
        cmocka_unit_test_setup_teardown(creates__beyond_the_pace_are_slowed_down, start_throttled,
                                        stop),
        cmocka_unit_test(script__decides_by_number_and_weight),
        cmocka_unit_test(agents__outlive_a_restart),
        cmocka_unit_test(calls__outlive_a_restart),
    };

    return cmocka_run_group_tests_name("simulator: calls", tests, NULL, NULL);
}
