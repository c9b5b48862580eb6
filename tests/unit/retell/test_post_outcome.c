/* tests/unit/retell/test_post_outcome.c - the outcome table, row by row. */
#include "support/expect.h"

#include "base/arena.h"
#include "external/retell/post_outcome.h"

#define PROVIDER_ERROR "{\"status\":\"error\",\"message\":\"no\"}"
#define CALL "{\"call_id\":\"call_1\",\"call_status\":\"registered\"}"

struct row {
    const char *what;
    enum post_end end;
    bool last_bytes;
    int64_t status;
    const char *body;
    enum placing placing;
    const char *reason;
};

static const struct row rows[] = {
    /* nothing that can dial left this host */
    { "no connection", POST_UNREACHED, false, 0, "", PLACING_NOT_SENT, "provider.unreached" },
    { "no permit", POST_NOT_PERMITTED, false, 0, "", PLACING_NOT_SENT, "provider.not_permitted" },
    { "taken back", POST_NOT_ALLOWED, false, 0, "", PLACING_NOT_SENT, "provider.not_allowed" },
    { "too slow", POST_TOO_SLOW, false, 0, "", PLACING_NOT_SENT, "provider.too_slow" },
    { "broke early", POST_BROKEN, false, 0, "", PLACING_NOT_SENT, "provider.connection_lost" },
    { "slow early", POST_TIMED_OUT, false, 0, "", PLACING_NOT_SENT, "provider.timeout" },
    { "500 before the end", POST_ANSWERED, false, 500, "", PLACING_NOT_SENT, "provider.fault" },
    /* accepted */
    { "201", POST_ANSWERED, true, 201, CALL, PLACING_ACCEPTED, "" },
    { "200", POST_ANSWERED, true, 200, CALL, PLACING_ACCEPTED, "" },
    { "201 before the end", POST_ANSWERED, false, 201, CALL, PLACING_ACCEPTED, "" },
    /* refused */
    { "400", POST_ANSWERED, true, 400, PROVIDER_ERROR, PLACING_REFUSED, "provider.refused" },
    { "403", POST_ANSWERED, true, 403, PROVIDER_ERROR, PLACING_REFUSED, "provider.refused" },
    { "404", POST_ANSWERED, true, 404, PROVIDER_ERROR, PLACING_REFUSED, "provider.refused" },
    { "422", POST_ANSWERED, true, 422, PROVIDER_ERROR, PLACING_REFUSED, "provider.refused" },
    { "401", POST_ANSWERED, true, 401, PROVIDER_ERROR, PLACING_STOP, "provider.key_refused" },
    { "402", POST_ANSWERED, true, 402, PROVIDER_ERROR, PLACING_STOP, "provider.payment_required" },
    { "429", POST_ANSWERED, true, 429, "", PLACING_SLOWER, "provider.limited" },
    { "429 cut off", POST_BROKEN, true, 429, "{\"sta", PLACING_SLOWER, "provider.limited" },
    /* unknown */
    { "400 of a proxy", POST_ANSWERED, true, 400, "<html>", PLACING_UNKNOWN, "provider.fault" },
    { "401 of a proxy", POST_ANSWERED, true, 401, "", PLACING_UNKNOWN, "provider.fault" },
    { "404 of a proxy", POST_ANSWERED, true, 404, "[]", PLACING_UNKNOWN, "provider.fault" },
    { "408", POST_ANSWERED, true, 408, PROVIDER_ERROR, PLACING_UNKNOWN, "provider.fault" },
    { "409", POST_ANSWERED, true, 409, PROVIDER_ERROR, PLACING_UNKNOWN, "provider.fault" },
    { "410", POST_ANSWERED, true, 410, PROVIDER_ERROR, PLACING_UNKNOWN, "provider.fault" },
    { "500", POST_ANSWERED, true, 500, PROVIDER_ERROR, PLACING_UNKNOWN, "provider.fault" },
    { "502", POST_ANSWERED, true, 502, "", PLACING_UNKNOWN, "provider.fault" },
    { "503", POST_ANSWERED, true, 503, "", PLACING_UNKNOWN, "provider.fault" },
    { "302", POST_ANSWERED, true, 302, "", PLACING_UNKNOWN, "provider.fault" },
    { "reset", POST_BROKEN, true, 0, "", PLACING_UNKNOWN, "provider.connection_lost" },
    { "time-out", POST_TIMED_OUT, true, 0, "", PLACING_UNKNOWN, "provider.timeout" },
    { "201 cut off", POST_BROKEN, true, 201, CALL, PLACING_UNKNOWN, "provider.connection_lost" },
    { "201 too long", POST_OVERSIZED, true, 201, CALL, PLACING_UNKNOWN, "provider.broken_answer" },
    { "201 broken", POST_ANSWERED, true, 201, "{\"call_id\":\"ca", PLACING_UNKNOWN,
      "provider.broken_answer" },
    { "201 empty", POST_ANSWERED, true, 201, "", PLACING_UNKNOWN, "provider.broken_answer" },
    { "201 without id", POST_ANSWERED, true, 201, "{}", PLACING_UNKNOWN, "provider.broken_answer" },
    { "201 empty id", POST_ANSWERED, true, 201, "{\"call_id\":\"\"}", PLACING_UNKNOWN,
      "provider.broken_answer" },
    { "201 id of a number", POST_ANSWERED, true, 201, "{\"call_id\":7}", PLACING_UNKNOWN,
      "provider.broken_answer" },
    { "201 id with a path", POST_ANSWERED, true, 201, "{\"call_id\":\"../x\"}", PLACING_UNKNOWN,
      "provider.broken_answer" },
    { "201 id twice", POST_ANSWERED, true, 201, "{\"call_id\":\"a\",\"call_id\":\"b\"}",
      PLACING_UNKNOWN, "provider.broken_answer" },
};

