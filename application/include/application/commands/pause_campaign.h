/* application/commands/pause_campaign.h */
#ifndef APPLICATION_COMMANDS_PAUSE_CAMPAIGN_H
#define APPLICATION_COMMANDS_PAUSE_CAMPAIGN_H

#include "application/ports.h"
#include "domain/models/campaign.h"

struct paused_campaign {
    struct campaign campaign;
    int64_t in_course; /* calls that had been placed before: they go on to their end */
};
extern const struct record paused_campaign_record;

/* PERMISSION_RUN_CAMPAIGNS. When it has answered, no POST of this campaign completes any more: the
 * gate is closed first, and the permits of before are waited for, PERMIT_MS at most. Paused
 * already: the same answer. */
enum err pause_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                        struct paused_campaign *ret) MUST_USE;

#endif
