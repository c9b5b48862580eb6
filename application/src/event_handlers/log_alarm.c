/* application/src/event_handlers/log_alarm.c - a promise looks broken: the operator's log says so,
 * loudly; what watches the log wakes a person. */
#include "event_handlers/handlers.h"

enum err log_alarm(const struct ports *ports, struct scope *scope, const struct event *event)
{
    (void)ports;
    log_error(scope->log, "alarm", LF_STR("reason", event->detail), LF_STR("tag", event->tag),
              LF_ID("account", "acc", event->account.v));
    return ERR_OK;
}
