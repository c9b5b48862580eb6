/* tell_live.c - hands what the log has to whoever is looking. It changes nothing, so it needs no
 * handler of its own kind, and nothing is ever buried. */
#include "application/event_handlers/subscriptions.h"

enum err tell_live(const struct ports *ports, struct scope *scope, int64_t *told)
{
    struct event_list events = { NULL, 0, 0 };

    *told = 0;
    TRY(VIA(ports->events, read, scope, "live", LIVE_PAGE, &events));
    if (events.n == 0)
        return ERR_OK;
    TRY(VIA(ports->fan_out, publish, scope, events.items, events.n));
    TRY(VIA(ports->events, advance, scope, "live", events.items[events.n - 1].seq));
    *told = (int64_t)events.n;
    return ERR_OK;
}
