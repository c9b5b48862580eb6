/* application/src/event_handlers/wake_waiting_jobs.c - money came in: what waited for it goes on.
 */
#include "event_handlers/handlers.h"

enum { WAKE_PAGE = 1000 };

enum err wake_waiting_jobs(const struct ports *ports, struct scope *scope,
                           const struct event *event)
{
    bool left = true;

    while (left)
        TRY(VIA(ports->jobs, wake, scope, event->account, WAKE_PAGE, &left));
    return ERR_OK;
}
