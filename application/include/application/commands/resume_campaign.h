/* application/commands/resume_campaign.h */
#ifndef APPLICATION_COMMANDS_RESUME_CAMPAIGN_H
#define APPLICATION_COMMANDS_RESUME_CAMPAIGN_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* PERMISSION_RUN_CAMPAIGNS. Running already: the same answer. */
enum err resume_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                         struct campaign **ret) MUST_USE;

#endif
