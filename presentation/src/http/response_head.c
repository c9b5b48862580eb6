/* response_head.c - the status line and the headers of every answer. */
#include "http/edge.h"

enum { HEAD_MOST = 16384 };

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 202, "Accepted" },
    { 204, "No Content" },
    { 206, "Partial Content" },
    { 304, "Not Modified" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 408, "Request Timeout" },
    { 409, "Conflict" },
    { 411, "Length Required" },
    { 412, "Precondition Failed" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 416, "Range Not Satisfiable" },
    { 417, "Expectation Failed" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 504, "Gateway Timeout" },
    { 505, "HTTP Version Not Supported" },
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}

static size_t plain_run(struct str value)
{
    size_t n = 0;

    while (n < value.n && (unsigned char)value.p[n] >= 0x20)
        n++;
    return n;
}

/* Whatever a value holds, it is one line. */
static void put(struct strbuf *out, const char *name, struct str value)
{
    strbuf_add_c(out, name);
    strbuf_add(out, STR(": "));
    while (value.n > 0) {
        size_t n = plain_run(value);

        strbuf_add(out, str_slice(value, 0, n));
        if (n < value.n)
            strbuf_add_char(out, ' ');
        value = str_slice(value, n + 1, value.n);
    }
    strbuf_add(out, STR("\r\n"));
}

/* "Wed, 25 Nov 2026 18:00:13 GMT" */
static void put_date(struct strbuf *out, struct instant t)
{
    static const char days[] = "MonTueWedThuFriSatSun";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day = t.unix_ms / MS_PER_DAY, second = t.unix_ms % MS_PER_DAY / MS_PER_SECOND;
    struct date date;

    if (t.unix_ms < 0)
        return;
    date = date_from_days(day);
    strbuf_addf(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n",
                days + 3 * date_weekday(date), date.day, months + 3 * (date.month - 1), date.year,
                (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static void put_body_headers(struct strbuf *out, const struct request *req,
                             const struct response *res)
{
    int64_t length = res->produce != NULL ? res->length : (int64_t)res->body.n;

    if (res->status == 204 || res->status == 304)
        return;
    put(out, "Content-Type", res->type);
    if (length >= 0)
        strbuf_addf(out, "Content-Length: %lld\r\n", (long long)length);
    else if (!req->is_old) /* an old client reads until we close */
        put(out, "Transfer-Encoding", STR("chunked"));
}

static void put_allowance(struct strbuf *out, const struct allowance *a)
{
    if (a->limit == 0)
        return;
    strbuf_addf(out,
                "RateLimit-Limit: %lld\r\nRateLimit-Remaining: %lld\r\nRateLimit-Reset: %lld\r\n",
                (long long)a->limit, (long long)a->remaining, (long long)a->reset_s);
}

static void put_vary(struct strbuf *out, unsigned varies)
{
    static const char *const names[] = { "Accept-Language", "Accept-Encoding", "Origin", "Accept" };
    const char *before = "Vary: ";

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if ((varies & 1u << i) != 0) {
            strbuf_addf(out, "%s%s", before, names[i]);
            before = ", ";
        }
    if (varies != 0)
        strbuf_add(out, STR("\r\n"));
}

struct str edge_head(const struct request *req, struct response *res, bool keep)
{
    struct strbuf out = strbuf_init(req->scope.arena, HEAD_MOST);

    strbuf_addf(&out, "HTTP/1.1 %d %s\r\n", res->status, reason_of(res->status));
    put_date(&out, req->scope.now);
    put_body_headers(&out, req, res);
    put_vary(&out, res->varies);
    put_allowance(&out, &res->allowance);
    put(&out, "X-Request-Id", req->scope.request_id);
    put(&out, "Cache-Control", res->caching.n > 0 ? res->caching : STR("no-store"));
    put(&out, "Content-Security-Policy",
        res->policy.n > 0 ? res->policy : STR("default-src 'none'; frame-ancestors 'none'"));
    put(&out, "X-Content-Type-Options", STR("nosniff"));
    put(&out, "Referrer-Policy", STR("no-referrer"));
    for (size_t i = 0; i < res->headers_n; i++)
        put(&out, res->headers[i].name.p, res->headers[i].value);
    put(&out, "Connection", keep ? STR("keep-alive") : STR("close"));
    strbuf_add(&out, STR("\r\n"));
    return strbuf_str(&out);
}

bool edge_sends_body(const struct request *req, const struct response *res)
{
    return res->status != 204 && res->status != 304 && !str_eq(req->method, STR("HEAD"));
}
