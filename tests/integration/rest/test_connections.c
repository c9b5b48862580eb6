/* tests/integration/rest/test_connections.c - what happens on a connection: it is kept, cut off,
 * let go and refused, by what comes over it and how slowly. */
#include "integration/rest/given_server.h"

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

/* On a route that would answer them: nothing but the head is wrong. */
static void head__that_a_proxy_may_read_otherwise_is_refused(void **state)
{
    static const struct str heads[] = {
        STR_INIT("X-Folded: 1\r\n 2\r\n"),   STR_INIT("X-Folded: 1\r\n\t2\r\nX-Next: 3\r\n"),
        STR_INIT("X-Folded:\r\n 2\r\n"),     STR_INIT("X-Control: a\x01z\r\n"),
        STR_INIT("X-Control: a\x1b[2J\r\n"), STR_INIT("X-Control: \x7f\r\n"),
        STR_INIT("X-Control: a\0z\r\n"),     STR_INIT("X-Control: a\rz\r\n"),
        STR_INIT("X-Spaced : 1\r\n"),        STR_INIT("Content-Length : 0\r\n"),
        STR_INIT("X-Spaced\t: 1\r\n"),       STR_INIT(": 1\r\n"),
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        struct strbuf request = strbuf_init(&f->arena, 1000);

        strbuf_add(&request, STR("GET /healthz HTTP/1.1\r\n" CLOSE));
        strbuf_add(&request, heads[i]);
        strbuf_add(&request, STR("\r\n"));
        struct str answer = ask(f, strbuf_str(&request));
        if (status_of(answer) != 400)
            fail_msg("%.*s: %.*s", STR_ARG(heads[i]), STR_ARG(answer));
    }
    static const char *const sound[] = { "X-Plain:1 \xc3\xb1 ", "X-Empty:", "X-Blank:  " };

    for (size_t i = 0; i < ARRAY_LEN(sound); i++) {
        struct str answer = ask(
            f, str_format(&f->arena, "GET /healthz HTTP/1.1\r\n" CLOSE "%s\r\nX-Last: 1\r\n\r\n",
                          sound[i]));
        if (status_of(answer) != 200)
            fail_msg("%s: %.*s", sound[i], STR_ARG(answer));
    }
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

/* One whose body the server waits for: it has said so. */
static int given_upload_under_way(struct fixture *f)
{
    int fd = dial(f);
    char said[25];

    say(fd, STR("POST /stream HTTP/1.1\r\n" CLOSE "Content-Type: application/octet-stream\r\n"
                "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
    assert_int_equal(recv(fd, said, sizeof said, MSG_WAITALL), sizeof said);
    return fd;
}

static void upload__of_an_account_that_sends_as_many_as_it_may_is_told_to_wait(void **state)
{
    const struct str other =
        STR("POST /stream HTTP/1.1\r\n" CLOSE "Content-Type: application/octet-stream\r\n"
            "Content-Length: 2\r\n\r\nab");
    struct fixture *f = *state;
    int fd = given_upload_under_way(f);

    struct str refused = ask(f, other);
    say(fd, STR("abc"));
    struct str taken = hear(f, fd);

    assert_int_equal(status_of(refused), 429);
    expect_str(code_of(f, refused), "limit.uploads");
    assert_true(has(refused, "\r\nRetry-After: "));
    assert_int_equal(status_of(taken), 200);
    expect_str(body_of(ask(f, other)), "2");
}

static int setup_impatient(void **state)
{
    return setup_with(state, SECONDS(2), (struct duration){ 1500 });
}

static void body__that_drips_or_stops_is_cut_off(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f);

    say(fd, STR("POST /raw HTTP/1.1\r\n" CLOSE "Content-Length: 900\r\n\r\n"));
    for (int i = 0; i < 600; i++) { /* slower than the patience for a body, faster than silence */
        say(fd, STR("x"));
        nanosleep(&(struct timespec){ .tv_nsec = 3000000 }, NULL);
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

int main(void)
{
    const struct CMUnitTest shared[] = {
        cmocka_unit_test(smuggling__is_refused_and_the_connection_closed),
        cmocka_unit_test(head__that_a_proxy_may_read_otherwise_is_refused),
        cmocka_unit_test(connection__is_kept_for_the_next_request),
        cmocka_unit_test(stream__is_taken_in_chunks_up_to_its_limit),
        cmocka_unit_test(upload__of_an_account_that_sends_as_many_as_it_may_is_told_to_wait),
        cmocka_unit_test(expect__is_answered_before_the_body_comes),
        cmocka_unit_test(server__answers_many_at_once),
        cmocka_unit_test(server__says_when_its_port_is_taken),
    };
    const struct CMUnitTest alone[] = {
        cmocka_unit_test_setup_teardown(body__that_drips_or_stops_is_cut_off, setup_impatient,
                                        teardown),
        cmocka_unit_test_setup_teardown(connections__are_let_go_when_threads_run_short, setup,
                                        teardown),
    };

    return cmocka_run_group_tests_name("connections", shared, setup, teardown) +
           cmocka_run_group_tests_name("connections alone", alone, NULL, NULL);
}
