/* application/commands/receive_webhook.h - the provider tells something: verified, stored,
 * answered. */
#ifndef APPLICATION_COMMANDS_RECEIVE_WEBHOOK_H
#define APPLICATION_COMMANDS_RECEIVE_WEBHOOK_H

#include "application/ports.h"

struct receive_webhook {
    struct connection_id connection; /* of the address: whose key verifies */
    struct str tag, mac;             /* of the address; empty: none */
    struct str signature;            /* header */
    struct str raw;
};
/* ERR_UNAUTHENTICATED "webhook.bad_signature" (also for an unknown connection or a false mac: the
 * same answer); ERR_UNAVAILABLE: not stored, the provider shall try again. A repetition is ERR_OK.
 * Display-only events are not stored. */
enum err receive_webhook(const struct ports *ports, struct scope *scope,
                         const struct receive_webhook *cmd) MUST_USE;

#endif
