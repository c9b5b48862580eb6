/* byte_range.h - the part of a file that is asked for, so that a download that broke off goes on.
 */
#ifndef HTTP_BYTE_RANGE_H
#define HTTP_BYTE_RANGE_H

#include "http/request.h"

enum range_kind {
    RANGE_NONE = 1, /* the whole: none asked, several, another unit, or not well formed */
    RANGE_PART,
    RANGE_BEYOND /* nothing of it is there: 416 */
};
struct byte_range {
    int64_t first, n;
};

/* "bytes=100-", "bytes=100-199", "bytes=-500" of so many bytes. */
enum range_kind byte_range_parse(struct str header, int64_t bytes, struct byte_range *ret);
/* Marks the file that is about to be sent as one that can be asked for in parts, and sets status,
 * length and headers for the part that was, by the headers Range and If-Range, which must name this
 * tag; *ret: what to produce. ERR_INVALID "http.bad_range",
 * answered 416. */
enum err byte_range_answer(struct request *req, struct response *res, struct str etag,
                           int64_t bytes, struct byte_range *ret) MUST_USE;

#endif
