/* external/retell/list_calls.h - calls looked for in the provider's list. */
#ifndef RETELL_LIST_CALLS_H
#define RETELL_LIST_CALLS_H

#include "domain/gateways/voice_gateway.h"
#include "external/retell/http.h"

/* The slots `find` and `recent` of the voice gateway, whose contract they keep. */
enum err list_find(struct http_client *http, struct arena *arena,
                   const struct connection *connection, struct str tag, struct phone to,
                   struct voice_call_list *ret, struct error *error) MUST_USE;
enum err list_recent(struct http_client *http, struct arena *arena,
                     const struct connection *connection, int64_t most, struct voice_call_list *ret,
                     struct error *error) MUST_USE;

#endif
