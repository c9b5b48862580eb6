/* application/commands/cancel_campaign.h */
#ifndef APPLICATION_COMMANDS_CANCEL_CAMPAIGN_H
#define APPLICATION_COMMANDS_CANCEL_CAMPAIGN_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* PERMISSION_RUN_CAMPAIGNS. As pause, then calls in course are hung up and what has not rung is
 * cancelled with its holds released. Cancelled already: finishes what was left undone. */
enum err cancel_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret) MUST_USE;

#endif
