/* tests/integration/rest/test_rest_server.c - a real server on a loopback port, spoken to byte by
 * byte: what a polite client would never send is what matters here. */
#include "infrastructure/process.h"
#include "support/expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "codec/json.h"
#include "codec/messages.h"
#include "fakes/fixed_clock.h"
#include "fakes/memory_answers.h"
#include "http/request.h"
#include "presentation/rest_server.h"

enum { THREADS = 4, ANSWER_MOST = 4 * 1024 * 1024, STREAM_MOST = 1000000, FILE_BYTES = 200000 };

struct thing {
    struct str name;
    int64_t size;
    int64_t version;
};
static const struct field thing_fields[] = {
    FIELD_STR(struct thing, name, FIELD_REQUIRED, 1, 10),
    FIELD_I64(struct thing, size, 0, 1, 9),
    FIELD_I64(struct thing, version, FIELD_READ_ONLY, 0, 0),
};
static const struct record thing_record = RECORD("things", struct thing, thing_fields);

static enum err get_thing(struct request *req, struct response *res)
{
    return response_record(res, 200, &thing_record,
                           &(struct thing){ request_param(req, "id"), 3, 7 });
}

static enum err post_thing(struct request *req, struct response *res)
{
    struct thing thing = { .name = STR("") };

    TRY(request_read(req, res, &thing));
    return response_record(res, 201, &thing_record, &thing);
}

static enum err patch_thing(struct request *req, struct response *res)
{
    struct thing thing = { STR("old"), 3, 7 };

    TRY(request_if_match(req, res, &thing_record, &thing));
    TRY(request_read(req, res, &thing));
    return response_record(res, 200, &thing_record, &thing);
}

static enum err list_things(struct request *req, struct response *res)
{
    struct page_query query;
    struct thing things[] = { { STR("a"), 1, 1 }, { STR("b"), 2, 1 } };
    struct page page = { things, 2, STR("next") };

    TRY(request_page(req, &thing_record, &query));
    return response_page(res, &thing_record, &page);
}

static enum err post_raw(struct request *req, struct response *res)
{
    struct str raw;

    TRY(request_raw(req, res, &raw));
    return response_text(res, 200, STR("text/plain"), raw);
}

static enum err post_stream(struct request *req, struct response *res)
{
    char piece[8192];
    int64_t n = 0;
    size_t got;
    enum err err;

    do {
        err = body_read_piece(&req->body, piece, sizeof piece, &got);
        n += err == ERR_OK ? (int64_t)got : 0;
    } while (err == ERR_OK && got > 0);
    TRY(request_stream_end(req, res, err));
    return response_text(res, 200, STR("text/plain"),
                         str_format(req->scope.arena, "%lld", (long long)n));
}

struct pieces {
    int64_t left;
    bool fails;
};

static enum err produce(void *self, void *buffer, size_t n, size_t *got)
{
    struct pieces *p = self;

    *got = (int64_t)n < p->left ? n : (size_t)p->left;
    memset(buffer, 'f', *got);
    p->left -= (int64_t)*got;
    return p->fails && p->left < FILE_BYTES / 2 ? ERR_INTERNAL : ERR_OK;
}

static enum err get_file(struct request *req, struct response *res)
{
    struct pieces *p = ARENA_NEW(req->scope.arena, struct pieces);
    struct str how = request_param(req, "how");

    *p = (struct pieces){ FILE_BYTES, str_eq(how, STR("broken")) };
    response_file(res, STR("text/plain"), STR("año \"1\".txt"),
                  str_eq(how, STR("known")) ? FILE_BYTES : -1, produce, p);
    return ERR_OK;
}

static enum err get_broken(struct request *req, struct response *res)
{
    (void)res;
    return FAIL(&req->scope.error, ERR_INTERNAL, "store.secret_detail");
}

