/* openapi_inside.h - the document while it is written; shared by the files that write it. */
#ifndef HTTP_OPENAPI_INSIDE_H
#define HTTP_OPENAPI_INSIDE_H

#include "codec/json.h"
#include "codec/json_record.h"
#include "codec/messages.h"
#include "http/request.h"
#include "presentation/rest_server.h"

enum { SCHEMAS_MOST = 1024, DOCUMENT_MOST = 8 * 1024 * 1024 };

struct document {
    struct json_writer w;
    struct arena *arena;
    const struct route_list *routes;
    enum language language;
    struct {
        const struct record *record;
        enum json_schema form;
    } schemas[SCHEMAS_MOST];
    size_t schemas_n;
};

static inline void put(struct document *d, const char *name, struct str text)
{
    json_put_name(&d->w, str_from_c(name));
    json_put_str(&d->w, text);
}

static inline void put_raw(struct document *d, const char *name, const char *json)
{
    json_put_name(&d->w, str_from_c(name));
    json_put_raw(&d->w, str_from_c(json));
}

static inline void open(struct document *d, const char *name)
{
    json_put_name(&d->w, str_from_c(name));
    json_open(&d->w, '{');
}

static inline void close(struct document *d)
{
    json_close(&d->w, '}');
}

/* "parameters": of the path, the query and the head. */
void openapi_put_params(struct document *d, const struct route *route);

#endif
