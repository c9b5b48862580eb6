/* tests/integration/rest/test_answers.c - what a request is answered, over a real socket: records,
 * refusals, languages, files, figures and documents. */
#include "integration/rest/given_server.h"

static void get__answers_a_record_with_its_headers(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("GET /api/v1/things/t%C3%BA HTTP/1.1\r\n" CLOSE
                                   "X-Request-Id: my-request.1\r\n\r\n"));

    assert_int_equal(status_of(answer), 200);
    expect_str(body_of(answer), "{\"name\":\"tú\",\"size\":3,\"version\":7}");
    assert_true(has(answer, "\r\nContent-Type: application/json\r\n"));
    assert_true(has(answer, "\r\nETag: \"7\"\r\n"));
    assert_true(has(answer, "\r\nX-Request-Id: my-request.1\r\n"));
    assert_true(has(answer, "\r\nCache-Control: no-store\r\n"));
    assert_true(has(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_true(has(answer, "\r\nReferrer-Policy: no-referrer\r\n"));
    assert_true(has(answer, "\r\nContent-Security-Policy: default-src 'none'"));
    assert_true(has(answer, "\r\nDate: Wed, 25 Nov 2026 15:00:00 GMT\r\n"));
}

/* What a client calls its request stands in every line of the log about it. */
static void request_id__is_the_clients_up_to_64_plain_characters(void **state)
{
    const struct str longest =
        STR("0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789._-:zZ");
    struct fixture *f = *state;
    const struct str others[] = {
        str_format(&f->arena, "%.*s4", STR_ARG(longest)),
        STR("with a blank"),
        STR("\"quoted\""),
        STR(""),
    };
    struct str taken =
        ask(f, str_format(&f->arena, "GET /healthz HTTP/1.1\r\n" CLOSE "X-Request-Id: %.*s\r\n\r\n",
                          STR_ARG(longest)));

    assert_int_equal(longest.n, 64);
    assert_true(
        has(taken, str_format(&f->arena, "\r\nX-Request-Id: %.*s\r\n", STR_ARG(longest)).p));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct str answer = ask(
            f, str_format(&f->arena, "GET /healthz HTTP/1.1\r\n" CLOSE "X-Request-Id: %.*s\r\n\r\n",
                          STR_ARG(others[i])));

        assert_int_equal(status_of(answer), 200);
        assert_true(has(answer, "\r\nX-Request-Id: req_"));
    }
}

static void head__answers_as_get_without_a_body(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("HEAD /api/v1/things/x HTTP/1.1\r\n" CLOSE "\r\n"));

    assert_int_equal(status_of(answer), 200);
    assert_true(has(answer, "\r\nContent-Length: 33\r\n"));
    assert_int_equal(body_of(answer).n, 0);
}

static void options__names_the_methods(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("OPTIONS /api/v1/things HTTP/1.1\r\n" CLOSE "\r\n"));

    assert_int_equal(status_of(answer), 204);
    assert_true(has(answer, "\r\nAllow: GET, HEAD, POST, OPTIONS\r\n"));
    assert_false(has(answer, "Content-Length"));
}

static void edge__refuses_with_a_problem_document(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "GET /nowhere HTTP/1.1\r\n" CLOSE "\r\n", 404, "http.no_such_path");
    expect_problem(f, "DELETE /api/v1/things HTTP/1.1\r\n" CLOSE "\r\n", 405,
                   "http.method_not_allowed");
    expect_problem(f, "GET /api/v1/things/x HTTP/1.1\r\n" CLOSE "Accept: text/html\r\n\r\n", 406,
                   "http.not_acceptable");
    expect_problem(f,
                   "POST /api/v1/things HTTP/1.1\r\n" CLOSE
                   "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
                   415, "http.bad_type");
    expect_problem(f,
                   "POST /stream HTTP/1.1\r\n" CLOSE
                   "Content-Type: text/csv\r\nContent-Length: 2\r\n\r\nab",
                   415, "http.bad_type");
    expect_problem(f, "POST /stream HTTP/1.1\r\n" CLOSE "Content-Length: 2\r\n\r\nab", 415,
                   "http.bad_type");
    expect_problem(f, "POST /raw HTTP/1.1\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                   411, "http.length_required");
    expect_problem(f, "GET /a%2fb HTTP/1.1\r\n" CLOSE "\r\n", 400, "http.bad_path");
    expect_problem(f, "GET /api/v1/things/x?a=%zz HTTP/1.1\r\n" CLOSE "\r\n", 400,
                   "query.malformed");
    expect_problem(f, "GET /healthz HTTP/1.1\r\n" CLOSE "Expect: gold\r\n\r\n", 417,
                   "http.bad_expectation");
    expect_problem(f, "GET /broken HTTP/1.1\r\n" CLOSE "\r\n", 500, "error.internal");
    expect_problem(f, "PUSH /healthz HTTP/1.1\r\n" CLOSE "\r\n", 400, "http.bad_request");
}

