/* domain/gateways/fan_out.h - carries what happens in an account to every process of the
 * installation that has somebody looking at it: publish and subscribe, a channel an account. It is
 * quick and may lose: the event log is what counts, and who was told of a gap reads it there again.
 * Safe from any thread. */
#ifndef DOMAIN_GATEWAYS_FAN_OUT_H
#define DOMAIN_GATEWAYS_FAN_OUT_H

#include "base/port.h"
#include "domain/event.h"
#include "domain/scope.h"

/* Both are called on any thread, never two at once, and must not wait nor call the port. */
struct fan_out_listener {
    /* An event of an account that is subscribed to; its texts are the caller's. */
    void (*heard)(void *self, const struct event *event);
    /* Something may have been lost between what was heard before and what follows: of every
     * account that is subscribed to. */
    void (*missed)(void *self);
    void *self;
};

struct fan_out_ops {
    /* Tells the listeners of each event's account, in this order, in this process too. Told more
     * than once is possible: who hears goes by event->seq. ERR_UNAVAILABLE: nothing is known of
     * how many heard; publish all of them again. */
    enum err (*publish)(void *self, struct scope *scope, const struct event *events,
                        size_t n) MUST_USE;
    /* The one listener of this process. NULL: no more; returns when the last call has. */
    void (*listen)(void *self, const struct fan_out_listener *listener);
    /* From when it returns, what is published of the account is heard here; each subscription ends
     * with an unsubscription of its own. ERR_UNAVAILABLE: it is not, try again. */
    enum err (*subscribe)(void *self, struct account_id account, struct error *error) MUST_USE;
    void (*unsubscribe)(void *self, struct account_id account);
    /* For who comes back, perhaps to another process: the event `after` of the scope's account and
     * those that were published since, `most` in all at most. False: it does not keep them, or not
     * for so long, or may have lost one: the event log tells. */
    bool (*since)(void *self, struct scope *scope, int64_t after, int64_t most,
                  struct event_list *ret);
};
struct fan_out {
    const struct fan_out_ops *ops;
    void *self;
};

#endif
