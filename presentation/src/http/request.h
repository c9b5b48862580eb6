/* request.h - what came in, and what handlers ask of it. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "application/ports.h"
#include "codec/json.h"
#include "codec/json_record.h"
#include "codec/messages.h"
#include "codec/query_string.h"
#include "http/body_reader.h"
#include "http/response.h"
#include "http/route.h"

struct edge;
struct gate;

struct request {
    const struct edge *edge; /* the server's own: for its own routes */
    const struct ports *ports;
    struct scope scope;
    struct str method, path, query_text; /* as they came */
    struct str_map headers;              /* names as they came */
    struct str_map params;               /* of the path, decoded */
    struct str_map query;                /* decoded */
    const struct route *route;           /* NULL until found */
    enum language language;
    bool is_old;    /* HTTP/1.0: knows no chunks */
    bool is_ragged; /* its head has lines that end in LF alone, are folded, or too many */
    bool is_sound; /* its head reads one way only: what follows on the connection may be believed */
    bool turned_away;   /* at the gate */
    struct gate *place; /* where it is worked on; NULL: it has no place */
    bool uploads;       /* counted as one of its account's */
    struct body_reader body;
    struct str early_body; /* read already, to be compared; STR_NONE: not */
};

/* The first header of that name; STR_NONE: none. */
struct str request_header(const struct request *req, const char *name);
size_t request_header_count(const struct request *req, const char *name);

/* From the path. ERR_NOT_FOUND "<what>.not_found" {id} when the text is no id of that kind. */
#define request_path_id(req, name, ret) request_scan_id((req), (name), ID_PREFIX(*(ret)), &(ret)->v)
enum err request_scan_id(struct request *req, const char *name, const char *prefix,
                         struct id128 *ret) MUST_USE;
struct str request_param(const struct request *req, const char *name);

/* The JSON body over `object`, which holds the defaults (BODY_RECORD) or the stored state
 * (BODY_CHANGE), by route->body. */
enum err request_read(struct request *req, struct response *res, void *object) MUST_USE;
/* The whole body of a BODY_RAW route. */
enum err request_raw(struct request *req, struct response *res, struct str *ret) MUST_USE;
/* After a command that read the body as a stream: what was wrong with the stream, if anything, in
 * place of what the command said. */
enum err request_stream_end(struct request *req, struct response *res, enum err err) MUST_USE;

/* The parameters of the route's own as text, which the edge has judged by their table (route.h):
 * empty if it was not given. */
struct str request_query(const struct request *req, const char *name);
/* A PARAM_NUMBER; *ret stays if it was not given. */
void request_query_i64(const struct request *req, const char *name, int64_t *ret);
/* The name of a file that is sent, from the header or the query: PARAM_FILE_NAME. */
struct str request_file_name(const struct request *req);
/* limit, cursor, sort and the filters of a list of `record`; unknown names are wrong. `fields` is
 * the edge's: request_fields(). */
enum err request_page(struct request *req, const struct record *record,
                      struct page_query *ret) MUST_USE;
/* What a list of the record takes: a filter by this field, one of a range ("[gte]", "[lt]"), one by
 * a part of a text ("[contains]"), a sort. */
bool page_filter_allowed(const struct field *f);
bool page_range_allowed(const struct field *f);
bool page_part_allowed(const struct field *f);
bool page_sort_allowed(const struct field *f);
/* "?fields=id,name": which fields the items of a list show, into res->chosen. Adds what is wrong;
 * request_page() tells it with the rest. */
void request_fields(struct request *req, struct response *res, const struct record *record);
/* Every parameter by the route's table: names that stand twice or that it does not know, what is
 * missing, values that cannot be. All are told at once; those of a list by request_page(), with
 * what is wrong with its filters. */
enum err request_check_query(struct request *req) MUST_USE;
void request_check_param(struct request *req, const struct route_param *p);
bool request_has_param(const struct route *route, struct str name);

/* Whether If-Match ("\"3\"", or several, by comma) names the ETag; that of another coding, and one
 * that a proxy weakened, is the same version. */
bool etag_matches(struct str wanted, struct str etag);
/* The store saves the record in no other version than this: what comes between is no race. */
void request_has_seen(struct request *req, struct id128 id, int64_t version);
/* If-Match against the version of what is about to change; it is held to until it is saved.
 * ERR_CONFLICT "record.stale", 412. */
enum err request_if_match(struct request *req, struct response *res, const struct record *record,
                          const void *object) MUST_USE;

#endif
