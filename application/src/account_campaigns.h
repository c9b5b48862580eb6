/* application/src/account_campaigns.h - the campaigns of one account that are in a status. */
#ifndef APPLICATION_ACCOUNT_CAMPAIGNS_H
#define APPLICATION_ACCOUNT_CAMPAIGNS_H

#include "application/ports.h"
#include "domain/models/campaign.h"

typedef enum err campaign_visit(const struct ports *ports, struct scope *scope,
                                const struct campaign *campaign, const void *with);

/* Visits every campaign of the scope's account that is in this status, page by page; `with` is
 * handed on. The first visit that fails ends the walk. */
enum err each_campaign(const struct ports *ports, struct scope *scope, enum campaign_status status,
                       campaign_visit *visit, const void *with) MUST_USE;

#endif
