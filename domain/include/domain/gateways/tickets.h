/* domain/gateways/tickets.h - short texts that can be taken once, by whoever knows their name, in
 * any process of the installation. Names are hashes of secrets, never the secrets. What is lost
 * (a restart, a fail-over) is asked for again. Safe from any thread. */
#ifndef DOMAIN_GATEWAYS_TICKETS_H
#define DOMAIN_GATEWAYS_TICKETS_H

#include "base/port.h"
#include "domain/scope.h"

enum { TICKET_NAME_MOST = 64, TICKET_TEXT_MOST = 256 };

struct tickets_ops {
    /* Keeps the text for so long. Names and texts are printable ASCII. ERR_EXHAUSTED
     * "ticket.too_many"; ERR_UNAVAILABLE. */
    enum err (*keep)(void *self, struct scope *scope, struct str name, struct str text,
                     struct duration life) MUST_USE;
    /* Gives it out and forgets it, in one step. ERR_NOT_FOUND "ticket.unknown": there is none, its
     * time is over, or somebody had it. */
    enum err (*take)(void *self, struct scope *scope, struct str name, struct str *ret) MUST_USE;
};
struct tickets {
    const struct tickets_ops *ops;
    void *self;
};

#endif