static void problem__speaks_the_readers_language(void **state)
{
    struct fixture *f = *state;
    struct str es = ask(f, STR("GET /nowhere HTTP/1.1\r\n" CLOSE "X-Request-Id: r1\r\n\r\n"));
    struct str en =
        ask(f, STR("GET /nowhere HTTP/1.1\r\n" CLOSE "Accept-Language: fr, en;q=0.8\r\n\r\n"));
    const struct json *root;
    struct error error = { .arena = &f->arena };
    int64_t status;

    expect_ok(json_parse(&f->arena, body_of(es), NULL, &root, &error));
    expect_str(json_str(json_get(root, "title")), "No encontrado");
    expect_str(json_str(json_get(root, "instance")), "r1");
    expect_str(json_str(json_get(root, "type")), "/docs#problem-http.no_such_path");
    assert_true(json_i64(json_get(root, "status"), &status) && status == 404);
    assert_true(has(es, "\r\nContent-Language: es\r\n"));
    expect_ok(json_parse(&f->arena, body_of(en), NULL, &root, &error));
    expect_str(json_str(json_get(root, "title")), "Not found");
    assert_true(has(en, "\r\nContent-Language: en\r\n"));
}

static void body__is_read_and_checked_by_its_table(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("POST /api/v1/things HTTP/1.1\r\n" JSON
                                   "Content-Length: 23\r\n\r\n{\"name\":\"ñu\",\"size\":2}"));
    struct str wrong = ask(f, STR("POST /api/v1/things HTTP/1.1\r\n" JSON
                                  "Content-Length: 23\r\n\r\n{\"size\":99,\"version\":1}"));
    const struct json *root, *first;
    struct error error = { .arena = &f->arena };

    assert_int_equal(status_of(answer), 201);
    expect_str(body_of(answer), "{\"name\":\"ñu\",\"size\":2,\"version\":0}");
    assert_int_equal(status_of(wrong), 422);
    expect_str(code_of(f, wrong), "request.invalid");
    expect_ok(json_parse(&f->arena, body_of(wrong), NULL, &root, &error));
    first = json_first(json_get(root, "errors"));
    assert_int_equal(json_size(json_get(root, "errors")), 3);
    expect_str(json_str(json_get(first, "field")), "size");
    expect_str(json_str(json_get(first, "code")), "field.too_big");
    expect_str(json_str(json_get(first, "detail")), "El valor máximo es 9.");
    expect_problem(f,
                   "POST /api/v1/things HTTP/1.1\r\n" JSON "Content-Length: 14\r\n\r\n"
                   "{\"name\":\"x\"}, 1",
                   400, "json.malformed");
}

