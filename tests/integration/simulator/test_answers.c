/* tests/integration/simulator/test_answers.c - each fault of the answer is seen on the wire as what
 * it is, and the book knows whether a call came of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "given.h"

struct answer_case {
    const char *kind;
    bool has_call_id; /* in a body that a careful reader takes */
    int status;       /* 0: no whole answer */
};

static const struct answer_case cases[] = {
    { "late", true, 201 },         { "reset", false, 0 },       { "reset_midway", false, 0 },
    { "close", false, 0 },         { "timeout", false, 0 },     { "truncated", false, 0 },
    { "broken_json", false, 201 }, { "oversized", false, 201 }, { "no_call_id", false, 201 },
    { "empty", false, 201 },       { "redirect", false, 307 },  { "html", false, 502 },
};

static void answer__goes_wrong_after_the_call_was_accepted(void **state)
{
    struct fixture *f = *state;
    const struct json **posts;
    size_t n;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str call_id;
        const char *tag = str_c(&f->arena, str_format(&f->arena, "job-%zu", i));

        simulated_fault(&f->simulated,
                        str_c(&f->arena, str_format(&f->arena,
                                                    "{\"kind\":\"%s\",\"accepted\":true,"
                                                    "\"delay_ms\":5,\"status\":502}",
                                                    cases[i].kind)));
        assert_int_equal(create(f, tag, "+573001234567", &call_id), cases[i].status);
        assert_int_equal(call_id.p != NULL, cases[i].has_call_id);
    }

    posts = simulated_book(&f->simulated, &f->arena, "post", &n);
    assert_int_equal(n, ARRAY_LEN(cases));
    for (size_t i = 0; i < n; i++) {
        bool accepted = false;

        assert_true(json_bool(json_get(posts[i], "accepted"), &accepted) && accepted);
        assert_true(str_eq_c(json_str(json_get(posts[i], "fault")), cases[i].kind));
    }
    expect_no_tag_twice(&f->simulated);
}

static void answer__goes_wrong_instead_of_accepting(void **state)
{
    static const int statuses[] = { 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503 };
    struct fixture *f = *state;
    const struct json *list;

    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        struct str call_id;

        simulated_fault(
            &f->simulated,
            str_c(&f->arena,
                  str_format(&f->arena, "{\"kind\":\"status\",\"status\":%d}", statuses[i])));
        assert_int_equal(create(f, "job-1", "+573001234567", &call_id), statuses[i]);
    }
    for (size_t i = 1; i < 5; i++) {
        struct str call_id;

        simulated_fault(&f->simulated,
                        str_c(&f->arena, str_format(&f->arena, "{\"kind\":\"%s\",\"delay_ms\":5}",
                                                    cases[i].kind)));
        assert_int_equal(create(f, "job-2", "+573001234567", &call_id), 0);
    }

    list = simulated_ask(&f->simulated, &f->arena, "POST", "/v3/list-calls", STR("{}"));
    assert_int_equal(json_size(json_get(list, "items")), 0);
}

static void fault__waits_for_its_turn_and_its_number(void **state)
{
    struct fixture *f = *state;
    struct str call_id;

    simulated_fault(&f->simulated, "{\"kind\":\"status\",\"status\":503,\"ends_with\":\"99\","
                                   "\"skip\":1,\"times\":2}");

    assert_int_equal(create(f, "a", "+573001234567", &call_id), 201);
    assert_int_equal(create(f, "b", "+573001234599", &call_id), 201);
    assert_int_equal(create(f, "c", "+573001234599", &call_id), 503);
    assert_int_equal(create(f, "d", "+573001234599", &call_id), 503);
    assert_int_equal(create(f, "e", "+573001234599", &call_id), 201);
}

static void fault__can_be_in_any_route(void **state)
{
    struct fixture *f = *state;
    struct str call_id, answer;

    assert_int_equal(create(f, "a", "+573001234567", &call_id), 201);
    simulated_fault(&f->simulated, "{\"kind\":\"status\",\"status\":500,\"on\":\"list\"}");
    simulated_fault(&f->simulated, "{\"kind\":\"reset\",\"on\":\"concurrency\"}");

    assert_int_equal(
        simulated_request(&f->simulated, &f->arena, "POST", "/v3/list-calls", STR("{}"), &answer),
        500);
    assert_int_equal(
        simulated_request(&f->simulated, &f->arena, "GET", "/get-concurrency", STR_NONE, &answer),
        0);
    assert_int_equal(
        simulated_request(&f->simulated, &f->arena, "GET", "/get-concurrency", STR_NONE, &answer),
        200);
}

/* Sends a head and a part of its body, and goes. */
static void send_unfinished(struct fixture *f)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)f->simulated.port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct str body = order(f, "job-1", "+573001234567");
    char drained[8];

    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    dprintf(fd,
            "POST /v2/create-phone-call HTTP/1.1\r\nHost: x\r\n"
            "Authorization: Bearer " SIMULATOR_KEY "\r\nContent-Length: %zu\r\n\r\n%.*s",
            body.n, (int)body.n - 16, body.p);
    shutdown(fd, SHUT_WR);
    assert_int_equal(read(fd, drained, sizeof drained), 0); /* it has closed: the book knows */
    close(fd);
}

static void request__that_is_broken_off_dials_nobody(void **state)
{
    struct fixture *f = *state;
    size_t unfinished, posts;
    const struct json **lines;
    int64_t missing = 0, got = 0;

    send_unfinished(f);

    lines = simulated_book(&f->simulated, &f->arena, "unfinished", &unfinished);
    (void)simulated_book(&f->simulated, &f->arena, "post", &posts);
    assert_int_equal(unfinished, 1);
    assert_int_equal(posts, 0);
    assert_true(json_i64(json_get(lines[0], "announced_bytes"), &missing) &&
                json_i64(json_get(lines[0], "received_bytes"), &got));
    assert_int_equal(missing - got, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answer__goes_wrong_after_the_call_was_accepted, start_fast,
                                        stop),
        cmocka_unit_test_setup_teardown(answer__goes_wrong_instead_of_accepting, start_fast, stop),
        cmocka_unit_test_setup_teardown(fault__waits_for_its_turn_and_its_number, start_fast, stop),
        cmocka_unit_test_setup_teardown(fault__can_be_in_any_route, start_fast, stop),
        cmocka_unit_test_setup_teardown(request__that_is_broken_off_dials_nobody, start_fast, stop),
    };

    return cmocka_run_group_tests_name("simulator: answers", tests, NULL, NULL);
}
