/* openapi.h - the OpenAPI 3.1 document, made from the routes and the records. */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include "codec/messages.h"
#include "presentation/rest_server.h"

/* Only routes below /api/v1 are told. */
struct str openapi_print(struct arena *arena, const struct route_list *routes,
                         enum language language);

#endif