static const struct route routes[] = {
    { "GET",
      "/api/v1/things/{id}",
      PERMISSION_NONE,
      NULL,
      &thing_record,
      { BODY_NONE, 0, 0 },
      ANSWER_RECORD,
      200,
      get_thing,
      "things.show",
      NULL },
    { "GET",
      "/api/v1/things",
      PERMISSION_READ,
      NULL,
      &thing_record,
      { BODY_NONE, 0, 0 },
      ANSWER_PAGE,
      200,
      list_things,
      "things.list",
      NULL },
    { "POST",
      "/api/v1/things",
      PERMISSION_NONE,
      &thing_record,
      &thing_record,
      { BODY_RECORD, 0, KEY_TAKEN },
      ANSWER_RECORD,
      201,
      post_thing,
      "things.create",
      NULL },
    { "PATCH",
      "/api/v1/things/{id}",
      PERMISSION_NONE,
      &thing_record,
      &thing_record,
      { BODY_CHANGE, 0, 0 },
      ANSWER_RECORD,
      200,
      patch_thing,
      "things.change",
      NULL },
    { "POST",
      "/raw",
      PERMISSION_NONE,
      NULL,
      NULL,
      { BODY_RAW, 1000, 0 },
      ANSWER_OTHER,
      200,
      post_raw,
      "raw",
      NULL },
    { "POST",
      "/stream",
      PERMISSION_NONE,
      NULL,
      NULL,
      { BODY_STREAM, 0, 0 },
      ANSWER_OTHER,
      200,
      post_stream,
      "stream",
      NULL },
    { "POST",
      "/keyed",
      PERMISSION_NONE,
      NULL,
      NULL,
      { BODY_RAW, 0, KEY_REQUIRED },
      ANSWER_OTHER,
      200,
      post_raw,
      "keyed",
      NULL },
    { "GET",
      "/file/{how}",
      PERMISSION_NONE,
      NULL,
      NULL,
      { BODY_NONE, 0, 0 },
      ANSWER_FILE,
      200,
      get_file,
      "file",
      NULL },
    { "GET",
      "/broken",
      PERMISSION_NONE,
      NULL,
      NULL,
      { BODY_NONE, 0, 0 },
      ANSWER_OTHER,
      200,
      get_broken,
      "broken",
      NULL },
};

static enum err authenticate(const struct ports *ports, struct scope *scope, struct str key,
                             struct str wanted)
{
    (void)ports;
    (void)wanted;
    if (str_eq(key, STR("sk_reader")))
        scope->actor.permissions = PERMISSION_BIT(PERMISSION_READ);
    else if (!str_eq(key, STR("sk_nobody")))
        return FAIL(&scope->error, ERR_UNAUTHENTICATED, "auth.bad_key");
    return ERR_OK;
}

static struct instant since_boot(void *self)
{
    struct timespec t;

    (void)self;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (struct instant){ (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 };
}

static struct instant wall(void *self)
{
    (void)self;
    return (struct instant){ INT64_C(1795618800000) };
}

static bool trusted(void *self, struct str *how)
{
    (void)self;
    *how = STR("kernel");
    return true;
}

struct fixture {
    struct arena arena;
    struct ports ports;
    struct process_limiter *limiter;
    struct seeded_random random;
    struct metrics *metrics;
    struct memory_answers *answers;
    struct rest_server *server;
    bool is_ready;
};

static bool ready(void *self, struct str *why)
{
    *why = STR("store");
    return ((struct fixture *)self)->is_ready;
}

static int setup(void **state)
{
    static const struct clock_ops ticking = { .wall = wall,
                                              .boot = since_boot,
                                              .trusted = trusted };
    struct fixture *f = calloc(1, sizeof *f);
    struct error error = { .code = ERR_OK };
    struct rest_settings settings = {
        .host = STR("127.0.0.1"),
        .threads = THREADS,
        .idle_ms = { 5000 },
        .silence_ms = { 300 },
        .body_ms = { 200 },
        .upload_most = STREAM_MOST,
        .routes = { routes, ARRAY_LEN(routes) },
        .authenticate = authenticate,
        .ready = ready,
        .ready_self = f,
    };

    f->arena = arena_init();
    f->is_ready = true;
    f->metrics = metrics_new();
    f->answers = memory_answers_new();
    f->ports = (struct ports){ .answers = memory_answer_store(f->answers),
                               .clock = { &ticking, NULL },
                               .random = seeded_random_port(&f->random),
                               .log = log_none() };
    f->limiter = process_limiter_new(f->ports.clock);
    f->ports.limiter = process_limiter_port(f->limiter);
    expect_ok(rest_server_new(&settings, &f->ports, f->metrics, &f->server, &error));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    rest_server_free(f->server);
    metrics_free(f->metrics);
    memory_answers_free(f->answers);
    process_limiter_free(f->limiter);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static int dial(struct fixture *f)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)rest_server_port(f->server)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 10 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void say(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* the server has heard enough */
        text = str_slice(text, (size_t)n, text.n);
    }
}

