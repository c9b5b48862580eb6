/* tests/integration/rest/given_edge.h - a request goes in at the edge and its answer comes out,
 * without sockets. */
#ifndef INTEGRATION_REST_GIVEN_EDGE_H
#define INTEGRATION_REST_GIVEN_EDGE_H

#include "infrastructure/process.h"
#include "support/an_account.h"
#include "support/expect.h"

#include <stdio.h>
#include <stdlib.h>

#include "application/application.h"
#include "codec/json.h"
#include "fakes/fixed_clock.h"
#include "fakes/memory_store.h"
#include "http/edge.h"

struct answer {
    int status;
    struct str text, head;
    const struct json *json;
};

static inline int64_t pull(void *from, void *buffer, size_t n)
{
    struct str *rest = from;

    n = n < rest->n ? n : rest->n;
    memcpy(buffer, rest->p, n);
    *rest = str_slice(*rest, n, rest->n);
    return (int64_t)n;
}

/* value: NULL: it is not sent. */
static inline void add_header(struct request *req, const char *name, const char *value)
{
    if (value != NULL)
        req->headers.items[req->headers.n++] =
            (struct str_pair){ str_from_c(name), str_from_c(value) };
}

/* body: JSON; NULL: none. */
static inline struct request a_request(struct edge *edge, struct arena *arena, const char *method,
                                       const char *path, const char *body)
{
    struct request req = edge_request(edge, arena);
    struct str *sent = ARENA_NEW(arena, struct str);
    struct str rest = str_from_c(path);

    *sent = str_from_c(body == NULL ? "" : body);
    req.method = str_from_c(method);
    req.path = str_cut(&rest, '?');
    req.query_text = rest;
    req.body.pull = pull;
    req.body.from = sent;
    req.headers.items = ARENA_ARRAY(arena, struct str_pair, 16);
    add_header(&req, "Host", "127.0.0.1:8080");
    if (body != NULL) {
        add_header(&req, "Content-Type", "application/json");
        add_header(&req, "Content-Length", str_format(arena, "%zu", sent->n).p);
    }
    return req;
}

static inline struct answer finish(struct edge *edge, struct request *req)
{
    struct arena *arena = req->scope.arena;
    struct response res = response_init(arena);
    struct answer answer;
    struct error error = { .arena = arena };

    edge_answer(edge, req, &res, STR("1.1"));
    edge_finish(edge, req, &res, 5);
    answer = (struct answer){ .status = res.status,
                              .text = strbuf_str(&res.body),
                              .head = edge_head(req, &res, true) };
    if (answer.text.n > 0)
        expect_ok(json_parse(arena, answer.text, NULL, &answer.json, &error));
    return answer;
}

#endif