static void outcome__is_as_the_table_says(void **state)
{
    struct arena arena = arena_init();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct post_facts facts = {
            .end = rows[i].end,
            .body_begun = true,
            .last_bytes = rows[i].last_bytes,
            .status = rows[i].status,
            .body = str_from_c(rows[i].body),
        };
        struct placing_result result;

        post_outcome(&arena, &facts, &result);
        if (result.placing != rows[i].placing || !str_eq_c(result.reason, rows[i].reason))
            fail_msg("%s: %d %.*s", rows[i].what, (int)result.placing, STR_ARG(result.reason));
        assert_int_equal(result.http_status, rows[i].status);
    }
    arena_release(&arena);
}

static void outcome__of_a_bare_head_is_never_a_call(void **state)
{
    const struct post_facts facts = { .end = POST_ANSWERED, .status = 201, .body = STR(CALL) };
    struct arena arena = arena_init();
    struct placing_result result;

    (void)state;
    post_outcome(&arena, &facts, &result);
    assert_int_equal(result.placing, PLACING_NOT_SENT);
    arena_release(&arena);
}

static void outcome__waits_half_a_minute_when_no_time_is_given(void **state)
{
    static const struct {
        const char *header;
        int64_t ms;
    } waits[] = {
        { "", 30000 },
        { "0", 0 },
        { "3600", 3600000 },
        { "3601", 30000 },
        { "-1", 30000 },
        { "soon", 30000 },
        { " 5 ", 5000 },
        { "9999999999999999999", 30000 },
        { "Wed, 25 Nov 2026 15:00:09 GMT", 9000 },
        { "Wed, 25 Nov 2026 14:59:59 GMT", 30000 },
    };
    struct arena arena = arena_init();
    struct instant now;

    (void)state;
    assert_true(instant_parse(STR("2026-11-25T15:00:00Z"), &now));
    for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
        const struct post_facts facts = { .end = POST_ANSWERED,
                                          .status = 429,
                                          .retry_after = str_from_c(waits[i].header),
                                          .now = now };
        struct placing_result result;

        post_outcome(&arena, &facts, &result);
        if (result.retry_after.ms != waits[i].ms)
            fail_msg("\"%s\": %lld", waits[i].header, (long long)result.retry_after.ms);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcome__is_as_the_table_says),
        cmocka_unit_test(outcome__of_a_bare_head_is_never_a_call),
        cmocka_unit_test(outcome__waits_half_a_minute_when_no_time_is_given),
    };

    return cmocka_run_group_tests_name("outcome of the POST", tests, NULL, NULL);
}