/* Until the server closes. */
static struct str hear(struct fixture *f, int fd)
{
    struct strbuf all = strbuf_init(&f->arena, ANSWER_MOST);
    char *at;
    ssize_t n;

    while ((at = strbuf_reserve(&all, 65536)) != NULL && (n = recv(fd, at, 65536, 0)) > 0)
        strbuf_added(&all, (size_t)n);
    close(fd);
    return strbuf_str(&all);
}

static struct str ask(struct fixture *f, struct str request)
{
    int fd = dial(f);

    say(fd, request);
    return hear(f, fd);
}

static int status_of(struct str answer)
{
    int64_t status = 0;

    if (!str_starts(answer, STR("HTTP/1.1 ")) ||
        !str_to_i64(str_slice(answer, 9, 12), 100, 599, &status))
        fail_msg("no answer: %.*s", STR_ARG(answer));
    return (int)status;
}

static struct str body_of(struct str answer)
{
    size_t at = str_find(answer, STR("\r\n\r\n"));

    return str_slice(answer, at + 4, answer.n);
}

static bool has(struct str text, const char *part)
{
    return str_find(text, str_from_c(part)) != SIZE_MAX;
}

/* The problem document's code. */
static struct str code_of(struct fixture *f, struct str answer)
{
    const struct json *root;
    struct error error = { .arena = &f->arena };

    if (json_parse(&f->arena, body_of(answer), NULL, &root, &error) != ERR_OK)
        fail_msg("no JSON: %.*s", STR_ARG(answer));
    assert_true(has(answer, "Content-Type: application/problem+json\r\n"));
    return json_str(json_get(root, "code"));
}

#define expect_problem(f, request, status, slug)                                                   \
    do {                                                                                           \
        struct str answer_ = ask((f), STR(request));                                               \
        if (status_of(answer_) != (status))                                                        \
            fail_msg("wanted %d: %.*s", (status), STR_ARG(answer_));                               \
        expect_str(code_of((f), answer_), slug);                                                   \
    } while (0)

#define CLOSE "Host: x\r\nConnection: close\r\n"
#define JSON CLOSE "Content-Type: application/json\r\n"

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
    assert_true(has(answer, "\r\nContent-Security-Policy: default-src 'none'"));
    assert_true(has(answer, "\r\nDate: Wed, 25 Nov 2026 15:00:00 GMT\r\n"));
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

