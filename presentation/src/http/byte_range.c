/* byte_range.c - RFC 9110, section 14: one range of bytes. */
#include "http/byte_range.h"

#include "base/strbuf.h"

static bool number(struct str text, int64_t *ret)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return str_to_i64(text, 0, INT64_MAX, ret);
}

/* "-500": the last so many. */
static enum range_kind last_bytes(struct str text, int64_t bytes, struct byte_range *ret)
{
    int64_t n;

    if (!number(text, &n))
        return RANGE_NONE;
    if (n == 0 || bytes == 0)
        return RANGE_BEYOND;
    n = n > bytes ? bytes : n;
    *ret = (struct byte_range){ bytes - n, n };
    return RANGE_PART;
}

enum range_kind byte_range_parse(struct str header, int64_t bytes, struct byte_range *ret)
{
    int64_t first, last = bytes - 1;
    struct str rest, text;

    if (header.p == NULL || !str_starts(header, STR("bytes=")) ||
        str_find_char(header, ',') != SIZE_MAX || str_find_char(header, '-') == SIZE_MAX)
        return RANGE_NONE;
    rest = str_trim(str_slice(header, 6, header.n));
    text = str_cut(&rest, '-');
    rest = rest.p == NULL ? STR("") : rest;
    if (text.n == 0)
        return last_bytes(rest, bytes, ret);
    if (!number(text, &first) || (rest.n > 0 && (!number(rest, &last) || last < first)))
        return RANGE_NONE;
    if (first >= bytes)
        return RANGE_BEYOND;
    last = last >= bytes ? bytes - 1 : last;
    *ret = (struct byte_range){ first, last - first + 1 };
    return RANGE_PART;
}

static enum range_kind asked(const struct request *req, struct str etag, int64_t bytes,
                             struct byte_range *ret)
{
    struct str condition = request_header(req, "If-Range");

    if (condition.p != NULL && !str_eq(condition, etag))
        return RANGE_NONE; /* the file is another one by now: it begins anew */
    return byte_range_parse(request_header(req, "Range"), bytes, ret);
}

enum err byte_range_answer(struct request *req, struct response *res, struct str etag,
                           int64_t bytes, struct byte_range *ret)
{
    struct byte_range range = { 0, bytes };
    enum range_kind kind = asked(req, etag, bytes, &range);

    res->whole_coding = true;
    if (kind == RANGE_BEYOND) {
        response_header(res, "Content-Range",
                        str_format(res->arena, "bytes */%lld", (long long)bytes));
        return response_refuse(req, res, 416, ERR_INVALID, "http.bad_range");
    }
    response_header(res, "Accept-Ranges", STR("bytes"));
    response_header(res, "ETag", etag);
    if (kind == RANGE_PART) {
        res->status = 206;
        response_header(res, "Content-Range",
                        str_format(res->arena, "bytes %lld-%lld/%lld", (long long)range.first,
                                   (long long)(range.first + range.n - 1), (long long)bytes));
    }
    res->length = range.n;
    *ret = range;
    return ERR_OK;
}
