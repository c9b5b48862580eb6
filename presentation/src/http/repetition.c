/* repetition.c - around the handler of a route that takes a key. */
#include "http/repetition.h"

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "http/precondition.h"

_Static_assert((int)ASKED_BYTES == (int)SHA256_BYTES, "what is asked is known by its SHA-256");

enum { KEPT_HOURS = 48, LEASE_MINUTES = 15, UPLOAD_LEASE_HOURS = 4 };

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

/* Route and key under the account's name, then all that was asked under the key's, and what the
 * asker may: an answer may tell what was shown once, or what another may not see. */
static enum err read_asked(struct request *req, struct response *res, struct asked *ret)
{
    struct str account = { (const char *)req->scope.account.v.bytes,
                           sizeof req->scope.account.v.bytes };
    struct str key[] = { str_from_c(req->route->method), STR(" "), str_from_c(req->route->path),
                         STR("\n"), req->scope.idempotency_key };
    struct str may =
        str_format(req->scope.arena, "%llx ", (unsigned long long)req->scope.actor.permissions);
    struct str parts[] = { may,      req->method,     STR(" "),  req->path,
                           STR("?"), req->query_text, STR("\n"), STR_NONE };

    TRY(body_text(req, res, &parts[ARRAY_LEN(parts) - 1]));
    hmac_sha256(account, key, ARRAY_LEN(key), ret->key);
    hmac_sha256(req->scope.idempotency_key, parts, ARRAY_LEN(parts), ret->request);
    return ERR_OK;
}

static enum err answer_known(struct response *res, const struct kept_answer *known)
{
    if (known->etag.n > 0)
        response_header(res, "ETag", known->etag);
    response_header(res, "Idempotent-Replayed", STR("true"));
    if (known->status == 204)
        return response_nothing(res);
    return response_text(res, (int)known->status, STR("application/json"), known->body);
}

static struct kept_answer answer_of(const struct response *res)
{
    struct kept_answer answer = { .status = res->status, .body = strbuf_str(&res->body) };

    for (size_t i = 0; i < res->headers_n; i++)
        if (str_eq(res->headers[i].name, STR("ETag")))
            answer.etag = res->headers[i].value;
    return answer;
}

/* What was done is done, and told, even if its answer cannot be kept: then its record or its
 * payment knows the key. */
static enum err answer_new(const struct asked *asked, struct request *req, struct response *res)
{
    struct answer_store answers = req->ports->answers;
    const struct account_id asking = req->scope.account; /* a handler may go into its sandbox */
    enum err err = handle_if_matched(req, res);
    struct kept_answer answer = answer_of(res);
    struct error said = req->scope.error;

    req->scope.account = asking;
    if (err != ERR_OK || res->produce != NULL || answer.body.n > ANSWER_BODY_MOST ||
        VIA(answers, keep, &req->scope, asked, &answer) != ERR_OK)
        DROP(VIA(answers, forget, &req->scope, asked));
    req->scope.error = said;
    return err;
}

static struct duration life_of(const struct route *route)
{
    return route->permission == PERMISSION_SPEND ? (struct duration){ 0 } : HOURS(KEPT_HOURS);
}

/* No handler works longer; an upload may be as slow as its rate allows. */
static struct duration lease_of(const struct route *route)
{
    return route->limits.body == BODY_STREAM
               ? HOURS(UPLOAD_LEASE_HOURS)
               : (struct duration){ (int64_t)LEASE_MINUTES * MS_PER_MINUTE };
}

enum err answer_once(struct request *req, struct response *res)
{
    struct kept_answer known;
    enum asked_found found;
    struct asked asked;

    TRY(read_asked(req, res, &asked));
    TRY(VIA(req->ports->answers, begin, &req->scope, &asked, life_of(req->route),
            lease_of(req->route), &found, &known));
    switch (found) {
    case ASKED_NEW:
        return answer_new(&asked, req, res);
    case ASKED_KNOWN:
        return answer_known(res, &known);
    case ASKED_RUNNING:
        response_header(res, "Retry-After", STR("1"));
        return response_refuse(req, res, 409, ERR_CONFLICT, "idempotency.running");
    case ASKED_OTHER:
        break;
    }
    return response_refuse(req, res, 422, ERR_INVALID, "idempotency.other_request");
}
