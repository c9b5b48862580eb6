/* domain/models/webhook_endpoint.h - where a customer's own program wants to hear of what happened.
 */
#ifndef DOMAIN_MODELS_WEBHOOK_ENDPOINT_H
#define DOMAIN_MODELS_WEBHOOK_ENDPOINT_H

#include "domain/event.h"
#include "domain/ids.h"

enum { WEBHOOK_ENDPOINTS_MOST = 20, WEBHOOK_EVENTS_MOST = 40 };

struct webhook_endpoint {
    struct webhook_endpoint_id id;
    struct account_id account;
    int64_t version;
    struct str url;
    struct str description;
    struct str_list events; /* names: "call.settled"; none: all that may be told */
    bool disabled;
    struct str secret_hint; /* its last characters */
    struct instant created_at;
    struct str secret; /* signs what is sent; sealed */
};
extern const struct record webhook_endpoint_record;

/* Field errors: of url "url.malformed", "url.not_https", "url.private_address"; of events
 * "webhook_endpoint.unknown_event" {value}. */
enum err webhook_endpoint_check(const struct webhook_endpoint *endpoint,
                                struct error *error) MUST_USE;

#endif
