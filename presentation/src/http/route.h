/* route.h - one row says all of a route: the router, the edge and the OpenAPI document read it. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "base/error.h"
#include "base/field.h"
#include "domain/permission.h"

struct request;
struct response;

enum body_kind {
    BODY_NONE = 1,
    BODY_RECORD, /* JSON of the record */
    BODY_CHANGE, /* JSON of some of its fields */
    BODY_RAW,    /* any bytes, whole in memory; Content-Length required */
    BODY_STREAM  /* any bytes, read by the handler piece by piece */
};
enum answer_kind {
    ANSWER_NOTHING = 1, /* 204 */
    ANSWER_RECORD,
    ANSWER_STORED, /* one as the store keeps it: its version tells of every change of the answer */
    ANSWER_PAGE,   /* {"items": [...], "next_cursor": ...} */
    ANSWER_ALL,    /* of the same form, but whole: no parameters */
    ANSWER_FILE,   /* bytes for saving */
    ANSWER_OTHER   /* the handler says what */
};
enum key_rule { KEY_TAKEN = 1, KEY_REQUIRED }; /* Idempotency-Key; 0: not looked at */

struct route_limits {
    enum body_kind body;
    int64_t bytes; /* most of the body; 0: what the kind allows */
    enum key_rule key;
};

enum param_kind {
    PARAM_TEXT = 1, /* at most `most` bytes, 0: any; empty is as none */
    PARAM_NUMBER,   /* from `least` to `most` */
    PARAM_ENUM,     /* one of `names` */
    PARAM_ID,       /* with `prefix` */
    PARAM_MOMENT,   /* "2026-11-25" or an instant, from 1970 on */
    PARAM_COUNTRY,  /* one whose phones are known; empty is as none */
    PARAM_FILE_NAME /* of one line; the header X-File-Name does as well, and goes before it */
};

/* A query parameter of its own: what the edge lets through, and what the document says. Its
 * sentence is the message "doc.param.<name>". */
struct route_param {
    const char *name; /* NULL ends the list */
    enum param_kind kind;
    bool required;
    int64_t least, most;
    const struct enum_names *names;
    const char *prefix;
};

struct route {
    const char *method, *path; /* "/api/v1/campaigns/{id}/launch" */
    enum permission permission;
    const struct record *body, *answer;
    struct route_limits limits;
    enum answer_kind shape;
    int status; /* of success */
    enum err (*handle)(struct request *req, struct response *res) MUST_USE;
    const char *doc; /* operation id; its sentence is the message "doc.<doc>" */
    const struct route_param *params;
};

static inline bool answers_one(const struct route *route)
{
    return route->shape == ANSWER_RECORD || route->shape == ANSWER_STORED;
}

static inline bool answers_json(const struct route *route)
{
    return answers_one(route) || route->shape == ANSWER_PAGE || route->shape == ANSWER_ALL;
}

/* The filters of a list of `answer`: a file has them where it names one. */
static inline bool takes_filters(const struct route *route)
{
    return route->shape == ANSWER_PAGE || (route->shape == ANSWER_FILE && route->answer != NULL);
}

enum { SMALL_BODY = 256 * 1024, RAW_BODY = 5 * 1024 * 1024, PATH_PARAMS = 4 };

#endif