static void smuggling__is_refused_and_the_connection_closed(void **state)
{
    static const char *const heads[] = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5 \t6\r\n",
        "Content-Length: 0x5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Host: y\r\n",
        "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
        "Bad Name: 1\r\n",
        "X-Bare: 1\nX-Next: 2\r\n",
        "X-Folded: 1\r\n 2\r\n",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        struct str answer = ask(f, str_format(&f->arena,
                                              "POST /stream HTTP/1.1\r\nHost: x\r\n%s\r\n"
                                              "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                                              heads[i]));
        int status = status_of(answer);

        if (status != 400 && status != 501 && status != 411)
            fail_msg("%s: %.*s", heads[i], STR_ARG(answer));
        if (has(body_of(answer), "HTTP/1.1 200") || !has(answer, "\r\nConnection: close\r\n"))
            fail_msg("%s was answered twice: %.*s", heads[i], STR_ARG(answer));
    }
    struct strbuf many = strbuf_init(&f->arena, 10000);
    strbuf_add(&many, STR("GET /healthz HTTP/1.1\r\nHost: x\r\n"));
    for (int i = 0; i < 64; i++)
        strbuf_addf(&many, "X-Filler-%d: 1\r\n", i);
    strbuf_add(&many, STR("\r\n"));
    assert_int_equal(status_of(ask(f, strbuf_str(&many))), 400);
    expect_problem(f, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "http.bad_header");
}

static void connection__is_kept_for_the_next_request(void **state)
{
    struct fixture *f = *state;
    struct str answer = ask(f, STR("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                                   "POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                                   "GET /healthz HTTP/1.1\r\n" CLOSE "\r\n"));
    struct str rest = answer;
    int answers = 0;

    for (size_t at; (at = str_find(rest, STR("HTTP/1.1 200 OK\r\n"))) != SIZE_MAX; answers++)
        rest = str_slice(rest, at + 10, rest.n);
    assert_int_equal(answers, 3);
    assert_true(has(answer, "\r\n\r\nabcHTTP/1.1"));
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
    assert_int_equal(status_of(ask(f, STR("POST /keyed HTTP/1.1\r\n" CLOSE
                                          "Idempotency-Key: 0123456789abcdef\r\n"
                                          "Content-Length: 0\r\n\r\n"))),
                     200);
}

static void body__too_large_is_refused_before_it_is_read(void **state)
{
    struct fixture *f = *state;

    expect_problem(f, "POST /raw HTTP/1.1\r\n" CLOSE "Content-Length: 1001\r\n\r\n", 413,
                   "http.body_too_large");
    expect_problem(f, "POST /api/v1/things HTTP/1.1\r\n" JSON "Content-Length: 999999999\r\n\r\n",
                   413, "http.body_too_large");
    expect_problem(f, "GET /healthz HTTP/1.1\r\n" CLOSE "Content-Length: 1\r\n\r\nx", 413,
                   "http.no_body_wanted");
}

static void stream__is_taken_in_chunks_up_to_its_limit(void **state)
{
    struct fixture *f = *state;
    struct strbuf request = strbuf_init(&f->arena, ANSWER_MOST);
    int chunks = 20, fd;

    strbuf_add(&request,
               STR("POST /stream HTTP/1.1\r\n" CLOSE "Content-Type: application/octet-stream\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < chunks; i++) {
        strbuf_add(&request, STR("c350\r\n")); /* 50 000 */
        memset(strbuf_reserve(&request, 50000), 'x', 50000);
        strbuf_added(&request, 50000);
        strbuf_add(&request, STR("\r\n"));
    }
    struct str most = strbuf_str(&request);
    fd = dial(f);
    say(fd, most);
    say(fd, STR("0\r\n\r\n"));
    expect_str(body_of(hear(f, fd)), "1000000");

    fd = dial(f);
    say(fd, most);
    say(fd, STR("1\r\nx\r\n0\r\n\r\n"));
    struct str answer = hear(f, fd);
    assert_int_equal(status_of(answer), 413);
    expect_str(code_of(f, answer), "http.body_too_large");
}

static void body__that_drips_or_stops_is_cut_off(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f);

    say(fd, STR("POST /raw HTTP/1.1\r\n" CLOSE "Content-Length: 900\r\n\r\n"));
    for (int i = 0; i < 600; i++) { /* slower than the patience of 200 ms, faster than silence */
        say(fd, STR("x"));
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
    struct str dripped = hear(f, fd);
    assert_int_equal(status_of(dripped), 408);
    expect_str(code_of(f, dripped), "http.body_too_slow");

    fd = dial(f);
    say(fd, STR("POST /raw HTTP/1.1\r\n" CLOSE "Content-Length: 900\r\n\r\nhalf"));
    struct str stopped = hear(f, fd);
    assert_true(status_of(stopped) == 408 || status_of(stopped) == 400);
}

static void expect__is_answered_before_the_body_comes(void **state)
{
    struct fixture *f = *state;
    static const struct str wanted = STR_INIT("HTTP/1.1 100 Continue\r\n\r\n");
    char text[64];
    int fd = dial(f);

    say(fd,
        STR("POST /raw HTTP/1.1\r\n" CLOSE "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    assert_int_equal(recv(fd, text, wanted.n, MSG_WAITALL), wanted.n);
    assert_memory_equal(text, wanted.p, wanted.n);
    say(fd, STR("abc"));
    expect_str(body_of(hear(f, fd)), "abc");
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
        "#/components/schemas/things");
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

static void connections__are_let_go_when_threads_run_short(void **state)
{
    static const struct str request = STR_INIT("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    struct fixture *f = *state;
    int open[THREADS];

    for (int i = 0; i < THREADS; i++) {
        char text[4096];
        ssize_t n;

        open[i] = dial(f);
        say(open[i], request);
        n = recv(open[i], text, sizeof text, 0);
        assert_true(n > 0);
        assert_int_equal(has((struct str){ text, (size_t)n }, "Connection: keep-alive"),
                         i < THREADS * 3 / 4);
    }
    /* the one that was let go has left its thread to the next */
    assert_int_equal(status_of(ask(f, STR("GET /healthz HTTP/1.1\r\n" CLOSE "\r\n"))), 200);
    for (int i = 0; i < THREADS; i++)
        close(open[i]);
}

enum { CLIENTS = 8, ROUNDS = 20 };

struct client {
    struct fixture f; /* the server, and an arena of its own */
    int good;
};

static void *ask_often(void *self)
{
    struct client *c = self;

    for (int i = 0; i < ROUNDS; i++) {
        struct str answer = ask(&c->f, STR("POST /keyed HTTP/1.1\r\n" CLOSE
                                           "Idempotency-Key: one-key-for-everybody\r\n"
                                           "Content-Length: 3\r\n\r\nabc"));
        int status = status_of(answer);

        c->good += status == 409 || (status == 200 && str_eq(body_of(answer), STR("abc")));
        arena_reset(&c->f.arena);
    }
    return NULL;
}

static void server__answers_many_at_once(void **state)
{
    const struct fixture *shared = *state;
    struct client clients[CLIENTS];
    pthread_t threads[CLIENTS];

    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){ .f = { .server = shared->server, .arena = arena_init() } };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        arena_release(&clients[i].f.arena);
        assert_int_equal(clients[i].good, ROUNDS);
    }
}

static void server__says_when_its_port_is_taken(void **state)
{
    struct fixture *f = *state;
    struct error error = { .arena = &f->arena };
    struct rest_settings settings = { .host = STR("127.0.0.1"),
                                      .port = rest_server_port(f->server),
                                      .threads = 1,
                                      .authenticate = authenticate };
    struct rest_server *second;

    expect_error(rest_server_new(&settings, &f->ports, NULL, &second, &error), &error,
                 ERR_UNAVAILABLE, "http.cannot_listen");
}

/* Stopping takes a second or two: most tests share one server. */
int main(void)
{
    const struct CMUnitTest shared[] = {
        cmocka_unit_test(get__answers_a_record_with_its_headers),
        cmocka_unit_test(head__answers_as_get_without_a_body),
        cmocka_unit_test(options__names_the_methods),
        cmocka_unit_test(edge__refuses_with_a_problem_document),
        cmocka_unit_test(problem__speaks_the_readers_language),
        cmocka_unit_test(smuggling__is_refused_and_the_connection_closed),
        cmocka_unit_test(connection__is_kept_for_the_next_request),
        cmocka_unit_test(body__is_read_and_checked_by_its_table),
        cmocka_unit_test(change__leaves_what_is_absent_and_asks_the_version),
        cmocka_unit_test(credentials__are_asked_before_the_body),
        cmocka_unit_test(idempotency_key__is_wanted_where_money_or_calls_depend_on_it),
        cmocka_unit_test(body__too_large_is_refused_before_it_is_read),
        cmocka_unit_test(stream__is_taken_in_chunks_up_to_its_limit),
        cmocka_unit_test(body__that_drips_or_stops_is_cut_off),
        cmocka_unit_test(expect__is_answered_before_the_body_comes),
        cmocka_unit_test(file__comes_with_its_length_or_in_chunks),
        cmocka_unit_test(openapi__is_made_from_routes_and_records),
        cmocka_unit_test(docs__come_from_the_program_alone),
        cmocka_unit_test(server__answers_many_at_once),
        cmocka_unit_test(server__says_when_its_port_is_taken),
    };
    const struct CMUnitTest alone[] = {
        cmocka_unit_test_setup_teardown(connections__are_let_go_when_threads_run_short, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(health__tells_alive_and_ready_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(metrics__count_requests_by_route_and_status, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("rest server", shared, setup, teardown) +
           cmocka_run_group_tests_name("rest server alone", alone, NULL, NULL);
}
