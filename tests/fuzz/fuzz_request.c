/* tests/fuzz/fuzz_request.c - a request as the server hands it to the edge: method, target, headers
 * and body are the input, one line each, the body behind an empty line. Whatever comes is answered,
 * as JSON or as a page, by a status that the table knows. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "codec/json.h"
#include "fakes/fixed_clock.h"
#include "fakes/memory_answers.h"
#include "http/edge.h"

enum { HEADERS_MOST = 64 };

struct thing {
    struct str name;
    int64_t size;
    struct instant created_at;
};
static const struct field thing_fields[] = {
    FIELD_STR(struct thing, name, FIELD_REQUIRED | FIELD_INDEXED, 1, 10),
    FIELD_I64(struct thing, size, FIELD_INDEXED, 1, 9),
    FIELD_INSTANT(struct thing, created_at, FIELD_READ_ONLY),
};
static const struct record thing_record = RECORD("things", struct thing, thing_fields);

static enum err list(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page = { .n = 0 };

    TRY(request_page(req, &thing_record, &query));
    assert(query.limit >= 1 && query.limit <= PAGE_MOST && query.n <= PAGE_FILTERS);
    return response_page(res, &thing_record, &page);
}

static enum err keep(struct request *req, struct response *res)
{
    struct thing thing = { .name = STR("") };

    TRY(request_read(req, res, &thing));
    return response_record(res, 200, &thing_record, &thing);
}

static enum err show(struct request *req, struct response *res)
{
    struct id128 id;

    TRY(request_scan_id(req, "id", "cmp", &id));
    return response_record(res, 200, &thing_record, &(struct thing){ .size = 1 });
}

static const struct route routes[] = {
    { "GET",
      "/things",
      PERMISSION_NONE,
      NULL,
      &thing_record,
      { BODY_NONE, 0, 0 },
      ANSWER_PAGE,
      200,
      list,
      "list",
      NULL },
    { "POST",
      "/things",
      PERMISSION_NONE,
      &thing_record,
      &thing_record,
      { BODY_RECORD, 0, KEY_TAKEN },
      ANSWER_RECORD,
      200,
      keep,
      "keep",
      NULL },
    { "PATCH",
      "/things/{id}",
      PERMISSION_NONE,
      &thing_record,
      &thing_record,
      { BODY_CHANGE, 0, 0 },
      ANSWER_RECORD,
      200,
      keep,
      "change",
      NULL },
    { "GET",
      "/things/{id}",
      PERMISSION_NONE,
      NULL,
      &thing_record,
      { BODY_NONE, 0, 0 },
      ANSWER_RECORD,
      200,
      show,
      "show",
      NULL },
};

static int64_t pull(void *from, void *buffer, size_t n)
{
    struct str *left = from;

    n = n < left->n ? n : left->n;
    if (n > 0)
        memcpy(buffer, left->p, n);
    *left = str_slice(*left, n, left->n);
    return (int64_t)n;
}

static void read_headers(struct request *req, struct str *rest)
{
    req->headers.items = ARENA_ARRAY(req->scope.arena, struct str_pair, HEADERS_MOST);
    while (rest->p != NULL && req->headers.n < HEADERS_MOST) {
        struct str value = str_cut(rest, '\n');
        struct str name;

        if (value.n == 0)
            return;
        name = str_cut(&value, ':');
        req->headers.items[req->headers.n++] =
            (struct str_pair){ name, value.p == NULL ? STR("") : str_trim(value) };
    }
}

static void answer(const struct edge *edge, struct arena *arena, struct str rest)
{
    struct request req = edge_request(edge, arena);
    struct response res = response_init(arena);
    struct error error = { .arena = arena };
    const struct json *root;
    struct str head;

    req.method = str_cut(&rest, ' ');
    req.query_text = str_cut(&rest, '\n');
    req.path = str_cut(&req.query_text, '?');
    read_headers(&req, &rest);
    req.body.pull = pull;
    req.body.from = &rest;
    edge_answer(edge, &req, &res, STR("1.1"));
    head = edge_head(&req, &res, true);
    edge_finish(edge, &req, &res, 1);
    assert(res.status >= 200 && res.status <= 505 && res.status != 500);
    assert(str_find(str_slice(head, 0, 22), STR("Unknown")) == SIZE_MAX);
    if (str_ends(res.type, STR("json")) && !str_starts(strbuf_str(&res.body), STR("\x1f\x8b"))) {
        enum err err = json_parse(arena, strbuf_str(&res.body), &(struct json_limits){ 0, 100000 },
                                  &root, &error);

        assert(err == ERR_OK);
        (void)err;
    }
    (void)head;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixed_clock clock;
    static struct seeded_random random;
    static struct ports ports;
    static struct edge edge;
    static bool begun;
    struct arena arena = arena_init();

    if (!begun) {
        struct rest_settings settings = { .routes = { routes, ARRAY_LEN(routes) } };

        clock = fixed_clock();
        ports = (struct ports){ .clock = fixed_clock_port(&clock),
                                .random = seeded_random_port(&random),
                                .log = log_none() };
        edge_init(&edge, &settings, &ports, NULL);
        begun = true;
    }
    struct memory_answers *answers = memory_answers_new();

    ports.answers = memory_answer_store(answers);
    answer(&edge, &arena, (struct str){ (const char *)data, size });
    memory_answers_free(answers);
    arena_release(&arena);
    return 0;
}
