/* application/src/event_handlers/copy_recording.c - a call ended: its recording is fetched before
 * the provider's address of it runs out. */
#include "application/queries/open_recording.h"
#include "event_handlers/handlers.h"

enum { TRIED_FOR_MS = MS_PER_DAY };

/* There is none, or no more: nothing that another try would change. */
static bool is_nothing(enum err err)
{
    return err == ERR_NOT_FOUND;
}

enum err copy_recording(const struct ports *ports, struct scope *scope, const struct event *event)
{
    struct recording recording;
    enum err err;

    if (!ports->choices.copies_recordings)
        return ERR_OK;
    err = keep_recording(ports, scope, event->call, &recording);
    if (is_nothing(err)) {
        error_clear(&scope->error);
        return ERR_OK;
    }
    /* one that never comes must not hold up those behind it */
    if (err != ERR_OK && instant_minus(scope->now, event->at).ms > TRIED_FOR_MS)
        return FAIL(&scope->error, ERR_PRECONDITION, "recording.unavailable");
    return err;
}
