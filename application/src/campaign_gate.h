/* application/src/campaign_gate.h - the gate follows the campaign. */
#ifndef APPLICATION_CAMPAIGN_GATE_H
#define APPLICATION_CAMPAIGN_GATE_H

#include "application/ports.h"
#include "domain/models/campaign.h"

/* Opens the gate of a campaign that was saved as running. Who has paused or cancelled it meanwhile
 * closed the gate before this opened it: so the campaign is looked at once more, and what it says
 * then holds. */
enum err campaign_gate_open(const struct ports *ports, struct scope *scope,
                            const struct campaign *campaign) MUST_USE;

#endif
