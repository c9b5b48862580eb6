/* response.h - what goes out: a status, headers, and a body in memory or one that is produced. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/error.h"
#include "base/field.h"
#include "base/strbuf.h"
#include "domain/page.h"
#include "http/limits.h"

struct request;

enum { RESPONSE_HEADERS = 24, RESPONSE_MOST = 256 * 1024 * 1024 };

/* The next piece of a produced body; *got 0: the end. */
typedef enum err body_producer(void *self, void *buffer, size_t n, size_t *got);

/* By what else than its address an answer differs: its Vary header. */
enum varies {
    VARIES_BY_LANGUAGE = 1 << 0,
    VARIES_BY_CODING = 1 << 1,
    VARIES_BY_ORIGIN = 1 << 2,
    VARIES_BY_ACCEPT = 1 << 3
};

struct response {
    struct arena *arena;
    int status;                 /* 0: nothing was said yet */
    struct allowance allowance; /* for the RateLimit headers and a 429; limit 0: none was asked */
    int refused;                /* the edge's own status for the error, in place of the error's */
    unsigned varies;            /* of enum varies */
    struct str type;            /* of the body */
    bool coded;                 /* the body is packed already, and a header says how */
    struct str policy;          /* Content-Security-Policy; empty: the API's */
    struct str caching;         /* Cache-Control; empty: no-store */
    struct str_pair headers[RESPONSE_HEADERS];
    size_t headers_n;
    const bool *chosen; /* of a list's record, by field: what its items show; NULL: all */
    struct strbuf body;
    body_producer *produce; /* NULL: `body` is all */
    void *produce_self;
    int64_t length;    /* of what is produced; -1: not known before its end */
    bool whole_coding; /* parts of it are asked for by byte: it is never compressed */
};

struct response response_init(struct arena *arena);
void response_header(struct response *res, const char *name, struct str value);

enum err response_nothing(struct response *res) MUST_USE; /* 204 */
enum err response_record(struct response *res, int status, const struct record *record,
                         const void *object) MUST_USE;
enum err response_page(struct response *res, const struct record *record,
                       const struct page *page) MUST_USE;
enum err response_text(struct response *res, int status, struct str type, struct str text) MUST_USE;
/* The file's name goes into Content-Disposition; length -1: not known. */
void response_file(struct response *res, struct str type, struct str name, int64_t length,
                   body_producer *produce, void *self);

/* An error of the edge itself: raises `slug` and answers with this status. */
enum err response_refuse(struct request *req, struct response *res, int status, enum err code,
                         const char *slug) MUST_USE;

/* The problem document of req->scope.error. */
void error_response(struct request *req, struct response *res, enum err err);

#endif
