/* application/commands/finish_campaign.h */
#ifndef APPLICATION_COMMANDS_FINISH_CAMPAIGN_H
#define APPLICATION_COMMANDS_FINISH_CAMPAIGN_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* For loops: running campaigns of all accounts without open jobs become done, unless people are
 * being imported into them. */
enum err finish_campaigns(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
