/* tests/integration/rest/given_server.h - the whole edge behind a real socket, with routes of its
 * own that show each kind of body and answer; what speaks to it, byte by byte. */
#ifndef INTEGRATION_REST_GIVEN_SERVER_H
#define INTEGRATION_REST_GIVEN_SERVER_H

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

static inline enum err get_thing(struct request *req, struct response *res)
{
    return response_record(res, 200, &thing_record,
                           &(struct thing){ request_param(req, "id"), 3, 7 });
}

static inline enum err post_thing(struct request *req, struct response *res)
{
    struct thing thing = { .name = STR("") };

    TRY(request_read(req, res, &thing));
    return response_record(res, 201, &thing_record, &thing);
}

static inline enum err patch_thing(struct request *req, struct response *res)
{
    struct thing thing = { STR("old"), 3, 7 };

    TRY(request_if_match(req, res, &thing_record, &thing));
    TRY(request_read(req, res, &thing));
    return response_record(res, 200, &thing_record, &thing);
}

static inline enum err list_things(struct request *req, struct response *res)
{
    struct page_query query;
    struct thing things[] = { { STR("a"), 1, 1 }, { STR("b"), 2, 1 } };
    struct page page = { things, 2, STR("next") };

    TRY(request_page(req, &thing_record, &query));
    return response_page(res, &thing_record, &page);
}

static inline enum err post_raw(struct request *req, struct response *res)
{
    struct str raw;

    TRY(request_raw(req, res, &raw));
    return response_text(res, 200, STR("text/plain"), raw);
}

static inline enum err post_stream(struct request *req, struct response *res)
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

static inline enum err produce(void *self, void *buffer, size_t n, size_t *got)
{
    struct pieces *p = self;

    *got = (int64_t)n < p->left ? n : (size_t)p->left;
    memset(buffer, 'f', *got);
    p->left -= (int64_t)*got;
    return p->fails && p->left < FILE_BYTES / 2 ? ERR_INTERNAL : ERR_OK;
}

static inline enum err get_file(struct request *req, struct response *res)
{
    struct pieces *p = ARENA_NEW(req->scope.arena, struct pieces);
    struct str how = request_param(req, "how");

    *p = (struct pieces){ FILE_BYTES, str_eq(how, STR("broken")) };
    response_file(res, STR("text/plain"), STR("año \"1\".txt"),
                  str_eq(how, STR("known")) ? FILE_BYTES : -1, produce, p);
    return ERR_OK;
}

static inline enum err get_broken(struct request *req, struct response *res)
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
      ANSWER_STORED,
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

static inline enum err authenticate(const struct ports *ports, struct scope *scope, struct str key,
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

static inline struct instant since_boot(void *self)
{
    struct timespec t;

    (void)self;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (struct instant){ (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 };
}

static inline struct instant wall(void *self)
{
    (void)self;
    return (struct instant){ INT64_C(1795618800000) };
}

static inline bool trusted(void *self, struct str *how)
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

static inline bool ready(void *self, struct str *why)
{
    *why = STR("store");
    return ((struct fixture *)self)->is_ready;
}

/* How long the server waits for its clients: for most tests longer than any machine stands still.
 */
static inline int setup_with(void **state, struct duration silence, struct duration body)
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
        .silence_ms = silence,
        .body_ms = body,
        .upload_most = STREAM_MOST,
        .uploads_of_account = 1,
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

static inline int setup(void **state)
{
    return setup_with(state, SECONDS(60), SECONDS(60));
}

static inline int teardown(void **state)
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

static inline int dial(struct fixture *f)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)rest_server_port(f->server)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = 60 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static inline void say(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* the server has heard enough */
        text = str_slice(text, (size_t)n, text.n);
    }
}

/* Until the server closes. */
static inline struct str hear(struct fixture *f, int fd)
{
    struct strbuf all = strbuf_init(&f->arena, ANSWER_MOST);
    char *at;
    ssize_t n;

    while ((at = strbuf_reserve(&all, 65536)) != NULL && (n = recv(fd, at, 65536, 0)) > 0)
        strbuf_added(&all, (size_t)n);
    close(fd);
    return strbuf_str(&all);
}

static inline struct str ask(struct fixture *f, struct str request)
{
    int fd = dial(f);

    say(fd, request);
    return hear(f, fd);
}

static inline int status_of(struct str answer)
{
    int64_t status = 0;

    if (!str_starts(answer, STR("HTTP/1.1 ")) ||
        !str_to_i64(str_slice(answer, 9, 12), 100, 599, &status))
        fail_msg("no answer: %.*s", STR_ARG(answer));
    return (int)status;
}

static inline struct str body_of(struct str answer)
{
    size_t at = str_find(answer, STR("\r\n\r\n"));

    return str_slice(answer, at + 4, answer.n);
}

static inline bool has(struct str text, const char *part)
{
    return str_find(text, str_from_c(part)) != SIZE_MAX;
}

/* The problem document's code. */
static inline struct str code_of(struct fixture *f, struct str answer)
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

#endif
