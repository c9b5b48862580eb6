/* common.c - what many routes do alike. */
#include <string.h>

#include "http/byte_range.h"
#include "v1/handlers.h"

static const char *id_prefix(const struct record *record)
{
    const struct field *id = record_find(record, STR("id"));

    return id == NULL || id->prefix == NULL ? "" : id->prefix;
}

enum err list_any(struct request *req, struct response *res)
{
    const struct record *record = req->route->answer;
    struct page_query query;
    struct page page;

    TRY(request_page(req, record, &query));
    TRY(list_records(req->ports, &req->scope, record, &query, &page));
    return response_page(res, record, &page);
}

enum err show_any(struct request *req, struct response *res)
{
    const struct record *record = req->route->answer;
    struct id128 id;
    void *found;

    TRY(request_scan_id(req, "id", id_prefix(record), &id));
    TRY(read_record(req->ports, &req->scope, record, id, &found));
    return response_record(res, 200, record, found);
}

static enum err answer_with_created(struct request *req, struct response *res)
{
    const struct record *record = req->route->answer;
    struct id128 id;
    void *found;

    TRY(VIA(req->ports->records, find_created, &req->scope, record, &id));
    TRY(read_record(req->ports, &req->scope, record, id, &found));
    response_header(res, "Idempotent-Replayed", STR("true"));
    return response_record(res, req->route->status, record, found);
}

enum err answer_again(struct request *req, struct response *res, bool *done)
{
    enum err err;

    *done = false;
    if (req->scope.idempotency_key.p == NULL)
        return ERR_OK;
    err = answer_with_created(req, res);
    *done = err == ERR_OK;
    if (err == ERR_NOT_FOUND) {
        error_clear(&req->scope.error);
        return ERR_OK;
    }
    return err;
}

enum err read_new(struct request *req, struct response *res, void *wanted, bool *done)
{
    TRY(request_read(req, res, wanted));
    return answer_again(req, res, done);
}

enum err answer_created(struct request *req, struct response *res, enum err err,
                        const void *created)
{
    const char *slug = req->scope.error.slug;

    if (err == ERR_OK)
        return response_record(res, req->route->status, req->route->answer, created);
    if (err != ERR_EXISTS || slug == NULL || !str_eq(str_from_c(slug), STR("idempotency.replayed")))
        return err;
    error_clear(&req->scope.error);
    return answer_with_created(req, res);
}

enum err read_change(struct request *req, struct response *res, void **ret)
{
    const struct record *record = req->route->body;
    struct id128 id;
    void *stored;

    TRY(request_scan_id(req, "id", id_prefix(record), &id));
    TRY(read_record(req->ports, &req->scope, record, id, &stored));
    TRY(request_if_match(req, res, record, stored));
    TRY(request_read(req, res, stored));
    *ret = stored;
    return ERR_OK;
}

/* A store of another host is asked for much at a time: each question is a round trip. */
enum { AHEAD = 1 << 20 };

struct object_read {
    struct object_store objects;
    struct str key;
    int64_t at, left; /* left -1: to its end */
    char *ahead;      /* AHEAD long; what was read and not given out yet */
    size_t used, filled;
};

static enum err read_ahead(struct object_read *r)
{
    size_t n = r->left >= 0 && r->left < AHEAD ? (size_t)r->left : AHEAD;
    size_t got = 0;

    if (n > 0)
        TRY(VIA(r->objects, read, r->key, r->at, r->ahead, n, &got, NULL));
    r->at += (int64_t)got;
    r->left -= r->left >= 0 ? (int64_t)got : 0;
    r->used = 0;
    r->filled = got;
    return ERR_OK;
}

static enum err read_object(void *self, void *buffer, size_t n, size_t *got)
{
    struct object_read *r = self;

    if (r->used == r->filled)
        TRY(read_ahead(r));
    *got = n < r->filled - r->used ? n : r->filled - r->used;
    memcpy(buffer, r->ahead + r->used, *got);
    r->used += *got;
    return ERR_OK;
}

static enum err open_object(struct request *req, struct response *res, struct str key,
                            struct str type, struct str name, struct object_read **ret)
{
    struct object_read *r = ARENA_NEW(req->scope.arena, struct object_read);
    char first;
    size_t got;

    /* asked once before the head leaves: what is missing is still an honest 404 */
    TRY(VIA(req->ports->objects, read, key, 0, &first, 1, &got, &req->scope.error));
    *r = (struct object_read){ .objects = req->ports->objects,
                               .key = key,
                               .left = -1,
                               .ahead = arena_alloc(req->scope.arena, AHEAD) };
    response_file(res, type, name, -1, read_object, r);
    *ret = r;
    return ERR_OK;
}

enum err send_object(struct request *req, struct response *res, struct str key, struct str type,
                     struct str name)
{
    struct object_read *r;

    return open_object(req, res, key, type, name, &r);
}

enum err send_object_part(struct request *req, struct response *res, struct str key,
                          struct str type, struct str name, struct str etag, int64_t bytes)
{
    struct object_read *r;
    struct byte_range range;

    TRY(open_object(req, res, key, type, name, &r));
    TRY(byte_range_answer(req, res, etag, bytes, &range));
    r->at = range.first;
    r->left = range.n;
    return ERR_OK;
}