static void unchanged__is_told_by_a_head_alone(void **state)
{
    struct fixture *f = *state;
    static const char *const same[] = { "\"7\"", "\"6\", W/\"7\"", "\"7-gzip\"", "*" };
    struct str other =
        ask(f, STR("GET /api/v1/things/1 HTTP/1.1\r\n" CLOSE "If-None-Match: \"6\"\r\n\r\n"));

    for (size_t i = 0; i < 2 * ARRAY_LEN(same); i++) {
        struct str answer = ask(f, str_format(&f->arena,
                                              "%s /api/v1/things/1 HTTP/1.1\r\n" CLOSE
                                              "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n\r\n",
                                              i % 2 == 0 ? "GET" : "HEAD", same[i / 2]));

        assert_int_equal(status_of(answer), 304);
        assert_true(has(answer, "\r\nETag: \"7\"\r\n"));
        assert_false(has(answer, "\r\nContent-Type:"));
        assert_true(str_ends(answer, STR("\r\n\r\n")));
    }
    assert_int_equal(status_of(other), 200);
    expect_str(body_of(other), "{\"name\":\"1\",\"size\":3,\"version\":7}");
}

static void change__leaves_what_is_absent_and_asks_the_version(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("PATCH /api/v1/things/1 HTTP/1.1\r\n" JSON
                                   "If-Match: \"7\"\r\nContent-Length: 10\r\n\r\n{\"size\":5}"));

    assert_int_equal(status_of(answer), 200);
    expect_str(body_of(answer), "{\"name\":\"old\",\"size\":5,\"version\":7}");
    expect_problem(f,
                   "PATCH /api/v1/things/1 HTTP/1.1\r\n" JSON
                   "If-Match: \"6\"\r\nContent-Length: 10\r\n\r\n{\"size\":5}",
                   412, "record.stale");
}

static void credentials__are_asked_before_the_body(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "GET /api/v1/things HTTP/1.1\r\n" CLOSE "\r\n", 401, "auth.missing");
    expect_problem(f,
                   "GET /api/v1/things HTTP/1.1\r\n" CLOSE "Authorization: Basic sk_reader\r\n\r\n",
                   401, "auth.missing");
    expect_problem(f,
                   "GET /api/v1/things HTTP/1.1\r\n" CLOSE "Authorization: Bearer sk_wrong\r\n\r\n",
                   401, "auth.bad_key");
    expect_problem(
        f, "GET /api/v1/things HTTP/1.1\r\n" CLOSE "Authorization: Bearer sk_nobody\r\n\r\n", 403,
        "permission.missing");
    struct str answer = ask(f, STR("GET /api/v1/things?limit=2&sort=-created_at HTTP/1.1\r\n" CLOSE
                                   "Authorization: bearer sk_reader\r\n\r\n"));
    assert_int_equal(status_of(answer), 200);
    assert_true(has(body_of(answer), "\"next_cursor\":\"next\"}"));
    expect_problem(
        f, "GET /api/v1/things?size=2 HTTP/1.1\r\n" CLOSE "Authorization: Bearer sk_reader\r\n\r\n",
        422, "request.invalid");
    expect_problem(f,
                   "GET /api/v1/things?limit=201 HTTP/1.1\r\n" CLOSE
                   "Authorization: Bearer sk_reader\r\n\r\n",
                   422, "request.invalid");
}

static void idempotency_key__is_wanted_where_money_or_calls_depend_on_it(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "POST /keyed HTTP/1.1\r\n" CLOSE "Content-Length: 0\r\n\r\n", 400,
                   "idempotency.required");
    expect_problem(
        f, "POST /keyed HTTP/1.1\r\n" CLOSE "Idempotency-Key: short\r\nContent-Length: 0\r\n\r\n",
        400, "idempotency.malformed");
    for (int n = 15; n <= 256; n += n == 16 ? 239 : 1) { /* 16 to 255 characters, both sides */
        char request[400];

        (void)snprintf(request, sizeof request,
                       "POST /keyed HTTP/1.1\r\n" CLOSE
                       "Idempotency-Key: %0*d\r\nContent-Length: 0\r\n\r\n",
                       n, 1);
        assert_int_equal(status_of(ask(f, str_from_c(request))), n < 16 || n > 255 ? 400 : 200);
    }
}

static void body__too_large_is_refused_before_it_is_read(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "POST /raw HTTP/1.1\r\n" CLOSE "Content-Length: 1001\r\n\r\n", 413,
                   "http.body_too_large");
    expect_problem(f, "POST /api/v1/things HTTP/1.1\r\n" JSON "Content-Length: 999999999\r\n\r\n",
                   413, "http.body_too_large");
    expect_problem(f, "POST /api/v1/things HTTP/1.1\r\n" JSON "Content-Length: 262145\r\n\r\n", 413,
                   "http.body_too_large"); /* 256 KiB, and one more */
}

