/* application/src/event_handlers/keep_notification.c - what happened goes into the account's list,
 * once: its id is the event's. What is said of it is made when somebody reads it. */
#include "event_handlers/handlers.h"
#include "notice_words.h"

enum err keep_notification(const struct ports *ports, struct scope *scope,
                           const struct event *event)
{
    struct notification n;
    enum err err;

    TRY(notice_of(ports, scope, event, &n));
    err = VIA(ports->records, save, scope, &notification_record, &n, NULL);
    if (err != ERR_EXISTS)
        return err;
    error_clear(&scope->error); /* it was told before */
    return ERR_OK;
}
