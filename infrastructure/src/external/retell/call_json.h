/* external/retell/call_json.h - the provider's JSON to and from our words. Unknown members are
 * ignored, unknown values are kept as text, members of a wrong type are as if absent. */
#ifndef RETELL_CALL_JSON_H
#define RETELL_CALL_JSON_H

#include "codec/json.h"
#include "domain/gateways/voice_gateway.h"

/* A transcript carries every word with its times: two hours of talk are more members than our own
 * documents ever have. */
extern const struct json_limits provider_json;

/* False: no object with a usable call_id. Texts are views into the arena of the parse. */
bool call_read(struct arena *arena, const struct json *call, struct voice_call *ret);

/* One page of v3/list-calls. next: STR_NONE on the last page. False: not a page. */
struct call_page {
    struct voice_call_list calls;
    struct str next;
};
bool call_page_read(struct arena *arena, struct str body, struct call_page *ret);

/* The body of create-phone-call. */
struct str order_write(struct arena *arena, const struct voice_order *order);

#endif
