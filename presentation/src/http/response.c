/* response.c - bodies made from records, pages and texts. */
#include "http/response.h"

#include <assert.h>

#include "codec/json_record.h"
#include "codec/query_string.h"
#include "http/request.h"

static const struct str json_type = STR_INIT("application/json");

struct response response_init(struct arena *arena)
{
    return (struct response){ .arena = arena, .body = strbuf_init(arena, RESPONSE_MOST) };
}

void response_header(struct response *res, const char *name, struct str value)
{
    assert(res->headers_n < RESPONSE_HEADERS);
    res->headers[res->headers_n++] = (struct str_pair){ str_from_c(name), value };
}

enum err response_nothing(struct response *res)
{
    res->status = 204;
    return ERR_OK;
}

static enum err finish_json(struct response *res, int status)
{
    if (!strbuf_ok(&res->body))
        return ERR_INTERNAL; /* beyond every limit that lists and records have */
    res->status = status;
    res->type = json_type;
    return ERR_OK;
}

/* What If-Match is compared with. */
static void put_etag(struct response *res, const struct record *record, const void *object)
{
    const struct field *f = record_find(record, STR("version"));

    if (f == NULL || f->kind != KIND_I64 || (f->flags & FIELD_PRIVATE) != 0)
        return;
    response_header(
        res, "ETag",
        str_format(res->arena, "\"%lld\"", (long long)*(const int64_t *)field_at(f, object)));
}

enum err response_record(struct response *res, int status, const struct record *record,
                         const void *object)
{
    struct json_writer w = json_writer_init(&res->body);

    json_put_record(&w, record, object, FIELD_PRIVATE);
    put_etag(res, record, object);
    return finish_json(res, status);
}

enum err response_page(struct response *res, const struct record *record, const struct page *page)
{
    struct json_writer w = json_writer_init(&res->body);

    json_open(&w, '{');
    json_put_name(&w, STR("items"));
    json_open(&w, '[');
    for (size_t i = 0; i < page->n; i++)
        json_put_chosen(&w, record, (const char *)page->items + i * record->size, FIELD_PRIVATE,
                        res->chosen);
    json_close(&w, ']');
    json_put_name(&w, STR("next_cursor"));
    json_put_str(&w, page->next);
    json_close(&w, '}');
    return finish_json(res, 200);
}

enum err response_text(struct response *res, int status, struct str type, struct str text)
{
    res->status = status;
    res->type = type;
    strbuf_add(&res->body, text);
    return ERR_OK;
}

/* RFC 6266 with the encoded form alone: every client of today reads it, and no name can break the
 * header. */
void response_file(struct response *res, struct str type, struct str name, int64_t length,
                   body_producer *produce, void *self)
{
    struct str encoded = percent_encode(res->arena, name);

    res->status = 200;
    res->type = type;
    res->length = length;
    res->produce = produce;
    res->produce_self = self;
    response_header(res, "Content-Disposition",
                    str_format(res->arena, "attachment; filename*=UTF-8''%.*s", STR_ARG(encoded)));
}

enum err response_refuse(struct request *req, struct response *res, int status, enum err code,
                         const char *slug)
{
    res->refused = status;
    return FAIL(&req->scope.error, code, slug);
}
