/* application/src/event_handlers/wake_waiting_jobs.c - money came in, or came back: what waited for
 * it goes on. */
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

/* A call gave back what it did not use. One job asks again: if the money buys it nothing, it waits
 * for the next call's, and no crowd has asked in vain. */
enum err wake_one_job(const struct ports *ports, struct scope *scope, const struct event *event)
{
    bool left;

    return VIA(ports->jobs, wake, scope, event->account, 1, &left);
}
