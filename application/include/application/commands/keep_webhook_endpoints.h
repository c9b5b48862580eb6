/* application/commands/keep_webhook_endpoints.h - where customers' own programs hear of what
 * happened. */
#ifndef APPLICATION_COMMANDS_KEEP_WEBHOOK_ENDPOINTS_H
#define APPLICATION_COMMANDS_KEEP_WEBHOOK_ENDPOINTS_H

#include "application/ports.h"
#include "domain/models/webhook_endpoint.h"

struct created_webhook_endpoint {
    struct webhook_endpoint endpoint;
    struct str secret; /* shown here and never again */
};
extern const struct record created_webhook_endpoint_record;

/* PERMISSION_MANAGE_ACCOUNT, each of them. ERR_PRECONDITION "webhook_endpoint.too_many" {limit};
 * field errors of webhook_endpoint_check(). */
enum err create_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 const struct webhook_endpoint *wanted,
                                 struct created_webhook_endpoint *ret) MUST_USE;
/* `changed` is the stored one with the request's fields over it; its version must be the stored
 * one. */
enum err change_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 struct webhook_endpoint *changed,
                                 struct webhook_endpoint **ret) MUST_USE;
enum err remove_webhook_endpoint(const struct ports *ports, struct scope *scope,
                                 struct webhook_endpoint_id id) MUST_USE;
/* Another secret, at once. */
enum err renew_webhook_secret(const struct ports *ports, struct scope *scope,
                              struct webhook_endpoint_id id,
                              struct created_webhook_endpoint *ret) MUST_USE;

#endif
