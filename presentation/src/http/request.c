/* request.c - headers, parameters and bodies as handlers ask for them. */
#include "http/request.h"

#include "base/strbuf.h"
#include "http/body_meaning.h"
#include "http/coding.h"
#include "http/gate.h"

struct str request_header(const struct request *req, const char *name)
{
    struct str wanted = str_from_c(name);

    for (size_t i = 0; i < req->headers.n; i++)
        if (str_eq_nocase(req->headers.items[i].name, wanted))
            return req->headers.items[i].value;
    return STR_NONE;
}

size_t request_header_count(const struct request *req, const char *name)
{
    struct str wanted = str_from_c(name);
    size_t n = 0;

    for (size_t i = 0; i < req->headers.n; i++)
        n += str_eq_nocase(req->headers.items[i].name, wanted);
    return n;
}

struct str request_param(const struct request *req, const char *name)
{
    return query_get(&req->params, name);
}

/* By the prefix, as an id that nobody has: a foreign form tells no more than a foreign id. */
static const char *missing_slug(const char *prefix)
{
    static const char *const slugs[][2] = {
        { "acc", "account.not_found" },      { "usr", "user.not_found" },
        { "key", "api_key.not_found" },      { "cmp", "campaign.not_found" },
        { "bat", "batch.not_found" },        { "job", "job.not_found" },
        { "cal", "call.not_found" },         { "scr", "script.not_found" },
        { "sup", "suppression.not_found" },  { "con", "connection.not_found" },
        { "num", "number.not_found" },       { "exp", "export.not_found" },
        { "ses", "session.not_found" },      { "whe", "webhook_endpoint.not_found" },
        { "ntf", "notification.not_found" },
    };

    for (size_t i = 0; i < ARRAY_LEN(slugs); i++)
        if (str_eq_c(str_from_c(prefix), slugs[i][0]))
            return slugs[i][1];
    return "error.not_found";
}

enum err request_scan_id(struct request *req, const char *name, const char *prefix,
                         struct id128 *ret)
{
    struct str text = request_param(req, name);

    if (id128_scan(text, prefix, ret))
        return ERR_OK;
    return FAIL_WITH(&req->scope.error, ERR_NOT_FOUND, missing_slug(prefix), P_STR("id", text));
}

/* What the reader found wrong, in the edge's words. */
static enum err body_error(struct request *req, struct response *res)
{
    switch (req->body.failure) {
    case BODY_TOO_LARGE:
        res->refused = 413;
        return FAIL_WITH(&req->scope.error, ERR_INVALID, "http.body_too_large",
                         P_I64("limit", req->body.most));
    case BODY_TOO_SLOW:
        return response_refuse(req, res, 408, ERR_TIMEOUT, "http.body_too_slow");
    case BODY_BROKEN:
    case BODY_FINE:
        break;
    }
    return response_refuse(req, res, 400, ERR_INVALID, "http.body_broken");
}

enum err request_raw(struct request *req, struct response *res, struct str *ret)
{
    enum err err;

    if (req->early_body.p != NULL) {
        *ret = req->early_body;
        return ERR_OK;
    }
    /* a slow client keeps its connection, not its place */
    if (req->place != NULL)
        gate_leave(req->place);
    err = body_read_all(&req->body, req->scope.arena, ret);
    if (req->place != NULL)
        gate_enter(req->place, true);
    return err == ERR_OK ? ERR_OK : body_error(req, res);
}

enum err request_read(struct request *req, struct response *res, void *object)
{
    const struct json *root;
    struct str text;

    TRY(request_raw(req, res, &text));
    TRY(json_parse(req->scope.arena, text, NULL, &root, &req->scope.error));
    enum err err = json_read_record(root, req->route->body,
                                    req->route->limits.body == BODY_CHANGE ? JSON_CHANGE_BY_CLIENT
                                                                           : JSON_FROM_CLIENT,
                                    object, req->scope.arena, &req->scope.error);
    if (err == ERR_INVALID)
        body_tell_more(req->ports, &req->scope, req->route->body, object);
    return err;
}

enum err request_stream_end(struct request *req, struct response *res, enum err err)
{
    if (err == ERR_OK || req->body.failure == BODY_FINE)
        return err;
    error_clear(&req->scope.error);
    return body_error(req, res);
}

/* W/"3-gzip" is "3": a proxy that changes an answer's coding weakens its ETag. */
static struct str plain_etag(struct str etag)
{
    etag = str_trim(etag);
    if (str_starts(etag, STR("W/")))
        etag = str_slice(etag, 2, etag.n);
    if (etag.n < 2 || etag.p[0] != '"' || etag.p[etag.n - 1] != '"')
        return STR_NONE;
    return coding_plain_etag(str_slice(etag, 1, etag.n - 1));
}

bool etag_matches(struct str wanted, struct str etag)
{
    const struct str plain = plain_etag(etag);

    while (plain.n > 0 && wanted.p != NULL)
        if (str_eq(plain_etag(str_cut(&wanted, ',')), plain))
            return true;
    return false;
}

void request_has_seen(struct request *req, struct id128 id, int64_t version)
{
    req->scope.seen = (struct seen_record){ id, version };
}

enum err request_if_match(struct request *req, struct response *res, const struct record *record,
                          const void *object)
{
    struct str wanted = request_header(req, "If-Match");
    const struct field *f = record_find(record, STR("version"));
    const struct field *id = record_find(record, STR("id"));
    struct str etag;

    if (wanted.p == NULL || str_eq(wanted, STR("*")) || f == NULL)
        return ERR_OK;
    if (id != NULL && id->kind == KIND_ID)
        request_has_seen(req, *(const struct id128 *)field_at(id, object),
                         *(const int64_t *)field_at(f, object));
    etag =
        str_format(req->scope.arena, "\"%lld\"", (long long)*(const int64_t *)field_at(f, object));
    return etag_matches(wanted, etag)
               ? ERR_OK
               : response_refuse(req, res, 412, ERR_CONFLICT, "record.stale");
}
