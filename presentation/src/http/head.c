/* head.c - refusals before routing and before the body. */
#include "http/head.h"

#include "http/coding.h"

enum { REQUEST_ID_MOST = 64, KEY_LEAST = 16, KEY_MOST = 255 };

/* A second one of these would be read differently by somebody. */
static const char *const single[] = {
    "Host",
    "Content-Length",
    "Transfer-Encoding",
    "Content-Type",
    "Content-Encoding",
    "Expect",
    "Authorization",
    "X-Account",
    "If-Match",
    "X-Request-Id",
    "Upgrade",
    "Idempotency-Key",
    "X-File-Name",
    "X-Retell-Signature",
    "Cookie",
    "Origin",
    "Sec-Fetch-Site",
    "X-CSRF",
};

static bool is_token(struct str s)
{
    static const struct str marks = STR_INIT("!#$%&'*+-.^_`|~");

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            str_find_char(marks, c) == SIZE_MAX)
            return false;
    }
    return s.n > 0;
}

static bool is_field_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static enum err bad_head(struct request *req, struct response *res, struct str header)
{
    res->refused = 400;
    return FAIL_WITH(&req->scope.error, ERR_INVALID, "http.bad_header", P_STR("header", header));
}

static enum err check_headers(struct request *req, struct response *res)
{
    for (size_t i = 0; i < req->headers.n; i++)
        if (!is_token(req->headers.items[i].name) || !is_field_value(req->headers.items[i].value))
            return bad_head(req, res, STR("?"));
    for (size_t i = 0; i < ARRAY_LEN(single); i++)
        if (request_header_count(req, single[i]) > 1)
            return bad_head(req, res, str_from_c(single[i]));
    return ERR_OK;
}

/* One way to say the length, or none. */
static enum err read_length(struct request *req, struct response *res, struct str version)
{
    struct str length = request_header(req, "Content-Length");
    struct str coding = request_header(req, "Transfer-Encoding");

    req->body.length = 0;
    if (coding.p != NULL && (length.p != NULL || str_eq(version, STR("1.0"))))
        return bad_head(req, res, STR("Transfer-Encoding"));
    if (coding.p != NULL) {
        if (!str_eq_nocase(coding, STR("chunked")))
            return response_refuse(req, res, 501, ERR_INVALID, "http.bad_coding");
        req->body.length = -1;
    } else if (length.p != NULL) {
        if (!is_digits(length) || !str_to_i64(length, 0, INT64_MAX, &req->body.length))
            return bad_head(req, res, STR("Content-Length"));
    }
    return ERR_OK;
}

enum err head_check(struct request *req, struct response *res, struct str version)
{
    struct str expect;

    if (req->is_ragged)
        return response_refuse(req, res, 400, ERR_INVALID, "http.ragged_head");
    TRY(check_headers(req, res));
    if (!str_eq(version, STR("1.1")) && !str_eq(version, STR("1.0")))
        return response_refuse(req, res, 505, ERR_INVALID, "http.bad_version");
    if (str_eq(version, STR("1.1")) && request_header(req, "Host").p == NULL)
        return bad_head(req, res, STR("Host"));
    TRY(read_length(req, res, version));
    expect = request_header(req, "Expect");
    if (expect.p != NULL && !str_eq_nocase(expect, STR("100-continue")))
        return response_refuse(req, res, 417, ERR_INVALID, "http.bad_expectation");
    return ERR_OK;
}

static bool is_sane_id(struct str id)
{
    static const struct str marks = STR_INIT("._-:");

    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            str_find_char(marks, c) == SIZE_MAX)
            return false;
    }
    return id.n > 0 && id.n <= REQUEST_ID_MOST;
}

void head_request_id(struct request *req)
{
    struct str given = request_header(req, "X-Request-Id");

    req->scope.request_id =
        is_sane_id(given)
            ? given
            : id128_print(req->scope.arena, "req", random_id(req->ports->random, req->scope.now));
}

