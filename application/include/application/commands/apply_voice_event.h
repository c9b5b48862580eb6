/* application/commands/apply_voice_event.h - webhooks out of the inbox, applied to their jobs. */
#ifndef APPLICATION_COMMANDS_APPLY_VOICE_EVENT_H
#define APPLICATION_COMMANDS_APPLY_VOICE_EVENT_H

#include "application/ports.h"

enum { PARK_STEPS = 5 };
struct voice_event_settings {
    struct duration
        park[PARK_STEPS]; /* of events whose job is not found: 10 s, 1, 10 min, 1, 24 h */
};
struct voice_event_settings voice_event_defaults(void);

/* Takes at most `most` items that are due. In any order and however often they come, a job only
 * moves forward. The job is ours by the call's id, else by tag and mac; whoever has neither is
 * parked, and dead after the last step, with an alarm. *handled: applied or parked.
 * One that fails stays, and does not hold up the others: the first failure is told at the end. */
enum err apply_voice_events(const struct ports *ports, struct scope *scope,
                            const struct voice_event_settings *settings, int64_t most,
                            int64_t *handled) MUST_USE;

#endif
