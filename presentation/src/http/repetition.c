/* repetition.c - around the handler of a route that takes a key. */
#include "http/repetition.h"

/* A stream is not read twice: its length stands for it. */
static enum err body_text(struct request *req, struct response *res, struct str *ret)
{
    enum body_kind kind = req->route->limits.body;

    if (kind != BODY_RECORD && kind != BODY_CHANGE) {
        *ret = request_header(req, "Content-Length");
        return ERR_OK;
    }
    TRY(request_raw(req, res, ret));
    req->early_body = *ret;
    return ERR_OK;
}

static enum err read_asked(struct request *req, struct response *res, struct asked *ret)
{
    struct str parts[] = { req->method,     STR(" "),  req->path, STR("?"),
                           req->query_text, STR("\n"), STR_NONE };

    TRY(body_text(req, res, &parts[ARRAY_LEN(parts) - 1]));
    *ret = asked_of(req->scope.account.v, req->scope.idempotency_key, parts, ARRAY_LEN(parts));
    return ERR_OK;
}

static enum err answer_known(struct response *res, const struct kept_answer *known)
{
    if (known->etag.n > 0)
        response_header(res, "ETag", known->etag);
    response_header(res, "Idempotent-Replayed", STR("true"));
    if (known->status == 204)
        return response_nothing(res);
    return response_text(res, known->status, STR("application/json"), known->body);
}

static struct kept_answer answer_of(const struct response *res)
{
    struct kept_answer answer = { .status = res->status, .body = strbuf_str(&res->body) };

    for (size_t i = 0; i < res->headers_n; i++)
        if (str_eq(res->headers[i].name, STR("ETag")))
            answer.etag = res->headers[i].value;
    return answer;
}

static enum err answer_new(struct answers *answers, const struct asked *asked, struct request *req,
                           struct response *res)
{
    enum err err = req->route->handle(req, res);
    struct kept_answer answer = answer_of(res);

    if (err == ERR_OK && res->produce == NULL)
        answers_keep(answers, asked, &answer);
    else
        answers_forget(answers, asked);
    return err;
}

enum err answer_once(struct answers *answers, struct request *req, struct response *res)
{
    struct kept_answer known;
    struct asked asked;

    TRY(read_asked(req, res, &asked));
    switch (
        answers_begin(answers, &asked, VIA0(req->ports->clock, boot), req->scope.arena, &known)) {
    case ANSWERS_NEW:
        return answer_new(answers, &asked, req, res);
    case ANSWERS_KNOWN:
        return answer_known(res, &known);
    case ANSWERS_RUNNING:
        response_header(res, "Retry-After", STR("1"));
        return response_refuse(req, res, 409, ERR_CONFLICT, "idempotency.running");
    case ANSWERS_OTHER:
        break;
    }
    return response_refuse(req, res, 422, ERR_INVALID, "idempotency.other_request");
}
