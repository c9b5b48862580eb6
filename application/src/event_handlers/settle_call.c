/* application/src/event_handlers/settle_call.c - a call ended: its money is closed, with that of
 * every other that ended meanwhile. */
#include "application/commands/settle_calls.h"
#include "event_handlers/handlers.h"

enum { SETTLE_MOST = 500 };

enum err settle_call(const struct ports *ports, struct scope *scope, const struct event *event)
{
    int64_t settled;

    (void)event; /* what is unsettled stands in the jobs: the event is only the alarm clock */
    return settle_calls(ports, scope, SETTLE_MOST, &settled);
}