/* What a client says is never passed over, however little it is; no length of it would be right. */
static void body__where_none_is_taken_is_a_bad_request(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "GET /healthz HTTP/1.1\r\n" CLOSE "Content-Length: 1\r\n\r\nx", 400,
                   "http.no_body_wanted");
    expect_problem(f,
                   "GET /api/v1/things/x HTTP/1.1\r\n" CLOSE
                   "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                   400, "http.no_body_wanted");
    assert_int_equal(
        status_of(ask(f, STR("GET /healthz HTTP/1.1\r\n" CLOSE "Content-Length: 0\r\n\r\n"))), 200);
}

static void accept__counts_by_the_range_that_names_the_type_most_closely(void **state)
{
    static const struct {
        const char *accept;
        int status;
    } cases[] = {
        { "application/json;q=0.0, text/html", 406 },
        { "application/json;q=0, */*", 406 },
        { "application/*;q=0, */*;q=1", 406 },
        { "*/*;q=0, application/json;q=0.001", 200 },
        { "text/html, application/*;q=0.1", 200 },
        { "text/html, */*;q=0.1", 200 },
        { "application/jsonx", 406 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char request[200];

        (void)snprintf(request, sizeof request,
                       "GET /api/v1/things/x HTTP/1.1\r\n" CLOSE "Accept: %s\r\n\r\n",
                       cases[i].accept);
        if (status_of(ask(f, str_from_c(request))) != cases[i].status)
            fail_msg("%s", cases[i].accept);
    }
}

static void file__comes_with_its_length_or_in_chunks(void **state)
{
    struct fixture *f = *state;
    struct str known = ask(f, STR("GET /file/known HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str chunked = ask(f, STR("GET /file/unknown HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str old = ask(f, STR("GET /file/unknown HTTP/1.0\r\n\r\n"));
    struct str broken = ask(f, STR("GET /file/broken HTTP/1.1\r\n" CLOSE "\r\n"));

    assert_true(has(known, "\r\nContent-Length: 200000\r\n"));
    assert_true(has(known, "filename*=UTF-8''a%C3%B1o%20%221%22.txt\r\n"));
    assert_int_equal(body_of(known).n, FILE_BYTES);
    assert_true(has(chunked, "\r\nTransfer-Encoding: chunked\r\n"));
    assert_true(str_ends(chunked, STR("\r\n0\r\n\r\n")));
    assert_int_equal(body_of(old).n, FILE_BYTES);
    assert_false(has(old, "chunked"));
    assert_false(str_ends(broken, STR("\r\n0\r\n\r\n")));
}

static void health__tells_alive_and_ready_apart(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(status_of(ask(f, STR("GET /readyz HTTP/1.1\r\n" CLOSE "\r\n"))), 200);
    f->is_ready = false;
    expect_problem(f, "GET /readyz HTTP/1.1\r\n" CLOSE "\r\n", 503, "http.not_ready");
    f->is_ready = true;
    rest_server_drain(f->server);
    expect_problem(f, "GET /readyz HTTP/1.1\r\n" CLOSE "\r\n", 503, "http.draining");
    assert_int_equal(status_of(ask(f, STR("GET /healthz HTTP/1.1\r\n" CLOSE "\r\n"))), 200);
}

static void metrics__count_requests_by_route_and_status(void **state)
{
    struct fixture *f = *state;

    ask(f, STR("GET /api/v1/things/a HTTP/1.1\r\n" CLOSE "\r\n"));
    ask(f, STR("GET /api/v1/things/b HTTP/1.1\r\n" CLOSE "\r\n"));
    ask(f, STR("GET /nowhere HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str text = body_of(ask(f, STR("GET /metrics HTTP/1.1\r\n" CLOSE "\r\n")));

    assert_true(has(text, "http_requests_total{method=\"GET\",route=\"/api/v1/things/{id}\","
                          "status=\"200\"} 2\n"));
    assert_true(has(text, "http_requests_total{method=\"\",route=\"none\",status=\"404\"} 1\n"));
    assert_true(has(text, "http_request_duration_seconds_count{method=\"GET\","
                          "route=\"/api/v1/things/{id}\"} 2\n"));
}

static void openapi__is_made_from_routes_and_records(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("GET /api/v1/openapi.json HTTP/1.1\r\n" CLOSE "\r\n"));
    struct error error = { .arena = &f->arena };
    const struct json *root, *paths, *create;

    assert_int_equal(status_of(answer), 200);
    expect_ok(json_parse(&f->arena, body_of(answer), NULL, &root, &error));
    expect_str(json_str(json_get(root, "openapi")), "3.1.0");
    paths = json_get(root, "paths");
    assert_int_equal(json_size(paths), 2);
    create = json_path(json_get(paths, "/api/v1/things"), "post");
    expect_str(json_str(json_get(create, "operationId")), "things.create");
    expect_str(
        json_str(json_path(json_get(json_path(create, "requestBody.content"), "application/json"),
                           "schema.$ref")),
        "#/components/schemas/things_body");
    expect_str(json_str(json_path(json_get(json_path(json_get(paths, "/api/v1/things/{id}"),
                                                     "patch.requestBody.content"),
                                           "application/json"),
                                  "schema.$ref")),
               "#/components/schemas/things_change");
    assert_int_equal(json_kind(json_path(root, "components.schemas.things.properties.size")),
                     JSON_OBJECT);
    assert_null(json_path(root, "components.schemas.things_change.required"));
}

static void docs__come_from_the_program_alone(void **state)
{
    struct fixture *f = *state;
    struct str html = ask(f, STR("GET /docs HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str css = ask(f, STR("GET /docs/docs.css HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str js = ask(f, STR("GET /docs/docs.js HTTP/1.1\r\n" CLOSE "\r\n"));

    assert_int_equal(status_of(html), 200);
    assert_true(has(html, "script-src 'self'; style-src 'self'"));
    assert_false(has(html, "unsafe-inline"));
    assert_false(has(body_of(html), "https://"));
    assert_true(has(css, "\r\nContent-Type: text/css; charset=utf-8\r\n"));
    assert_true(has(body_of(css), "prefers-color-scheme: dark"));
    assert_true(has(js, "\r\nContent-Type: text/javascript; charset=utf-8\r\n"));
}

int main(void)
{
    const struct CMUnitTest shared[] = {
        cmocka_unit_test(get__answers_a_record_with_its_headers),
        cmocka_unit_test(request_id__is_the_clients_up_to_64_plain_characters),
        cmocka_unit_test(head__answers_as_get_without_a_body),
        cmocka_unit_test(options__names_the_methods),
        cmocka_unit_test(edge__refuses_with_a_problem_document),
        cmocka_unit_test(problem__speaks_the_readers_language),
        cmocka_unit_test(body__is_read_and_checked_by_its_table),
        cmocka_unit_test(unchanged__is_told_by_a_head_alone),
        cmocka_unit_test(change__leaves_what_is_absent_and_asks_the_version),
        cmocka_unit_test(credentials__are_asked_before_the_body),
        cmocka_unit_test(idempotency_key__is_wanted_where_money_or_calls_depend_on_it),
        cmocka_unit_test(body__too_large_is_refused_before_it_is_read),
        cmocka_unit_test(body__where_none_is_taken_is_a_bad_request),
        cmocka_unit_test(accept__counts_by_the_range_that_names_the_type_most_closely),
        cmocka_unit_test(file__comes_with_its_length_or_in_chunks),
        cmocka_unit_test(openapi__is_made_from_routes_and_records),
        cmocka_unit_test(docs__come_from_the_program_alone),
    };
    const struct CMUnitTest alone[] = {
        cmocka_unit_test_setup_teardown(health__tells_alive_and_ready_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(metrics__count_requests_by_route_and_status, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("answers", shared, setup, teardown) +
           cmocka_run_group_tests_name("answers alone", alone, NULL, NULL);
}
