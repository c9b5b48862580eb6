/* application/commands/launch_campaign.h */
#ifndef APPLICATION_COMMANDS_LAUNCH_CAMPAIGN_H
#define APPLICATION_COMMANDS_LAUNCH_CAMPAIGN_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* PERMISSION_RUN_CAMPAIGNS. Takes the script's text as it is now, opens the gate. Needs no funds:
 * jobs wait for them. Its first batches must be committed. Running already: the same answer. */
enum err launch_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret) MUST_USE;

#endif