enum err head_idempotency_key(struct request *req, struct response *res)
{
    struct str key = request_header(req, "Idempotency-Key");

    if (req->route->limits.key == 0)
        return ERR_OK;
    if (key.p == NULL)
        return req->route->limits.key != KEY_REQUIRED
                   ? ERR_OK
                   : response_refuse(req, res, 400, ERR_INVALID, "idempotency.required");
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] < 0x21 || key.p[i] > 0x7e)
            return response_refuse(req, res, 400, ERR_INVALID, "idempotency.malformed");
    if (key.n < KEY_LEAST || key.n > KEY_MOST)
        return response_refuse(req, res, 400, ERR_INVALID, "idempotency.malformed");
    req->scope.idempotency_key = key;
    return ERR_OK;
}

/* "application/json; charset=utf-8" */
static bool is_type(struct str given, struct str wanted)
{
    struct str params = given;
    struct str type = str_trim(str_cut(&params, ';'));

    if (!str_eq_nocase(type, wanted))
        return false;
    params = str_trim(params);
    return params.n == 0 || str_eq_nocase(params, STR("charset=utf-8")) ||
           str_eq_nocase(params, STR("charset=\"utf-8\""));
}

static enum err check_type(struct request *req, struct response *res)
{
    struct str type = request_header(req, "Content-Type");
    struct str coding = request_header(req, "Content-Encoding");
    enum body_kind kind = req->route->limits.body;
    struct str wanted =
        kind == BODY_STREAM ? STR("application/octet-stream") : STR("application/json");

    if (coding.p != NULL && !str_eq_nocase(coding, STR("identity")))
        return response_refuse(req, res, 415, ERR_INVALID, "http.bad_content_coding");
    if (kind == BODY_RAW || is_type(type, wanted))
        return ERR_OK;
    res->refused = 415;
    return FAIL_WITH(&req->scope.error, ERR_INVALID, "http.bad_type", P_STR("wanted", wanted));
}

enum err head_check_body(struct request *req, struct response *res, int64_t most)
{
    enum body_kind kind = req->route->limits.body;

    req->body.most = most;
    if (kind == BODY_NONE)
        return req->body.length == 0
                   ? ERR_OK
                   : response_refuse(req, res, 400, ERR_INVALID, "http.no_body_wanted");
    TRY(check_type(req, res));
    if (kind == BODY_RAW && request_header(req, "Content-Length").p == NULL)
        return response_refuse(req, res, 411, ERR_INVALID, "http.length_required");
    if (req->body.length > most) {
        res->refused = 413;
        return FAIL_WITH(&req->scope.error, ERR_INVALID, "http.body_too_large",
                         P_I64("limit", most));
    }
    return ERR_OK;
}

/* How closely a range names the type: 0 not at all, 1 as any, 2 by its first half, 3 itself. */
static int nearness(struct str name, struct str type)
{
    struct str major = str_slice(type, 0, str_find_char(type, '/') + 1);

    if (str_eq_nocase(name, type))
        return 3;
    if (name.n == major.n + 1 && str_starts(name, major) && name.p[name.n - 1] == '*')
        return 2;
    return str_eq(name, STR("*/*")) ? 1 : 0;
}

enum err head_check_accept(struct request *req, struct response *res, struct str type)
{
    struct str ranges = request_header(req, "Accept");
    int nearest = 0, weight = 0; /* of the range that names the type most closely */

    if (ranges.p == NULL || str_trim(ranges).n == 0)
        return ERR_OK;
    while (ranges.p != NULL) {
        struct str params = str_cut(&ranges, ',');
        int near = nearness(str_trim(str_cut(&params, ';')), type);

        if (near > nearest) {
            nearest = near;
            weight = header_weight(params);
        }
    }
    if (weight > 0)
        return ERR_OK;
    res->refused = 406;
    return FAIL_WITH(&req->scope.error, ERR_INVALID, "http.not_acceptable", P_STR("type", type));
}
